"""What short advertisements abbreviate and offices say at length, in common words: `req'd`, `exp.`, `to include`."""

import re

_SHORT = {
    "addl": "additional", "adv": "an advantage", "approx": "approximately", "appt": "appointment", "asap": "soon",
    "avail": "available", "cert": "certificate", "certs": "certificates", "des": "desirable", "dept": "department",
    "ess": "essential", "exc": "excellent", "exp": "experience", "exp'd": "experienced", "expd": "experienced",
    "f/t": "full-time", "hrs": "hours", "immed": "immediately", "incl": "including", "knowl": "knowledge",
    "lic": "licence", "max": "maximum", "min": "minimum", "mths": "months", "nec": "necessary", "p/t": "part-time",
    "poss": "possible", "pref": "preferred", "pref'd": "preferred", "prefd": "preferred", "prev": "previous",
    "qual": "qualification", "quals": "qualifications", "re": "regarding", "refs": "references", "reqd": "required",
    "req'd": "required", "temp": "temporary", "w/e": "weekend", "w/ends": "weekends", "yr": "year", "yrs": "years",
}  # fmt: skip
_PLAIN = "avail|exp['\u2019]?d|exp|f/t|hrs|immed|lic|mths|p/t|pref['\u2019]?d|quals?|refs|req['\u2019]?d|yrs?|w/ends"
"""What no other word is; the others are abbreviations only with their full stop."""
_ANY = re.compile(
    rf"(?<![\w/@.'-])(?:(?P<stopped>{'|'.join(sorted(_SHORT, key=len, reverse=True))})\.(?=[\s,;:)]|$)"
    rf"|(?P<plain>{_PLAIN})(?=[\s,;:)+&'\u2019]|$)(?!['\u2019]\w))",
    re.I,
)


def written_out(text: str) -> str:
    """`Full driving lic. ess.` as `Full driving licence essential.`; a full stop before a capital still ends."""
    return _ANY.sub(_word, re.sub(r",? to include (?=\w)", " including ", text))


def _word(match: re.Match[str]) -> str:
    short = match["stopped"] or match["plain"]
    word = _SHORT[short.lower().replace("\u2019", "'")]
    if short[0].isupper():
        word = word.upper() if short.isupper() and len(short) > 3 else word[:1].upper() + word[1:]
    rest = match.string[match.end() : match.end() + 3].lstrip(" \t")
    ends = match["stopped"] and not re.match(r"[a-z,;:)&+(\u2013-]", rest) and word.lower() not in _NO_END
    return f"{word}." if ends else word


_NO_END = frozenset({"additional", "approximately", "including", "maximum", "minimum", "previous", "excellent"})
"""What always goes before something."""
