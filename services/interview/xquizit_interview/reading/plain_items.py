"""Items as one would say them: without pictures and loose marks, slashes read out, adverbs left out."""

import re

from xquizit_interview.reading.document_lines import PICTURES
from xquizit_interview.verbs import ing

_MARKS = re.compile(rf"[{PICTURES}\u201c\u201d\"]")
_WORDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), said)
    for pattern, said in (
        (r"\b(are|is|do|does|wo|have|has)n['\u2019]t\b", r"\1 not"),
        (r"\b(you|we|they)['\u2019]re\b", r"\1 are"),
        (r"\b(you|we|they|i)['\u2019]ve\b", r"\1 have"),
        (r"\b(you|we|they|it)['\u2019]ll\b", r"\1 will"),
        (r"\b(you|it)['\u2019]d\b", r"\1 would"),
        (r"\b(it|that)['\u2019]s\b", r"\1 is"),
        (r"^a (?=(?:good )?(?:team (?:player|worker)|communicator)\b)", ""),
        (r"^to (?:be|have) ", ""),
        (r"\bhands on\b(?= \w)", "hands-on"),
        (
            r"^(?:be|have|hold|possess|bring) (?=(?:an?|the|at|valid|current|relevant|good|strong|excellent|proven"
            r"|\d)\b)",
            "",
        ),
        (r"^(?:an? )?(native|fluent) speaker of (?=[A-Z])", r"\1 "),
        (r"^(?:possession|evidence|proof|demonstration) of\s+", ""),
        (
            r"^(?:an? )?(?:very )?(?:high|good|strong|advanced|basic|excellent|native) (?:level|standard|degree) of\s+",
            "",
        ),
        (
            r"^(?:you are )?(?:comfortable|confident|happy|experienced|skilled|proficient"
            r"|adept) (?=(?!during)[a-z]+ing\b)",
            "",
        ),
        (r"^knows? (?=(?:what|how|when|where) )", "knowing "),
        (r"^knowledgeable (?:of|about|in)\b", "knowledge of"),
        (r"^(?:you are )?(?:not|never) (?:afraid|scared|shy)(?= to\b| of\b)", "able"),
        (r"^(?:you )?(?:can |will )?know(?:s|ing)? (?:your|their) way around(?: with| in)?\s+", ""),
        (r"\band/or\b", "or"),
        (r"\bat or (?:near|above|below)\b", "at"),
        (r"\b([^\W\d_]{3,})/([^\W\d_]{3,})\b", r"\1 or \2"),
        (
            r"\b(to|can|must|you)( have| be)? (?!(?:ap|re|sup|multi|com|f)p?ly\b|(?:rely|only|early|daily|family)\b)"
            r"[a-z]{3,}ly (?=[a-z])",
            r"\1\2 ",
        ),
    )
)
"""What is said in other words, in this order; the last leaves adverbs out."""
_TO_VERB = re.compile(r"^to ([a-z]+) ")
_TWO_VERBS = re.compile(
    r"\b((?:ability|able|willing\w*|eager\w*|capacity|desire|ready|confident) to [a-z]+) (and"
    r"|or) (?!to\b)([a-z]+)(?= \w)"
)


def plain(item: str) -> str:
    """`✅ Ability to quickly learn and apply HPLC/UPLC!` as `Ability to learn and applying HPLC or UPLC`.

    The second of two verbs is a gerund already, as the first will be when the item is named.
    """
    text = _MARKS.sub("", item).strip(" !,:;\u2013\u2014-'")
    for pattern, said in _WORDINGS:
        text = pattern.sub(said, text)
    text = _TO_VERB.sub(lambda match: f"{ing(match[1])} ", text)
    return _TWO_VERBS.sub(lambda match: f"{match[1]} {match[2]} {ing(match[3])}", text)
