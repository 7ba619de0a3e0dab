"""Tidies the text that a parser found: characters, spaces, lines, and the lines a page was wrapped into."""

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_BULLETS = dict.fromkeys(
    # Those of Symbol and Wingdings arrive in the private use area; an undefined WinAnsi code (0x7F) is drawn as one.
    map(ord, "\x7f\uf0a7\uf0b7\uf0d8\uf076\uf0a8\uf0fc●◦▪▫■□‣\u2043"),
    "•",
)
_KEPT_FORMATS = frozenset("\u200c\u200d")
"""Joiners: they change how a word of some scripts is read."""
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_BULLET_ALONE = re.compile(r"^•\n+(?=[^\n])", re.MULTILINE)
_BULLET = re.compile(r"^•(?=\S)", re.MULTILINE)

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
    text = unicodedata.normalize("NFC", "".join(filter(_is_kept, text)))
    text = "\n".join(line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    text = _BULLET.sub("• ", _BULLET_ALONE.sub("• ", text))
    if wrapped:
        text = _unwrap(text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def has_words(text: str) -> bool:
    """Whether anything in `text` can be read."""
    return any(char.isalnum() for char in text)


def _is_kept(char: str) -> bool:
    if char in "\n\t" or char in _KEPT_FORMATS:
        return True
    # Cc control, Cf format (zero width, bidi marks, soft hyphen), Cs lone surrogate, Co private use
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}


def _unwrap(text: str) -> str:
    words = set(re.findall(r"\w+", text.lower()))
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and line and _is_continued(lines[-1], line):
            lines[-1] = _join(lines[-1], line, words)
        else:
            lines.append(line)
    return "\n".join(lines)


def _is_continued(line: str, following: str) -> bool:
    if _is_split_word(line, following):
        return True
    last = line.rpartition("\n")[2]
    if len(last) < _WRAPPED_CHARS or last.endswith(_SENTENCE_END) or following.startswith("•"):
        return False
    in_brackets = last.count("(") > last.count(")") and ")" in following
    return following[0].islower() or following[0] == "(" or in_brackets or _GOES_ON.search(last) is not None


def _is_split_word(line: str, following: str) -> bool:
    return line.endswith("-") and line[-2:-1].isalpha() and following[0].islower()


def _join(line: str, following: str, words: set[str]) -> str:
    if not _is_split_word(line, following):
        return f"{line} {following}"
    # Most producers break lines only at hyphens that belong to the word: it goes only where the word is known without.
    left, right = re.findall(r"\w+", line)[-1], re.findall(r"\w+", following)[0]
    return (line[:-1] if (left + right).lower() in words else line) + following
