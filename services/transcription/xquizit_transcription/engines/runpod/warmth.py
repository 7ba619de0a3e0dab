"""Whether a window would be recognized at once; pure: time is an argument."""


class Warmth:
    """What the last replies say about the workers."""

    def __init__(self, *, idle_timeout_s: float) -> None:
        """Takes how long a worker stays after its last job."""
        self._idle_timeout_s = idle_timeout_s
        self._up_until_s = float("-inf")

    def is_warm(self, now_s: float) -> bool:
        """Whether a worker should be up."""
        return now_s < self._up_until_s

    def completed(self, now_s: float) -> None:
        """A worker finished a job: it is up, with its model loaded."""
        self._up_until_s = now_s + self._idle_timeout_s

    def workers(self, now_s: float, *, is_any_up: bool) -> None:
        """RunPod says whether any worker is up."""
        self._up_until_s = max(self._up_until_s, now_s + self._idle_timeout_s) if is_any_up else float("-inf")

    def unknown(self) -> None:
        """Workers cannot be asked for here: there is one, which stays up when it has once worked."""
        self._idle_timeout_s = float("inf")
