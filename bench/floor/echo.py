"""A bare gRPC server of the transcription stream's shape: counts samples, answers each frame, does nothing else.

`ECHO_PORT=<port> python -m bench.floor.echo` serves until it is killed.
"""

import asyncio
import os
from collections.abc import AsyncIterator

from grpc import aio

from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1 import transcription_pb2_grpc


class Echo(transcription_pb2_grpc.TranscriptionServiceServicer):
    """Acknowledges what comes."""

    async def Transcribe(
        self, request_iterator: AsyncIterator[pb.TranscribeRequest], context: object
    ) -> AsyncIterator[pb.TranscribeResponse]:
        """One `acknowledged` for each frame, `completed` after `end`."""
        samples = 0
        async for request in request_iterator:
            match request.WhichOneof("message"):
                case "audio":
                    samples += len(request.audio.pcm) // 2
                    yield pb.TranscribeResponse(acknowledged=pb.Acknowledged(samples=samples))
                case "end":
                    yield pb.TranscribeResponse(completed=pb.Completed(samples=samples))
                case _:
                    pass


async def serve(port: int) -> None:
    """Serves on a port of this machine until it is cancelled."""
    server = aio.server()
    transcription_pb2_grpc.add_TranscriptionServiceServicer_to_server(Echo(), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(int(os.environ["ECHO_PORT"])))
