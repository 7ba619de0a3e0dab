"""What segments tell of the language, and when they are to be heard again because it may be another one; pure."""

from collections.abc import Sequence

from xquizit_kit.audio import LISTEN_RATE_HZ, duration_s
from xquizit_transcription.spoken_language import LEAST_PROBABILITY, LEAST_SPEECH_S, SpokenLanguage
from xquizit_transcription.windows.belief import GUESS_LOGPROB
from xquizit_transcription.windows.port import Segment

_CHECKS = 2
"""After so many in a row that found no other language, an answer's finals are not heard again: this speaker is hard to
understand, in whatever language."""


class LanguageCheck:
    """Whether an answer's finals are heard in the right language; one for each answer."""

    def __init__(self, language: SpokenLanguage) -> None:
        """Takes what is known of the interview's language."""
        self._language = language
        self._left = _CHECKS

    def is_due(self, told: Sequence[Segment], *, speech_samples: int) -> bool:
        """Whether a final is to be heard again without being told a language: it was told one, and is guesswork."""
        was_told = bool(self._language.fixed) and found_in(told) is None
        is_enough = duration_s(speech_samples, LISTEN_RATE_HZ) >= LEAST_SPEECH_S
        return was_told and is_enough and self._left > 0 and is_guesswork(told)

    def better(self, told: list[Segment], free: list[Segment], *, speech_samples: int) -> list[Segment]:
        """What to keep of a final.

        Args:
            told: Heard when told the language; at least one segment.
            free: Heard without being told.
            speech_samples: How much speech was in it.
        """
        found = found_in(free)
        if found is not None and found.language != self._language.fixed and _is_sure(found) and not is_guesswork(free):
            if sureness(free) > sureness(told):
                self._left = _CHECKS
                return free
        elif found is not None and found.language == self._language.fixed:
            learn(self._language, free, speech_samples=speech_samples)
        self._left -= 1
        return told


def learn(language: SpokenLanguage, segments: Sequence[Segment], *, speech_samples: int) -> None:
    """Has a final vote; nothing happens when its language was told, or its words are guesswork.

    Args:
        language: What is known so far.
        segments: What is believed of the final's window.
        speech_samples: How much speech was in it.
    """
    if (found := found_in(segments)) is not None and not is_guesswork(segments):
        speech_s = duration_s(speech_samples, LISTEN_RATE_HZ)
        language.found(found.language, speech_s=speech_s, probability=found.language_probability)


def found_in(segments: Sequence[Segment]) -> Segment | None:
    """A segment that says in which language it was found to be."""
    return next((segment for segment in segments if segment.language), None)


def is_guesswork(segments: Sequence[Segment]) -> bool:
    """Whether half of the words are guesses: what comes of noise, and of a language taken for another."""
    return not segments or sureness(segments) < GUESS_LOGPROB


def sureness(segments: Sequence[Segment]) -> float:
    """The mean log probability; there must be one."""
    return sum(segment.avg_logprob for segment in segments) / len(segments)


def _is_sure(found: Segment) -> bool:
    return found.language_probability is None or found.language_probability >= LEAST_PROBABILITY
