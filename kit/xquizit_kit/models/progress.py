"""How far a fetch is, for people: a line every few seconds for logs, a bar for terminals."""

import time
from collections.abc import Callable
from typing import Any

_EVERY_S = 5.0


class Lines:
    """A line when the size is known, every few seconds, and at the end. An instance is what `fetch` takes."""

    def __init__(
        self,
        name: str,
        say: Callable[[str], object],
        *,
        every_s: float = _EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes the model's name, what becomes of a line, and seconds between two."""
        self._name = name
        self._say = say
        self._every_s = every_s
        self._clock = clock
        self._began: tuple[float, int] | None = None
        self._said_s = 0.0
        self._is_over = False

    def __call__(self, done_bytes: int, total_bytes: int) -> None:
        """Says how far it is, when it is time to."""
        now_s = self._clock()
        if self._began is None:
            self._began, self._said_s = (now_s, done_bytes), now_s
            had = f", {_mb(done_bytes)} of it are here" if done_bytes else ""
            self._say(f"fetching {self._name}: {_mb(total_bytes)} MB{had}")
        if done_bytes >= total_bytes:
            if not self._is_over:
                self._say(f"{self._name} is here, after {now_s - self._began[0]:.0f} s")
            self._is_over = True
        elif now_s - self._said_s >= self._every_s:
            self._said_s = now_s
            self._say(f"{self._name}: {_line(done_bytes, total_bytes, now_s - self._began[0], self._began[1])}")


class Bar:
    """A bar that moves in one line. An instance is what `fetch` takes; use it as a context manager."""

    def __init__(self, name: str) -> None:
        """Takes the model's name."""
        self._name = name
        self._bar: Any = None

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, done_bytes: int, total_bytes: int) -> None:
        """Moves it."""
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(desc=self._name, total=total_bytes, initial=done_bytes, unit="B", unit_scale=True)
        self._bar.n = done_bytes
        self._bar.refresh()


def _line(done_bytes: int, total_bytes: int, took_s: float, had_bytes: int) -> str:
    percent = 100 * done_bytes // total_bytes
    text = f"{_mb(done_bytes)} of {_mb(total_bytes)} MB ({percent} %)"
    speed = (done_bytes - had_bytes) / took_s if took_s > 0 else 0.0
    if speed <= 0:
        return f"{text}, nothing comes"
    return f"{text}, {speed / 1e6:.1f} MB/s, {_time(int((total_bytes - done_bytes) / speed))} left"


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f}"


def _time(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
