"""Asks the tts service to speak a text while it is being written."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from grpc.aio import Channel

from xquizit.tts.v1 import tts_pb2 as pb
from xquizit.tts.v1.tts_pb2_grpc import TtsServiceStub
from xquizit_gateway.clients.calls import conversation

SYNTHESIZE_DEADLINE_S = 120.0
"""One turn's speech, including the time its text takes to come."""


@dataclass(frozen=True, slots=True)
class SpokenChunk:
    """One chunk of audio as tts sends it."""

    sentence_index: int
    text: str
    """The words of the whole piece."""
    pcm: bytes
    """24 kHz s16le mono."""
    cache_key: str
    """Where the whole piece lies in Redis, on its last chunk; empty when it was not stored."""
    is_last: bool
    """Whether the piece ends here."""


class TtsClient:
    """Speaks."""

    def __init__(self, channel: Channel) -> None:
        self._stub = TtsServiceStub(channel)

    async def synthesize(self, session_id: str, turn: int, texts: AsyncIterator[str]) -> AsyncGenerator[SpokenChunk]:
        """Speaks `texts` as they come; leaving early stops the engine.

        Raises:
            AtCapacity: No slot in time.
            Unavailable: The engine failed or the service is away.
        """
        call = self._stub.Synthesize(timeout=SYNTHESIZE_DEADLINE_S)
        async with aclosing(conversation(call, _requests(session_id, turn, texts), "tts")) as chunks:
            async for chunk in chunks:
                yield SpokenChunk(
                    sentence_index=chunk.sentence_index,
                    text=chunk.text,
                    pcm=chunk.audio.pcm,
                    cache_key=chunk.cache_key,
                    is_last=chunk.is_last_of_sentence,
                )


async def _requests(session_id: str, turn: int, texts: AsyncIterator[str]) -> AsyncGenerator[pb.SynthesizeRequest]:
    yield pb.SynthesizeRequest(config=pb.SynthesizeConfig(session_id=session_id, turn=turn))
    async for text in texts:
        yield pb.SynthesizeRequest(text_delta=text)
