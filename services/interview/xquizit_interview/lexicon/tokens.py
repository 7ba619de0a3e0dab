"""A text as folded words with their places, so that `Month-End Close` and `month end close` are the same words."""

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<address>(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+)
    | [^\W_]+(?:['\u2019][^\W_]+)*
    | [+\#&/.]
    """,
    re.VERBOSE,
)
_JOINS = re.compile(r"['\u2019]?[ \t\u00a0\u202f]*(?:\r?\n)?[ \t\u00a0\u202f]*|[-\u2010\u2011]")
"""What may stand between two words of one name; a line may wrap inside a name, an empty line may not."""
_UNIT_END = re.compile(r"[.!?](?=\s|$)|\n[ \t]*\r?\n")
_ABBREVIATION = re.compile(r"(?:\b[eE]\.g|\b[iI]\.e|\b(?:etc|incl|approx|min|max|no|vs|resp))$")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[+#&/.]")
_SPELLINGS = tuple(
    (mark, re.compile(pattern), put)
    for mark, pattern, put in (
        ("ae", r"ae", "e"),
        ("is", r"is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)", "iz"),
        ("our", r"our(?=$|s$|ed$|ing$|al$|ally$|able$)", "or"),
        ("ell", r"ell(?=(?:ing|ed|er|ers|or|ors)$)", "el"),
        ("tre", r"tre(?=s?$)", "ter"),
        ("ogue", r"ogue(?=s?$)", "og"),
        ("amme", r"amme(?=s?$)", "am"),
        ("c", r"^(licen|defen|practi)c(?=e|ed$|es$|ing$)", r"\1s"),
        ("filment", r"filment$", "fillment"),
    )
)
"""British and American spelling fall together. What results need not be a word; both sides are folded alike."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or one of the signs `+ # & / .`."""

    start: int
    end: int
    written: str
    folded: str
    """Without case and spelling habits; empty for an address, which is part of no name."""
    is_joined: bool
    """Whether nothing but a space, a hyphen or a line's end stands before it."""
    unit: int
    """Number of the sentence, or the block between empty lines, in which it stands."""


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """`word` as it is compared: without case, possessive and the differences between British and American spelling."""
    word = word.casefold()
    if "\u2019" in word or "'" in word:
        word = word.replace("\u2019", "'").removesuffix("'s").removesuffix("s'")
    if len(word) > 4:
        for mark, pattern, put in _SPELLINGS:
            if mark in word:
                word = pattern.sub(put, word)
    return word


def words_of(name: str) -> tuple[str, ...]:
    """The words and signs of a name, as written."""
    return tuple(_WORD.findall(name))


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text` in order; a text's offsets are those of the string given."""
    ends = [
        match.end()
        for match in _UNIT_END.finditer(text)
        if match.group() != "." or not _ABBREVIATION.search(text, max(0, match.start() - 8), match.start())
    ]
    tokens: list[Token] = []
    unit, previous_end = 0, -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while unit < len(ends) and ends[unit] <= start:
            unit += 1
        is_joined = previous_end >= 0 and _JOINS.fullmatch(text, previous_end, start) is not None
        word = match.group()
        tokens.append(Token(start, end, word, "" if match.lastgroup else folded(word), is_joined, unit))
        previous_end = end
    return tokens
