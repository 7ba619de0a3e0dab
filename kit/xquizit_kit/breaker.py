"""When to stop asking a provider that keeps failing, and when to try it again.

Pure: time is an argument (seconds of any clock that never goes back).
"""

FAILURES_TO_OPEN = 4
"""In a row; then it is not asked for a while."""
OPEN_S = 30.0
"""How long it is left alone."""
OTHERS_FIRST_S = 10.0
"""So much later than others does work that nobody waits for try it again."""
MAX_OPEN_S = 300.0
"""However long it asks to be left alone."""


class Breaker:
    """Closed: all calls go. Open: none. Half open, after its time: one call tries; its end decides."""

    def __init__(self) -> None:
        self._failures = 0
        self._open_until_s: float | None = None
        self._is_probing = False

    def admits(self, now_s: float) -> bool:
        """Whether a call may go; each that may must be ended by `succeeded`, `failed` or `abandoned`."""
        if self._open_until_s is None:
            return True
        if now_s < self._open_until_s or self._is_probing:
            return False
        self._is_probing = True
        return True

    @property
    def is_closed(self) -> bool:
        """Whether nothing is known to be wrong."""
        return self._open_until_s is None

    def admits_waiting(self, now_s: float) -> bool:
        """Whether work that nobody waits for may go: when nothing is wrong, or nobody else has tried for a while.

        As `admits`, each that may must be ended.
        """
        if self._open_until_s is not None and now_s < self._open_until_s + OTHERS_FIRST_S:
            return False
        return self.admits(now_s)

    def succeeded(self) -> None:
        """A call got its answer: all is well again."""
        self._failures, self._open_until_s, self._is_probing = 0, None, False

    def failed(self, now_s: float, retry_after_s: float | None = None) -> bool:
        """A call failed; returns whether this opens the breaker (anew).

        Args:
            now_s: When.
            retry_after_s: How long the provider asks to be left alone (429); it opens at once.
        """
        self._failures += 1
        was_probe, self._is_probing = self._is_probing, False
        if retry_after_s is None and not was_probe and self._failures < FAILURES_TO_OPEN:
            return False
        self._open_until_s = now_s + min(MAX_OPEN_S, OPEN_S if retry_after_s is None else retry_after_s)
        return True

    def abandoned(self) -> None:
        """A call was given up from outside and says nothing about the provider."""
        self._is_probing = False
