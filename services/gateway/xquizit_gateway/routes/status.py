"""Where the interview stands, and its breaks: status, pause, resume."""

from dataclasses import replace

from fastapi import APIRouter

from xquizit_gateway.clients.interview_records import Standing
from xquizit_gateway.gateway import GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.schemas.interview import SessionRequest, Status
from xquizit_gateway.schemas.values import SessionId

router = APIRouter(tags=["interview"])

_ACTIVE = frozenset({"thinking", "listening", "paused"})


@router.get("/interview-status/{session_id}", responses=documented(404, 422, 503), summary="Where the interview stands")
async def interview_status(gateway: GatewayHere, session_id: SessionId) -> Status:
    """Where the interview stands, by the server's clock."""
    return _answer(session_id, await gateway.interview.standing(session_id))


@router.post("/pause-interview", responses=documented(404, 409, 422, 503), summary="Take a break")
async def pause_interview(gateway: GatewayHere, request: SessionRequest) -> Status:
    """Stops the clock; resuming, the next answer, or the end of the time for breaks starts it again.

    Pausing a paused interview changes nothing. While a reply is being made the answer is 409 `conflict`: the break can
    begin when the reply is there.
    """
    status = await gateway.interview.pause(request.session_id)
    standing = await gateway.interview.standing(request.session_id)
    return _answer(request.session_id, replace(standing, status=status))


@router.post("/resume-interview", responses=documented(404, 409, 422, 503), summary="End the break")
async def resume_interview(gateway: GatewayHere, request: SessionRequest) -> Status:
    """Starts the clock again; without a break it changes nothing."""
    status = await gateway.interview.resume(request.session_id)
    standing = await gateway.interview.standing(request.session_id)
    return _answer(request.session_id, replace(standing, status=status))


def _answer(session_id: str, standing: Standing) -> Status:
    status = standing.status
    return Status(
        session_id=session_id,
        is_active=status.phase in _ACTIVE,
        is_paused=status.phase == "paused",
        is_concluded=status.is_concluded,
        questions_asked=status.questions_asked,
        max_questions=status.max_questions,
        time_elapsed=round(status.time_elapsed_s, 1),
        time_elapsed_seconds=round(status.time_elapsed_s, 1),
        time_remaining_seconds=round(status.time_remaining_s, 1),
        time_limit_seconds=round(status.time_limit_s, 1),
        pause_seconds_left=round(status.pause_remaining_s, 1),
        start_time=status.start_time,
        conclusion_reason=status.conclusion_reason or None,
        turn=status.turn,
        phase=status.phase,
        current_question=standing.current_question,
        fallbacks=list(standing.fallbacks),
    )
