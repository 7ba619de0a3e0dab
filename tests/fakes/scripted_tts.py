"""A scripted tts service: real gRPC over a real socket; each sentence becomes audio known by its bytes."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis

from xquizit.audio.v1.audio_pb2 import PcmFrame
from xquizit.tts.v1 import tts_pb2 as pb
from xquizit.tts.v1 import tts_pb2_grpc
from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ
from xquizit_kit.errors import EngineFailed, InvalidInput, XquizitError
from xquizit_kit.piece_codec import PieceWord, pack_piece
from xquizit_kit.rpc_server import RpcServer

PIECE_BYTES = 800
CHUNKS_PER_PIECE = 2


def audio_of(sentence: str, *, rendering: int = 0, size: int = PIECE_BYTES) -> bytes:
    """The PCM that stands for a sentence: the same words in the same rendering sound the same."""
    seed = hashlib.sha256(f"{rendering} {sentence.strip()}".encode()).digest()
    return (seed * (size // len(seed) + 1))[:size]


def words_of(sentence: str, size: int = PIECE_BYTES) -> list[PieceWord]:
    """When its words are heard: each as long as it has letters, all together as long as the audio."""
    whole_ms = round(1000 * size / SAMPLE_BYTES / SPEAK_RATE_HZ)
    found = list(re.finditer(r"\S+", sentence))
    letters, done, words = sum(len(word.group()) for word in found), 0, list[PieceWord]()
    for word in found:
        begin, done = done, done + len(word.group())
        words.append(PieceWord(word.start(), word.end(), whole_ms * begin // letters, whole_ms * done // letters))
    return words


class ScriptedTts(tts_pb2_grpc.TtsServiceServicer):
    """Speaks a sentence as soon as its full stop or question mark has come."""

    def __init__(self, redis: Redis | None) -> None:
        self.redis = redis
        """Where pieces are cached; None: nowhere, as if Redis were away from tts."""
        self.streams = 0
        """Synthesize calls so far."""
        self.refusal: XquizitError | None = None
        self.fail_after_chunks: list[int] = []
        """The next call fails after so many chunks, the one after that after the second number, and so on."""
        self.renderings_differ = False
        """Each call speaks in its own rendering, as real voices do, numbered like `streams`."""
        self.sizes: dict[str, int] = {}
        """Bytes of the audio of a sentence, where it is not `PIECE_BYTES`."""
        self.thawed = asyncio.Event()
        """While it is not set, calls are taken and not answered, as by a stopped process."""
        self.thawed.set()
        self.running = 0
        self.cancelled = 0
        """Synthesize calls that ended before they were through, because their caller went away."""
        self.engine = "script"
        """Who the service says speaks."""
        self.speaks: dict[str, str] = {}
        """Who speaks a sentence, where it is not `engine`."""
        self.gates: dict[str, asyncio.Event] = {}
        """A sentence that is spoken only when its gate is open."""
        self.knows_words = True
        self.voices = [
            pb.Voice(id="one", language="en-US", description="The first", preview_text="I am the first voice."),
            pb.Voice(id="two", language="en-GB", description="The second", preview_text="I am the second voice."),
            pb.Voice(id="mute", language="en-GB", description="Has nothing to say"),
        ]
        self.asked_voices: list[str] = []
        """The voice of each call."""

    async def ListVoices(self, request: pb.ListVoicesRequest, context: Any) -> pb.ListVoicesResponse:
        if self.refusal is not None:
            raise self.refusal
        return pb.ListVoicesResponse(engine=self.engine, voices=self.voices)

    async def Synthesize(self, request_iterator: Any, context: Any) -> AsyncIterator[pb.SynthesizeResponse]:
        self.streams += 1
        if self.refusal is not None:
            raise self.refusal
        room = self.fail_after_chunks.pop(0) if self.fail_after_chunks else None
        self.running += 1
        try:
            await self.thawed.wait()
            sent = 0
            async for chunk in self._speak(request_iterator):
                if room is not None and sent >= room:
                    raise EngineFailed("The voice broke.")
                sent += 1
                yield chunk
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise
        finally:
            self.running -= 1

    async def _speak(self, requests: Any) -> AsyncIterator[pb.SynthesizeResponse]:
        text, index = "", 0
        async for request in requests:
            if request.WhichOneof("message") != "text_delta":
                self.asked_voices.append(request.config.voice)
                if request.config.voice not in ("", *(voice.id for voice in self.voices)):
                    raise InvalidInput("There is no such voice.", reason="unknown_voice")
                continue
            text += request.text_delta
            while (cut := min((at for at in (text.find("."), text.find("?")) if at >= 0), default=-1)) >= 0:
                async for chunk in self._piece(index, text[: cut + 1]):
                    yield chunk
                text, index = text[cut + 1 :], index + 1
        if text.strip():
            async for chunk in self._piece(index, text):
                yield chunk

    async def _piece(self, index: int, sentence: str) -> AsyncIterator[pb.SynthesizeResponse]:
        if gate := self.gates.get(sentence.strip()):
            await gate.wait()
        size = self.sizes.get(sentence.strip(), PIECE_BYTES)
        engine = self.speaks.get(sentence.strip(), self.engine)
        words = words_of(sentence, size) if self.knows_words else []
        pcm = audio_of(sentence, rendering=self.streams if self.renderings_differ else 0, size=size)
        cache_key = ""
        if self.redis is not None:
            cache_key = "xq:tts:" + hashlib.sha256(sentence.encode()).hexdigest()
            await self.redis.set(cache_key, pack_piece(pcm, words), ex=60)
        half = size // CHUNKS_PER_PIECE
        for number in range(CHUNKS_PER_PIECE):
            is_last = number == CHUNKS_PER_PIECE - 1
            yield pb.SynthesizeResponse(
                sentence_index=index,
                chunk_index=number,
                text=sentence,
                audio=PcmFrame(pcm=pcm[number * half : (number + 1) * half]),
                cache_key=cache_key if is_last else "",  # as the real one: known at the end
                is_last_of_sentence=is_last,
                engine=engine,
                standing_in_for=self.engine if engine not in ("", self.engine) else "",
                words=[pb.SpokenWord(**word._asdict()) for word in words] if is_last else [],
            )


@asynccontextmanager
async def serving_tts(redis: Redis | None, address: str = "127.0.0.1:0") -> AsyncIterator[tuple[ScriptedTts, str]]:
    """The servicer and its address."""
    servicer = ScriptedTts(redis)
    server = RpcServer("tts", address)
    server.add(tts_pb2_grpc.add_TtsServiceServicer_to_server, servicer, pb.DESCRIPTOR.services_by_name["TtsService"])
    await server.start()
    try:
        yield servicer, f"127.0.0.1:{server.port}"
    finally:
        await server.stop(0)
