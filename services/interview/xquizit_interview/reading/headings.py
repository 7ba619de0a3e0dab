"""The headings of job descriptions: which section a line opens."""

import re
from enum import Enum, auto

from xquizit_interview.reading.document_lines import Line
from xquizit_interview.words import words


class Section(Enum):
    """What the lines below a heading are."""

    REQUIRED = auto()
    PREFERRED = auto()
    DUTIES = auto()
    OTHER = auto()


_WORDING = (
    r"key|minimum|main|core|basic|job|your|our|the|a|an|candidate|applicant|ideal|successful|person(?:al)?|professional"
    r"|technical|general|skills?|experience|qualifications?|knowledge|education|and|or|&|/|,|profile|background"
    r"|criteria|requirements?|competenc(?:y|ies)|attributes|abilities|specification|training|you|we|are|for|it|if"
    r"|would|be|what"
)
"""Words that headings of requirements are made of."""
_REQUIRED_TITLE = (
    r"required|must[- ]haves?|must have|essentials?|qualifications|requirements|skills|experience|competenc(?:y|ies)"
    r"|criteria|specification|profile|background|certifications?|licen[cs]es?"
    r"|what (?:you(?:'ll| will| must)?|we(?:'re| are)?) (?:also )?(?:bring|need|have|looking for|require|expect"
    r"|look for)(?: .*)?|what the (?:job|role|work) (?:demands|needs|requires|asks(?: for)?)(?: .*)?"
    r"|you (?:have|bring|are|will have|will bring|offer|should have|must have|need)|we (?:require|need|expect)"
    r"|about you|who you are|looking for|candidate|the person"
    r"|who we(?:'re| are) looking for|to succeed|to be successful"
)
_PREFERRED_TITLE = (
    r"nice[- ]to[- ]haves?|preferred|preferably|desirables?|desired|bonus(?: points)?|a plus|plus|pluses"
    r"|advantage(?:s|ous)?|ideally(?: .*)?|good[- ]to[- ]have|great|optional|extras?|not essential|beneficial"
    r"|helpful(?:,? though .*)?|welcome(?: .*)?|we would love|(?:what )?would delight us|(?:it is"
    r"|it's) nice if you have"
    r"|a plus,.*|maybe,? as a bonus"
)
_OFFER = (
    r"(?:about|why|how to|how we)\b(?! you\b)(?! the (?:role|job|position)\b).*"
    r"|(?:the|our) (?:company|team|department|organi[sz]ation|school|hospital|practice|office|firm|offer|attitude)"
    r"|(?:our|company) (?:values|team|mission|story|culture|benefits|offer)|who we are|(?:what )?we (?:offer|give"
    r"|bring|promise)\b.*|what you (?:get|can expect)\b.*|what it is like.*|what we do(?: not|n't) need.*|not wanted.*"
    r"|(?:benefits|perks|salary|compensation|pay|location|hours|contract|contact|application|apply|diversity"
    r"|equal opportunit|closing date|start date|report|package|rewards?|department|working hours)\w*\b.*"
)
_DUTIES = (
    r"(?:about )?(?:the|this|your) (?:role|job|position|mission|work|tasks)"
    r"|role(?: overview| summary| description)?"
    r"|(?:key |main |your |core |primary |principal |job |major )*(?:responsibilit(?:y|ies)|duties|tasks"
    r"|accountabilities)"
    r"(?: (?:and|&|include).*)?|what you(?:'ll| will)? (?:do|be doing|work on).*|(?:in this (?:role|job),? )?"
    r"you(?:'ll| will)|job (?:description|summary|purpose)|(?:the )?day[- ]to[- ]day.*|overview|summary"
    r"|(?:main )?purpose(?: .*)?"
)
_HEADINGS: tuple[tuple[Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern, re.I))
    for section, pattern in (
        (Section.DUTIES, _DUTIES),
        (Section.OTHER, r"what we do(?: not|n't) need.*|not wanted.*|what it is like.*"),
        (
            Section.PREFERRED,
            rf"(?:(?:{_WORDING}|{_PREFERRED_TITLE})\s*)*\b(?:{_PREFERRED_TITLE})(?:\s*(?:{_WORDING}))*",
        ),
        (Section.REQUIRED, rf"(?:(?:{_WORDING}|{_REQUIRED_TITLE})\s*)*\b(?:{_REQUIRED_TITLE})(?:\s*(?:{_WORDING}))*"),
        (Section.OTHER, _OFFER),
    )
)
_LEADS = tuple(
    (section, re.compile(pattern, re.I))
    for section, pattern in (
        (Section.PREFERRED, r"\b(?:nice|bonus|plus|desirable|preferred|advantage\w*|delight|love|welcome|ideally)\b"),
        (Section.REQUIRED, r"\b(?:must|essential|required?|requirements?|need|expect|mandatory|demands?)\b"),
        (Section.REQUIRED, r"^(?:we(?:'re| are)? look(?:ing)? for|you are|you have)\b.*\b(?:who|that|with)$"),
    )
)
"""For lines above a list that no pattern of headings fits."""
_MAX_WORDS = 9


def heading_of(line: Line, following: Line | None) -> tuple[Section | None, str]:
    """The section that a line opens, and what else stands on the line after a colon.

    Args:
        line: Any line.
        following: The one after it; a list there shows that `line` leads into it.
    """
    title, colon, rest = line.text.partition(":")
    title = title.replace("\u2019", "'").strip(" -\u2013\u2014")
    if line.is_bullet or len(words(title)) > _MAX_WORDS or title.endswith((".", ",", ";", "?", "!")):
        return None, ""
    for section, pattern in _HEADINGS:
        if pattern.fullmatch(title):
            return section, rest.strip()
    leads_on = following is not None and not rest.strip() and (following.is_bullet or not following.follows_blank)
    if leads_on and following is not None and (line.follows_blank or following.is_bullet):
        for section, pattern in _LEADS:
            if pattern.search(title):
                return section, ""
    return (Section.OTHER, "") if colon and not rest.strip() and len(words(title)) <= 4 else (None, "")
