"""What can be made to go wrong, and the book of what shall go wrong next."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """One thing that goes wrong; the README says what each looks like."""

    HTTP_400 = "http_400"
    HTTP_403 = "http_403"
    HTTP_429 = "http_429"
    HTTP_500 = "http_500"
    HTTP_503 = "http_503"
    HTTP_504 = "http_504"
    HANG_BEFORE_FIRST_TOKEN = "hang_before_first_token"
    HANG_MID_STREAM = "hang_mid_stream"
    CUT_BEFORE_FIRST_TOKEN = "cut_before_first_token"
    CUT_MID_STREAM = "cut_mid_stream"
    CLOSE_MID_STREAM = "close_mid_stream"
    ERROR_MID_STREAM = "error_mid_stream"
    GARBAGE = "garbage"
    SLOW_TRICKLE = "slow_trickle"
    EMPTY_CANDIDATES = "empty_candidates"
    NO_TEXT = "no_text"
    BLOCKED_PROMPT = "blocked_prompt"
    BLOCKED_ANSWER = "blocked_answer"
    RECITATION = "recitation"
    MAX_TOKENS = "max_tokens"
    NON_JSON = "non_json"
    OVER_LONG = "over_long"
    WRONG_LANGUAGE = "wrong_language"
    ILLEGAL_MOVE = "illegal_move"
    NO_TAG = "no_tag"
    TWO_QUESTIONS = "two_questions"
    REPEATED_QUESTION = "repeated_question"
    PROTECTED_TOPIC = "protected_topic"
    VERDICT = "verdict"
    MARKDOWN = "markdown"
    CANARY_LEAK = "canary_leak"
    FALSE_QUOTE = "false_quote"
    GULLIBLE = "gullible"


ERRORS = frozenset(kind for kind in FaultKind if kind.startswith("http_"))
"""The request is answered by an error."""
TRANSPORT = frozenset(
    {
        FaultKind.HANG_BEFORE_FIRST_TOKEN,
        FaultKind.HANG_MID_STREAM,
        FaultKind.CUT_BEFORE_FIRST_TOKEN,
        FaultKind.CUT_MID_STREAM,
        FaultKind.CLOSE_MID_STREAM,
        FaultKind.ERROR_MID_STREAM,
        FaultKind.GARBAGE,
        FaultKind.SLOW_TRICKLE,
    }
)
"""The answer does not arrive as it should."""
OUTPUT = frozenset(
    {
        FaultKind.EMPTY_CANDIDATES,
        FaultKind.NO_TEXT,
        FaultKind.BLOCKED_PROMPT,
        FaultKind.BLOCKED_ANSWER,
        FaultKind.RECITATION,
        FaultKind.MAX_TOKENS,
        FaultKind.NON_JSON,
    }
)
"""The answer arrives, but is not a whole answer."""
WORDS = frozenset(FaultKind) - ERRORS - TRANSPORT - OUTPUT
"""The answer is whole, but the interviewer says what it must not."""
_LAYERS = (TRANSPORT, OUTPUT, WORDS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault for some of the coming requests."""

    kind: FaultKind
    times: int | None = 1
    """How many requests it strikes; None: all, until the book is cleared."""
    match: str = ""
    """It strikes only requests whose texts contain this."""
    method: str = ""
    """It strikes only this method (`streamGenerateContent`, `generateContent`, `countTokens`); empty: any."""
    after_tokens: int = 6
    """How much is sent before hang, cut, close, error, garbage; how many tokens `max_tokens` leaves."""
    delay_ms: int = 400
    """Between two tokens of `slow_trickle`."""
    retry_delay_s: int = 27
    """What the RetryInfo of `http_429` says."""

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("times is at least 1, or null for always")
        if min(self.after_tokens, self.delay_ms, self.retry_delay_s) < 0:
            raise ValueError("after_tokens, delay_ms and retry_delay_s are not negative")


class FaultBook:
    """The faults that wait for their requests, in the order in which they were written down."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._struck: dict[int, int] = {}

    def add(self, kind: str, **settings: Any) -> None:
        """Writes a fault down. Settings: see `Fault`.

        Raises:
            ValueError: There is no such kind, or a setting is out of range.
            TypeError: There is no such setting.
        """
        self._waiting.append(Fault(kind=FaultKind(kind), **settings))

    def clear(self) -> None:
        """Forgets all."""
        self._waiting.clear()
        self._struck.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """What waits, and how often each has struck."""
        return [{**asdict(fault), "struck": self._struck.get(id(fault), 0)} for fault in self._waiting]

    def take(self, method: str, text: str) -> frozenset[Fault]:
        """The faults of one request; each counts as having struck. An error comes alone, others one of each layer."""
        fitting = [f for f in self._waiting if f.match in text and f.method in {"", method} and self._is_left(f)]
        error = _first(fitting, ERRORS)
        taken = [error] if error else [fault for layer in _LAYERS if (fault := _first(fitting, layer))]
        for fault in taken:
            self._struck[id(fault)] = self._struck.get(id(fault), 0) + 1
        return frozenset(taken)

    def _is_left(self, fault: Fault) -> bool:
        return fault.times is None or self._struck.get(id(fault), 0) < fault.times


def _first(faults: Iterable[Fault], layer: frozenset[FaultKind]) -> Fault | None:
    return next((fault for fault in faults if fault.kind in layer), None)


def pick(faults: Iterable[Fault], *kinds: FaultKind) -> Fault | None:
    """The first of `faults` that is of one of `kinds`."""
    return _first(faults, frozenset(kinds))
