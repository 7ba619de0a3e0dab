"""A scripted transcription service: real gRPC over a real socket; keeps every sample and breaks where it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit.errors import Conflict, Unavailable, WrongPhase, XquizitError
from xquizit_kit.rpc_server import RpcServer

WORD_SAMPLES = 1600
"""Every so many samples are one word, said finally and acknowledged."""


class ScriptedTranscription(transcription_pb2_grpc.TranscriptionServiceServicer):
    """Hears one word per `WORD_SAMPLES` samples; `audio` is what it has of each answer."""

    def __init__(self) -> None:
        self.audio: dict[tuple[str, int], bytearray] = {}
        self.prepared: list[tuple[str, list[str]]] = []
        self.forgotten: list[str] = []
        self.configs: list[pb.TranscribeConfig] = []
        self.break_after_samples: list[int] = []
        """The next stream breaks after so many samples, the one after that after the second number, and so on."""
        self.recognized: dict[tuple[str, int], list[tuple[str, float]]] = {}
        """What `GetAnswer` tells of an answer: words with their confidence."""
        self.asked: list[tuple[str, int]] = []
        """Every GetAnswer, as it came."""
        self.is_asked = asyncio.Event()
        """Set by the first GetAnswer."""
        self.tells = asyncio.Event()
        """While it is not set, `GetAnswer` is taken and not answered."""
        self.tells.set()
        self.refusal: XquizitError | None = None
        self.acknowledges = True
        """When off, finals come but are not acknowledged."""
        self.keeps_up = asyncio.Event()
        """While it is not set, a stream stops after a final and acknowledges nothing."""
        self.keeps_up.set()
        self.doubted: list[bool] = []
        """Of each audio message, whether its rate was doubted, as often as that changed."""
        self._holders: dict[tuple[str, int], object] = {}

    async def PrepareSession(self, request: pb.PrepareSessionRequest, context: Any) -> pb.PrepareSessionResponse:
        if self.refusal is not None:
            raise self.refusal
        self.prepared.append((request.session_id, list(request.context_texts)))
        return pb.PrepareSessionResponse(engine="script")

    async def ForgetSession(self, request: pb.ForgetSessionRequest, context: Any) -> pb.ForgetSessionResponse:
        if self.refusal is not None:
            raise self.refusal
        self.forgotten.append(request.session_id)
        return pb.ForgetSessionResponse()

    async def GetAnswer(self, request: pb.GetAnswerRequest, context: Any) -> pb.GetAnswerResponse:
        key = (request.session_id, request.turn)
        self.asked.append(key)
        self.is_asked.set()
        if self.refusal is not None:
            raise self.refusal
        await self.tells.wait()
        words = self.recognized.get(key, [])
        heard = [pb.Word(text=text, confidence=confidence) for text, confidence in words]
        return pb.GetAnswerResponse(words=heard, engines=["script"] if words else [])

    async def Transcribe(self, request_iterator: Any, context: Any) -> AsyncIterator[pb.TranscribeResponse]:
        if self.refusal is not None:
            raise self.refusal
        requests = aiter(request_iterator)
        config = (await anext(requests)).config
        self.configs.append(config)
        key = (config.session_id, config.turn)
        audio = self.audio.setdefault(key, bytearray())
        if config.first_sample == 0:
            audio.clear()
        if config.first_sample > len(audio) // 2:
            raise WrongPhase(
                f"Audio is missing: please send it again from sample {len(audio) // 2}.", reason="audio_gap"
            )
        del audio[config.first_sample * 2 :]
        self._holders[key] = holder = object()
        room = self.break_after_samples.pop(0) if self.break_after_samples else None
        told = config.first_sample // WORD_SAMPLES
        yield pb.TranscribeResponse(ready=pb.Ready(engine="script", samples=config.first_sample))
        received = 0
        async for request in requests:
            if self._holders[key] is not holder:
                raise Conflict("A newer stream has taken over.", reason="replaced")
            if request.WhichOneof("message") == "end":
                break
            audio += request.audio.pcm
            self._note_doubt(request.rate_doubted)
            received += len(request.audio.pcm) // 2
            while (told + 1) * WORD_SAMPLES <= len(audio) // 2:
                yield self._word(told)
                told += 1
                await self.keeps_up.wait()
                if self.acknowledges:
                    yield pb.TranscribeResponse(acknowledged=pb.Acknowledged(samples=told * WORD_SAMPLES))
            if room is not None and received >= room:
                raise Unavailable("The ears broke.", retry_after_s=1)
        yield pb.TranscribeResponse(completed=pb.Completed(samples=len(audio) // 2))

    def _note_doubt(self, is_doubted: bool) -> None:
        if self.doubted[-1:] != [is_doubted]:
            self.doubted.append(is_doubted)

    def _word(self, number: int) -> pb.TranscribeResponse:
        start = number * WORD_SAMPLES
        return pb.TranscribeResponse(
            transcript=pb.Transcript(
                text=f"word{number}", is_final=True, start_sample=start, end_sample=start + WORD_SAMPLES, confidence=1
            )
        )


@asynccontextmanager
async def serving_transcription(
    address: str = "127.0.0.1:0", servicer: ScriptedTranscription | None = None
) -> AsyncIterator[tuple[ScriptedTranscription, str]]:
    """The servicer and its address."""
    servicer = servicer or ScriptedTranscription()
    server = RpcServer("transcription", address)
    server.add(
        transcription_pb2_grpc.add_TranscriptionServiceServicer_to_server,
        servicer,
        pb.DESCRIPTOR.services_by_name["TranscriptionService"],
    )
    await server.start()
    try:
        yield servicer, f"127.0.0.1:{server.port}"
    finally:
        await server.stop(0)
