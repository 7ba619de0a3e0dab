"""Finds how a person can be reached, and their name, at the head of a resume."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from xquizit_documents.profile import Contact, Section, SectionKind
from xquizit_documents.profile_headings import kind_of_heading

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?![\w-])")
_LINK = re.compile(
    r"(?<![\w@.])(?:https?://|www\.|(?:[\w-]+\.)?(?:linkedin\.com/in/|github\.com/|gitlab\.com/|xing\.com/profile/|orcid\.org/))"
    r"[^\s<>\"'()\[\]|·•,;]+",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w./@+-])(?:\+\s?\d|\(?0\d|\(\d{3}\)|\d{3}[-. ]\d{3}[-. ]\d{4})"
    r"[\d \u00a0().\u2010-\u2013/-]{0,24}(?<=\d)(?![\w@])"
)
_DATE = re.compile(r"\b(?:19|20)\d\d\b.*\b(?:19|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}|^\d{1,2}[./](?:19|20)\d\d")
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"  # United Kingdom
    r"|[A-Z]{2} \d{5}(?:-\d{4})?"  # United States
    r"|\d{4} ?[A-Z]{2} [^\W\d_]\w+|\d{3} \d{2} [^\W\d_]\w+"  # Netherlands, Sweden
    r"|(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d_]\w{2,})"  # most others: before the town
)
_HOUSE = re.compile(r"^\d{1,5}[a-zA-Z]?,? (?:[^\W\d_]|')[\w' .-]{3,}|^[^\W\d_][\w' .-]{2,} \d{1,5} ?[a-zA-Z]?$")
_BETWEEN = re.compile(r"\s+[·•|‧∙◆♦]\s+|\s+[\u2013\u2014]\s+|;\s+|\t|\n")
_LABEL = re.compile(
    r"^(?:address|adresse|anschrift|dirección|home|name|nom|nombre|full name|vollständiger name)\s*:\s*", re.IGNORECASE
)
_NAME_LABEL = re.compile(r"^(?:name|full name|nom|nombre|姓名|氏名|الاسم|שם)\s*[::]\s*", re.IGNORECASE)
_TITLES = re.compile(
    r"^(?:curriculum vitae|cv|resume|résumé|lebenslauf|履歴書|职务经歴書|简历|السيرة الذاتية|קורות חיים)$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "van von de der den del della di da dos du la le el al ben bin ibn y e zu ter ten af av mac mc o'".split()
)
_OCCUPATIONS = re.compile(
    r"(?:engineer|manager|developer|designer|nurse|teacher|analyst|consultant|director|officer|assistant|accountant"
    r"|controller|specialist|technician|scientist|architect|administrator|coordinator|lead|head|chief|senior|junior"
    r"|application|description|position|vacancy|profile|plan|record|report|letter|company|gmbh|ltd|inc|university|the"
    r"|trustees|garden|hospital|school|council|document|confidential|form|about|job|role|team|our|your|we)s?$",
    re.IGNORECASE,
)
_HEAD_LINES = 14
_NAME_LINES = 3
_MAX_FOUND = 20


def contact(text: str, sections: Sequence[Section]) -> Contact:
    """What `text` tells; names and addresses only from its head and its section about contact.

    Args:
        text: Tidied.
        sections: Of the text: those of a resume are the sign that a name stands at its head.
    """
    emails = _once(found[0].rstrip(".-") for found in _EMAIL.finditer(text))
    links = _once(found[0].rstrip(".,:;") for found in _LINK.finditer(text))
    bare = _LINK.sub(" ", _EMAIL.sub(" ", text))
    phones = _once(" ".join(found[0].split()) for found in _PHONE.finditer(bare) if _is_phone(found[0]))
    head = _head(text, sections)
    is_resume = any(section.kind in (SectionKind.EXPERIENCE, SectionKind.EDUCATION) for section in sections)
    return Contact(
        names=tuple(_names(text, emails, is_resume=is_resume)),
        emails=emails,
        phones=phones,
        links=links,
        addresses=_once(_addresses(head)) if is_resume or phones else (),
    )


def _head(text: str, sections: Sequence[Section]) -> list[str]:
    """The pieces of lines in which a person says where they live."""
    head = "\n".join(text.split("\n")[:_HEAD_LINES])
    for section in sections:
        if section.kind is SectionKind.CONTACT:
            head += "\n" + text[section.start : section.end]
    return [piece.strip() for piece in _BETWEEN.split(head)]


def _is_phone(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    return 8 <= len(digits) <= 15 and not _DATE.search(found) and found.count("(") == found.count(")")


def _addresses(pieces: Sequence[str]) -> Iterable[str]:
    last = ""
    for piece in pieces:
        plain = _LABEL.sub("", piece)
        postcode = _POSTCODE.search(plain)
        if (
            postcode
            and "@" not in plain
            and len(plain) < 90
            and not re.search(r"\b(?:19|20)\d\d\b[ \u2013-]+\w+$", plain)
        ):
            has_street = _HOUSE.match(plain.partition(",")[0].strip()) is not None and postcode.start() > 0
            if has_street:
                yield plain
            elif _HOUSE.match(last) and postcode.start() < 24:
                yield f"{last}, {plain}"
        last = plain


def _names(text: str, emails: Sequence[str], *, is_resume: bool) -> Iterable[str]:
    found = 0
    for line in text.split("\n")[: 4 * _NAME_LINES]:
        if not line.strip():
            continue
        labelled = _NAME_LABEL.match(line)
        if labelled and (name := line[labelled.end() :].strip()) and _is_name(name):
            yield name
            return
        found += 1
        name = _BETWEEN.split(line.strip())[0].strip(" ,")
        if found <= _NAME_LINES and _is_name(name) and (is_resume or _is_in_address(name, emails)):
            yield name
            return


def _is_name(text: str) -> bool:
    words = text.split()
    if (
        _TITLES.match(text)
        or kind_of_heading(text) is not None
        or any(char.isdigit() or char in "@:/|,!?" for char in text)
    ):
        return False
    if not text or not unicodedata.category(text[0]).startswith("L") or len(text) > 48:
        return False
    if "\u3040" <= text[0] <= "\u9fff" or "\uac00" <= text[0] <= "\ud7a3":
        return len(words) <= 2 and 2 <= len("".join(words)) <= 6
    if not 2 <= len(words) <= 5 or any(_OCCUPATIONS.match(word) for word in words):
        return False
    return all(word.casefold() in _PARTICLES or _is_capitalized(word) for word in words)


def _is_capitalized(word: str) -> bool:
    """Whether a word begins as names do; scripts without capitals always do."""
    letter = next((char for char in word if char.isalpha()), "")
    return bool(letter) and (letter.isupper() or letter.lower() == letter.upper())


def _is_in_address(name: str, emails: Sequence[str]) -> bool:
    """Whether an email address is made of the name."""
    local = " ".join(_ascii(email.partition("@")[0]) for email in emails)
    return any(len(word) > 2 and _ascii(word) in local for word in name.split())


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:_MAX_FOUND]
