"""Turns written phrases into ones that can be spoken inside a question."""

import re

from xquizit_interview.reading.skills import entries_in
from xquizit_interview.verbs import BASE, gerund, is_gerund, with_gerunds
from xquizit_interview.words import STOPWORDS

_NOUNS_OF_KNOWING = (
    r"experience|expertise|knowledge|understanding|familiarity|proficiency|competenc[ey]|skills?|background|fluency"
    r"|(?:track )?record|command|grasp|awareness|exposure|history|capability|mastery|interest|commitment"
)
_QUALITY = (
    r"(?:(?:proven|strong|solid|excellent|outstanding|good|great|deep|extensive|demonstrated|demonstrable|hands-on"
    r"|in-depth"
    r"|thorough|relevant|prior|previous|recent|significant|sound|high(?:ly)?|exceptional|very|genuine|up-to-date"
    r"|several years of"
    rf"|(?:working|practical|professional|some|basic|advanced|commercial|clear|technical|full|clinical|current|real"
    rf"|successful|direct)"
    rf"(?=\s+(?:{_NOUNS_OF_KNOWING}|and|(?:practical|professional|commercial)\b)))"
    r",?\s+(?:and\s+)?)*"
)
_HEAD = re.compile(
    r"^(?:(?:and|or|also|plus|ideally|preferably|desirable|essential|required|preferred|must[- ]haves?"
    r"|nice[- ]to[- ]haves?|bonus)\s*[:,\u2013—-]?\s+"
    r"|(?:you|we|candidates?|applicants?|the (?:successful )?(?:candidate|applicant)|s?he|they)\s+(?:(?:will|must"
    r"|should|can|may|would|'ll|also|ideally)\s+)*(?:have|has|are|is|be|bring|hold|holds|know|knows|need|needs"
    r"|require|requires|expect|possess|show|demonstrate|look(?:ing)? for|like)?\s*(?:someone (?:with|who has"
    r"|who is)\s+)?"
    r"|(?:must|should|have|has|be|hold|bring|possess)\s+(?:have|be|hold|possess)?\s*"
    r"|(?:a |an )?(?:minimum|at least|more than|over|around|about|up to)\s*(?:of\s+)?"
    r"|(?:\d+|one|two|three|four|five|six|seven|eight|ten)\s*(?:\+|plus|or more)?\s*(?:(?:to|-|\u2013)\s*(?:\d+|one"
    r"|two|three|four|five)\s*\+?\s*)?(?:years?|months?|yrs?)(?:['\u2019]s?|s['\u2019])?\s*(?:of\s+)?(?=\S)"
    r"|(?:a|an|the|any|your)\s+)",
    re.I,
)
_ABILITY = re.compile(
    rf"^{_QUALITY}(?:ability|able|capacity|capable|confidence|willing(?:ness)?|aptitude|comfortable|confident|happy"
    rf"|desire|eager(?:ness)?)\s+(to|of|with|in|at)\s+",
    re.I,
)
_KNOWLEDGE = re.compile(
    rf"^{_QUALITY}(?:(?:{_NOUNS_OF_KNOWING}|proficient|competent|skilled|experienced|familiar|comfortable|fluent|expert"
    r"|qualified(?= (?:in|as|to)\b)|passion(?:ate)?)(?:\s+(?:and|or|/)\s+)?)+\s*"
    r"(?:(?:with|in|of|at|using|as|for|on|within|across|about|by|to)\s+"
    r"(?:(?:working (?:with|in|as|on|within)|the use of|the|an?|any|all|both)\s+)?)+",
    re.I,
)
_QUALITY_ONLY = re.compile(rf"^{_QUALITY}", re.I)
_TAIL = re.compile(
    r"[\s,;:\u2013—-]+(?:(?:is|are|would be|as)?\s*(?:absolutely )?(?:an? )?(?:strong |big |real "
    r"|definite )?(?:required|essential|mandatory|preferred|desirable|necessary|needed|a must|must|plus|bonus"
    r"|advantage|advantageous|beneficial|welcome|helpful|a must-have|nice to have))\s*$"
    r"|\s+(?:skills?|experience|knowledge|expertise|abilities|ability|manner)\s*$",
    re.I,
)
_CUT = re.compile(
    r"\s*(?:,\s+[^,]{1,30}\b(?:preferred|preferably|desirable|a plus)\b|[;:(\[]|\s[\u2013—-]\s|,?\s+(?:including"
    r"|such as|e\.g\.?|i\.e\.?|for example|preferably|ideally"
    r"|especially|particularly|like|etc\.?|so that|in order to|which|that|who|where|while|as well as|gained"
    r"|obtained)\b).*$",
    re.I | re.S,
)
_NOT_FOR_EARS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[*_`#~^<>{}\[\]|\\\"“”]+")
_OURS = re.compile(r"\bour\b", re.I)
"""The company's `our` is not the interviewer's."""
MAX_NAME_WORDS = 8
_DUTY_WORDS = 14
_NOUN = re.compile(r"(?:ment|tion|sion|ity|ance|ence|ship)$", re.I)
_WEAK_ENDS = STOPWORDS | {
    "small",
    "large",
    "new",
    "junior",
    "senior",
    "strong",
    "good",
    "other",
    "various",
    "multiple",
    "relevant",
    "per",
}


def speakable(text: str) -> str:
    """`text` without addresses and marks that nobody can pronounce, on one line."""
    text = (
        re.sub(r"(?<=\d)\s?%", " per cent", _NOT_FOR_EARS.sub(" ", text))
        .replace("&", " and ")
        .replace(" / ", " or ")
        .replace("…", "")
    )
    return " ".join(text.split()).strip(" ,;:-\u2013—.")


def name_of(requirement: str) -> str:
    """A requirement as a short noun phrase: `5+ years of experience with Python` is `Python`."""
    text = _CUT.sub("", speakable(re.sub(r"\([^)]*\)", " ", requirement)))
    text = re.sub(r"\s+with (?:at least )?(?:\w+ ){1,3}years\b.*$", "", text, flags=re.I)
    for _ in range(6):
        before = text
        text = _HEAD.sub("", text, count=1)
        if match := _ABILITY.match(text):
            rest = text[match.end() :]
            text = gerund(rest) if match.group(1).lower() == "to" else rest
        text = re.sub(r"^experience (?=\w+ing\b)", "", _KNOWLEDGE.sub("", text, count=1), flags=re.I)
        if text == before:
            break
    text = _QUALITY_ONLY.sub("", text, count=1)
    for _ in range(2):
        shorter = _TAIL.sub("", text)
        # `presentation skills` stays whole: `presentation` alone is something else.
        is_short = " " not in shorter and shorter[1:].islower() and not entries_in(shorter)
        text = text if is_short and text.endswith(("skills", "experience")) else shorter
    text = _OURS.sub("the", with_gerunds(trimmed(text or speakable(requirement), MAX_NAME_WORDS)))
    # Inside a sentence a capital means a name; only the first word of the requirement owes it to its place.
    return _lower_first(text) if speakable(requirement).startswith(text.partition(" ")[0]) else text


def trimmed(text: str, max_words: int) -> str:
    """The beginning of `text` that still makes sense, at most `max_words` words."""
    parts = text.split()
    if len(parts) > max_words:
        head = " ".join(parts[:max_words])
        cut = max(
            (
                m.start()
                for m in re.finditer(
                    r",(?=\s)|\s(?:and|or|by|to|for|with|in|on|at|using|through|from|across|within|while|when|resulting"
                    r"|leading)\s",
                    head,
                )
            ),
            default=-1,
        )
        parts = (head[:cut] if cut > 0 and len(head[:cut].split()) >= 2 else head).split()
        while len(parts) > 1 and parts[-1].lower().strip(",") in _WEAK_ENDS:
            parts.pop()
    return " ".join(parts).strip(" ,;:-\u2013—.")


def duty_of(item: str) -> str:
    """A duty as it follows `the role involves`, e.g. `preparing accounts`; empty when it cannot."""
    text = _CUT.sub("", speakable(re.sub(r"\([^)]*\)", " ", item)))
    text = re.sub(r"\s+(?:and|or)\s+\w+\s+(?:those|them|it)$", "", text)
    text = re.sub(r"^(?:you(?:'ll| will)?|to)\s+(?:be\s+)?", "", text, flags=re.I)
    text = re.sub(r"^(?:responsible for|responsibility for)\s+", "", text, flags=re.I)
    text = _OURS.sub("the", text)
    first = text.partition(" ")[0].strip(",")
    if len(text.split()) < 3:
        return ""
    if first.lower() in BASE:
        return trimmed(gerund(text[:1].lower() + text[1:]), _DUTY_WORDS)
    return trimmed(_lower_first(text), _DUTY_WORDS) if is_gerund(first) or _NOUN.search(first) else ""


def _lower_first(text: str) -> str:
    """Lower case for an ordinary first word; names and acronyms stay."""
    first = text.split(" ", 1)[0]
    bare = first.rstrip(",")
    is_name = not bare.replace("-", "").isalpha() or not bare[1:].islower() or bare[1:2] == "-"
    if is_name or _looks_like_name(bare, text):
        return text
    return first.lower() + text[len(first) :]


def _looks_like_name(first: str, text: str) -> bool:
    if re.match(r"\S+ (?:[A-Z]|(?:of|and|or) [A-Z][a-z])", text) or _LANGUAGE.fullmatch(first):
        return True
    said = next(iter(entries_in(text).values()), None)
    return said is not None and said[0].name[:1].isupper() and text.startswith(said[1]) and said[1][:1].isupper()


_LANGUAGE = re.compile(
    r"(?:Welsh|English|German|Irish|Scottish|French|Spanish|Italian|Polish|Dutch|Danish|Swedish|Norwegian"
    r"|Portuguese|Arabic|Turkish|Greek|Czech|Finnish|Russian|Ukrainian|Chinese|Mandarin|Japanese|Korean|Hindi|Urdu)"
)
"""Languages keep their capital, and no ending tells them."""
