"""The interview itself: start and answer."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response, StreamingResponse

from xquizit_gateway.gateway import Gateway, GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.schemas.interview import ANSWER_LIMIT, Answered, AnswerRequest, SessionRequest, Started
from xquizit_gateway.schemas.values import SessionId
from xquizit_gateway.turns import sse, stream, whole
from xquizit_gateway.turns.answers import refuse_another
from xquizit_gateway.turns.due import due_turn
from xquizit_gateway.turns.entry import TurnKey
from xquizit_gateway.turns.sound import AudioFormat
from xquizit_kit.errors import InvalidInput

router = APIRouter(tags=["interview"])

WantedAudio = Annotated[
    AudioFormat, Query(description="`opus`: base64 Ogg Opus, a tenth of the size, instead of WAV; 24 kHz mono both.")
]
LastEventId = Annotated[str | None, Header(description="`<turn>-<n>`: go on after this event; browsers send it.")]

_EVENTS = (
    "A stream of events, each with `id: <turn>-<n>`: `text_chunk {text, chunk}`, "
    "`audio_chunk {type, audio, index, chunk_index, text, format, engine, words}`, "
    "`metadata {is_concluded, questions_asked, time_elapsed, time_remaining, turn, kind, conclusion_reason, topic?}` "
    "(as soon as the text is complete), "
    "`done {status, voice: {state, engines, standing_in_for?}, degraded?}`, "
    "`error {type, code, message, retryable}`, `restart {}` (drop this turn's partial text)."
)
_EVENT_STREAM: dict[str, Any] = {
    "text/event-stream": {
        "schema": {"type": "string"},
        "example": (
            'id: 1-1\nevent: text_chunk\ndata: {"text":"What made you","chunk":0}\n\n'
            'id: 1-2\nevent: done\ndata: {"status":"complete"}\n\n'
        ),
    }
}
_NOTHING_MORE = {"description": "The turn is done and nothing lies behind `Last-Event-ID`."}
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"description": _EVENTS, "content": _EVENT_STREAM},
    204: _NOTHING_MORE,
}


@router.post(
    "/start-interview",
    responses={
        200: {"model": Started, "description": f"The opening question. {_EVENTS}", "content": _EVENT_STREAM},
        204: _NOTHING_MORE,
        **documented(404, 409, 422, 503),
    },
    response_model=Started,
    summary="Start the interview",
)
async def start_interview(
    gateway: GatewayHere,
    request: SessionRequest,
    audio: WantedAudio = "wav",
    accept: Annotated[str, Header(description="`text/event-stream` streams the turn.")] = "*/*",
    last_event_id: LastEventId = None,
) -> Started | Response:
    """Begins the interview and asks the opening question; repeating it asks the same."""
    key = TurnKey(request.session_id, 0)
    if sse.MEDIA_TYPE in accept:
        resume = sse.parse_event_id(last_event_id)
        return await _stream(gateway, key, "", resume[1] if resume and resume[0] == 0 else -1, audio)
    turn = await whole.collect(gateway.turns, key, "")
    standing = await gateway.interview.standing(request.session_id)
    return Started(
        session_id=request.session_id,
        first_question=turn.text,
        message="Interview started.",
        audio_chunks=await whole.audio_files(gateway.shelf, key, turn, audio),
        start_time=standing.status.start_time,
    )


@router.get(
    "/stream-answer",
    responses={**_STREAMED, **documented(404, 409, 422, 503)},
    response_class=StreamingResponse,
    summary="Answer, streamed (for EventSource)",
)
async def stream_answer_by_get(
    gateway: GatewayHere,
    session_id: Annotated[SessionId, Query()],
    answer: Annotated[str, Query(max_length=ANSWER_LIMIT)] = "",
    turn: Annotated[int | None, Query(ge=1, le=1000)] = None,
    audio: WantedAudio = "wav",
    last_event_id: LastEventId = None,
) -> Response:
    """Takes an answer and streams the reply. Prefer POST: answers do not belong in URLs."""
    return await _stream_answer(gateway, session_id, answer, turn, last_event_id, audio)


@router.post(
    "/stream-answer",
    responses={**_STREAMED, **documented(404, 409, 422, 503)},
    response_class=StreamingResponse,
    summary="Answer, streamed",
)
async def stream_answer(
    gateway: GatewayHere, request: AnswerRequest, audio: WantedAudio = "wav", last_event_id: LastEventId = None
) -> Response:
    """Takes an answer and streams the reply; sending the same turn twice streams the same events twice."""
    return await _stream_answer(gateway, request.session_id, request.answer, request.turn, last_event_id, audio)


@router.post("/submit-answer", responses=documented(404, 409, 422, 503), summary="Answer, whole")
async def submit_answer(gateway: GatewayHere, request: AnswerRequest, audio: WantedAudio = "wav") -> Answered:
    """Takes an answer and returns the reply when it is complete."""
    answer = _spoken(request.answer)
    key = await _due(gateway, request.session_id, request.turn, answer)
    turn = await whole.collect(gateway.turns, key, answer)
    is_concluded = bool(turn.metadata["is_concluded"])
    return Answered(
        session_id=request.session_id,
        question=None if is_concluded else turn.text,
        next_question=None if is_concluded else turn.text,
        conclusion_message=turn.text if is_concluded else None,
        audio_chunks=await whole.audio_files(gateway.shelf, key, turn, audio),
        is_concluded=is_concluded,
        questions_asked=turn.metadata["questions_asked"],
        time_elapsed=turn.metadata["time_elapsed"],
        time_remaining=turn.metadata["time_remaining"],
        time_remaining_seconds=turn.metadata["time_remaining"],
    )


async def _stream_answer(
    gateway: Gateway, session_id: str, answer: str, turn: int | None, last_event_id: str | None, audio: AudioFormat
) -> Response:
    resume = sse.parse_event_id(last_event_id)
    if resume is not None and resume[0] > 0 and turn in (None, resume[0]):
        return await _stream(gateway, TurnKey(session_id, resume[0]), answer.strip(), resume[1], audio)
    spoken = _spoken(answer)
    return await _stream(gateway, await _due(gateway, session_id, turn, spoken), spoken, -1, audio)


async def _due(gateway: Gateway, session_id: str, requested: int | None, answer: str) -> TurnKey:
    """The turn of an answer.

    Raises:
        WrongPhase: It is not due, or another answer is being replied to.
    """
    standing = await gateway.interview.standing(session_id)
    turn = due_turn(standing.status, requested)
    if turn == standing.status.turn:
        refuse_another(answer, standing.pending_answer)
    return TurnKey(session_id, turn)


async def _stream(gateway: Gateway, key: TurnKey, answer: str, after: int, audio: AudioFormat) -> Response:
    """Opens the turn, so that a refusal is an HTTP status, and streams it."""
    watched = gateway.turns.watch(key, answer, after)
    if await anext(watched, None) is None:
        return Response(status_code=204)  # upon which an EventSource stops coming back
    heartbeat_s = gateway.settings.heartbeat_s
    events = stream.events(gateway.turns, gateway.shelf, key, watched, after, audio=audio, heartbeat_s=heartbeat_s)
    return StreamingResponse(_counted(gateway, events), media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)


async def _counted(gateway: Gateway, events: AsyncGenerator[str]) -> AsyncGenerator[str]:
    with gateway.metrics.active_streams.track_inprogress():
        async with aclosing(events):
            async for event in events:
                yield event


def _spoken(answer: str) -> str:
    """The answer without blank margins.

    Raises:
        InvalidInput: Nothing is left.
    """
    spoken = answer.strip()
    if not spoken:
        raise InvalidInput("answer: Please say or type an answer first.", reason="empty_answer")
    return spoken
