"""What of a sentence is demanded: the words that name it, verbs as gerunds."""

import re

from xquizit_interview.reading.demands import HAS, MUST, NEEDED, PERSON, PREFERRED, SOMEBODY, SURELY
from xquizit_interview.reading.skills import entries_in
from xquizit_interview.verbs import BASE, gerund, gerund_of_past, ing, is_gerund, is_past
from xquizit_interview.words import words

_SEGMENT = re.compile(
    r";\s+|:\s+|,\s+(?:so|because|since|as|but|even|though|although|if)\s+|\s+(?:because|since|so that)\s+"
    r"|,\s+and\s+(?=you\b|we\b|that\b|experience\b|whoever\b)|,\s+(?=(?:we|you|that) (?:are|is|also|require"
    r"|need|must|expect)\b)|\s+but (?:is|are) (?=not\b)",
    re.I,
)
_PAST = r"(?= \w+(?:ed|en|un)\b| (?:led|built|run|held|taught|sold|kept|made|written|worked)\b)"
_WHAT_IS_DEMANDED: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"^(?:.*?\b)?so is (?P<it>(?:a |an |the )?.+)$",
        r"^(?P<it>.+?) is something you must\b",
        r"\b(?:must|should|needs? to|have to) (?:also |therefore )?(?:be able (?P<verb>to)(?: (?:show"
        r"|demonstrate) that (?:you|they) (?P<shown>have|can))?|be ready to|be willing to|be at ease with"
        rf"|be (?:confident|comfortable|happy|good) (?:in|with|at)|be familiar with|enjoy|(?P<perfect>have){_PAST}"
        rf"|have|hold|bring|possess"
        r"|know(?: how to)?|show|demonstrate|understand|be)\s+(?P<it>.+)$",
        r"\b(?P<verb>must) (?P<it>\w+.*)$",
        rf"\b{PERSON} (?:will |would |should )?(?:also )?(?:(?P<perfect>ha(?:s|ve)){_PAST}|(?P<verb>can)|{HAS}"
        rf"|be able (?P<able>to)|is|be)"
        r"\s+(?P<it>.+)$",
        rf"\bwe (?:also |would |do )?(?:require|need|expect|want|seek|look for|are (?:looking for|after|seeking)"
        rf"|(?:wish|want|are looking|hope) to (?:appoint|hire|recruit|find))(?: from you)?\s+{SOMEBODY} (?:who"
        rf" (?:(?P<perfect>ha(?:s|ve)){_PAST}|{HAS}|is|are|can)|with|(?P<verb>to)(?P<had> have)?)\s+(?P<it>.+)$",
        r"\bwe (?:also |would |do )?(?:require|need|expect|want|insist on|look for|are looking for)(?: from you"
        r"| (?:the )?(?:person|candidate)(?: appointed)? (?P<had>to have))?\s+(?P<it>.+)$",
        r"\b(?:position|role|job|post|work) (?:also )?(?:requires|calls for|demands) (?P<it>.+)$",
        rf"^(?P<it>.+?),?\s+(?:is|are) {SURELY}(?:{NEEDED}|second nature|the whole point)\b",
        r"^(?P<it>.+?),?\s+goes without saying\b",
        r"\byou(?:'ll| will)? (?:also )?need (?:to )?(?P<perfect>have)\s+(?P<it>.+)$",
        rf"\byou(?:'ll| will)? (?:also )?(?P<perfect>have){_PAST}\s+(?P<it>.+)$",
        r"\byou(?:'ll| will| would)? (?:also )?(?:need to (?:know|be)|need|bring|hold|have got|have|know how to|know"
        r"|are responsible for|are (?=able|used to|confident|comfortable|experienced|fluent|familiar|good|skilled"
        r"|proficient"
        r"|an? ))\s*(?P<it>.+)$",
        r"^(?:it (?:would|'d|will) (?:also )?be (?:nice|good|great|handy|useful|helpful|lovely|an advantage|a (?:plus"
        r"|bonus))|it (?:would|'d) (?:also |really )?help|we (?:would|'d) (?:be (?:delighted|glad|happy)|love it)"
        r"|it is (?:nice|good|a plus)|bonus points) (?P<wish>if) you (?:could |can |(?:also )?(?P<perfect>have"
        r"|had) )?(?P<it>.+)$",
        r"^it (?:would|'d|will) (?:also |really )?(?:help|be \w+) to (?:know|have|understand) (?P<it>.+)$",
        rf"^if you (?:also )?(?:(?P<verb>can|could|know how to) |(?P<perfect>have)(?: also)?{_PAST} |have |know "
        rf"|speak )(?:also )?"
        r"(?P<it>.+?)(?:, (?:(?:so much |all )?the better|even better|please|do|tell|let|mention|we|say)\b.*)?$",
        r"^(?P<it>.+?),?\s+(?:would|will) be (?:the )?icing on the cake\b",
        r"^(?P<it>.+?),?\s+(?:would be|will be|is|are)(?: also)? (?:considered )?(?:an? )?(?:real |big |strong |very "
        r"|definite |added |distinct |nice |great )?(?:plus|bonus|asset|advantageous|beneficial|handy|useful|valued"
        r"|valuable|lovely|advantage|optional|welcome|nice|helpful|desirable|preferred|great|good)\b",
        r"^(?:the )?(?:ability|able) (?P<verb>to) (?P<it>.+)$",
    )
)
_LEADING_CLAUSE = re.compile(
    r"^(?!if you )(?:although|though|because|since|as|if|when|from|for this|for that|in this)\b[^,]{3,60},\s+",
    re.I,
)
_POINTS_BACK = re.compile(r"^(?:that|this|it|which|they|these|experience is)\b", re.I)
_RELATIVE = re.compile(r"^(?P<head>[^,;:]+?)\s+(?:that|which)\s+(?:you|we)\b.*$", re.I)
_STOPS = re.compile(
    r",\s+(?:not|also|with|without|tested|even|after|before|including|such|like|no|among|alone|carried|done|where"
    r"|finished|from|above all|or be close|technical ones)\b.*$|(?<!what to do)\s+(?:when|where|while|who|whom"
    r"|without|yourself"
    r"|out of|inside out|so that|rather than|more than you|beyond|for at least|across from|on one side|in front of"
    r"|at once"
    r"|in at least|and (?:feel|ha(?:ve|s)|are|is|can|you|be|hold|will|to (?:be|know|have))|to the (?:level|standard"
    r"|point))\b.*$",
    re.I,
)


