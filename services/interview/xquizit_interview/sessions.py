"""Steps stored interviews: loads, asks the policy, stores what became of it; again when another writer was first."""

from collections.abc import Callable

from xquizit_interview import policy
from xquizit_interview.events import Event, MakeReply, Refuse, SayAgain
from xquizit_interview.state import Interview
from xquizit_interview.state_store import StaleVersion, StateStore
from xquizit_kit.errors import Conflict, WrongPhase

_WRITE_ATTEMPTS = 8
"""Each failed one means that another writer came first. A turn has five: the reply, how surely its answer was
recognized, what the last answer was found to show, and how this reply and the last were spoken and heard; more of them
in a row do not happen to honest callers."""
_REFUSALS = {
    "not_started": "The interview has not been started yet.",
    "concluded": "The interview is over.",
    "wrong_turn": "This is not the turn that comes next.",
    "no_pause_left": "There is no time left for breaks.",
    "conflict": "Another answer is being replied to right now.",
}


class Sessions:
    """All that happens to interviews happens through here."""

    def __init__(self, store: StateStore, *, clock: Callable[[], float]) -> None:
        """Takes where interviews are kept, and the time (Unix seconds)."""
        self._store = store
        self._clock = clock

    async def apply(self, session_id: str, event: Event) -> tuple[Interview, MakeReply | SayAgain | None]:
        """Steps the stored interview and stores what became of it.

        Raises:
            NotFound: There is none.
            WrongPhase: The policy refuses it.
            Conflict: Another answer is being replied to, or others kept writing.
            Unavailable: Redis stays away.
        """
        for _ in range(_WRITE_ATTEMPTS):
            before = await self._store.load(session_id)
            after, effects = policy.step(before, event, self._clock())
            if after is not before:
                try:
                    await self._store.replace(after)
                except StaleVersion:
                    continue
            effect = effects[0] if effects else None
            if isinstance(effect, Refuse):
                raise refusal(effect.reason)
            return after, effect
        raise refusal("conflict")


def refusal(reason: str) -> WrongPhase:
    """What a caller is told whom the policy refuses."""
    if reason == "conflict":
        return Conflict(_REFUSALS[reason], retry_after_s=0.5)
    return WrongPhase(_REFUSALS[reason], reason=reason)
