"""Where speech begins and ends, from VAD probabilities; pure. Where an utterance is cut: segmenter.py."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EndpointingRules:
    """The thresholds; positions and lengths in samples at 16 kHz."""

    begin_probability: float = 0.5
    """Speech begins when windows reach this."""
    stay_probability: float = 0.35
    """It goes on while windows reach this; lower, so that soft word ends do not break it."""
    onset_samples: int = 2 * 512
    """Speech must last so long before it counts; a click does not."""
    pause_samples: int = 11_200
    """Speech has ended when nothing was heard for so long (0.7 s: longer than pauses within a phrase)."""
    glance_samples: int = 4_000
    """After so long without speech an utterance is looked at, since this may have been its end (0.25 s)."""
    breath_samples: int = 4_800
    """A long utterance is cut in a pause of this length although speech goes on (0.3 s: between sentences)."""
    long_samples: int = 5 * 16_000
    """From here on an utterance is long: what was said can be recognized while the rest is being said."""
    lead_samples: int = 4_800
    """Kept before the first heard sample: soft beginnings of words come before it (0.3 s)."""
    tail_samples: int = 4_800
    """Kept after the last heard sample."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Speech is heard from `sample` on."""

    sample: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """Speech was last heard just before `sample`."""

    sample: int


class SpeechDetector:
    """Hysteresis over the windows of one answer. Feed windows in order."""

    def __init__(self, rules: EndpointingRules) -> None:
        """Takes the thresholds."""
        self._rules = rules
        self._onset: int | None = None
        self._heard_until = 0
        self.speaking = False
        """Whether speech has begun and not ended."""

    def step(self, start: int, end: int, probability: float) -> SpeechStarted | SpeechEnded | None:
        """Takes the window `start`..`end`; returns the change that it made.

        Args:
            start: First sample of the window.
            end: First sample after it.
            probability: 0..1, that somebody speaks in it.
        """
        rules = self._rules
        if self.speaking:
            if probability >= rules.stay_probability:
                self._heard_until = end
            elif end - self._heard_until >= rules.pause_samples:
                return self._stop()
            return None
        if self._onset is None:
            if probability < rules.begin_probability:
                return None
            self._onset = start
        elif probability < rules.stay_probability:
            self._onset = None
            return None
        if end - self._onset < rules.onset_samples:
            return None
        started = SpeechStarted(self._onset)
        self.speaking, self._onset, self._heard_until = True, None, end
        return started

    def finish(self) -> SpeechEnded | None:
        """The answer is over: speech ends where it was last heard."""
        return self._stop() if self.speaking else None

    @property
    def onset(self) -> int | None:
        """Where speech may just be beginning; None when it is not."""
        return self._onset

    def _stop(self) -> SpeechEnded:
        self.speaking = False
        return SpeechEnded(self._heard_until)
