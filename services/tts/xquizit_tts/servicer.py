"""Between xquizit.tts.v1 and the synthesizer: messages in and out, nothing else."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from time import monotonic
from typing import Protocol

from xquizit.audio.v1 import audio_pb2
from xquizit.tts.v1 import tts_pb2, tts_pb2_grpc
from xquizit_kit.errors import InvalidInput
from xquizit_tts.previews import preview_text
from xquizit_tts.speaking import Speaking
from xquizit_tts.synthesizer import Manner, SpokenChunk

DESCRIPTOR = tts_pb2.DESCRIPTOR.services_by_name["TtsService"]
add_to_server = tts_pb2_grpc.add_TtsServiceServicer_to_server


class Context(Protocol):
    """What is needed of gRPC's."""

    def time_remaining(self) -> float | None:
        """Seconds until the caller's deadline, if there is one."""
        ...


class TtsServicer(tts_pb2_grpc.TtsServiceServicer):
    """Serves TtsService."""

    def __init__(self, now: Callable[[], Speaking]) -> None:
        """Takes who speaks."""
        self._now = now

    async def Synthesize(
        self, request_iterator: AsyncIterator[tts_pb2.SynthesizeRequest], context: Context
    ) -> AsyncGenerator[tts_pb2.SynthesizeResponse]:
        """Speaks a text while it is being written; see tts.proto."""
        requests = aiter(request_iterator)
        first = await anext(requests, None)
        if first is None or first.WhichOneof("message") != "config":
            raise InvalidInput("The first message must be the config.", reason="config_first")
        remaining_s = context.time_remaining()
        manner = Manner(
            first.config.voice,
            first.config.speed,
            first.config.session_id,
            None if remaining_s is None else monotonic() + remaining_s,
        )
        async with aclosing(self._now().synthesizer.speak(_deltas(requests), manner)) as chunks:
            async for chunk in chunks:
                yield _response(chunk)

    async def ListVoices(self, request: tts_pb2.ListVoicesRequest, context: object) -> tts_pb2.ListVoicesResponse:
        """Lists the voices of the running engine."""
        speaking = self._now()
        voices = [
            tts_pb2.Voice(
                id=voice.id,
                language=voice.language,
                description=voice.description,
                preview_text=preview_text(voice.language),
            )
            for voice in speaking.voices
        ]
        return tts_pb2.ListVoicesResponse(engine=speaking.info.name, voices=voices)


async def _deltas(requests: AsyncIterator[tts_pb2.SynthesizeRequest]) -> AsyncGenerator[str]:
    async for request in requests:
        if request.WhichOneof("message") != "text_delta":
            raise InvalidInput("After the config only text may follow.", reason="config_once")
        yield request.text_delta


def _response(chunk: SpokenChunk) -> tts_pb2.SynthesizeResponse:
    return tts_pb2.SynthesizeResponse(
        sentence_index=chunk.piece_index,
        chunk_index=chunk.chunk_index,
        text=chunk.text,
        audio=audio_pb2.PcmFrame(pcm=chunk.pcm),
        cache_key=chunk.cache_key,
        is_last_of_sentence=chunk.is_last,
        engine=chunk.engine,
        standing_in_for=chunk.standing_in_for,
        words=[
            tts_pb2.SpokenWord(text_start=word.start, text_end=word.end, start_ms=word.start_ms, end_ms=word.end_ms)
            for word in chunk.words
        ],
    )
