"""What Whisper is told before it listens: how rare words are written, and what was said just before; pure."""

import re
from collections import Counter
from collections.abc import Sequence

_NAME = re.compile(r"(?<!\w)[A-Za-z][\w+#./-]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\u2022*-]\s+|\n\s*)$")
_MOST_NAMES = 40
_BEFORE_CHARS = 200
"""Of what was said before, the end: Whisper takes 224 tokens in all."""


def names_in(texts: Sequence[str]) -> tuple[str, ...]:
    """Words that are written in a way of their own: names, abbreviations, products; the most frequent first.

    A word with one capital at the beginning counts when it stands within a sentence: there it is a name.

    Args:
        texts: Resume, job description, questions.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        for match in _NAME.finditer(text):
            word = match.group().rstrip(".-/")
            if _has_own_form(word) or (word[0].isupper() and not _begins_sentence(text, match.start())):
                counts[word] += 1
    return tuple(word for word, _ in counts.most_common(_MOST_NAMES))


def _has_own_form(word: str) -> bool:
    """Whether it is written as no ordinary word is: `gRPC`, `k8s`, `C++`, `SQL`."""
    return len(word) > 1 and any(letter.isupper() or letter.isdigit() or letter in "+#" for letter in word[1:])


def _begins_sentence(text: str, at: int) -> bool:
    return _SENTENCE_START.search(text[max(0, at - 4) : at]) is not None


def prompt_of(names: Sequence[str], question: str, before: str) -> str:
    """A prompt: the names, the question, the end of what was said before. Later things count more for Whisper.

    Args:
        names: `names_in` of the interview's texts.
        question: What is being answered; may be empty.
        before: What was said before in this answer; may be empty.
    """
    parts: list[str] = []
    if names:
        parts.append(f"{', '.join(names)}.")
    if before:
        parts.append(_end_of(before))
    elif question:
        parts.append(_end_of(question))
    return " ".join(parts)


def _end_of(text: str) -> str:
    """The last words of a text, whole ones."""
    if len(text) <= _BEFORE_CHARS:
        return text
    return text[-_BEFORE_CHARS:].partition(" ")[2]
