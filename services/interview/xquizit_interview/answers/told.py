"""What an answer tells: the situation, the own action, its result, figures, reasons; and where. By rules, no judgement.

The parts are those of the situation-task-action-result form in which structured interviews take answers (Janz 1982;
Campion, Palmer & Campion 1997, Personnel Psychology 50), with reasons beside them.
"""

import re
from enum import StrEnum

from xquizit_interview.state import Span
from xquizit_interview.verbs import is_past
from xquizit_interview.words import sentence_spans, word_spans

_NUMERAL = (
    r"\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|a hundred|zero|none"
)
RESULT = re.compile(
    r"\b(?:as a result|resulted|the (?:result|outcome)s? (?:was|were)|with (?:good |better )?results?|so that"
    r"|in the end|ended up|improved|reduced|increased|saved|achieved|succeeded|went (?:up|down|home|out on time)"
    r"|grew|fell(?! (?:ill|sick|behind|over|off|asleep))|fallen|rose|risen|halved"
    r"|doubled|dropped|thanks to that|it (?:(?:had|has) )?worked|no longer|per ?cent"
    r"|(?:nobody|no one|none|not (?:one|a single)) \w[^.;]{0,40}\b(?:any ?more|again|since)"
    r"|now (?:runs|takes|needs|costs|works|lasts)|so (?:we|they|he|she|it) (?:stopped|could)"
    rf"|from (?:{_NUMERAL})\b.{{0,30}}?\bto (?:{_NUMERAL}))\b|%",
    re.I,
)
REASON = re.compile(
    r"\b(?:because|reason|in order to|so that|therefore|(?:I|we)(?: \w+ly)?(?: had)? (?:decided|chose|chosen)"
    r"|since (?:I|we|you|he|she|it|they|the|our|my|your|his|her|their|people|nobody|everybody|everyone|there|this"
    r"|that)\b(?! (?:time|day|week|month|year|summer|winter|spring|autumn|fall|beginning|start)\b))\b",
    re.I,
)
_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|fall"
    "|winter"
)
_NAMED = re.compile(
    r"\b(?:19|20)\d\d(?: to | until |\s?[-\u2013]\s?)(?:(?:19|20)\d\d|now|today|present)\b"
    rf"|\b(?:in|since|until|till|before|after|from|by|of|and|to|{_MONTH}) (?:19|20)\d\d\b(?![.,]?\d)"
    r"|\b(?:level|band|grade|stage|year|class|version|ward|room|unit|route) \d+\b(?![.,]\d)",
    re.I,
)
"""A year says when, and a number may be a name: `Level 7`, `Year 4`. Neither is a figure."""
FIGURE = re.compile(
    r"(?<!\d)\d+(?!\d|(?:st|nd|rd|th)\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|double(?!\W+check)|twice"
    r"|a (?:third|quarter))\b",
    re.I,
)
_IS_NOW = r"(?! (?:\w+ ){0,2}(?:am|is|are|has|have|do|does|can|will|needs?|gets?)\b)(?! \w+['\u2019](?:m|s|re|ll|ve)\b)"
"""Not before what is told of the present: `when it is needed`."""
_SITUATION = re.compile(
    rf"\b(?:last|one|that|this) (?:year|month|week|night|day|morning|evening|{_MONTH}|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|term|quarter|season|shift)\b|\bin (?:19|20)\d\d\b"
    rf"|\b(?:when|(?<!a )while|during|once)\b{_IS_NOW}|\b(?:years|months|weeks) ago\b"
    r"|\b(?:in|on|at|for) (?:a|an|the|our|my) (?:busy |last |first |new |old |large |small )?"
    r"(?!(?:end|number|way|whole|details?|moment|meantime|beginning|time|while|rest|bit|lot|long|side)\b)\w+",
    re.I,
)
_AFTERWARDS = re.compile(
    r"\b(?:still|(?:ever )?since|since then|from then on|afterwards|finally|instead of|settled|passed"
    r"|won|approved|withdrawn)\b",
    re.I,
)
"""What may well begin the telling of a result."""
_OWN = re.compile(r"\bI(?:['\u2019]ve| have| had| also| then| first)?(?: \w+ly)? (\w+)", re.I)
_IRREGULAR_OWN = frozenset(
    "led made built ran wrote took gave kept told set cut sat held taught found brought began".split()
)
_LONG_WORDS = 30
"""Of a longer stretch without a full stop only the words around what was found are taken."""
_AROUND_WORDS = 12


class Part(StrEnum):
    """A part of a complete answer."""

    SITUATION = "situation"
    OWN_ACTION = "own_action"
    RESULT = "result"
    FIGURE = "figure"
    REASON = "reason"


def told_in(answer: str) -> dict[Part, Span]:
    """The parts that `answer` tells, each with the words in which it first does."""
    found: dict[Part, Span] = {}
    for sentence in sentence_spans(answer):
        text = sentence.of(answer)
        for part, place in _parts_of(text):
            if part not in found:
                found[part] = _around(answer, sentence, sentence.start + place)
    return {part: found[part] for part in Part if part in found}


def may_tell_result(answer: str) -> bool:
    """Whether an answer seems to tell what came of it, if only by a figure behind what was done.

    `I asked each of them twice. Twenty-nine stayed.` Enough not to ask for it again, and not enough to say in a report
    that this was the result.
    """
    has_deed = False
    for sentence in sentence_spans(answer):
        text = sentence.of(answer)
        if RESULT.search(text) or _AFTERWARDS.search(text) or (has_deed and figure_in(text)):
            return True
        has_deed = has_deed or any(part is Part.OWN_ACTION for part, _ in _parts_of(text))
    return False


def figure_in(text: str) -> re.Match[str] | None:
    """The first figure of `text` that is more than a year or a name."""
    return FIGURE.search(_NAMED.sub(lambda match: " " * len(match.group()), text))


def _parts_of(sentence: str) -> list[tuple[Part, int]]:
    """The parts that a sentence tells, and where in it."""
    has_past = any(is_past(word.lower()) or word.lower() in _BEING for word in re.findall(r"[a-zA-Z]+", sentence))
    parts: list[tuple[Part, int]] = []
    if has_past and (match := _SITUATION.search(sentence)):
        parts.append((Part.SITUATION, match.start()))
    own = next((m for m in _OWN.finditer(sentence) if _is_deed(m.group(1).lower())), None)
    if own is not None:
        parts.append((Part.OWN_ACTION, own.start()))
    for part, match in (
        (Part.RESULT, RESULT.search(sentence)),
        (Part.FIGURE, figure_in(sentence)),
        (Part.REASON, REASON.search(sentence)),
    ):
        if match and (has_past or match.group().lower() != "in the end"):
            parts.append((part, match.start()))
    return parts


_BEING = frozenset("was were had did".split())


def _is_deed(verb: str) -> bool:
    return (is_past(verb) or verb in _IRREGULAR_OWN) and verb not in _STATES


_STATES = frozenset(
    """thought felt knew wanted liked loved guessed hoped believed needed supposed heard had said came went got saw met
    lost""".split()
)
"""Past forms that tell of no action."""


def _around(answer: str, sentence: Span, place: int) -> Span:
    """The sentence; of a very long one the words around `place`."""
    spans = word_spans(sentence.of(answer))
    if len(spans) <= _LONG_WORDS:
        return sentence
    at = max((n for n, span in enumerate(spans) if sentence.start + span.start <= place), default=0)
    first, last = spans[max(0, at - _AROUND_WORDS)], spans[min(len(spans) - 1, at + _AROUND_WORDS)]
    return Span(start=sentence.start + first.start, end=sentence.start + last.end)
