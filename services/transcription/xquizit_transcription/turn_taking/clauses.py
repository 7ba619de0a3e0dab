"""Whether the words said so far sound finished, from their end and English only; pure."""

import re
from enum import Enum

from xquizit_transcription.turn_taking import phrases
from xquizit_transcription.turn_taking.phrases import Phrases

_LAST_WORDS = 12
"""What is looked at."""
_LAST_CHARACTERS = 400
"""In which they stand: an answer may be long, and is judged often."""
_LONE_CLAUSE_WORDS = 7
"""A sentence that is shorter and begins with `when` has no second clause yet."""
_CLAUSE_WORDS = 4
"""From here on words without punctuation may be a clause."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BREAK = re.compile(r"[.?!]+\s")


class Clause(Enum):
    """How the words sound."""

    EMPTY = "empty"
    """There are none."""
    UNKNOWN = "unknown"
    """Nothing can be said: a fragment, or not English."""
    UNFINISHED = "unfinished"
    """More is coming: `... because`, `... the`, `..., um`."""
    THINKING = "thinking"
    """The candidate asks for time: `let me think`."""
    COMPLETE = "complete"
    """A sentence ends, or may end, here."""
    CLOSED = "closed"
    """The candidate says that the answer is over: `that's it`."""


def words_of(text: str) -> tuple[str, ...]:
    """The last words of `text`, at most twelve, lower case and without punctuation."""
    tail = text[-_LAST_CHARACTERS:].lower().replace("\u2019", "'")
    return tuple(_WORD.findall(tail)[-_LAST_WORDS:])


def clause_of(text: str, *, english: bool = True) -> Clause:
    """How the end of `text` sounds.

    Args:
        text: A recognizer's, with or without punctuation and capitals, and possibly wrong.
        english: Otherwise nothing is concluded from the words.
    """
    if not english:
        return Clause.UNKNOWN
    words = words_of(text)
    if not words:
        return Clause.EMPTY
    ending = text[-_LAST_CHARACTERS:].rstrip().rstrip("\"')]\u201d\u2019").rstrip()
    said = _without_fillers(words)
    if _ends_in(said, phrases.THINKING, phrases.THINKING_TAILS):
        return Clause.THINKING
    if len(said) < len(words) or ending.endswith(("...", "\u2026", ",", "-", "\u2013", "\u2014", ":", ";")):
        return Clause.UNFINISHED
    if _ends_in(words, phrases.CLOSED, phrases.CLOSED_TAILS):
        return Clause.CLOSED
    is_sentence = ending.endswith((".", "?", "!"))
    if _ends_in(words, phrases.WHOLE):
        return Clause.COMPLETE
    if _sounds_unfinished(words, is_sentence=is_sentence) or (not is_sentence and _is_lone_clause(ending)):
        return Clause.UNFINISHED
    if is_sentence or len(words) >= _CLAUSE_WORDS or words[-1] in phrases.SHORT_ANSWERS:
        return Clause.COMPLETE
    return Clause.UNKNOWN


def _without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and words[-1] in phrases.FILLERS:
        words = words[:-1]
    return words


def _ends_in(words: tuple[str, ...], endings: Phrases, tails: Phrases = frozenset()) -> bool:
    """Whether one of `endings` stands at the end, or before nothing but `tails`."""
    while words:
        if any(words[-length:] in endings for length in range(1, len(words) + 1)):
            return True
        tail = next((length for length in range(len(words), 0, -1) if words[-length:] in tails), 0)
        if not tail:
            return False
        words = words[:-tail]
    return False


def _sounds_unfinished(words: tuple[str, ...], *, is_sentence: bool) -> bool:
    if words[-1] in phrases.NEVER_LAST or _ends_in(words, phrases.UNFINISHED):
        return True
    return words[-1] in phrases.SELDOM_LAST and not is_sentence


def _is_lone_clause(ending: str) -> bool:
    """Whether the last sentence is one like `when I joined the team`, to which a second clause belongs."""
    words = words_of(_BREAK.split(ending)[-1])
    while words and words[0] in phrases.LEAD_INS:
        words = words[1:]
    return 0 < len(words) < _LONE_CLAUSE_WORDS and words[0] in phrases.SUBORDINATORS
