"""TranscriptionService: generated messages in, domain calls, generated messages out."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit.errors import InvalidInput
from xquizit_transcription.answer import Final, Word
from xquizit_transcription.endpointing import SpeechEnded, SpeechStarted
from xquizit_transcription.events import Acknowledged, Completed, EarChanged, Event, Partial, Ready
from xquizit_transcription.level import Level
from xquizit_transcription.port import EarState
from xquizit_transcription.transcriber import Frame, Opening, Transcriber
from xquizit_transcription.turn_taking.turns import TurnEnd

DESCRIPTOR = pb.DESCRIPTOR.services_by_name["TranscriptionService"]
add_to_server = transcription_pb2_grpc.add_TranscriptionServiceServicer_to_server

_LEVELS: dict[Level, pb.LevelState.ValueType] = {
    Level.DEAD: pb.LEVEL_STATE_DEAD,
    Level.QUIET: pb.LEVEL_STATE_QUIET,
    Level.OK: pb.LEVEL_STATE_OK,
    Level.CLIPPING: pb.LEVEL_STATE_CLIPPING,
}

_EAR_STATES: dict[EarState, pb.EarState.ValueType] = {
    EarState.LISTENING: pb.EAR_STATE_LISTENING,
    EarState.WARMING: pb.EAR_STATE_WARMING,
    EarState.STANDING_IN: pb.EAR_STATE_STANDING_IN,
}


class TranscriptionServicer(transcription_pb2_grpc.TranscriptionServiceServicer):
    """Serves a `Transcriber`."""

    def __init__(self, transcriber: Transcriber) -> None:
        """Takes what it serves."""
        self._transcriber = transcriber

    async def PrepareSession(self, request: pb.PrepareSessionRequest, context: Any) -> pb.PrepareSessionResponse:
        """See the proto."""
        engine = await self._transcriber.prepare(request.session_id, request.context_texts)
        return pb.PrepareSessionResponse(engine=engine)

    async def ForgetSession(self, request: pb.ForgetSessionRequest, context: Any) -> pb.ForgetSessionResponse:
        """See the proto."""
        await self._transcriber.forget(request.session_id)
        return pb.ForgetSessionResponse()

    async def GetAnswer(self, request: pb.GetAnswerRequest, context: Any) -> pb.GetAnswerResponse:
        """See the proto."""
        finals = await self._transcriber.recognized(request.session_id, request.turn)
        words = [_word(word) for final in finals for word in final.words]
        engines = dict.fromkeys(final.engine for final in finals if final.engine)
        return pb.GetAnswerResponse(words=words, engines=engines)

    async def Transcribe(
        self, request_iterator: AsyncIterator[pb.TranscribeRequest], context: Any
    ) -> AsyncGenerator[pb.TranscribeResponse]:
        """See the proto."""
        first = await anext(request_iterator, None)
        if first is None or first.WhichOneof("message") != "config":
            raise InvalidInput("The stream must begin with its config.", reason="no_config")
        config = first.config
        opening = Opening(
            session_id=config.session_id,
            turn=config.turn,
            sample_rate_hz=config.format.sample_rate_hz,
            first_sample=config.first_sample,
            question=config.question,
        )
        async with aclosing(self._transcriber.transcribe(opening, _frames(request_iterator))) as events:
            async for event in events:
                yield _response(event)


async def _frames(requests: AsyncIterator[pb.TranscribeRequest]) -> AsyncIterator[Frame]:
    async for request in requests:
        match request.WhichOneof("message"):
            case "audio":
                yield Frame(request.audio.pcm, request.rate_doubted)
            case "end":
                return
            case "config":
                raise InvalidInput("The config may be sent once.", reason="second_config")
            case None:
                raise InvalidInput("A message of the stream is empty.", reason="empty_message")
    # A client that is gone looks like one that half-closes: what it was just saying is not whole.
    raise InvalidInput("The stream was closed without an end.", reason="no_end")


def _response(event: Event) -> pb.TranscribeResponse:
    match event:
        case Ready(engine, samples):
            return pb.TranscribeResponse(ready=pb.Ready(engine=engine, samples=samples))
        case Partial(text, start, end):
            return pb.TranscribeResponse(transcript=pb.Transcript(text=text, start_sample=start, end_sample=end))
        case Final():
            return pb.TranscribeResponse(transcript=_transcript(event))
        case Acknowledged(samples):
            return pb.TranscribeResponse(acknowledged=pb.Acknowledged(samples=samples))
        case Completed(samples):
            return pb.TranscribeResponse(completed=pb.Completed(samples=samples))
        case _:
            return _observation(event)


def _observation(event: EarChanged | SpeechStarted | SpeechEnded | TurnEnd | Level) -> pb.TranscribeResponse:
    match event:
        case EarChanged(ear):
            return pb.TranscribeResponse(ear=pb.Ear(engine=ear.engine, state=_EAR_STATES[ear.state]))
        case SpeechStarted(sample):
            return _speech(pb.SPEECH_STATE_STARTED, sample)
        case SpeechEnded(sample):
            return _speech(pb.SPEECH_STATE_ENDED, sample)
        case TurnEnd(sample, waited_samples, reason):
            turn_end = pb.TurnEnd(sample=sample, waited_samples=waited_samples, reason=reason.value)
            return pb.TranscribeResponse(turn_end=turn_end)
        case Level():
            return pb.TranscribeResponse(level=pb.InputLevel(state=_LEVELS[event]))


def _speech(state: pb.SpeechState.ValueType, sample: int) -> pb.TranscribeResponse:
    return pb.TranscribeResponse(speech=pb.SpeechActivity(state=state, sample=sample))


def _transcript(final: Final) -> pb.Transcript:
    return pb.Transcript(
        text=final.text,
        is_final=True,
        start_sample=final.start_sample,
        end_sample=final.end_sample,
        confidence=final.confidence,
        engine=final.engine,
        words=map(_word, final.words),
    )


def _word(word: Word) -> pb.Word:
    return pb.Word(
        text=word.text, start_sample=word.start_sample, end_sample=word.end_sample, confidence=word.confidence
    )