def core_of(sentence: str) -> str:
    """The part of a sentence that names what is demanded, verbs as gerunds.

    `Because you may teach Year 1, we require experience with phonics` has `experience with phonics`. A sentence that
    demands nothing comes back as it is.
    """
    sentence = re.sub(r"\s*\([^)]*\)", "", sentence).strip() or sentence
    if (match := _RELATIVE.match(sentence)) and not re.match(PERSON, sentence, re.I):
        sentence = match["head"]
    sentence = re.sub(
        r"(?<=\w),\s*(?:mandatory|essential|required|a must)\b,?|,\s+if you\b.*$", "", sentence, flags=re.I
    )
    segments = [part.strip(" ,.") for part in _SEGMENT.split(sentence) if part and part.strip(" ,.")]
    demanding = next((n for n, part in enumerate(segments) if MUST.search(part) or PREFERRED.search(part)), 0)
    if demanding > 0 and (_POINTS_BACK.match(segments[demanding]) or len(words(segments[demanding])) <= 2):
        demanding -= 1
    text = _LEADING_CLAUSE.sub("", segments[demanding] if segments else sentence)
    is_verb = False
    for pattern in _WHAT_IS_DEMANDED:
        match = pattern.search(text)
        if match and words(match["it"]) and not _POINTS_BACK.match(match["it"]):
            groups = match.groupdict()
            is_verb = any(groups.get(name) for name in ("verb", "wish", "perfect", "had", "shown", "able"))
            text = match["it"].strip(" ,.")
            is_base = (groups.get("verb") or groups.get("able")) and not (groups.get("had") or groups.get("shown"))
            text = _unknown_gerund(text) if is_base else text
            break
    return as_gerunds(_without_clause(_STOPS.sub("", text)), is_verb=is_verb)


def _unknown_gerund(text: str) -> str:
    """`swim 25 metres` as `swimming 25 metres`: behind `able to` any word is a verb."""
    first, _, rest = text.partition(" ")
    is_verb = (
        first.replace("-", "").isalpha()
        and first.islower()
        and first not in _NO_VERBS
        and first not in BASE
        and not is_gerund(first)
    )
    if not is_verb:
        return text
    rest = re.sub(
        r"\b(and|or) ([a-z]+)\b", lambda match: f"{match[1]} {ing(match[2]) if match[2] in BASE else match[2]}", rest
    )
    head, hyphen, last = first.rpartition("-")
    return f"{head}{hyphen}{ing(last)} {rest}".strip()


