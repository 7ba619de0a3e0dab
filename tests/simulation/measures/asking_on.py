"""Whether a follow-up asks for what the answer before it has just told: families of probes, and detectors of facts."""

import re
from collections.abc import Callable
from enum import StrEnum

from tests.simulation.gates import Record, Score, score
from tests.simulation.measures.reading import Exchange, at, exchanges, sentences
from xquizit_interview.state import MoveKind


class Asked(StrEnum):
    """What a follow-up can ask for."""

    RESULT = "the result"
    NUMBERS = "numbers"
    OWN_SHARE = "the own share"
    REASON = "the reason"
    EXAMPLE = "an example"
    DIFFICULTY = "the difficulty"


_PROBES = {
    Asked.NUMBERS: r"in numbers|\bhow (?:much|many|large|big|often)\b|\bby how much\b|\bfigures\b|\bhow far did\b",
    Asked.RESULT: r"c[oa]me? of (?:it|that|this)|how did (?:it|that|this) (?:end|turn out)|\bdifferent afterwards\b"
    r"|what did (?:that|it|this) (?:change|lead to|bring)|\b(?:the|your) (?:result|outcome|effect)s?\b|in the end\?"
    r"|how (?:could|did|do) you (?:tell|know) (?:whether|that|if) it (?:had )?worked",
    Asked.OWN_SHARE: r"which part (?:of (?:that|this|it) )?(?:was|did|were)|your own (?:part|share|contribution|role)"
    r"|do (?:there )?yourself|take on yourself|without you|what was yours|\bpersonally\b",
    Asked.REASON: r"\bwhy (?:did|was|were|that|this)\b|made you (?:choose|decide|do)|was behind|your reasons?\b",
    Asked.EXAMPLE: r"\bexamples?\b|step by step|(?:take|walk) me through|on an ordinary day"
    r"|one (?:occasion|situation|case)\b",
    Asked.DIFFICULTY: r"\bhardest\b|\bmost difficult\b|got in the way|\bdifficult (?:about|part)|\bnearly"
    r"|\bhard about\b|\bobstacles?\b",
}
PROBES = {asked: re.compile(pattern, re.I) for asked, pattern in _PROBES.items()}

_PAST = (
    r"(?:\w{3,}ed|was|were|had|made|took|went|found|wrote|built|got|gave|ran|led|began|brought|bought|came|chose|cut"
    r"|drew|fell|fought|held|kept|knew|left|lost|met|moved|paid|put|rang|read|rebuilt|rose|said|sat|saw|sent|set|sold"
    r"|spent|split|spoke|stood|taught|threw|told|won)"
)
_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety)(?:-\w+)?|(?:a )?hundred|(?:a )?thousand|half|none)"
)
_UNIT = r"(?:minutes?|hours?|days?|nights?|weeks?|months?|years?|terms?|quarters?|seasons?|audits?)"
_CHANGE = re.compile(
    rf"\b(?:fell|rose|dropped|went (?:up|down|from|home|through)|grew|shrank|halved|doubled|improved|saved|won|sold out"
    rf"|passed|granted|withdrawn|approved|exchanged|settled|recovered)\b"
    rf"|\b(?:from|instead of|against|under|over) (?:about |around |nearly )?{_NUMBER}\b|\bper cent\b|%",
    re.I,
)
_AFTERWARDS = re.compile(
    rf"\b(?:after|within|in|for|by) (?:(?:about|the|only|all) )?(?:{_NUMBER}|first|following|next|a) (?:\w+ )?{_UNIT}\b"
    rf"|\b{_NUMBER} {_UNIT} (?:later|early|sooner|after)\b|\b(?:a|one) {_UNIT} later\b|\bsince then\b|\bafterwards\b"
    rf"|\bin the end\b|\bat the end\b|\bever since\b|(?<!will )\bnow\b|\btoday\b"
    rf"|\bnot? [^.]{{0,30}}\b(?:since|again)\b|\bby \w+ I was\b",
    re.I,
)
_BEFORE_AND_AFTER = re.compile(
    rf"\bfrom (?:about |nearly )?{_NUMBER}\b[^.]{{0,60}}\bto\b"
    rf"|\b{_NUMBER}\b[^.]{{0,40}}\binstead of (?:about )?{_NUMBER}\b"
    rf"|\b(?:fell|rose|dropped|went (?:up|down)|grew|shrank|saved|cut)\b[^.]{{0,40}}\b{_NUMBER}\b",
    re.I,
)
_COUNTED = re.compile(rf"^(?=.*\b{_NUMBER}\b).*\b{_PAST}\b", re.I)
"""Something counted that happened, and not by the candidate's own doing."""
_OWN_DEED = re.compile(rf"\bI (?:also |then |first |now |\w+ly )?{_PAST}\b")
_GROUP_DEED = re.compile(rf"\bwe (?:also |then |first |now |\w+ly )?{_PAST}\b", re.I)
_BECAUSE = re.compile(
    r"\bbecause\b|\bso that (?!was|is|went)|\bin order to\b|\bthe reason\b|\bsince (?:the|my|it|we|they|he|she)\b", re.I
)
_HARD = re.compile(
    r"\bthe (?:hard|hardest|difficult|risky|tricky|worst) (?:part|thing|moment|bit)\b|\b(?:the|my|our) (?:main |real )?"
    r"(?:problem|trouble|difficulty|obstacle) was\b|\bwhat (?:was|made it) (?:hard|difficult)\b",
    re.I,
)
_EVENT = re.compile(
    rf"\b(?:last|one|that) (?:\w+ )?(?:{_UNIT}|spring|summer|autumn|winter|night|morning|evening|\w+day|january"
    r"|february|march|april|june|july|august|september|october|november|december)\b|\bwhen I\b|\bin (?:my|the) first\b"
    r"|\b(?:ago|at three|the next day|once)\b|\bin (?:19|20)\d\d\b|\bin (?:january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\b",
    re.I,
)
_STORY_WORDS = 40


