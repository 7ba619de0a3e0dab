"""A bare gRPC server of the tts stream's shape: answers a text by a canned sound, does nothing else.

`SPEECH_PORT=<port> python -m bench.floor.speech` serves until it is killed.
"""

import asyncio
import os
from collections.abc import AsyncIterator

from grpc import aio

from xquizit.audio.v1.audio_pb2 import PcmFrame
from xquizit.tts.v1 import tts_pb2 as pb
from xquizit.tts.v1 import tts_pb2_grpc

MS_PER_CHARACTER = 65
"""So long eSpeak speaks at 165 words a minute."""
FIRST_BYTES, FRAME_BYTES = 4800, 12_000
"""Frames as the service sends them: 100 ms, then 250 ms of 24 kHz s16le."""


class CannedSpeech(tts_pb2_grpc.TtsServiceServicer):
    """Has its sound ready."""

    async def Synthesize(
        self, request_iterator: AsyncIterator[pb.SynthesizeRequest], context: object
    ) -> AsyncIterator[pb.SynthesizeResponse]:
        """For each delta so much silence as it would take to say it."""
        index = 0
        async for request in request_iterator:
            if request.WhichOneof("message") != "text_delta":
                continue
            left = len(request.text_delta) * MS_PER_CHARACTER * 48
            number, size = 0, FIRST_BYTES
            while left > 0:
                count = min(size, left)
                left -= count
                yield pb.SynthesizeResponse(
                    sentence_index=index,
                    chunk_index=number,
                    text=request.text_delta,
                    audio=PcmFrame(pcm=bytes(count)),
                    is_last_of_sentence=left <= 0,
                )
                number, size = number + 1, FRAME_BYTES
            index += 1


async def serve(port: int) -> None:
    """Serves on a port of this machine until it is cancelled."""
    server = aio.server()
    tts_pb2_grpc.add_TtsServiceServicer_to_server(CannedSpeech(), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(int(os.environ["SPEECH_PORT"])))
