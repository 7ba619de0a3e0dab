"""The sentences that lead into a list, `To be considered you'll need:`, and what the list is by their wording."""

import re
from enum import Enum, auto


class Section(Enum):
    """What the lines below a heading are."""

    REQUIRED = auto()
    PREFERRED = auto()
    DUTIES = auto()
    OPEN = auto()
    """The heading does not say: only what demands something by its own words is a requirement."""
    OTHER = auto()
    """Nothing that anybody could be asked for: benefits, the company, how to apply."""


_NOT_NEEDED = re.compile(
    r"\b(?:not|n't|though not|but not|nor)(?: \w+)? (?:essential|required|necessary|needed|a must|need|have to)\b", re.I
)
_IS_NICE = (
    r"(?:be|is|are|'s|as) (?:also |considered )?(?:an? )?(?:very |really |highly |definite |real |big "
    r"|nice )?(?:great|good|nice|lovely|brilliant|fantastic|helpful|handy|useful|advantage|asset|plus|bonus|valued"
    r"|welcome)"
)
_NICE = re.compile(
    rf"\b{_IS_NICE}\b(?! fit\b)|\b(?:nice[- ]to[- ]haves?|bonus|a plus|pluses|desirable|desired(?! candidate)"
    rf"|preferred|preferably"
    r"|advantage\w*|delight|lovely|ideally|assets?|beneficial|helpful|valued|impress|extras?|extra credit|even better"
    r"|brownie|icing|not essential|optional|(?:might|may|could) also)\b|\b(?:would|'d) (?:also )?love(?! to (?:hear"
    r"|meet|see|talk))|^(?:and |also )?(?:maybe|perhaps)\b|\bwelcome\b",
    re.I,
)
_MUST = re.compile(
    r"\b(?:must(?:[- ]haves?)?|essential|requir(?:e|es|ed|ing)|requirements?|needs?|needed|expect(?:ed|s)?|mandatory"
    r"|demands?|minimum|looking for|looking to (?:recruit|hire|appoint|add|find)|looks? for|what makes you|seek(?:ing"
    r"|s)?|searching for|considered|like to see|want to see|we want|insist|after$|qualif\w+|skills|experience|criteria"
    r"|abilit(?:y|ies)|knowledge|competenc\w+|attributes|qualities)\b|\b(?:candidates?|applicants?|successful|ideal"
    r"|suitable|person|someone|somebody|you|you've|you'll|who)\b.*\b(?:have|has|got|be|are|is|bring|possess|hold"
    r"|demonstrate|show|can|able|who|that|with|will|should|must)$|^you(?:'ve| have| are|'re)\b|\bif you$",
    re.I,
)
_DUTIES = re.compile(
    r"\b(?:duties|responsibilities|responsible for|tasks|functions|accountabilities|day[- ]to[- ]day)\b"
    r"|\bopportunity to$|\b(?:you|holder|role|job|position|work)(?:'ll| will| would)(?: (?:be|also|then|include"
    r"|involve|expected|asked|typically|primarily))*(?: to)?$|\b(?:role|job|position|work) (?:involves?|includes?)\b"
    r"|\bwhat you(?:'ll| will) do\b",
    re.I,
)
_OFFER = re.compile(
    r"\bwe(?:'ll| will| can| do)? (?:also )?(?:offer|provide|give|promise)\b|\byou(?:'ll| will"
    r"| can)? (?:also )?(?:get|receive|enjoy|expect)\b(?! to)|\bin return\b|\bin it for you\b|\b(?:benefits|perks"
    r"|rewards?|package)\b|\bto apply\b|\blove about\b|\bwhy (?:join|work|us|you)\b",
    re.I,
)


def section_led_into(sentence: str) -> Section | None:
    """What a list is by the sentence above it; None where that does not say.

    A sentence that names both what must be there and what would be nice leads into a list with marks: `REQUIRED`, and
    each item's mark says the rest.
    """
    sentence = sentence.replace("\u2019", "'").strip(" :")
    needed = _NOT_NEEDED.sub(" ", sentence)
    if _OFFER.search(sentence):
        return Section.OTHER
    is_must = re.search(r"\b(?:must|essential|required)", needed, re.I) is not None
    if _NICE.search(sentence) and not (
        is_must and re.search(r"\b(?:nice|desirable|preferred|bonus)\b", sentence, re.I)
    ):
        return Section.PREFERRED
    if _DUTIES.search(sentence):
        return Section.DUTIES
    return Section.REQUIRED if _MUST.search(needed) else None
