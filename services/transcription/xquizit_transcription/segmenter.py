"""Cuts an answer into utterances and stretches without speech, so that every sample is in exactly one; pure."""

from collections import deque
from dataclasses import dataclass
from enum import Enum

from xquizit_transcription.endpointing import EndpointingRules, SpeechDetector, SpeechEnded, SpeechStarted

_SMOOTHING = 5
"""Windows that are averaged to find the quietest place (160 ms: a gap between words, not one within)."""


class Why(Enum):
    """What ended an utterance."""

    PAUSE = "pause"
    BREATH = "breath"
    LENGTH = "length"
    END = "end"


@dataclass(frozen=True, slots=True)
class UtteranceOpened:
    """An utterance begins at `start`, which lies before the sample just heard."""

    start: int


@dataclass(frozen=True, slots=True)
class UtteranceClosed:
    """The utterance `start`..`end` is whole and can be recognized for good."""

    start: int
    end: int
    speech_samples: int
    """How much of it is speech, by voice activity detection."""
    heard_until: int
    """Speech was last heard in it just before this sample."""
    why: Why


@dataclass(frozen=True, slots=True)
class UtterancePaused:
    """Nothing was heard for a moment, up to `sample`: the open utterance may have ended."""

    sample: int


@dataclass(frozen=True, slots=True)
class NoSpeech:
    """Nothing before `end` is left to recognize: what no utterance holds is without speech."""

    end: int


SegmentEvent = SpeechStarted | SpeechEnded | UtteranceOpened | UtterancePaused | UtteranceClosed | NoSpeech


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    end: int
    energy: float
    speech: bool


class Segmenter:
    """The segmentation of one answer. Feed windows in order and without gaps, then `finish` once."""

    def __init__(self, rules: EndpointingRules, *, most_samples: int, first_sample: int = 0) -> None:
        """Takes the rules.

        Args:
            rules: When speech begins and ends.
            most_samples: No utterance is longer; longer speech is cut at its quietest place before that.
            first_sample: Where the first window will start.
        """
        self._rules = rules
        self._most = most_samples
        self._detector = SpeechDetector(rules)
        self._windows: deque[_Window] = deque()
        self._decided = first_sample
        self._now = first_sample
        self._heard_until = first_sample
        self._open = False
        self._paused = False

    def step(self, end: int, probability: float, energy: float) -> list[SegmentEvent]:
        """Takes the next window, up to `end`; returns what it decided, in order.

        Args:
            end: First sample after the window.
            probability: 0..1, that somebody speaks in it.
            energy: Anything that is larger where it is louder.
        """
        events: list[SegmentEvent] = []
        if self._open and end - self._decided > self._most:
            events += self._cut(self._quietest(), Why.LENGTH)
        start, self._now = self._now, end
        speech = probability >= self._rules.stay_probability
        self._windows.append(_Window(start, end, energy, speech))
        if speech:
            self._heard_until, self._paused = end, False
        change = self._detector.step(start, end, probability)
        if isinstance(change, SpeechStarted):
            events += self._begin(change)
        elif isinstance(change, SpeechEnded):
            # Said before the utterance is closed: recognizing it takes a moment, and the pause is news now.
            events.append(change)
            tail_end = min(end, change.sample + self._rules.tail_samples)
            # Cut within the pause: what was opened there holds no speech, and reaches to here.
            events += self._close(tail_end if tail_end > self._decided else end, Why.PAUSE)
        elif self._at_breath():
            events += self._cut((self._heard_until + end) // 2, Why.BREATH)
        elif self._open and not self._paused and self._decided < self._heard_until <= end - self._rules.glance_samples:
            self._paused = True
            events.append(UtterancePaused(end))
        if not self._open:
            events += self._pass_silence()
        return events

    def finish(self) -> list[SegmentEvent]:
        """The answer is over: decides all that is left."""
        events: list[SegmentEvent] = []
        ended = self._detector.finish()
        if ended is not None:
            events.append(ended)
        if self._open:
            events += self._close(self._now, Why.END)
        elif self._decided < self._now:
            self._decided = self._now
            events.append(NoSpeech(self._now))
        return events

    def _begin(self, started: SpeechStarted) -> list[SegmentEvent]:
        start = max(self._decided, started.sample - self._rules.lead_samples)
        events: list[SegmentEvent] = [started]
        if start > self._decided:
            events.append(NoSpeech(start))
        self._decided, self._open = start, True
        self._forget()
        return [*events, UtteranceOpened(start)]

    def _close(self, end: int, why: Why) -> list[SegmentEvent]:
        speech = sum(
            min(window.end, end) - max(window.start, self._decided)
            for window in self._windows
            if window.speech and window.start < end and window.end > self._decided
        )
        heard_until = max(self._decided, min(self._heard_until, end))
        closed = UtteranceClosed(self._decided, end, speech, heard_until, why)
        self._decided, self._open = end, False
        self._forget()
        return [closed]

    def _at_breath(self) -> bool:
        """Whether enough was said to recognize it now, and there is a pause to cut it in."""
        silent, said = self._now - self._heard_until, self._heard_until - self._decided
        return self._open and silent >= self._rules.breath_samples and said >= self._rules.long_samples

    def _cut(self, place: int, why: Why) -> list[SegmentEvent]:
        events = self._close(place, why)
        self._open = True
        return [*events, UtteranceOpened(place)]

    def _quietest(self) -> int:
        """The middle of the quietest stretch in the second half of what is open."""
        earliest = self._decided + self._most // 2
        windows = list(self._windows)
        best, place = float("inf"), windows[-1].end
        for index in range(len(windows)):
            around = windows[max(0, index - _SMOOTHING // 2) : index + _SMOOTHING // 2 + 1]
            energy = sum(window.energy for window in around) / len(around)
            if windows[index].start >= earliest and energy < best:
                best, place = energy, (windows[index].start + windows[index].end) // 2
        return place

    def _pass_silence(self) -> list[SegmentEvent]:
        """Gives up what can no longer be the beginning of an utterance."""
        onset = self._detector.onset
        until = (self._now if onset is None else onset) - self._rules.lead_samples
        if until <= self._decided:
            return []
        self._decided = until
        self._forget()
        return [NoSpeech(until)]

    def _forget(self) -> None:
        while self._windows and self._windows[0].end <= self._decided:
            self._windows.popleft()
