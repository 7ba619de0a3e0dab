"""Hears pauses in voice activity, finer than utterances are cut, and hints at the end of the answer; pure."""

from dataclasses import replace

from xquizit_transcription.endpointing import EndpointingRules, SpeechDetector, SpeechEnded, SpeechStarted
from xquizit_transcription.turn_taking.turns import TurnEnd, TurnTaking

_PAUSE_SAMPLES = 3_200
"""A silence of 0.2 s is a pause. An utterance ends after 0.7 s only: most pauses would never be learned from."""


class TurnHints:
    """What voice activity tells about turns. Feed windows in order, then `finish` once."""

    def __init__(self, turns: TurnTaking, rules: EndpointingRules) -> None:
        """Takes the answer's turn-taking, and the thresholds that utterances are cut with."""
        self.turns = turns
        """Takes the text, and holds what was learned."""
        self._detector = SpeechDetector(replace(rules, pause_samples=min(_PAUSE_SAMPLES, rules.pause_samples)))

    def step(self, start: int, end: int, probability: float) -> TurnEnd | None:
        """Takes the window `start`..`end`; returns a hint when the answer is probably over.

        Args:
            start: First sample of the window.
            end: First sample after it.
            probability: 0..1, that somebody speaks in it.
        """
        self._tell(self._detector.step(start, end, probability))
        if self._detector.onset is not None:
            # Perhaps the candidate is just going on.
            return None
        return self.turns.at(end)

    def finish(self) -> None:
        """The answer is over."""
        self._tell(self._detector.finish())

    def _tell(self, change: SpeechStarted | SpeechEnded | None) -> None:
        match change:
            case SpeechStarted(sample):
                self.turns.speech_started(sample)
            case SpeechEnded(sample):
                self.turns.speech_ended(sample)
            case None:
                pass
