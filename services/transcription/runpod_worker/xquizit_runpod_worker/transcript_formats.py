"""Segments as text: plain, by lines, or as subtitles; pure."""

from collections.abc import Sequence
from typing import Protocol

from xquizit_runpod_worker.schema import TextFormat


class Spoken(Protocol):
    """A stretch of text with its times in seconds."""

    @property
    def start(self) -> float: ...  # noqa: D102
    @property
    def end(self) -> float: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


def formatted(segments: Sequence[Spoken], form: TextFormat) -> str:
    """All of it as `form`."""
    match form:
        case "plain_text":
            return " ".join(segment.text.lstrip() for segment in segments)
        case "formatted_text":
            return "\n".join(segment.text.lstrip() for segment in segments)
        case "srt":
            return "".join(f"{number}\n{_cue(segment, ',')}" for number, segment in enumerate(segments, start=1))
        case "vtt":
            return "WEBVTT\n\n" + "".join(_cue(segment, ".") for segment in segments)


def _cue(segment: Spoken, decimal_mark: str) -> str:
    text = segment.text.strip().replace("-->", "->")
    return f"{_clock(segment.start, decimal_mark)} --> {_clock(segment.end, decimal_mark)}\n{text}\n\n"


def _clock(seconds: float, decimal_mark: str) -> str:
    whole, milliseconds = divmod(max(0, round(1000 * seconds)), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{decimal_mark}{milliseconds:03}"
