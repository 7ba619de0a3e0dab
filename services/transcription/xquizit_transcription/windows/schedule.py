"""When a growing utterance is looked at next; pure, time is an argument."""

LEAST_S = 0.5
"""However fast the provider is: a caption that changes more often is hard to read, and every look costs."""
_SMOOTHING = 0.3
_LATENCIES = 1.5
"""A look begins so many usual latencies after the one before: then the provider is idle a third of the time."""


class Pace:
    """How fast a provider has answered lately, and how long to wait between looks."""

    def __init__(self, *, interval_s: float) -> None:
        """Takes the longest wait between looks (`WHISPERLIVE_TRANSCRIPTION_INTERVAL`)."""
        self._interval_s = interval_s
        self._usual_s: float | None = None

    def took(self, seconds: float) -> None:
        """A look has taken so long."""
        self._usual_s = seconds if self._usual_s is None else self._usual_s + _SMOOTHING * (seconds - self._usual_s)

    @property
    def wait_s(self) -> float:
        """Between the beginnings of two looks: shorter when the provider is fast, never longer than the interval."""
        if self._usual_s is None:
            return min(LEAST_S, self._interval_s)
        return min(self._interval_s, max(LEAST_S, _LATENCIES * self._usual_s))