def _without_clause(text: str) -> str:
    """`subcontractors' work that nobody sees` without the clause, unless a lone word needs it to say anything."""
    match = re.search(r"\s+(?:that|which)\b", text)
    if match is None:
        return text
    head = text[: match.start()]
    if len(words(head)) > 1 or entries_in(head):
        return head
    return re.sub(r"\s+(?:and say|and do|and make)\b.*$", "", text)


def as_gerunds(text: str, *, is_verb: bool = False) -> str:
    """`you have led a team`, `led a team`, `lead a team` and `leads a team` as `leading a team`.

    Args:
        text: A phrase that may begin with a verb.
        is_verb: Whether it does, as after `must`; `plan` may be a noun otherwise.
    """
    subject = _SUBJECT.match(text)
    if subject:
        text, is_verb = text[subject.end() :], True
        text = _unknown_gerund(text) if subject.group().strip().lower() in {"you", "you can", "you will"} else text
    if match := re.match(r"(?:have|has|had|been)\s+(?=\w)", text, re.I):
        text = text[match.end() :]
        is_verb = is_verb or is_past(text.partition(" ")[0])
    first, _, rest = text.partition(" ")
    verb = first.lower().strip(",")
    if is_gerund(verb) or (rest.startswith("of ") and not is_verb):
        return text
    if verb in BASE and (is_verb or (rest and (verb not in _ALSO_NOUNS or re.match(r"(?:an?|the)\b", rest)))):
        return _ALSO.sub("", gerund(text[:1].lower() + text[1:]))
    if rest and _THIRD_PERSON.match(text) and verb[:-1] in BASE:
        return re.sub(
            r"\band (\w+)s\b",
            lambda m: f"and {ing(m[1])}" if m[1] in BASE else m[0],
            f"{ing(verb[:-1])} {rest}",
            count=1,
        )
    if rest and gerund_of_past(verb) and (is_verb or _is_deed(verb, rest)):
        rest = re.sub(r"^(and|or) (\w+)\b", lambda m: f"{m[1]} {gerund_of_past(m[2]) or m[2]}", rest)
        return _ALSO.sub("", f"{gerund_of_past(verb)} {rest}")
    return text


def _is_deed(verb: str, rest: str) -> bool:
    """Whether a past form says what was done, `trained an apprentice`, and not of what sort something is."""
    if not is_past(verb) or verb in _ADJECTIVES or not _TAKES_OBJECT.match(rest):
        return False
    return "-" not in verb or re.match(r"(?:an?|the|in|on|with|for)\b", rest) is not None


_ALSO = re.compile(r"\s+(?:and|or) (?:\w{3,}ed|been|kept|given|gave|made|told|found|can)\b.*$")
"""A second statement behind the first, `run a store or been the deputy`."""
_SUBJECT = re.compile(
    r"^(?:and |also )*(?:you|we|they|she|he)\s+(?:(?:have|had|can|could|will|should|also|regularly)\s+)*(?=\w)", re.I
)
_THIRD_PERSON = re.compile(r"[a-z]+s (?:and [a-z]+s|(?:a|an|the|\w+ing|\w+s))\b")
_ALSO_NOUNS = frozenset(
    """process document support design research contract budget model project test audit report plan record market
    campaign train work host command study map account balance weld contact cook coach mentor control care track
    back experience direct complete present clean set deal own stock order file form shape guide start lead""".split()
)
"""Base forms that begin noun phrases in job descriptions more often than orders."""
_ADJECTIVES = frozenset(
    """advanced applied combined dedicated demonstrated desired detailed expected extended preferred proposed related
    required specified unsupervised""".split()
)
"""Pasts that stand before nouns: `Required documents include` is about no deed."""
_TAKES_OBJECT = re.compile(
    r"(?:a|an|the|your|some|in|on|to|with|as|at|and|or|part|fifteen|their|his|her|our|more|several|many|\w+s)\b", re.I
)
_NO_VERBS = frozenset(
    """a already also always an are be been both currently either enjoy have hold is it know like love need not only
    prefer still the that want will you your""".split()
)
"""What may stand behind `able to` and is not said as a gerund."""
