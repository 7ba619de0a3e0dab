"""The words of an answer that may have been misheard, marked for people."""

from collections.abc import Sequence
from dataclasses import dataclass

from xquizit_gateway.clients.interview_records import Span, TranscriptEntry

MARK = "(?)"
"""Follows words that may have been misheard; seen without colour, and copied along with them."""
KEY = f"Words followed by {MARK} may have been misheard."


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text, all of it certain or all of it uncertain."""

    start: int
    end: int
    text: str
    is_uncertain: bool


def stretches(entry: TranscriptEntry) -> list[Stretch]:
    """The whole text in order, cut where certainty changes; uncertain words that follow each other are one stretch."""
    found: list[Stretch] = []
    done = 0
    for span in _joined(entry.text, entry.recognition.uncertain if entry.recognition else ()):
        if span.start > done:
            found.append(Stretch(done, span.start, entry.text[done : span.start], is_uncertain=False))
        found.append(Stretch(span.start, span.end, entry.text[span.start : span.end], is_uncertain=True))
        done = span.end
    if done < len(entry.text):
        found.append(Stretch(done, len(entry.text), entry.text[done:], is_uncertain=False))
    return found


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans in order, within the text, and those with only blanks between them as one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        start, end = max(0, span.start), min(len(text), span.end)
        if joined and not text[joined[-1].end : start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, end))
        elif start < end:
            joined.append(Span(start, end))
    return joined
