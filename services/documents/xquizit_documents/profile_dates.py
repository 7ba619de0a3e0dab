"""Finds ranges of dates: from a month or year to another, or until today."""

import re

from xquizit_documents.profile import DateRange

_MONTHS = (
    "jan(?:uary|uar|vier)?|enero|gennaio|januari|ledna|leden",
    "feb(?:ruary|ruar|rero|braio|ruari)?|févr(?:ier)?|fév",
    "mar(?:ch|s|zo|t)?|märz|mrz|maart",
    "apr(?:il|ile)?|avr(?:il)?|abril",
    "may|mai|mayo|maggio|mei|maj",
    "june?|juni|juin|junio|giugno",
    "july?|juli|juil(?:let)?|julio|luglio",
    "aug(?:ust|ustus|usti)?|août|agosto",
    "sept?(?:ember|embre|iembre)?|settembre",
    "oct(?:ober|obre|ubre)?|okt(?:ober)?|ottobre",
    "nov(?:ember|embre|iembre)?",
    "dec(?:ember|embre)?|dez(?:ember)?|déc(?:embre)?|dic(?:iembre|embre)?",
)
_MONTH = "|".join(f"(?P<m{{side}}{number}>{names})" for number, names in enumerate(_MONTHS, 1))
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_POINT = (
    rf"(?:(?:{_MONTH})\.?,?[^\S\n]+(?:de[^\S\n]+)?(?P<wy{{side}}>{_YEAR})"
    rf"|(?P<nm{{side}}>0?[1-9]|1[0-2])[/.](?P<ny{{side}}>{_YEAR})"
    rf"|(?P<iy{{side}}>{_YEAR})[-/.](?P<im{{side}}>0[1-9]|1[0-2])"
    rf"|(?P<cy{{side}}>{_YEAR})[^\S\n]*[年년][^\S\n]*(?P<cm{{side}}>0?[1-9]|1[0-2])[^\S\n]*[月월]"
    rf"|(?P<y{{side}}>{_YEAR})(?:[^\S\n]?年)?)"
)
_SEPARATOR = (
    r"[^\S\n]*(?:[-\u2013\u2014\u2212~\u301c\uff5e至]|\b(?:to|until|till|bis|au|à|al|hasta|tot|till|do)\b)[^\S\n]*"
)
_NOW = (
    r"(?P<now>present|now|today|current(?:ly)?|ongoing|to date|date|heute|jetzt|aktuell|laufend|présent"
    r"|aujourd'hui|ce jour"
    r"|actualidad|presente|actual|oggi|heden|nu|nuvarande|současnost|obecnie|الآن|حتى الآن|היום|כיום|至今|现在|現在)"
)
_RANGE = re.compile(
    rf"(?<![\w/.+-]){_POINT.format(side='a')}{_SEPARATOR}(?:{_POINT.format(side='b')}|{_NOW})(?![\w/+]|[.-]\d)",
    re.IGNORECASE,
)
_MAX_RANGES = 200


def date_ranges(text: str) -> tuple[DateRange, ...]:
    """The ranges in `text`, in order; those that end before they begin are left out."""
    ranges: list[DateRange] = []
    for found in _RANGE.finditer(text):
        first = _point(found, "a")
        last = "" if found["now"] else _point(found, "b")
        if last and last[:7] < first[: len(last)]:
            continue
        ranges.append(DateRange(found.start(), found.end(), first, last))
        if len(ranges) == _MAX_RANGES:
            break
    return tuple(ranges)


def _point(found: re.Match[str], side: str) -> str:
    """YYYY-MM or YYYY."""
    if year := found[f"wy{side}"]:
        month = next(number for number in range(1, 13) if found[f"m{side}{number}"])
        return f"{year}-{month:02d}"
    for year_group, month_group in (("ny", "nm"), ("iy", "im"), ("cy", "cm")):
        if year := found[f"{year_group}{side}"]:
            return f"{year}-{int(found[f'{month_group}{side}']):02d}"
    return found[f"y{side}"]
