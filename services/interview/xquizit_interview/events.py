"""What can happen to an interview, and what the policy says is to be done."""

from dataclasses import dataclass

from xquizit_interview.state import Assessment, CandidateKind, Heard, Move, Recognition, Span, Spoken

# --- what happens -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody asks for turn 0."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidate answered."""

    text: str
    turn: int | None = None
    """1 or more; None: the next one is meant."""


@dataclass(frozen=True, slots=True)
class ReplyMade:
    """An engine has finished the reply to a turn."""

    turn: int
    move: Move
    text: str
    quote: Span | None
    engine: str
    began_at_s: float
    """When its making began: the moves allowed at that moment count."""
    candidate_kind: CandidateKind | None = None
    """What the engine takes the candidate's turn for; it counts where it agrees with the move."""
    mended: tuple[str, ...] = ()
    """What had to be mended or replaced on the way, by reason."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The candidate takes a break."""


@dataclass(frozen=True, slots=True)
class Resume:
    """The candidate is back."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """It is known how surely an answer was recognized; the first to tell counts."""

    turn: int
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class Assessed:
    """An engine has assessed an answer; the first to do so counts."""

    turn: int
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Played:
    """It is known how a reply was spoken (the first to tell counts), or how much of it was heard (it only grows)."""

    turn: int
    spoken: Spoken | None = None
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing but the clock."""


Event = Start | Answer | ReplyMade | Pause | Resume | Recognized | Assessed | Played | TimePassed

# --- what is to be done -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MakeReply:
    """Have the reply to this turn made; its answer must be stored before."""

    turn: int


@dataclass(frozen=True, slots=True)
class SayAgain:
    """Say the stored reply to this turn again."""

    turn: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """Tell the caller that this cannot be done."""

    reason: str
    """`not_started`, `concluded`, `wrong_turn`, `no_pause_left` or `conflict`."""


Effect = MakeReply | SayAgain | Refuse
