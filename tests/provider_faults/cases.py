"""What goes wrong in each row of the table: every fault of the emulated provider, once and for good."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.runpod.faults import ERRORS, MEANING, TRANSPORT, FaultBook, FaultKind
from tests.emulators.runpod.pace import Pace

CANARY = "zebra-4711 RuntimeError: CUDA out of memory"
"""What the provider says is wrong, where it says anything: no candidate may ever see it."""
QUICK = Pace(job_s=0.1)
"""A warm worker. All times of the table are about a tenth of the real ones."""

_RETRY_AFTER_S = 2.0
_DELAYS_S = {
    FaultKind.SLOW: 0.5,
    FaultKind.STALE_STATUS: 0.1,
    FaultKind.JOB_SLOW: 0.6,
    FaultKind.COLD_START: 3.0,
}
_REFUSED = frozenset(
    {FaultKind.HTTP_400, FaultKind.HTTP_401, FaultKind.HTTP_402, FaultKind.HTTP_404, FaultKind.HTTP_413}
)
"""The same request would be refused again."""
_ENDLESS = frozenset({FaultKind.JOB_STUCK, FaultKind.JOB_STALLS})
"""A job that does not end looks like one whose machine is starting: it is waited for, not sent again."""
_BEARABLE = frozenset(
    {
        FaultKind.SLOW,
        FaultKind.UNFINISHED,
        FaultKind.STALE_STATUS,
        FaultKind.CANCEL_TOO_LATE,
        FaultKind.JOB_SLOW,
        FaultKind.COLD_START,
        FaultKind.WORKER_DIES,
        FaultKind.HALLUCINATION,
        FaultKind.REPETITION,
    }
)
"""However often they come: each job has a result in the end."""
_MISHEARD = frozenset({FaultKind.HALLUCINATION, FaultKind.REPETITION})


@dataclass(frozen=True, slots=True)
class Case:
    """One row."""

    name: str
    """The kind of fault, and what is special about it."""
    kind: FaultKind | None
    """None: nothing goes wrong."""
    is_for_good: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """More of `tests.emulators.runpod.faults.Fault`."""

    @property
    def title(self) -> str:
        """How it is called in the table."""
        return f"{self.name} for good" if self.is_for_good else self.name

    @property
    def is_mended(self) -> bool:
        """Whether the provider's own words come in the end, so that nobody has to stand in."""
        if self.settings.get("deaths", 1) > 1 and self.is_for_good:
            return False
        if self.kind is None or self.kind in _BEARABLE:
            return True
        return not self.is_for_good and self.kind not in _REFUSED | _ENDLESS

    @property
    def is_misheard(self) -> bool:
        """Whether the provider hears something else whenever it is asked: then words are lost, and none invented."""
        return self.is_for_good and self.kind in _MISHEARD

    @property
    def pace(self) -> Pace:
        """Of the provider. Captions are given up, and so cancelled, only where they take a while."""
        return Pace(job_s=0.6) if self.kind is FaultKind.CANCEL_TOO_LATE else QUICK

    @property
    def warm_workers(self) -> int:
        """How many are up: none where a machine has to be started."""
        return 0 if self.kind is FaultKind.COLD_START else 4

    def write_down(self, faults: FaultBook) -> None:
        """Tells the provider. Once is once on each route by which speech is recognized."""
        if self.kind is None:
            return
        settings = {"text": CANARY, **self.settings}
        if delay_s := _DELAYS_S.get(self.kind):
            settings["delay_s"] = delay_s
        if self.is_for_good:
            faults.add(self.kind, times=None, **settings)
            return
        for route in _routes(self.kind):
            faults.add(self.kind, route=route, **settings)


NOTHING = Case("no fault", None)
"""What the others are held against."""


def cases() -> list[Case]:
    """All rows but the first."""
    return [case for kind in FaultKind for case in _of_kind(kind)]


def _of_kind(kind: FaultKind) -> Iterator[Case]:
    variants: dict[str, dict[str, Any]] = {kind.value: {}}
    if kind in {FaultKind.HTTP_429, FaultKind.HTTP_503}:
        variants[f"{kind}_retry_after"] = {"retry_after_s": _RETRY_AFTER_S}
    if kind is FaultKind.WORKER_DIES:
        variants[f"{kind}_twice"] = {"deaths": 2}
    for name, settings in variants.items():
        yield Case(name, kind, settings=settings)
        yield Case(name, kind, is_for_good=True, settings=settings)


def _routes(kind: FaultKind) -> tuple[str, ...]:
    if kind in MEANING:
        return ("",)
    return ("run", "status", "runsync") if kind in ERRORS | TRANSPORT else ("run", "runsync")
