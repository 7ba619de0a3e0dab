"""The wording by which a sentence demands something, and what of the sentence is demanded."""

import re

from xquizit_interview.reading.skills import entries_in
from xquizit_interview.verbs import BASE, gerund, gerund_of_past, ing, is_gerund, is_past
from xquizit_interview.words import words

_NEEDED = (
    r"(?:required|essential|mandatory|needed|necessary|expected|indispensable|a must|a requirement|a prerequisite"
    r"|the (?:first|second|third|main|only)(?: essential| must)?)"
)
MUST = re.compile(
    rf"\b(?:must(?:[- ]haves?)?\b|(?:is|are) (?:absolutely |also |therefore )?{_NEEDED}|required\b(?! to)"
    r"|essential\b"
    r"|mandatory\b|prerequisite|you(?:'ll| will)? (?:also )?(?:have|need|bring|hold|should have)\b"
    r"|we (?:also )?(?:require|need|expect|(?:are looking|look) for (?:someone|somebody|people|candidates))\b"
    r"|you should (?:also )?(?:enjoy|be|know)\b|minimum (?:of )?\d|at least (?:\d|one|two|three|four|five)"
    r"|(?:and )?so is\b|goes without saying"
    r"|(?:is|are) second nature)",
    re.I,
)
STRONG = re.compile(
    rf"\b(?:you|candidates?|applicants?|candidate) (?:will |also )*(?:must|need to (?:have|be|know))\b"
    rf"|\bmust (?:be|have|hold|know)\b|(?:is|are) (?:absolutely |also |therefore )?{_NEEDED}\b"
    r"|\bwe (?:also )?(?:require\b|need you|need (?:proven|solid|strong|experience)|expect (?:you|a|experience|proven))"
    r"|(?:^|[,;:] |\bthis |\band )you(?:'ll| will)? (?:also )?(?:need|bring)\b|\bso is\b|\brequirement for\b"
    r"|\bprerequisite\b",
    re.I,
)
"""What demands by itself, outside of any section of requirements."""
PREFERRED = re.compile(
    r"\b(?:nice[- ]to[- ]have|preferred|preferabl[ey]|desirable|desired|a (?:strong |big |real |definite )?(?:plus"
    r"|bonus|advantage)|an advantage|advantageous|beneficial|ideally|not (?:required|essential)|optional"
    r"|(?:would|will) be (?:great|nice|good|helpful|welcome|delighted)|(?:is|are) (?:warmly )?welcome"
    r"|would help if|be nice if|delighted if|helpful)\b",
    re.I,
)
_SEGMENT = re.compile(
    r";\s+|:\s+|,\s+(?:so|because|since|as|but|even|though|although|if)\s+|\s+(?:because|since|so that)\s+"
    r"|,\s+and\s+(?=so is\b|you\b|we\b|that\b|experience\b)|,\s+(?=(?:we|you|that) (?:are|is|also|require|need|must"
    r"|expect)\b)",
    re.I,
)
_NOT_DEMANDED = re.compile(r"\b(?:not|n't|n\u2019t|never) (?:expect|need|require|have to)\b|\bwe need you\b", re.I)
_SOMEBODY = r"(?:someone|somebody|people|candidates|colleagues|a person|you)"
_WHAT_IS_DEMANDED: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"^(?:.*?\b)?so is (?P<it>(?:a |an |the )?.+)$",
        r"^(?P<it>.+?) is something you must\b",
        r"\b(?:must|should) (?:also )?(?:be able (?P<verb>to)|be ready to|be willing to|be at ease with"
        r"|be confident (?:in|with)|be familiar with|enjoy|(?P<perfect>have)(?= \w+(?:ed|en|un)\b)|have|hold|bring"
        r"|know(?: how to)?|show|be)\s+(?P<it>.+)$",
        r"\b(?P<verb>must) (?P<it>\w+.*)$",
        rf"\bwe (?:also )?(?:require|need|expect|look for|are looking for)(?: from you)?\s+{_SOMEBODY} "
        r"(?:who (?:(?P<perfect>has|have)|is|are|can)|with|(?P<verb>to)(?P<had> have)?)\s+(?P<it>.+)$",
        r"\bwe (?:also )?(?:require|need|expect|look for|are looking for)(?: from you)?\s+(?P<it>.+)$",
        rf"^(?P<it>.+?),?\s+(?:is|are) (?:absolutely |also |therefore )?(?:{_NEEDED}|second nature|the whole point)\b",
        r"^(?P<it>.+?),?\s+goes without saying\b",
        r"\byou(?:'ll| will)? (?:also )?need (?:to )?(?P<perfect>have)\s+(?P<it>.+)$",
        r"\byou(?:'ll| will)? (?:also )?(?P<perfect>have)(?= \w+(?:ed|en|un)\b| led| built| run| held)\s+(?P<it>.+)$",
        r"\byou(?:'ll| will)? (?:also )?(?:need to (?:know|be)|need|bring|hold|have|know how to|know|are responsible"
        r" for|are (?=able|confident|comfortable|experienced|fluent|familiar|good|skilled|proficient"
        r"|an? ))\s*(?P<it>.+)$",
        r"^(?:it would be (?:nice|good|great|an advantage|a plus)|it would help|we would be (?:delighted|glad|happy)"
        r"|it is (?:nice|good|a plus)) (?P<verb>if) you (?:could |can |(?P<perfect>have|had) )?(?P<it>.+)$",
        r"^(?P<it>.+?),?\s+(?:would be|will be|is|are)(?: also)? (?:a |an )?(?:real |big |strong "
        r"|definite )?(?:plus|bonus"
        r"|advantage|optional|welcome|nice|helpful|desirable|preferred|great|good)\b",
    )
)
_LEADING_CLAUSE = re.compile(r"^(?:because|since|as|if|when|from|for this|for that|in this)\b[^,]{3,60},\s+", re.I)
_POINTS_BACK = re.compile(r"^(?:that|this|it|which|they|these|experience is)\b", re.I)
_RELATIVE = re.compile(r"^(?P<head>[^,;:]+?)\s+(?:that|which)\s+(?:you|we)\b.*$", re.I)
_STOPS = re.compile(
    r",\s+(?:not|also|with|without|tested|even|after|before|including|such|like|no|among|alone|carried|done|where"
    r"|finished|from|technical ones)\b.*$"
    r"|\s+(?:when|where|while|who|whom|without|yourself|out of|inside out|so that|rather than|beyond"
    r"|across from|on one side|in front of|at once|in at least)\b.*$",
    re.I,
)


