"""Which turn a caller means, and whether it is due; pure."""

from xquizit_gateway.clients.interview_records import InterviewStatus
from xquizit_kit.errors import WrongPhase


def due_turn(status: InterviewStatus, requested: int | None) -> int:
    """The turn of an answer.

    Args:
        status: Where the interview is.
        requested: The turn that the caller named; None for the next one. While a reply is being made, the answer it
            replies to is meant: the same answer sent twice counts once. A break changes nothing: an answer ends it.

    Raises:
        WrongPhase: Not started (`not_started`), over (`concluded`), or another turn is due (`wrong_turn`).
    """
    if status.phase == "ready":
        raise WrongPhase("The interview has not started yet. Please start it first.", reason="not_started")
    if status.phase == "concluded":
        latest = status.turn
        if requested is None or requested > latest:
            raise WrongPhase("The interview is over. Thank you for taking part.", reason="concluded")
    else:
        latest = status.turn if status.phase == "thinking" else status.turn + 1
        if requested is None and latest > 0:
            return latest
    if requested is None or not 1 <= requested <= latest:
        raise WrongPhase(
            "This answer does not belong to the question that is open now. Please reload the page.", reason="wrong_turn"
        )
    return requested