def not_re_asking(record: Record) -> Score:
    """No follow-up asks for a fact that the answer before it gives."""
    checks: list[str | None] = []
    for exchange in exchanges(record):
        if exchange.reply.move.kind is not MoveKind.FOLLOW_UP:
            continue
        asked = asked_for(exchange.reply.text)
        told = asked is not None and DETECTORS[asked](exchange)
        checks.append(at(record, exchange, f"asks for {asked} after {exchange.answer[-300:]!r}") if told else None)
    return score(checks)


def asked_for(text: str) -> Asked | None:
    """What a question asks for; None: something else."""
    question = next((sentence for sentence in reversed(sentences(text)) if "?" in sentence), text)
    return next((asked for asked, pattern in PROBES.items() if pattern.search(question)), None)


def gives_result(exchange: Exchange) -> bool:
    """Whether the answer ends in what came of its deeds: a change, or how things stood afterwards."""
    told = sentences(exchange.answer)
    deeds = [at for at, sentence in enumerate(told) if _OWN_DEED.search(sentence) or _GROUP_DEED.search(sentence)]
    endings = [sentence for at, sentence in enumerate(told) if deeds and at >= max(1, len(told) - 2) and at > deeds[0]]
    has_change = any(_CHANGE.search(sentence) and re.search(rf"\b{_PAST}\b", sentence) for sentence in endings)
    is_counted = any(_COUNTED.search(sentence) and not _OWN_DEED.search(sentence) for sentence in endings[-1:])
    return has_change or is_counted or any(_AFTERWARDS.search(sentence) for sentence in endings[-1:])


def gives_numbers(exchange: Exchange) -> bool:
    """Whether the answer says by figures what changed."""
    return _BEFORE_AND_AFTER.search(exchange.answer) is not None


def gives_own_share(exchange: Exchange) -> bool:
    """Whether the answer says twice what the candidate did, and not more often what all did."""
    own = len(_OWN_DEED.findall(exchange.answer))
    return own >= 2 and own > len(_GROUP_DEED.findall(exchange.answer))


def gives_reason(exchange: Exchange) -> bool:
    """Whether the sentence that the follow-up builds on has its reason in it."""
    quote = exchange.reply.quote
    if quote is None:
        return _BECAUSE.search(exchange.answer) is not None
    quoted = quote.of(exchange.answer)
    return any(_BECAUSE.search(sentence) for sentence in sentences(exchange.answer) if quoted[:60] in sentence)


def gives_example(exchange: Exchange) -> bool:
    """Whether the answer is one story already."""
    is_long = len(exchange.answer.split()) >= _STORY_WORDS
    return is_long and _EVENT.search(exchange.answer) is not None and len(_OWN_DEED.findall(exchange.answer)) >= 2


def gives_difficulty(exchange: Exchange) -> bool:
    """Whether the answer names what was hard."""
    return _HARD.search(exchange.answer) is not None


DETECTORS: dict[Asked, Callable[[Exchange], bool]] = {
    Asked.RESULT: gives_result,
    Asked.NUMBERS: gives_numbers,
    Asked.OWN_SHARE: gives_own_share,
    Asked.REASON: gives_reason,
    Asked.EXAMPLE: gives_example,
    Asked.DIFFICULTY: gives_difficulty,
}
