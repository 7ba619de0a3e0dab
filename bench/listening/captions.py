"""What a page showed at each moment of an answer, and which of the spoken words stood there at their place; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jiwer

from bench.listening.speaker import Spoken
from xquizit.transcription.v1 import transcription_pb2 as pb


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole text of an answer from one moment on: all finals, then the interim."""

    at_s: float
    words: tuple[str, ...]
    """Plain: lower case, letters, digits and apostrophes only."""
    is_settled: bool
    """False just after a final: the interim beside it follows at once, and only then the text is whole again."""


def plain(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, without punctuation."""
    return re.sub(r"[^a-z0-9' ]", "", text.lower().replace("-", " ").replace("\u2019", "'")).split()


def shown(spoken: Spoken) -> list[Shown]:
    """Every text that was shown, in order."""
    final: list[str] = []
    interim: list[str] = []
    texts: list[Shown] = []
    for at_s, response in spoken.told:
        is_final = False
        match response.WhichOneof("message"):
            case "transcript" if response.transcript.is_final:
                final, interim, is_final = final + plain(response.transcript.text), [], True
            case "transcript":
                interim = plain(response.transcript.text)
            case "acknowledged":
                pass
            case _:
                continue
        texts.append(Shown(at_s, (*final, *interim), not is_final))
    return texts


def first_shown(spoken: Spoken) -> list[float | None]:
    """When each spoken word first stood at its place in the text; None for those that never did.

    A word's place is where the alignment with the fewest edits puts it, of the text with all words that had begun to
    be spoken by then.
    """
    words = spoken.recording.words
    said = [" ".join(plain(word.text)) for word in words]
    began_s = [spoken.sent_at(word.start_sample + 1) for word in words]
    found: list[float | None] = [None] * len(words)
    before: tuple[str, ...] = ()
    for text in shown(spoken):
        begun = sum(at_s <= text.at_s for at_s in began_s)
        if text.words != before and begun:
            for index in _equal(said[:begun], text.words):
                found[index] = text.at_s if found[index] is None else found[index]
        before = text.words
    return found


def revisions(spoken: Spoken) -> tuple[int, int]:
    """How many words were shown (each once, and again when it replaced another), and how many of them were changed."""
    count = changed = 0
    before: tuple[str, ...] = ()
    for text in shown(spoken):
        if not text.is_settled or text.words == before:
            continue
        kept = len(_equal(before, text.words))
        changed += len(before) - kept
        count += len(text.words) - kept
        before = text.words
    return count, changed


def finals(spoken: Spoken) -> list[pb.Transcript]:
    """In order."""
    return [r.transcript for _, r in spoken.told if r.HasField("transcript") and r.transcript.is_final]


def word_error_rate(all_spoken: Iterable[Spoken]) -> tuple[float, int]:
    """Wrong, missing and added words of all finals for each spoken word; and how many words were spoken."""
    errors = words = 0
    for spoken in all_spoken:
        said = plain(spoken.recording.text)
        result = jiwer.process_words(" ".join(said), " ".join(plain(" ".join(final.text for final in finals(spoken)))))
        errors += result.substitutions + result.deletions + result.insertions
        words += len(said)
    return errors / words if words else 0.0, words


def _equal(one: Sequence[str], other: Sequence[str]) -> list[int]:
    """Which words of `one` the other text has, too, in the alignment with the fewest edits."""
    if not one or not other:
        return []
    # A word that is two, or none, when it is plain must stay one for its index to hold.
    reference = " ".join(word.replace(" ", "_") or "_" for word in one)
    chunks: list[Any] = jiwer.process_words(reference, " ".join(other)).alignments[0]
    return [
        index for chunk in chunks if chunk.type == "equal" for index in range(chunk.ref_start_idx, chunk.ref_end_idx)
    ]
