"""Turns written text into words that an engine says well: no markup, no symbols, code words by their sound."""
# ruff: noqa: RUF001 (the punctuation that people write is what this file is about)

import re
import unicodedata

from xquizit_tts.code_words import SAID

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_URL = re.compile(r"(?:https?://|www\.)([^\s/?#)\]>]+)[^\s)\]>]*", re.IGNORECASE)
_EMAIL = re.compile(r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)\b")
_LINE_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+)+", re.MULTILINE)
_CODE_FENCE = re.compile(r"^\s*```.*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(?:\*{1,3}|_{1,3}|~~)(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3}|~~)(?!\w)")
_SPACES = re.compile(r"\s+")
_SILENT = re.compile(r"[\x00-\x1f`<>|\\^~*={}\[\]]")

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "…": "...", "—": ", ", "–": "-", "\u00a0": " ", "\u202f": " "}
)

_SAID_PATTERN = re.compile(
    r"(?<![\w+#@/])(?:" + "|".join(re.escape(word) for word in sorted(SAID, key=len, reverse=True)) + r")(?![\w+#])"
)
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
_SCALES = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion", "t": "trillion"}
_MONEY = re.compile(r"([$€£¥₹])\s?(\d(?:[\d,]*\d)?(?:\.\d+)?)\s?(k|m|bn|b|t)?(?![\w])", re.IGNORECASE)
_MONEY_RANGE = re.compile(r"(?<=[\dkmbt])\s?-\s?(?=[$€£¥₹]\d)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")
_SCALED = re.compile(r"\b(\d+(?:\.\d+)?)(k|M|bn|B)\b")
_UNITS = {
    "ms": "milliseconds",
    "s": "seconds",
    "GB": "gigabytes",
    "MB": "megabytes",
    "KB": "kilobytes",
    "TB": "terabytes",
    "GHz": "gigahertz",
    "MHz": "megahertz",
    "kHz": "kilohertz",
    "km": "kilometers",
    "kg": "kilograms",
    "x": "times",
}
_MEASURE = re.compile(r"\b(\d+(?:\.\d+)?)\s?(" + "|".join(_UNITS) + r")\b")
_RATE = re.compile(r"\b(\d+(?:\.\d+)?)\s?(" + "|".join(_UNITS) + r")/(s|sec|min|h|d)\b")
_PER = {"s": "second", "sec": "second", "min": "minute", "h": "hour", "d": "day"}
_DEGREES = re.compile(r"(?<![\w])([-\u2212])?(\d+(?:\.\d+)?)\s?°\s?([CF])\b")
_SCALES_OF_DEGREES = {"C": "Celsius", "F": "Fahrenheit"}
_CPP = re.compile(r"\bC\+\+(?=\d\d\b)")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_VERSION = re.compile(r"\bv(?=\d)")
_RANGE = re.compile(r"(?<=\d)\s?-\s?(?=\d)")
_SYMBOLS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)\s?%"), " percent"),
    (re.compile(r"(?<!\w)#(?=\d)"), "number "),
    (re.compile(r"~(?=\d)"), "about "),
    (re.compile(r"(?<=\d)\+(?!\w)"), " plus"),
    (re.compile(r"\s*(?:->|=>|→|⇒)\s*"), " to "),
    (re.compile(r">="), " at least "),
    (re.compile(r"<="), " at most "),
    (re.compile(r"(?<![<>-])<\s?(?=[$€£]?\d)"), " less than "),
    (re.compile(r"(?<![<>-])>\s?(?=[$€£]?\d)"), " more than "),
    (re.compile(r"(?<=\w)\^(?=\w)"), " to the power of "),
    (re.compile(r"\bO\((?=[\dn])"), "O of ("),
    (re.compile(r"\s&\s"), " and "),
    (re.compile(r"(?<=\w)&(?=\w)"), " and "),
    (re.compile(r"\s\+\s"), " plus "),
    (re.compile(r"(?<=[^\W\d])/(?=[^\W\d])"), " "),
)


def speakable(text: str, language: str) -> str:
    """What an engine should say for `text`; empty when there is nothing to say.

    Args:
        text: A piece as it was written; may hold markdown.
        language: BCP 47 of the voice. Words are put in for symbols only in English.

    Markup, control characters and pictographs go; links keep their words; white space becomes single spaces.
    """
    text = unicodedata.normalize("NFC", text)
    text = _without_markup(text).translate(_PLAIN)
    if language.lower().startswith("en"):
        text = _in_english_words(text)
    text = _SILENT.sub(" ", text).replace("_", " ")
    text = "".join(character for character in text if unicodedata.category(character) not in {"So", "Cs", "Co", "Cf"})
    text = _SPACES.sub(" ", text).strip()
    return text if any(character.isalnum() for character in text) else ""


def _without_markup(text: str) -> str:
    text = _CODE_FENCE.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _LINE_MARKS.sub("", text)
    return _EMPHASIS.sub("", text)


def _in_english_words(text: str) -> str:
    text = _URL.sub(lambda url: _dotted(url[1].removeprefix("www.")) + _end_of(url[0]), text)
    text = _EMAIL.sub(lambda email: f"{_dotted(email[1])} at {_dotted(email[2])}", text)
    text = _DATE.sub(lambda date: date[0].replace("-", " "), text)
    text = _CPP.sub("C plus plus ", text)
    text = _SAID_PATTERN.sub(_said, text)
    text = _RATE.sub(lambda rate: f"{rate[1]} {_UNITS[rate[2]]} per {_PER[rate[3]]}", text)
    text = _DEGREES.sub(_degrees, text)
    text = _MONEY_RANGE.sub(" to ", text)
    text = _MONEY.sub(_money, text)
    text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
    text = _SCALED.sub(lambda number: f"{number[1]} {_SCALES[number[2].lower()]}", text)
    text = _MEASURE.sub(_measure, text)
    text = _VERSION.sub("version ", text)
    text = _RANGE.sub(" to ", text)
    for pattern, words in _SYMBOLS:
        text = pattern.sub(words, text)
    return text


def _said(match: re.Match[str]) -> str:
    """The words for a code word; a full stop that also ended the sentence stays."""
    word = match[0]
    ends_sentence = word == "etc." and not match.string[match.end() :].strip(" \"')")
    return SAID[word] + ("." if ends_sentence else "")


def _money(match: re.Match[str]) -> str:
    number = match[2].replace(",", "")
    scale = f" {_SCALES[match[3].lower()]}" if match[3] else ""
    unit = _CURRENCY[match[1]]
    is_plural = unit != "yen" and (bool(scale) or number != "1")
    return f"{number}{scale} {unit}{'s' if is_plural else ''}"


def _degrees(match: re.Match[str]) -> str:
    return f"{'minus ' if match[1] else ''}{match[2]} degrees {_SCALES_OF_DEGREES[match[3]]}"


def _measure(match: re.Match[str]) -> str:
    unit = _UNITS[match[2]]
    return f"{match[1]} {unit.removesuffix('s') if match[1] == '1' and match[2] != 'x' else unit}"


def _dotted(name: str) -> str:
    return name.rstrip(".,;:!?").replace(".", " dot ")


def _end_of(url: str) -> str:
    """The mark that ends the sentence rather than the address."""
    return url[-1] if url[-1] in ".,;:!?" else ""