def demands(sentence: str) -> bool:
    """Whether a sentence demands something in any way."""
    return MUST.search(sentence) is not None and _NOT_DEMANDED.search(sentence) is None


def demands_strongly(sentence: str) -> bool:
    """Whether it does so wherever it stands."""
    return STRONG.search(sentence) is not None and _NOT_DEMANDED.search(sentence) is None


def core_of(sentence: str) -> str:
    """The part of a sentence that names what is demanded, verbs as gerunds.

    `Because you may teach Year 1, we require experience with phonics` has `experience with phonics`. A sentence that
    demands nothing comes back as it is.
    """
    if match := _RELATIVE.match(sentence):
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
            is_verb = any(groups.get(name) for name in ("verb", "perfect", "had"))
            text = match["it"].strip(" ,.")
            break
    return as_gerunds(_without_clause(_STOPS.sub("", text)), is_verb=is_verb)


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
    text = re.sub(r"^(?:have|has|had|been)\s+(?=\w+)", "", text, flags=re.I)
    first, _, rest = text.partition(" ")
    verb = first.lower().strip(",")
    if is_gerund(verb):
        return text
    if verb in BASE and (is_verb or (rest and verb not in _ALSO_NOUNS)):
        return _ALSO.sub("", gerund(text[:1].lower() + text[1:]))
    if rest and _THIRD_PERSON.match(text) and verb[:-1] in BASE:
        return re.sub(
            r"\band (\w+)s\b",
            lambda m: f"and {ing(m[1])}" if m[1] in BASE else m[0],
            f"{ing(verb[:-1])} {rest}",
            count=1,
        )
    if rest and (
        (is_verb and gerund_of_past(verb)) or (is_past(verb) and gerund_of_past(verb) and _TAKES_OBJECT.match(rest))
    ):
        made = gerund_of_past(verb) or verb
        rest = re.sub(r"^(and|or) (\w+)\b", lambda m: f"{m[1]} {gerund_of_past(m[2]) or m[2]}", rest)
        return _ALSO.sub("", f"{made} {rest}")
    return text


_ALSO = re.compile(r"\s+(?:and|or) (?:\w{3,}ed|been|kept|given|gave|made|told|found|can)\b.*$")
"""A second statement behind the first, `run a store or been the deputy`."""
_SUBJECT = re.compile(
    r"^(?:and |also )*(?:you|we|they|she|he)\s+(?:(?:have|had|can|could|will|should|also|regularly)\s+)*(?=\w)", re.I
)
_THIRD_PERSON = re.compile(r"[a-z]+s (?:and [a-z]+s|(?:a|an|the|\w+ing|\w+s))\b")
_ALSO_NOUNS = frozenset(
    """process document support design research contract budget model project test audit report plan record market
    campaign train work host command study map account balance weld contact cook coach mentor control care track
    back experience set deal stock order file form shape guide start lead""".split()
)
"""Base forms that begin noun phrases in job descriptions more often than orders."""
_TAKES_OBJECT = re.compile(
    r"(?:a|an|the|your|some|in|on|to|with|as|at|and|or|part|fifteen|their|his|her|our|more|several|many|\w+s)\b", re.I
)
