"""When two recognized words are the same word, however they are written; pure."""

import re
from functools import lru_cache

_MARKS = re.compile(r"[^\w'+#]+")


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """A word without case and punctuation; what has nothing else stays as it is."""
    return _MARKS.sub("", word.replace("\u2019", "'").casefold()).strip("'") or word


def same(one: str, other: str) -> bool:
    """Whether two words are the same but for case and punctuation."""
    return bare(one) == bare(other)
