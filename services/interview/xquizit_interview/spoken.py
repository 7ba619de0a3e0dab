"""Turns written phrases into ones that can be spoken inside a question."""

import re

from xquizit_interview.words import STOPWORDS, words

_QUALITY = r"(?:(?:proven|strong|solid|excellent|outstanding|good|great|deep|extensive|demonstrated|demonstrable|hands-on|in-depth|thorough|working|practical|relevant|professional|prior|previous|recent|significant|some|basic|sound|advanced|high(?:ly)?|exceptional|commercial|clear|first-class|full|genuine|real|proficient|clinical(?= experience)|post-registration|post-qualification|successful|confident|effective|intermediate|expert|recognised|recognized|relevant|current|up-to-date),?\s+(?:and\s+)?)*"
_HEAD = re.compile(
    r"^(?:(?:and|or|also|plus|ideally|preferably|desirable|essential|required|preferred|must[- ]haves?|nice[- ]to[- ]haves?|bonus)\s*[:,–—-]?\s+"
    r"|(?:you|we|candidates?|applicants?|the (?:successful )?(?:candidate|applicant)|s?he|they)\s+(?:(?:will|must|should|can|may|would|'ll|also|ideally)\s+)*(?:have|has|are|is|be|bring|hold|holds|know|knows|need|needs|require|requires|expect|possess|show|demonstrate|look(?:ing)? for|like)?\s*(?:someone (?:with|who has|who is)\s+)?"
    r"|(?:must|should|have|has|be|hold|bring|possess)\s+(?:have|be|hold|possess)?\s*"
    r"|(?:a |an )?(?:minimum|at least|more than|over|around|about|up to)\s*(?:of\s+)?"
    r"|(?:\d+|one|two|three|four|five|six|seven|eight|ten)\s*(?:\+|plus|or more)?\s*(?:(?:to|-|–)\s*(?:\d+|one|two|three|four|five)\s*\+?\s*)?(?:years?|months?|yrs?)(?:['’]s?|s['’])?\s*(?:of\s+)?(?=\S)"
    r"|(?:a|an|the|any|your)\s+)",
    re.I,
)
_ABILITY = re.compile(
    rf"^{_QUALITY}(?:ability|able|capacity|capable|confidence|willing(?:ness)?|aptitude|comfortable|confident|happy|desire|eager(?:ness)?)\s+(to|of|with|in|at)\s+",
    re.I,
)
_KNOWLEDGE = re.compile(
    rf"^{_QUALITY}(?:(?:experience|expertise|knowledge|understanding|familiarity|proficiency|proficient|competence|competency|competent|skills?|skilled|experienced|background|fluency|fluent|track record|command|grasp|awareness|interest|qualified|familiar|exposure|passion|comfortable|expert|history|practice|mastery|capability)(?:\s+(?:and|or|/)\s+)?)+\s*(?:(?:with|in|of|at|using|as|for|working (?:with|in|as|on)|managing(?= \w+ing)|on|within|across|about|by|to)\s+)*",
    re.I,
)
_QUALITY_ONLY = re.compile(rf"^{_QUALITY}", re.I)
_TAIL = re.compile(
    r"[\s,;:–—-]+(?:(?:is|are|would be|as)?\s*(?:absolutely )?(?:an? )?(?:strong |big |real |definite )?(?:required|essential|mandatory|preferred|desirable|necessary|needed|a must|must|plus|bonus|advantage|advantageous|beneficial|welcome|helpful|a must-have|nice to have))\s*$"
    r"|\s+(?:skills?|experience|knowledge|expertise|abilities|ability|manner)\s*$",
    re.I,
)
_CUT = re.compile(
    r"\s*(?:[;:(\[]|\s[–—-]\s|,?\s+(?:including|such as|e\.g\.?|i\.e\.?|for example|preferably|ideally|especially|particularly|like|etc\.?|so that|in order to|which|that|who|where|while|as well as|gained|obtained)\b).*$",
    re.I | re.S,
)
_NOT_FOR_EARS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[*_`#~^<>{}\[\]|\\\"“”]+")
MAX_NAME_WORDS = 8
_NOUN = re.compile(
    r"(?:ment|tion|sion|ity|ance|ence|ship|ness|ology|als?|ors?)$|^(?:day|full|daily|all|high|the|a|an|of)$", re.I
)
_WEAK_ENDS = STOPWORDS | {"strong", "good", "other", "various", "multiple", "relevant", "per"}


def speakable(text: str) -> str:
    """`text` without addresses and marks that nobody can pronounce, on one line."""
    text = _NOT_FOR_EARS.sub(" ", text).replace("&", " and ").replace(" / ", " or ").replace("…", "")
    return " ".join(text.split()).strip(" ,;:-–—.")


def name_of(requirement: str) -> str:
    """A requirement as a short noun phrase: `5+ years of experience with Python` is `Python`; empty when nothing is left."""
    text = speakable(re.sub(r"\([^)]*\)", " ", requirement))
    text = _CUT.sub("", text)
    for _ in range(6):
        before = text
        text = _HEAD.sub("", text, count=1)
        if match := _ABILITY.match(text):
            rest = text[match.end() :]
            text = gerund(rest) if match.group(1).lower() == "to" else rest
        text = _KNOWLEDGE.sub("", text, count=1)
        if text == before:
            break
    text = _QUALITY_ONLY.sub("", text, count=1)
    text = _TAIL.sub("", _TAIL.sub("", text))
    if not text.strip():
        text = speakable(requirement)
    return _lower_first(trimmed(text, MAX_NAME_WORDS))


def trimmed(text: str, max_words: int) -> str:
    """The beginning of `text` that still makes sense, at most `max_words` words."""
    parts = text.split()
    if len(parts) > max_words:
        head = " ".join(parts[:max_words])
        cut = max(
            (
                m.start()
                for m in re.finditer(
                    r",|\s(?:and|or|by|to|for|with|in|on|at|using|through|from|across|within|while|when|resulting|leading)\s",
                    head,
                )
            ),
            default=-1,
        )
        text = head[:cut] if cut > 0 and len(head[:cut].split()) >= 2 else head
    parts = text.strip(" ,;:-–—.").split()
    while len(parts) > 1 and parts[-1].lower().strip(",") in _WEAK_ENDS:
        parts.pop()
    return " ".join(parts).strip(" ,;:-–—.")


def duty_of(item: str) -> str:
    """A duty so that it can follow `the role involves`: `Prepare accounts` is `preparing accounts`; empty when it cannot."""
    text = _CUT.sub("", speakable(re.sub(r"\([^)]*\)", " ", item)))
    text = re.sub(r"^(?:you(?:'ll| will)?|to)\s+(?:be\s+)?", "", text, flags=re.I)
    text = re.sub(r"^(?:responsible for|responsibility for)\s+", "", text, flags=re.I)
    first = text.partition(" ")[0].strip(",")
    if len(text.split()) < 3:
        return ""
    if first.lower().endswith("ing") or _NOUN.search(first):
        return trimmed(first.lower() + text[len(first) :], 14)
    verbs = re.match(r"((?:[A-Za-z]+,\s+)+)([a-z]+,?\s+)?(and|or)\s+([a-z]+)\s+(.*)$", text, re.S)
    if verbs and all(not _NOUN.search(verb) for verb in re.findall(r"[A-Za-z]+", verbs.group(1))):
        listed = ", ".join(
            _ing(verb.lower()) for verb in re.findall(r"[A-Za-z]+", verbs.group(1) + (verbs.group(2) or ""))
        )
        return trimmed(f"{listed} {verbs.group(3)} {_ing(verbs.group(4))} {verbs.group(5)}", 14)
    return trimmed(gerund(first.lower() + text[len(first) :]), 14) if first.isalpha() and first.istitle() else ""


def gerund(phrase: str) -> str:
    """`plan lessons` as `planning lessons`; verbs joined by `and` or `or` alike."""
    first, _, rest = phrase.partition(" ")
    verbs = [_ing(first)]
    match = re.match(r"(and|or)\s+([a-z]+)\s+(.*)$", rest, re.S)
    if match and not match.group(2).endswith(("s", "ing", "ly")):
        return f"{verbs[0]} {match.group(1)} {_ing(match.group(2))} {match.group(3)}"
    return f"{verbs[0]} {rest}".strip()


def _ing(verb: str) -> str:
    lower = verb.lower()
    if not lower.isalpha() or lower.endswith("ing"):
        return verb
    if lower.endswith("ie"):
        return f"{verb[:-2]}ying"
    if lower.endswith("e") and not lower.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    is_short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", lower) is not None
    return (
        f"{verb}{verb[-1]}ing" if (is_short and len(lower) > 2) or lower in {"begin", "refer", "commit"} else f"{verb}ing"
    )


def _lower_first(text: str) -> str:
    """Lower case for an ordinary first word; names and acronyms stay."""
    first = text.split(" ", 1)[0]
    rest = text[len(first) :]
    is_name = not first.isalpha() or not first[1:].islower() or first not in words(first.capitalize())
    if is_name or _looks_like_name(first, rest):
        return text
    return first.lower() + rest


def _looks_like_name(first: str, rest: str) -> bool:
    from xquizit_interview.lexicon import skills_in

    following = rest.split()
    if following and following[0][:1].isupper():
        return True
    return any(name[0].isupper() and name.lower() == first.lower() for name in skills_in(first))
