"""How long jobs take on this endpoint, and when to ask for one accordingly; pure.

Measured with emulated jobs that vary by a fifth, from a job's end until it is known here (median, and questions for a
job): 0.03 s and 2.3 for those of 0.3 s, 0.09 s and 3.1 for those of 1 s. With the same pauses for all it was 0.09 s and
3.0, 0.18 s and 6.1; by `/runsync` it is less than 0.01 s.
"""

from collections import deque
from collections.abc import Iterator

from xquizit_transcription.engines.runpod.settings import Pace

_REMEMBERED = 20
"""Jobs that are gone by: a model or a machine that was changed is learned within so many."""
_LEAST_KNOWN = 4
"""Fewer say nothing: the first of them may have waited for a machine."""
_QUICK_SHARE = 0.25
"""The first question is for the quickest fourth of jobs: to ask once more costs less than to know late."""
_MOST_FIRST_S = 2.0
"""The first question comes no later, whatever was learned."""
_STEP = 0.1
"""Of the usual time: between the first questions. Times scatter by as much."""
_GROWTH = 1.25
"""Of the pauses between questions."""


class JobTimes:
    """Learns from each job that was asked for."""

    def __init__(self, pace: Pace) -> None:
        """Takes the first and the longest pause between questions, for as long as nothing is known."""
        self._pace = pace
        self._seconds: deque[float] = deque(maxlen=_REMEMBERED)

    def took(self, seconds: float) -> None:
        """A job took so long, from sending it to its end."""
        self._seconds.append(max(0.0, seconds))

    @property
    def quick_s(self) -> float | None:
        """How long a quick job takes, as far as that is known."""
        if len(self._seconds) < _LEAST_KNOWN:
            return None
        return sorted(self._seconds)[int(_QUICK_SHARE * len(self._seconds))]

    def pauses(self, *, elapsed_s: float) -> Iterator[float]:
        """Before each question for a job, in seconds; without an end.

        Args:
            elapsed_s: Since it was sent.
        """
        pause_s = self._pace.first_poll_s
        if (quick_s := self.quick_s) is not None:
            step_s = min(max(pause_s / 2, _STEP * quick_s), self._pace.last_poll_s)
            first_s = min(max(quick_s - step_s / 2, pause_s), _MOST_FIRST_S)
            yield max(first_s - elapsed_s, pause_s / 2)
            pause_s = step_s
        while True:
            yield pause_s
            pause_s = min(pause_s * _GROWTH, self._pace.last_poll_s)
