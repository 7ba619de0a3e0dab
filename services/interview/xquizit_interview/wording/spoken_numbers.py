"""Whole numbers as they are spoken, so that `5` and `five` are the same fact."""

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def spoken(number: int) -> str:
    """`42` as `forty two`; empty beyond 0..999999.

    Args:
        number: A whole number.
    """
    if not 0 <= number < 1_000_000:
        return ""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return f"{_TENS[number // 10]} {_SMALL[number % 10]}" if number % 10 else _TENS[number // 10]
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = f" {spoken(number % unit)}" if number % unit else ""
    return f"{spoken(number // unit)} {name}{rest}"
