"""Asks the tts service to speak a text while it is being written, and with which voices it can."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from grpc.aio import Channel

from xquizit.tts.v1 import tts_pb2 as pb
from xquizit.tts.v1.tts_pb2_grpc import TtsServiceStub
from xquizit_gateway.clients.calls import conversation, rpc_errors
from xquizit_kit.piece_codec import PieceWord

SYNTHESIZE_DEADLINE_S = 120.0
"""One turn's speech, including the time its text takes to come."""
VOICES_DEADLINE_S = 2.0


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
    engine: str
    """Who speaks; empty: an older service, which does not tell."""
    words: tuple[PieceWord, ...]
    """When each word of the piece is heard, on its last chunk; empty where nobody knows."""
    standing_in_for: str = ""
    """The engine that should have spoken, where another one did."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One way to speak."""

    voice_id: str
    language: str
    """BCP 47."""
    description: str
    preview_text: str
    """A sentence to hear it by; may be empty."""


@dataclass(frozen=True, slots=True)
class Voices:
    """What the service speaks with."""

    engine: str
    voices: tuple[Voice, ...]
    """The first is the default."""


class TtsClient:
    """Speaks."""

    def __init__(self, channel: Channel) -> None:
        self._stub = TtsServiceStub(channel)

    async def synthesize(
        self, session_id: str, turn: int, texts: AsyncIterator[str], *, voice: str = ""
    ) -> AsyncGenerator[SpokenChunk]:
        """Speaks `texts` as they come, by the service's own choice of voice or by `voice`; leaving early stops it.

        Raises:
            AtCapacity: No slot in time.
            InvalidInput: There is no such voice.
            Unavailable: The engine failed or the service is away.
        """
        call = self._stub.Synthesize(timeout=SYNTHESIZE_DEADLINE_S)
        config = pb.SynthesizeConfig(session_id=session_id, turn=turn, voice=voice)
        async with aclosing(conversation(call, _requests(config, texts), "tts")) as chunks:
            async for chunk in chunks:
                yield SpokenChunk(
                    sentence_index=chunk.sentence_index,
                    text=chunk.text,
                    pcm=chunk.audio.pcm,
                    cache_key=chunk.cache_key,
                    is_last=chunk.is_last_of_sentence,
                    engine=chunk.engine,
                    words=tuple(
                        PieceWord(word.text_start, word.text_end, word.start_ms, word.end_ms) for word in chunk.words
                    ),
                    standing_in_for=chunk.standing_in_for,
                )

    async def voices(self) -> Voices:
        """The voices of the service's engine.

        Raises:
            Unavailable: The service is away.
        """
        with rpc_errors("tts"):
            got = await self._stub.ListVoices(pb.ListVoicesRequest(), timeout=VOICES_DEADLINE_S)
        voices = tuple(Voice(one.id, one.language, one.description, one.preview_text) for one in got.voices)
        return Voices(got.engine, voices)


async def _requests(config: pb.SynthesizeConfig, texts: AsyncIterator[str]) -> AsyncGenerator[pb.SynthesizeRequest]:
    yield pb.SynthesizeRequest(config=config)
    async for text in texts:
        yield pb.SynthesizeRequest(text_delta=text)
