"""Text as a recognizer hears it: sentences of lower-case words, numbers spoken out."""

import re
from collections.abc import Iterator

_SENTENCE_ENDS = re.compile(r"[.?!;:•|\n\r]+(?=\s|$|[A-Z•|])|[\n\r•|]+")
_TOKEN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|\d+")
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_LONGEST_NUMBER = 6


def sentences(text: str) -> Iterator[list[str]]:
    """The sentences of `text`, each a list of tokens in their own case; numbers are words already.

    A token has letters and inner apostrophes only. Everything else separates words.
    """
    for piece in _SENTENCE_ENDS.split(text.replace("\u2019", "'")):
        tokens: list[str] = []
        for token in _TOKEN.findall(piece):
            tokens.extend(spoken_number(token) if token.isdigit() else [token])
        if tokens:
            yield tokens


def spoken_number(digits: str) -> list[str]:
    """How a number is said: years as years, numbers over 999 999 digit by digit.

    Args:
        digits: Decimal digits.
    """
    if len(digits) > _LONGEST_NUMBER:
        return [_ONES[int(digit)] for digit in digits]
    return _number(int(digits))


def _number(value: int) -> list[str]:
    if value < 20:
        return [_ONES[value]]
    if value < 100:
        return [_TENS[value // 10], *(_number(value % 10) if value % 10 else [])]
    if 1900 <= value < 2000 or 2010 <= value < 2100:
        return [*_number(value // 100), *(_number(value % 100) if value % 100 else ["hundred"])]
    for unit, word in ((1000, "thousand"), (100, "hundred")):
        if value >= unit:
            return [*_number(value // unit), word, *(_number(value % unit) if value % unit else [])]
    raise AssertionError("a number below 100 was handled above")
