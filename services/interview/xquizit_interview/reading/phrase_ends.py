"""Where a phrase may end, so that its beginning can be said alone: on a noun, and not within a list of adjectives."""

import re

from xquizit_interview.wording.spoken import MAX_NAME_WORDS, name_of
from xquizit_interview.words import content_stems, words

_CONNECTORS = frozenset(
    """about across against among and as at between by during for from in including into like of on or over per so such
    that through to toward towards under upon using via when where which while who with within without""".split()
)
_LOOSE_ENDS = frozenset(
    """a all an and any applied as associated at based best broad by clean clear combined complex coupled current
    deep demonstrated diverse each either excellent for from full general good great high in into junior key
    large like main modern multiple new of on or other our per proven recognised recognized related relevant
    responsible rich robust senior similar simple small solid some strong such the their these this to various
    well with your""".split()
)
_IS_ADJECTIVE = re.compile(
    r"(?:able|ible|ous|ful|less|ive|ary|(?<!propos)(?<!approv)(?<!journ)(?<!materi)(?<!apprais)(?<!referr)al|\w-\w+)$"
)
_NEEDS_MORE = frozenset(
    "able ability eager enough help helping how need needed ready trying used way ways willing".split()
)
"""Before `to` these want what follows."""
_WHOLE = re.compile(
    r"\b(?:good (?:\w+ )?practice|high (?:school|voltage|pressure|availability|performance|volume|street)"
    r"|deep (?:learning|tissue|sea)|sound (?:engineering|design|recording))",
    re.I,
)
"""Adjectives that belong to the name."""
_ENDS = re.compile(
    r"\s*(?:[;:(\[]|\s[\u2013\u2014-]\s|(?<=\w)\u2014|(?<=\w)-\s(?!and\b|or\b|to\b)|,?\s+(?:including|such as|e\.g\.?"
    r"|i\.e\.?|for example|for instance|especially|particularly|etc\.?|in order to|as well as|so \w+(?= that\b|$)"
    r"|of (?:at least|more than|over|up to)\b|(?:and|with|plus)(?: an?| the)?(?: \w+)? (?:ability|capacity"
    r"|willingness|desire|eagerness)\b)).*$",
    re.I | re.S,
)
_IN_A_FIELD = re.compile(
    r"^.*\b(?:experience|background|years|worked|working|employment)\s+(?:in|within|as part of) an? (?!(?:similar"
    r"|comparable|related|equivalent|relevant|fast|busy|team|previous)\b)(?P<field>.+?)[ -](?:role|position|job"
    r"|function|capacity)s?\b.*$",
    re.I,
)
"""`Experience in a customer-facing role` is experience of that work."""
_KNOWING = r"(?:experience|knowledge|familiarity|proficiency|understanding|expertise|fluency|skills)"
_GOOD_AT = re.compile(
    r"^(?:(?:very|really) )?(?:good|great|strong|skilled|brilliant|experienced|well versed|used) (?:at|in|on|with"
    r"|to) (?=\w)",
    re.I,
)
_TWICE = re.compile(
    rf",?\s+(?:skills\s+|experience\s+)?and\s+(?:an? )?(?:[\w-]+\s+){{0,2}}{_KNOWING}\s+(?:with|of|in|using)\s+", re.I
)
"""`SQL skills and hands-on experience with dbt`: SQL and dbt."""


def whole_name(core: str) -> str:
    """The name of the longest beginning of `core` that makes sense alone, at most `MAX_NAME_WORDS` words."""
    text = _TWICE.sub(" and ", " ".join(re.sub(r"\([^)]*\)", " ", _GOOD_AT.sub("", core)).split()))
    text = _IN_A_FIELD.sub(r"\g<field> work", _ENDS.sub("", text) or text)
    longest = name_of(text)
    if _is_untrimmed(longest, text) or len(words(text)) <= MAX_NAME_WORDS:
        return _with_adjective(longest, text)
    tokens = text.split()
    for end in range(len(tokens) - 1, 0, -1):
        if _may_end(tokens, end):
            head = " ".join(tokens[:end]).rstrip(" ,;.")
            name = name_of(head)
            if len(words(name)) <= MAX_NAME_WORDS and _is_untrimmed(name, head) and content_stems(name):
                return _with_adjective(name, head)
    return _with_adjective(longest, text)


def _is_untrimmed(name: str, text: str) -> bool:
    """Whether `name` goes to the end of `text`, apart from words like `skills`."""
    last = name.rpartition(" ")[2].lower().strip(".,")
    said = [word.lower().strip(".,") for word in re.sub(r"[^\w\s'/+#&.-]", " ", text).split()]
    return bool(last) and last in said[-2:]


def _may_end(tokens: list[str], end: int) -> bool:
    before, after = tokens[end - 1], tokens[end].lower().strip(",.")
    is_comma = before.endswith(",")
    last = before.lower().strip(",.")
    is_participle = end > 1 and len(after) > 5 and after.endswith("ed") and tokens[end].islower()
    if after not in _CONNECTORS and not is_comma and not is_participle:
        return False
    if last in _LOOSE_ENDS or last in _CONNECTORS or last.endswith(("'s", "\u2019s")):
        return False
    if is_participle:
        return not last.endswith("ly")
    if after == "to":
        return last not in _NEEDS_MORE
    if is_comma or after in {"and", "or"}:
        return not _IS_ADJECTIVE.search(last) and not _shares_its_noun(tokens, end)
    return True


def _shares_its_noun(tokens: list[str], end: int) -> bool:
    """`a business intelligence | or data analysis role`: the article before wants a noun that comes later."""
    article = next((n for n in range(end - 1, max(-1, end - 4), -1) if tokens[n].lower() in {"a", "an"}), None)
    following = [token.lower() for token in tokens[end : end + 2]]
    return article is not None and not {"a", "an", "the"} & set(following)


def _with_adjective(name: str, text: str) -> str:
    """`school diploma` of `High school diploma` with the adjective that is no praise."""
    match = _WHOLE.search(text)
    if match is None or match.group().lower() in name.lower():
        return name
    adjective, _, noun = match.group().partition(" ")
    if name.lower().startswith(noun.lower()):
        return f"{adjective.lower()} {name}"
    return name


def ends_open(phrase: str) -> bool:
    """Whether a phrase stops before the noun that its last word belongs to: `designing intuitive`."""
    last = phrase.rpartition(" ")[2].lower()
    return last in _LOOSE_ENDS or _IS_ADJECTIVE.search(last) is not None
