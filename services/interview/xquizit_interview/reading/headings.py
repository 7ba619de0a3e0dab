"""The headings of job descriptions: which section a line opens."""

import re
from dataclasses import dataclass
from itertools import pairwise

from xquizit_interview.reading.document_lines import PICTURES, Line
from xquizit_interview.reading.lead_ins import Section, section_led_into
from xquizit_interview.words import words

_WORDING = (
    r"key|minimum|main|core|basic|job|your|our|the|a|an|desired(?= (?:candidate|profile))|candidates?|applicants?"
    r"|ideal|successful|person(?:al)?|professional|technical|general|speciali[sz]ed|skills?|experience"
    r"|qualifications?|knowledge"
    r"|education(?:al)?|and|or|&|/|,|profile|background|criteria|requirements?|competenc(?:y|ies)|attributes"
    r"|abilities|specification|training|you|we|are|for|it|if|would|be|what|selection|role|position|post|this"
    r"|following|other|special|specific|additional|academic|certificat(?:es?|ions?)|licen[cs]es?|licens(?:ing|ure)"
    r"|registrations?|work|of|in|to|mandatory|leadership|executive|behaviou?ral|functional|essential|sought|wanted"
    r"|ideally"
)
"""Words that headings of requirements are made of."""
_REQUIRED_TITLE = (
    r"required|mandatory|must[- ]haves?|must have|essentials?|qualifications?|requirements|skills|experience"
    r"|competenc(?:y|ies)|criteria|specification|profile|background|certificat(?:es|ions?)|licen[cs]es?|abilities"
    r"|what (?:you(?:'ll| will| must)?|we(?:'re| are)?) (?:also )?(?:bring|need|have|looking for|require|expect"
    r"|look for)(?: .*)?|what the (?:job|role|work) (?:demands|needs|requires|asks(?: for)?)(?: .*)?|you (?:have"
    r"|bring|are|will have|will bring|offer|should have|must have|need)|we (?:require|need|expect)|about you"
    r"|who you are|looking for|candidate|the person|who we(?:'re| are) looking for|to succeed|to be successful"
)
_PREFERRED_TITLE = (
    r"nice[- ]to[- ]haves?|preferred|preferably|desirables?|desired(?! candidate)|bonus(?: points)?|a plus|plus"
    r"|pluses|advantage(?:s|ous)?|ideally(?: .*)?|good[- ]to[- ]have|great|optional|extras?|not essential|beneficial"
    r"|helpful(?:,? though .*)?|welcome(?: .*)?|we would love|(?:what )?would delight us|(?:it is"
    r"|it's) nice if you have|a plus,.*|maybe,? as a bonus|(?:a )?nice extras?|(?:an )?assets?|extra credit"
    r"|brownie points|(?:the )?icing(?: on the cake)?"
)
_OFFER = (
    r"(?:about|why|how to|how we)\b(?! you\b)(?! the (?:role|job|position)\b).*|(?:the|our) (?:company|team"
    r"|department|organi[sz]ation|school|hospital|practice|office|firm|offer|attitude)|(?:our|company|core) (?:values"
    r"|team|mission|story|culture|benefits|offer)|who we are|who.{1,8} work(?:ing)? with.*|(?:what )?we(?:'ll| will"
    r"| can)? (?:offer|give|bring"
    r"|promise|provide|do for you)\b.*|what(?:'s| is) (?:on offer|in it for you).*|(?:what )?you(?:'ll| will)? (?:get"
    r"|receive)|what you can expect\b.*|the (?:deal|small print|process)|(?:benefits|perks|salary|compensation|pay"
    r"|location|hours|contract|contact|application|apply|diversity|equal opportunit|closing date|start date|report"
    r"|package|rewards?|department|working hours|schedule)\w*\b.*"
)
_CONDITIONS = (
    r"background|eligibility|(?:the )?context|introduction|what we do(?: not|n't) need.*|not wanted.*"
    r"|what it is like.*|(?!must|you|all|any|able|ability|willing|experience|knowledge|pass"
    r"|undergo)(?:[\w&/,-]+ ){0,4}(?:work(?:ing)? conditions|work(?:ing)? environment|conditions of (?:employment"
    r"|service)|physical(?: and \w+)? (?:demands|requirements|activities|effort)|(?:terms and|other) conditions"
    r"|(?:required|supporting|application) documents"
    r"|documents required|(?:further"
    r"|additional|general|other|more) information|disclaimer|equal opportunit\w+|(?:selection|hiring|interview"
    r"|recruitment|application) process|(?:employment|job) details|next steps|how to apply|examination"
    r"|background checks?|vetting|your benefits|our benefits|employee benefits|pre-employment checks)(?: (?:and|&|of"
    r"|for) .*)?"
)
_DUTIES = (
    r"(?:about )?(?:the|this|your) (?:role|job|position|mission|work|tasks)|role(?: overview| summary| description)?"
    r"|(?:(?:key|main|your|core|primary|principal|job|major|essential|general|specific|typical|role|roles"
    r"|examples? of|other|summary of|statement of|the|and|&) )*(?:responsibilit(?:y|ies)|duties|tasks"
    r"|accountabilities|functions|missions?|(?:responsibility|key result|result) areas?)(?: (?:and|&|include|of"
    r"|may).*)?|what you(?:'ll| will)? (?:do|be doing|work on).*|(?:in this (?:role|job),? )?you(?:'ll| will|'ll be"
    r"| will be)|(?:job|position|role|post) (?:description|summary|purpose|objectives?|overview|brief)"
    r"|(?:the )?day[- ]to[- ]day.*|overview|summary|definition|(?:main |general |overall |basic )?(?:purpose|function"
    r"|objectives?)(?: .*)?|examples of (?:essential )?work.*"
)
_HEADINGS: tuple[tuple[Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern, re.I))
    for section, pattern in (
        (Section.DUTIES, _DUTIES),
        (Section.OTHER, _CONDITIONS),
        (
            Section.PREFERRED,
            rf"(?:(?:{_WORDING}|{_PREFERRED_TITLE})\s*)*\b(?:{_PREFERRED_TITLE})(?:\s*(?:{_WORDING}))*",
        ),
        (Section.REQUIRED, rf"(?:(?:{_WORDING}|{_REQUIRED_TITLE})\s*)*\b(?:{_REQUIRED_TITLE})(?:\s*(?:{_WORDING}))*"),
        (Section.OTHER, _OFFER),
    )
)
_OPENS_ITEMS = re.compile(
    r"(?:(?:and|or|demonstrated|proven|working|good|strong|some|the) )*(?:(?:knowledge|understanding|experience"
    r"|skills?|ability|abilities|proficiency|familiarity|competence|expertise|willingness)(?:,? (?:and"
    r"|or) )?)+ ?(?:of|in|with|to|on)",
    re.I,
)
"""`Knowledge of:` above a list: each item goes on with it."""
_ABLE_TO = re.compile(r"\b(?:need|able) to$", re.I)
_CALLS_YOU = re.compile(r"\b(?:you|who)(?: (?:also|might|may|could|can|will))*$", re.I)
"""`A great fit if you` above `Run discovery`: the items are what you do."""
_PART_OF_REQUIREMENTS = re.compile(
    r"\b(?:technical|education|languages?|soft|hard|personal|interpersonal|communication|software|tools?|technolog\w+"
    r"|leadership|academic|knowledge|computer|it|behaviou?r\w*|attributes|other|general|professional|management"
    r"|systems?|experience|skills?|training|mindset|attitude|disposition|circumstances)\b",
    re.I,
)
"""Headings that divide a list of requirements and end no section."""
_WITHIN = re.compile(r"(?:^|(?<=[.;!?]\s))(?P<title>[A-Z][\w' /&-]{2,40}):\s")
"""What may be a heading within a paragraph."""
_SAYS_WHAT = re.compile(
    r"\b(?:must|essential|required?|requirements?|need|expect|mandatory|demands?|nice|bonus|plus|desirable|preferred"
    r"|advantage\w*|delight|love|welcome|ideally)\b|\b(?:who|that|with|have|if you)$",
    re.I,
)
"""What tells a line above another from a line of running text."""
_DASHED = re.compile(
    r"(?P<title>(?:\w+ ){0,2}(?:qualifications?|skills|requirements?|education))\s+[\u2013\u2014-]\s+(?P<rest>\S.*)$",
    re.I,
)
"""`Qualification - Diploma in Engineering`."""
_MAX_WORDS = 9
_MAX_CHARS = 200
"""Of a title or a sentence that leads into a list."""
_MAX_LEAD_WORDS = 30


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section."""

    section: Section
    rest: str = ""
    """What else stands on the line, behind a colon."""
    lead: str = ""
    """The words that begin every item below it, `Ability to`."""


def heading_of(line: Line, following: Line | None, current: Section | None = None) -> Heading | None:
    """The section that a line opens; None for a line that opens none.

    Args:
        line: Any line.
        following: The one after it; a list there shows that `line` leads into it.
        current: The section that `line` stands in.
    """
    if len(line.text) > _MAX_CHARS and ":" not in line.text[:_MAX_CHARS]:
        return None
    title, colon, rest = (part.strip() for part in line.text.partition(":"))
    if not colon and not line.is_bullet and (match := _DASHED.match(line.text)):
        title, colon, rest = match["title"], "-", match["rest"]
    title = re.sub(rf"[{PICTURES}]|\s*\([^)]*\)", "", title.replace("\u2019", "'")).strip(" -\u2013\u2014")
    is_open = bool(colon) and not rest
    if (
        " | " in title
        or not title
        or title.endswith((".", ",", ";", "?", "!"))
        or (line.is_bullet and not _may_open(line, is_open, rest))
    ):
        return None
    within = current if current in {Section.REQUIRED, Section.PREFERRED} else None
    if len(words(title)) <= _MAX_WORDS:
        if _OPENS_ITEMS.fullmatch(title) and is_open:
            return Heading(within or Section.REQUIRED, lead=title)
        for section, pattern in _HEADINGS:
            if pattern.fullmatch(title):
                return Heading(section, rest, "" if rest else _lead_of(title))
    return _led_into(line, following, title, current, is_open=is_open)


def _lead_of(title: str) -> str:
    """What the items below a title go on with, `you` of `A great fit if you`; empty where they stand alone."""
    if _ABLE_TO.search(title):
        return "able to"
    return "you" if _CALLS_YOU.search(title) else ""


def parted_at_headings(line: Line) -> list[Line]:
    """A paragraph with headings in it, `… Requirements: …; Benefits: …`, as a line for each."""
    starts = [
        match.start("title")
        for match in _WITHIN.finditer(line.text)
        if any(pattern.fullmatch(match["title"]) for _, pattern in _HEADINGS)
    ]
    if line.is_bullet or not starts or len(words(line.text)) <= _MAX_WORDS:
        return [line]
    ends = [*starts, len(line.text)]
    first = line.text[: starts[0]].strip()
    parts = [Line(first, line.is_bullet, line.follows_blank)] if first else []
    rest = [line.text[start:end].strip() for start, end in pairwise(ends)]
    return parts + [Line(text, is_bullet=False, follows_blank=False) for text in rest]


def _may_open(line: Line, is_open: bool, rest: str) -> bool:
    """Whether a line with a bullet may be a heading: with a number it may, otherwise only with a colon at its end."""
    return is_open or (line.is_numbered and not rest)


def _led_into(
    line: Line, following: Line | None, title: str, current: Section | None, *, is_open: bool
) -> Heading | None:
    """The section that a line opens by its form or its wording, where no pattern of headings fits it."""
    within = current if current in {Section.REQUIRED, Section.PREFERRED} else None
    has_list = following is not None and (following.is_bullet or (is_open and not following.follows_blank))
    is_above = following is not None and line.follows_blank and not following.follows_blank and not line.is_bullet
    most = _MAX_LEAD_WORDS if is_open else _MAX_WORDS
    has_list = has_list and (is_open or not line.is_bullet)
    if (has_list or (is_above and _SAYS_WHAT.search(title))) and len(words(title)) <= most:
        if (section := section_led_into(title)) is not None:
            return Heading(section, lead=_lead_of(title))
    is_shouted = title.isupper() and len(title) > 6 and (line.follows_blank or line.is_numbered)
    if is_shouted or (is_open and len(words(title)) <= 4):
        if within and _PART_OF_REQUIREMENTS.search(title):
            return Heading(within)
        return Heading(Section.OPEN if is_shouted else Section.OTHER)
    if current is not None and has_list and not line.is_bullet and len(words(title)) <= 4 and title[:1].isupper():
        return Heading(within if within and _PART_OF_REQUIREMENTS.search(title) else Section.OPEN)
    return None
