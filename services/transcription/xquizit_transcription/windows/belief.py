"""Which recognized segments are to be believed: Whisper makes up words in silence, and goes round in circles; pure.

Every gate wants two signs before it drops anything: a lost word of an answer is worse than a made-up one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xquizit_kit.audio import LISTEN_RATE_HZ
from xquizit_transcription.answer import Word
from xquizit_transcription.windows.port import Segment
from xquizit_transcription.windows.spelling import bare

LEAST_SPEECH_SAMPLES = 1_600
"""An utterance with less speech, by voice activity detection, is a noise (0.1 s)."""
_SHORT_SPEECH_SAMPLES = 4_800
"""Less than this (0.3 s) is a noise as often as a word, `go`: what is heard in it has to be clear."""
CLEAR_LOGPROB = -0.5
CLEAR_NO_SPEECH = 0.2
GUESS_LOGPROB = -0.7
"""Below this mean log probability half of the words are guesses; Whisper's own limit for silence is -1."""
NONSENSE_LOGPROB = -1.6
"""Below this nothing is known."""
CIRCLES_RATIO = 2.4
"""Above this compression ratio a text repeats itself (Radford et al. 2022, Robust Speech Recognition, section 4.5)."""
_CIRCLES = 3
"""So often a phrase must come in a row to be a circle: people say things twice."""
_LONGEST_CIRCLE_WORDS = 12
_MOST_WORDS_PER_S = 10.0
"""Nobody speaks faster: who reads aloud in haste says six."""
_PHANTOM_SPEECH_S = 1.2
"""The phrases below are believed when there is more speech than this under them."""
_NEVER_SAID = frozenset(
    (
        "thanks for watching", "thank you for watching", "thank you so much for watching", "please subscribe",
        "thanks for watching and see you next time", "please subscribe to my channel", "dont forget to subscribe",
        "like and subscribe", "see you next time", "see you in the next video", "ill see you in the next one",
        "subtitles by the amaraorg community", "transcription by castingwords",
    )
)  # fmt: skip
"""What Whisper says on silence and noise, and nobody in an interview. From reports of its users."""
_SAID_TOO = frozenset(
    (
        "thank you very much",
        "thank you",
        "thanks",
        "bye bye",
        "bye",
        "the end",
        "you",
        "so",
        "okay",
        "hmm",
        "oh",
        "uh",
        "i",
    )
)
"""The same, but people say it, too: it must also be unclear."""


@dataclass(frozen=True, slots=True)
class BeliefRules:
    """Thresholds that an operator may set."""

    no_speech_threshold: float = 0.45
    """`WHISPERLIVE_NO_SPEECH_THRESH`: above it a segment is doubted."""


def believed(segments: Sequence[Segment], *, speech_samples: int, rules: BeliefRules) -> list[Segment]:
    """The segments that somebody said, circles taken out.

    Args:
        segments: Of one window.
        speech_samples: How much of the window is speech, by voice activity detection.
        rules: Thresholds.
    """
    if speech_samples < LEAST_SPEECH_SAMPLES:
        return []
    speech_s = speech_samples / LISTEN_RATE_HZ
    kept = [_without_circles(segment) for segment in segments if not _is_made_up(segment, rules)]
    if speech_samples < _SHORT_SPEECH_SAMPLES:
        kept = [segment for segment in kept if _is_clear(segment)]
    if kept and _is_phantom(" ".join(segment.text for segment in kept), kept, speech_s):
        return []
    return kept


def words_of(segments: Sequence[Segment]) -> list[Word]:
    """All words, in order."""
    return [word for segment in segments for word in segment.words]


def _is_made_up(segment: Segment, rules: BeliefRules) -> bool:
    if segment.avg_logprob < NONSENSE_LOGPROB or _is_empty_circle(segment):
        return True
    return segment.no_speech_prob > rules.no_speech_threshold and segment.avg_logprob < GUESS_LOGPROB


def _is_clear(segment: Segment) -> bool:
    return segment.avg_logprob >= CLEAR_LOGPROB and segment.no_speech_prob <= CLEAR_NO_SPEECH


def _is_phantom(text: str, segments: Sequence[Segment], speech_s: float) -> bool:
    if speech_s >= _PHANTOM_SPEECH_S:
        return False
    plain = " ".join(bare(word).replace("'", "") for word in text.replace("-", " ").split())
    return plain in _NEVER_SAID or (plain in _SAID_TOO and not all(map(_is_clear, segments)))


def _is_empty_circle(segment: Segment) -> bool:
    """Whether it is one phrase over and over and nothing else, faster than anybody speaks."""
    words = segment.words
    if segment.compression_ratio <= CIRCLES_RATIO or not words:
        return False
    seconds = (words[-1].end_sample - words[0].start_sample) / LISTEN_RATE_HZ
    if len(words) <= _MOST_WORDS_PER_S * seconds:
        return False
    bared = [bare(word.text) for word in words]
    sizes = range(1, min(_LONGEST_CIRCLE_WORDS, len(words) // _CIRCLES) + 1)
    return any(bared[size:] == bared[:-size] for size in sizes)


def _without_circles(segment: Segment) -> Segment:
    """A segment in which no phrase is said more than twice in a row, if it repeats itself."""
    if segment.compression_ratio <= CIRCLES_RATIO:
        return segment
    words = list(segment.words)
    for size in range(1, _LONGEST_CIRCLE_WORDS + 1):
        words = _with_runs_cut(words, size)
    return replace(segment, words=tuple(words), text=" ".join(word.text for word in words))


def _with_runs_cut(words: list[Word], size: int) -> list[Word]:
    """Of a phrase of `size` words that comes three times in a row or more, the first."""
    bared = [bare(word.text) for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        phrase, times = bared[at : at + size], 1
        while bared[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        if times >= _CIRCLES:
            kept += words[at : at + size]
            at += times * size
        else:
            kept.append(words[at])
            at += 1
    return kept
