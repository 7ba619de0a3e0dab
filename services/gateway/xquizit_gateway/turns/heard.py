"""How much of a reply was heard: from a place in its audio to a place in its text; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from xquizit_gateway.clients.interview_records import Heard, Spoken
from xquizit_gateway.turns.entry import Entry, Progress
from xquizit_kit.piece_codec import PieceWord

PlaybackState = Literal["", "playing", "finished", "stopped"]
_ALMOST_MS = 250
"""Pages tell of the end of a sound a little before it; of a short sound no more than a fifth before it."""


@dataclass(frozen=True, slots=True)
class Playback:
    """What is known about hearing one turn's audio, all acknowledgements together."""

    index: int = -1
    """The last piece of which something was heard; -1: the page has not told anything."""
    played_ms: int = 0
    """How much of that piece."""
    state: PlaybackState = ""
    is_answered: bool = False
    """The next answer was accepted before all audio of this turn was sent."""
    is_wanted_whole: bool = False
    """Somebody waits for all audio of this turn at once."""

    @property
    def is_over(self) -> bool:
        """Whether nobody will listen to what has not been sent yet."""
        return self.state == "stopped" or self.is_answered


_TO_THE_END = Playback(10**6, 0, "finished")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece as its entries tell of it."""

    text: str
    ms: int
    words: tuple[PieceWord, ...]


def spoken_of(entries: Sequence[Entry]) -> Spoken | None:
    """How the turn was spoken; None before its end."""
    if not entries or entries[-1].event != "done" or (voice := entries[-1].data.get("voice")) is None:
        return None
    return Spoken(tuple(voice["engines"]), voice.get("standing_in_for", ""), voice["state"] in ("cut", "silent"))


def heard_of(entries: Sequence[Entry], playback: Playback) -> Heard | None:
    """How much of the turn's text was heard; None when the page has not told, and before the turn's end: what was shown
    may still become void.

    Nobody has heard more than was sent: a place behind that counts as its end. `is_complete`: all of the text was
    spoken and heard. `is_interrupted`: the page stopped it, or the answer came before all of it was sent.
    """
    progress, pieces = Progress.of(list(entries)), _pieces(entries)
    if playback.index < 0 or progress.ending != "done":
        return None
    text = progress.text
    shown, margin = text.strip(), len(text) - len(text.lstrip())
    reached = _reached(text, pieces, playback)
    if reached == _reached(text, pieces, _TO_THE_END) and _is_spoken_whole(entries):
        reached = len(text)  # what stands behind the last piece, such as a smiley, cannot be spoken
    characters = max(0, min(len(shown), reached - margin))
    is_complete = characters == len(shown)
    return Heard(characters, is_complete, is_interrupted=playback.is_over and not is_complete)


def _is_spoken_whole(entries: Sequence[Entry]) -> bool:
    return entries[-1].event == "done" and entries[-1].data.get("voice", {}).get("state") == "spoken"


def _reached(text: str, pieces: dict[int, _Piece], playback: Playback) -> int:
    """How far in `text` the audio was heard."""
    at = 0
    for index, piece in sorted(pieces.items()):
        if index > playback.index:
            break
        words = piece.text.strip()
        begin = max(at, text.find(words, at))
        almost_ms = piece.ms - min(_ALMOST_MS, piece.ms // 5)
        if index < playback.index or playback.state == "finished" or playback.played_ms >= max(1, almost_ms):
            at = begin + len(words)
        elif within := _within(piece, playback.played_ms):
            at = max(at, begin + within - (len(piece.text) - len(piece.text.lstrip())))
    return min(at, len(text))


def _within(piece: _Piece, played_ms: int) -> int:
    """How far in the piece's text: to the end of the last word that was begun; without word times by its share."""
    if not piece.words:
        return len(piece.text) * max(0, played_ms) // max(1, piece.ms)
    return max((word.text_end for word in piece.words if word.start_ms < played_ms), default=0)


def _pieces(entries: Iterable[Entry]) -> dict[int, _Piece]:
    """The pieces since the last restart, by index; the parts of a long one put together."""
    pieces: dict[int, _Piece] = {}
    for entry in entries:
        if entry.event == "restart":
            pieces.clear()
        elif entry.event == "audio_chunk":
            data = entry.data
            before = pieces.get(data["index"], _Piece(data["text"], 0, ()))
            words = [PieceWord(*word) for word in data.get("words", ())]
            moved = [w._replace(start_ms=w.start_ms + before.ms, end_ms=w.end_ms + before.ms) for w in words]
            pieces[data["index"]] = _Piece(data["text"], before.ms + data.get("ms", 0), (*before.words, *moved))
    return pieces
