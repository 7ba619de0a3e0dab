"""The marks by which a list says of each item whether it must be there: `- must-have`, `(required)`, `Desirable: …`."""

import re

_MUST = (
    r"required|essential|mandatory|needed|necessary|(?:an? )?(?:absolute |definite )?must(?:[- ]haves?)?"
    r"|non[- ]negotiable|vital"
)
_NICE = (
    r"(?:highly |strongly )?(?:desirable|desired|preferred|preferable|beneficial|advantageous|helpful|optional)"
    r"|(?:an? )?(?:definite |big |real |huge |nice |strong )?(?:plus|bonus|advantage|asset|extra)|(?:bonus|extra"
    r"|brownie) points(?= (?:for|if)\b)|(?:a )?nice[- ]to[- ]haves?|good[- ]to[- ]have|nice|not (?:essential|required"
    r"|necessary)"
)
_BEFORE = re.compile(
    rf"[(\[]?\s*(?:(?P<must>{_MUST})|(?P<nice>{_NICE}))(?: (?:skills|experience|qualifications?|criteria))?"
    r"\s*(?:(?<=points) for(?: having)?|(?<=points) if you|[)\]]\s*[:\u2013\u2014|-]?|[:|]|\s[\u2013\u2014-]"
    r"|[\u2013\u2014])\s+(?=\S)",
    re.I,
)
_AFTER = re.compile(
    rf"(?:\s+[\u2013\u2014-]+\s*|\s*[\[(*]+\s*|[.!]\s+|,\s+(?=[\w -]+\.?$))(?:(?P<must>{_MUST})|(?P<nice>{_NICE}))"
    r"\s*(?:$|[\])*!.,;]|\s(?:but|and|though|although|as|because)\b)",
    re.I,
)
_LETTER = re.compile(
    r"(?:\s*[(\[]|(?<=\w\w)(?<!lass)(?<!egory)(?<!rade)(?<!and)(?<!itamin)(?<!evel)(?<!ype)(?<!or)\s+)"
    r"(?:(?P<must>E)|(?P<nice>D))[)\]]?\.?$"
)
"""The person specification's own marks."""


def marked(item: str) -> tuple[str, bool | None]:
    """An item without its mark, and whether that says it must be there; None where it has no mark."""
    if (match := _BEFORE.match(item)) is not None:
        return item[match.end() :].strip(), bool(match["must"])
    for pattern in (_AFTER, _LETTER):
        if (match := pattern.search(item)) is not None and item[: match.start()].strip(" .,"):
            return item[: match.start()].rstrip(" .,;!"), bool(match["must"])
    return item, None
