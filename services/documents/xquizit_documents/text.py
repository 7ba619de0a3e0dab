"""Tidies the text that a parser found: characters, spaces, lines, and the lines a page was wrapped into."""

import re
import unicodedata

from xquizit_documents.hyphens import Hyphens, is_ideograph

_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_BULLETS = dict.fromkeys(
    # Those of Symbol and Wingdings arrive in the private use area; an undefined WinAnsi code (0x7F) is drawn as one.
    map(ord, "\x7f\uf0a7\uf0b7\uf0d8\uf076\uf0a8\uf0fc●◦▪▫■□‣\u2043"),
    "•",
)
_SHAPES = re.compile("[\u2e80-\u2fdf\ufb1d-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]")
"""Radicals that stand for characters, letters in one of their shapes: some fonts name their glyphs so."""
_RADICALS = str.maketrans(
    "⺠⺩⺯⺰⻁⻄⻅⻆⻉⻋⻍⻏⻑⻒⻓⻔⻖⻘⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻲⻳",
    "民王糹纟虎西见角贝车辶阝長镸长门阝青页风飞食马鬼鱼鸟麦黄斉齐歯齿竜龙亀龟",
)
"""Radicals that Unicode does not take for the same as their characters, though they look alike."""
_KEPT_FORMATS = frozenset("\u200c\u200d")
"""Joiners: they change how a word of some scripts is read."""
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_BULLET_ALONE = re.compile(r"^•\n+(?=[^\n])", re.MULTILINE)
_BULLET = re.compile(r"^•(?=\S)", re.MULTILINE)

_MARKER = re.compile(
    r"[•●◦▪▫■□‣\u2043\u2013\u2014\uf0a7\uf0b7\uf0d8\uf076\uf0a8\uf0fc\x7f*\-]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]"
)
_MARKED = re.compile(rf"(?:{_MARKER.pattern})(?=\s)")
_WRAPPED_CHARS = 32
"""A shorter line was ended by its writer, not by the margin."""
_GOES_ON = re.compile(r"(?:,|\u2013|&|\b(?:and|or|of|the|with|for|to|in|a|an|by|from|on|at))$")
_SENTENCE_END = (".", "!", "?", ":")


def tidy(text: str, *, wrapped: bool) -> str:
    """`text` in NFC, without control characters, with single spaces, at most one blank line, LF between lines.

    Args:
        text: As the parser found it.
        wrapped: Whether lines were broken by a page's margin: then they are joined again where that is plain to see.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n").translate(_LIGATURES).translate(_BULLETS)
    if wrapped:
        text = text.replace("\u00ad\n", "")
    text = text.translate(_RADICALS)
    text = _SHAPES.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), text)
    dropped = [ord(char) for char in set(text) if not _is_kept(char)]  # a text has a hundred different characters
    text = unicodedata.normalize("NFC", text.translate(dict.fromkeys(dropped)))
    text = "\n".join(line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    text = _BULLET.sub("• ", _BULLET_ALONE.sub("• ", text))
    if wrapped:
        text = _unwrap(text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def is_marker(text: str) -> bool:
    """Whether `text` is nothing but the bullet or number of a list's item."""
    return _MARKER.fullmatch(text.strip()) is not None


def begins_with_marker(text: str) -> bool:
    """Whether `text` is an item of a list, its bullet or number in front."""
    return _MARKED.match(text) is not None


def ends_open(text: str) -> bool:
    """Whether `text` ends with a word or sign after which its sentence must go on."""
    return _GOES_ON.search(text) is not None


def is_spaceless(text: str) -> bool:
    """Whether most of `text` is written without spaces between words: Chinese, Japanese."""
    return 2 * sum(map(is_ideograph, text)) > len(text) > 0


def has_words(text: str) -> bool:
    """Whether anything in `text` can be read."""
    return any(char.isalnum() for char in text)


def _is_kept(char: str) -> bool:
    if char in "\n\t" or char in _KEPT_FORMATS:
        return True
    # Cc control, Cf format (zero width, bidi marks, soft hyphen), Cs lone surrogate, Co private use
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}


def _unwrap(text: str) -> str:
    found = text.split("\n")
    hyphens = Hyphens(found)
    lines: list[str] = []
    for line in found:
        if lines and line and lines[-1] and _is_continued(lines[-1], line):
            lines[-1] = hyphens.join(lines[-1], line)
        else:
            lines.append(line)
    return "\n".join(lines)


def _is_continued(line: str, following: str) -> bool:
    if _is_split_word(line, following):
        return True
    last = line.rpartition("\n")[2]
    if len(last) < _WRAPPED_CHARS or last.endswith(_SENTENCE_END) or begins_with_marker(following):
        return False
    in_brackets = last.count("(") > last.count(")") and ")" in following
    return following[0].islower() or following[0] == "(" or in_brackets or ends_open(last)


def _is_split_word(line: str, following: str) -> bool:
    return line.endswith(("-", "\u2010")) and line[-2:-1].isalpha() and following[0].islower()
