"""Whether sound arrives at the pace at which it is captured, or was captured at another rate; pure.

Samples carry no rate. What is captured at 48 kHz and sent as if it were 16 kHz comes three times as fast as it should,
for as long as somebody speaks; 8 kHz at half the pace. A backlog, a replay and a line that catches up come faster, too,
but only until they have caught up: no more sound can be waiting than was captured before.
"""

from collections import deque
from dataclasses import dataclass

from xquizit_kit.audio import LISTEN_RATE_HZ, SAMPLE_BYTES

WRONG_RATES_HZ = (8_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)
"""What microphones, headsets and telephones capture, beside the right rate."""
SPAN_S = 10.0
"""So long the pace has to be that of a wrong rate."""
_PARTS = 5
"""In each of so many equal parts of it: a line that stalls and catches up has the pace of none of them in all."""
_NEAR = 0.04
"""How far the pace of the whole span may be off. The nearest two, 44.1 and 48 kHz, are 9 % apart."""
_NEAR_IN_PART = 0.15
"""And that of a part: 0.3 s of jitter in 2 s."""
_RIGHT_PARTS = 2
"""After so many parts at the right pace a verdict is taken back."""
_MARK_S = 0.1
"""What comes within this after a frame is counted with a later one: frames may be as small as a sample."""
BACKLOG_S = 20.0
"""So much sound a client may have waiting when it connects first."""
REPLAY_S = 600.0
"""And when it comes back: as much as the gateway itself keeps (ledger.py)."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A frame that came."""

    at_s: float
    samples: float
    """Of the stream up to its end."""


class Arrival:
    """Watches one stream. Its time is whatever clock the caller has; it never goes back."""

    def __init__(self, *, opened_s: float, is_resumed: bool = False) -> None:
        """Takes when the stream was opened, and whether sound may be sent again that was captured before."""
        self.restart(opened_s)
        self._waiting_s = REPLAY_S if is_resumed else BACKLOG_S
        self.wrong_rate_hz: int | None = None
        """The rate at which the sound was probably captured; None: nothing speaks against 16 kHz."""

    def restart(self, now_s: float) -> None:
        """Sound was not taken as it came: up to now its pace says nothing, and much of it may come at once."""
        self._opened_s = now_s
        self._waiting_s = REPLAY_S
        self._marks: deque[_Mark] = deque()
        self._samples = 0.0

    def took(self, frame_bytes: int, *, now_s: float) -> bool:
        """A frame has come.

        Args:
            frame_bytes: Its size.
            now_s: When.

        Returns:
            Whether `wrong_rate_hz` has changed.
        """
        self._samples += frame_bytes / SAMPLE_BYTES
        if self._marks and now_s - self._marks[-1].at_s < _MARK_S:
            return False
        self._marks.append(_Mark(now_s, self._samples))
        while len(self._marks) > 1 and self._marks[1].at_s <= now_s - SPAN_S:
            self._marks.popleft()
        before = self.wrong_rate_hz
        if (paces := self._paces()) is not None:
            if (found := self._wrong_rate(paces)) is not None:
                self.wrong_rate_hz = found
            elif all(_is_near(pace, 1.0, _NEAR_IN_PART) for pace in paces[-_RIGHT_PARTS:]):
                self.wrong_rate_hz = None
        return self.wrong_rate_hz != before

    def _paces(self) -> list[float] | None:
        """Seconds of sound in a second for each part of the span, the whole span's first; None: it is too early.

        Measured from frame to frame: how much a part holds depends on where its edges cut, its pace does not.
        """
        newest, oldest = self._marks[-1], self._marks[0]
        if newest.at_s - oldest.at_s < SPAN_S:
            return None
        edges = [oldest]
        part = 1
        for mark in self._marks:
            while part < _PARTS and mark.at_s >= oldest.at_s + part * (newest.at_s - oldest.at_s) / _PARTS:
                edges.append(mark)
                part += 1
        edges.append(newest)
        return [_pace(oldest, newest), *map(_pace, edges[:-1], edges[1:])]

    def _wrong_rate(self, paces: list[float]) -> int | None:
        whole, *parts = paces
        for rate_hz in WRONG_RATES_HZ:
            usual = rate_hz / LISTEN_RATE_HZ
            if not _is_near(whole, usual, _NEAR) or not all(_is_near(part, usual, _NEAR_IN_PART) for part in parts):
                continue
            newest = self._marks[-1]
            ahead_s = newest.samples / LISTEN_RATE_HZ - (newest.at_s - self._opened_s)
            return rate_hz if usual < 1 or ahead_s > self._waiting_s else None
        return None


def _pace(start: _Mark, end: _Mark) -> float:
    """Seconds of sound in a second; 0 where nothing came."""
    return (end.samples - start.samples) / LISTEN_RATE_HZ / (end.at_s - start.at_s) if end.at_s > start.at_s else 0.0


def _is_near(pace: float, usual: float, tolerance: float) -> bool:
    return abs(pace / usual - 1) <= tolerance
