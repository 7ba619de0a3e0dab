"""Puts a line that is read from right to left, as it stands on the page, into the order in which it is read.

The inverse of what Unicode's UAX #9 does to show a line, as far as it can be told from the line alone.
"""

import unicodedata

_STRONG_RIGHT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
_NUMBER = frozenset({"EN", "AN"})
_IN_NUMBER = frozenset({"ES", "CS", "ET"})
_PAIRS = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING, _CLOSING = "([{", ")]}"


def has_right_to_left(text: str) -> bool:
    """Whether anything in `text` is read from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in _STRONG_RIGHT for char in text)


def is_right_to_left(text: str) -> bool:
    """Whether most letters of `text` are read from right to left."""
    if text.isascii():
        return False
    right = sum(unicodedata.bidirectional(char) in _STRONG_RIGHT for char in text)
    left = sum(unicodedata.bidirectional(char) == "L" for char in text)
    return right > left


def logical(tokens: list[str], *, right_to_left: bool) -> list[str]:
    """`tokens`, which stand from left to right, in the order in which they are read.

    Args:
        tokens: What each glyph says, already in its own order; spaces too.
        right_to_left: Whether the paragraph begins on the right.
    """
    kinds = _kinds(tokens, right_to_left=right_to_left)
    runs: list[tuple[bool, list[str]]] = []
    for token, is_right in zip(tokens, kinds, strict=True):
        if not runs or runs[-1][0] != is_right:
            runs.append((is_right, []))
        runs[-1][1].append(token)
    ordered = reversed(runs) if right_to_left else runs
    read = [_faced(run[::-1]) if is_right else run for is_right, run in ordered]
    return [token for run in read for token in run]


def _kinds(tokens: list[str], *, right_to_left: bool) -> list[bool]:
    """Whether each token belongs to a run from right to left."""
    classes = [_class(token) for token in tokens]
    strong: list[bool | None] = []
    for index, given in enumerate(classes):
        if given in _STRONG_RIGHT:
            strong.append(True)
        elif given == "L" or given in _NUMBER or (given in _IN_NUMBER and _is_inside_number(classes, index)):
            strong.append(False)
        else:
            strong.append(None)
    return [right_to_left if each is None else each for each in _settled(strong, classes, right_to_left=right_to_left)]


def _settled(strong: list[bool | None], classes: list[str], *, right_to_left: bool) -> list[bool | None]:
    """Neutrals take the direction of what is on both sides; between numbers alone, that of the paragraph."""
    settled = list(strong)
    index = 0
    while index < len(settled):
        if settled[index] is not None:
            index += 1
            continue
        end = index
        while end < len(settled) and settled[end] is None:
            end += 1
        left = settled[index - 1] if index else None
        right = settled[end] if end < len(settled) else None
        if left is not None and left == right:
            numbers_only = {classes[index - 1], classes[end]} <= _NUMBER
            if not (right_to_left and numbers_only):
                settled[index:end] = [left] * (end - index)
        index = end
    return settled


def _is_inside_number(classes: list[str], index: int) -> bool:
    around = classes[index - 1 : index] + classes[index + 1 : index + 2]
    if classes[index] == "ET":
        return any(each in _NUMBER for each in around)
    return len(around) == 2 and all(each in _NUMBER for each in around)


def _class(token: str) -> str:
    for char in token:
        if (given := unicodedata.bidirectional(char)) not in ("", "NSM", "BN"):
            return given
    return "ON"


def _faced(run: list[str]) -> list[str]:
    """Brackets are named by shape in some documents and by meaning in others: an opening one comes first."""
    for token in run:
        if token in _OPENING:
            return run
        if token in _CLOSING:
            return [each.translate(_PAIRS) for each in run]
    return run
