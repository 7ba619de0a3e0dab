"""How long a candidate pauses within answers: a moving average and deviation of the pauses' logarithms; pure.

Pauses are far from normally distributed (Campione & Veronis 2002, A Large-Scale Multilingual Study of Silent Pause
Duration), their logarithms nearly are, as a mixture of two (Demol, Verhelst & Verhoeve 2007, The Duration of Speech
Pauses in a Multilingual Environment). Average and mean deviation move as TCP's round trip estimate does, and the wait
is average + margin * deviation (Jacobson 1988, Congestion Avoidance and Control; RFC 6298). The margin is not fixed: it
grows by a hint that came too soon and shrinks a little by every pause that was waited out, which settles where one
pause in fifty is taken for the end (Robbins & Monro 1951, A Stochastic Approximation Method).
"""

import json
import math
from dataclasses import asdict, dataclass, fields, replace

LEAST_PAUSE_S = 0.15
"""Shorter silences are closures of consonants; nobody takes them for pauses."""
MOST_PAUSE_S = 8.0
"""Longer silences are not part of speaking: the candidate was away, or waited for us."""
_LEAST_GAIN = 1 / 16
"""The memory: about sixteen pauses, two answers."""
_PRIOR_PAUSES = 2
"""The typical speaker counts as much as two pauses: a fifth is left of it after eight."""
_MOST_SURPRISE = 3.0
"""In deviations: what is further from the average counts as if it were that far, so that one outlier says little."""
_TOO_SOON_SHARE = 0.02
_MARGIN_STEP = 0.3
_LIMITS = {
    "log_mean": (math.log(LEAST_PAUSE_S), math.log(MOST_PAUSE_S)),
    "log_deviation": (0.25, 1.2),
    "margin": (1.5, 4.0),
    "pauses": (0, 1_000_000),
}


@dataclass(frozen=True, slots=True)
class PauseModel:
    """One candidate's pauses; without arguments a typical speaker's, who waits 0.5 s and is done after 1.75 s."""

    log_mean: float = math.log(0.5)
    """Logarithm of the usual pause in seconds (a quarter to half a second: Lundholm Fors 2015)."""
    log_deviation: float = 0.5
    """Mean deviation of the logarithms from it."""
    margin: float = 2.5
    """Deviations above the average from which a silence is unusual: two standard deviations, until hints teach more."""
    pauses: int = 0
    """How many pauses it has learned from."""

    @property
    def usual_wait_s(self) -> float:
        """A silence that is longer than this is unusual for this candidate."""
        return math.exp(self.log_mean + self.margin * self.log_deviation)

    def learned(self, pause_s: float) -> "PauseModel":
        """The model after one more pause within an answer; unchanged when the pause is too short or too long to count.

        Args:
            pause_s: From speech to speech, in seconds.
        """
        if not LEAST_PAUSE_S <= pause_s <= MOST_PAUSE_S:
            return self
        gain = max(1 / (self.pauses + 1 + _PRIOR_PAUSES), _LEAST_GAIN)
        most = _MOST_SURPRISE * self.log_deviation
        surprise = min(max(math.log(pause_s) - self.log_mean, -most), most)
        return _bounded(
            replace(
                self,
                log_mean=self.log_mean + gain * surprise,
                log_deviation=self.log_deviation + gain * (abs(surprise) - self.log_deviation),
                pauses=self.pauses + 1,
            )
        )

    def judged(self, *, too_soon: bool) -> "PauseModel":
        """The model after a pause within an answer showed whether the wait was long enough.

        Args:
            too_soon: The pause was taken for the end of the answer.
        """
        return _bounded(replace(self, margin=self.margin + _MARGIN_STEP * (too_soon - _TOO_SOON_SHARE)))

    def to_json(self) -> str:
        """For storage: four numbers, about 80 bytes."""
        return json.dumps({name: round(value, 4) for name, value in asdict(self).items()}, separators=(",", ":"))

    @classmethod
    def from_json(cls, stored: str | bytes | None) -> "PauseModel":
        """What `to_json` wrote; a typical speaker when there is nothing, or nothing that can be read."""
        try:
            values = json.loads(stored or "null")
            numbers = {field.name: float(values[field.name]) for field in fields(cls)}
        except (ValueError, TypeError, KeyError, OverflowError):
            return cls()
        if not all(math.isfinite(number) for number in numbers.values()):
            return cls()
        pauses = int(numbers.pop("pauses"))
        return _bounded(cls(**numbers, pauses=pauses))


def _bounded(model: PauseModel) -> PauseModel:
    """The nearest model that a human speaker can have."""
    return replace(
        model,
        **{name: min(max(getattr(model, name), least), most) for name, (least, most) in _LIMITS.items()},
    )
