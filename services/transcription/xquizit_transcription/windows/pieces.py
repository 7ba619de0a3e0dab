"""Joins the pieces into which Whisper cuts words, `end` and `-to` and `-end`, and places them in a window; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from xquizit_kit.audio import LISTEN_RATE_HZ, samples_for
from xquizit_transcription.answer import Word


@dataclass(slots=True)
class Piece:
    """A word, or a part of one; seconds from the window's start."""

    text: str
    start_s: float
    end_s: float
    confidence: float
    """0..1."""


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Whole words: where pieces carry their space, one without it goes on with the one before; some strip all of them.

    A whole word is as sure as its least sure part.
    """
    listed = list(pieces)
    has_spaces = any(piece.text[:1].isspace() for piece in listed)
    made: list[Piece] = []
    for piece in listed:
        text = piece.text.strip()
        if not text:
            continue
        if made and has_spaces and not piece.text[0].isspace():
            whole = made[-1]
            whole.text += text
            whole.end_s = max(whole.end_s, piece.end_s)
            whole.confidence = min(whole.confidence, piece.confidence)
        else:
            made.append(Piece(text, piece.start_s, piece.end_s, piece.confidence))
    return made


def placed(pieces: Iterable[Piece], *, at: int, window_samples: int) -> tuple[Word, ...]:
    """The words as samples inside the window; none begins before `at`, or before the one before it ends."""
    made: list[Word] = []
    for piece in pieces:
        start = max(_sample(piece.start_s, window_samples), at)
        at = max(_sample(piece.end_s, window_samples), start)
        made.append(Word(piece.text, start, at, min(max(piece.confidence, 0.0), 1.0)))
    return tuple(made)


def _sample(second: float, window_samples: int) -> int:
    return min(max(samples_for(second, LISTEN_RATE_HZ), 0), window_samples)
