"""How fast a turn's audio leaves: never far ahead of what has been heard, as far as that can be told; pure.

All times are seconds of one clock, whichever it is.
"""


class Pace:
    """Estimates what has been heard of the audio that was sent, and tells when more of it is due.

    Audio is taken to be heard from the moment on at which it was sent, and without a pause, except where there is none
    to hear. What the candidate's page acknowledges corrects that, in both directions; from there on the estimate goes
    on by the clock, so a page that never tells anything, or falls silent, is served in time too.
    """

    def __init__(self, ahead_s: float) -> None:
        """Takes how long before it is heard a piece may leave; 0: at once."""
        self.ahead_s = ahead_s
        self._sent_s = 0.0
        self._heard_s = 0.0
        self._looked_s: float | None = None
        self._starts_s: dict[int, float] = {}
        self._lengths_s: dict[int, float] = {}

    def sent(self, index: int, length_s: float, now_s: float) -> None:
        """Piece `index` has left."""
        self._look(now_s)
        self._starts_s.setdefault(index, self._sent_s)
        self._lengths_s[index] = self._lengths_s.get(index, 0.0) + length_s
        self._sent_s += length_s

    def acknowledged(self, index: int, played_s: float, now_s: float, *, is_old: bool = False) -> None:
        """`played_s` of piece `index` have been heard; of a piece that was not sent it means nothing.

        With `is_old` nobody knows when that was: more may have been heard since.
        """
        if index in self._starts_s:
            self._look(now_s)
            heard_s = self._starts_s[index] + max(0.0, min(played_s, self._lengths_s[index]))
            self._heard_s = max(self._heard_s, heard_s) if is_old else heard_s

    def due_in_s(self, now_s: float) -> float:
        """How long the next piece has to wait; 0 when it may leave."""
        if not self.ahead_s:
            return 0.0
        self._look(now_s)
        return max(0.0, self._sent_s - self._heard_s - self.ahead_s)

    def unheard_s(self, now_s: float) -> float:
        """How much of what was sent is still to be heard."""
        self._look(now_s)
        return self._sent_s - self._heard_s

    def _look(self, now_s: float) -> None:
        before_s = now_s if self._looked_s is None else self._looked_s
        self._heard_s = min(self._sent_s, self._heard_s + max(0.0, now_s - before_s))
        self._looked_s = max(before_s, now_s)
