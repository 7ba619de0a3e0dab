"""A clock that only its owner moves, for minutes that a test does not wait for."""


class HandClock:
    """What `RunpodEmulator(clock=…)` takes: seconds."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now_s

    def advance(self, seconds: float) -> None:
        """Lets time pass at once."""
        self.now_s += seconds
