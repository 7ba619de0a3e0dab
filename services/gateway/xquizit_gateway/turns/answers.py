"""An answer counts once: another text for a turn that has an answer is refused, not dropped in silence."""

from xquizit_gateway.clients.interview import InterviewClient
from xquizit_gateway.turns.entry import TurnKey
from xquizit_kit.errors import WrongPhase


def refuse_another(answer: str, stored: str) -> None:
    """Compares an answer with the one that its turn has; where one of them is empty there is nothing to compare.

    Raises:
        WrongPhase: They differ (reason `answer_differs`).
    """
    if answer.strip() and stored.strip() and answer.strip() != stored.strip():
        raise WrongPhase(
            "This question has been answered already, in other words. Please reload the page to go on from there.",
            reason="answer_differs",
        )


async def stored_answer(interview: InterviewClient, key: TurnKey) -> str:
    """The answer that counts for a turn; empty when there is none.

    Raises:
        NotFound: No such session.
        Unavailable: The interview service is away.
    """
    standing = await interview.standing(key.session_id)
    if standing.status.phase == "thinking" and standing.status.turn == key.turn:
        return standing.pending_answer
    said = await interview.transcript(key.session_id)
    return next((entry.text for entry in said if entry.turn == key.turn and entry.speaker == "candidate"), "")
