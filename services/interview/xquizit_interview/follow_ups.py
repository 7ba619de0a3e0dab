"""What in an answer is worth asking on about: the candidate's own words, and what they left out."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from xquizit_interview.hygiene import is_for_machines, is_protected
from xquizit_interview.lexicon import skills_in
from xquizit_interview.spoken import speakable
from xquizit_interview.state import Span
from xquizit_interview.words import GENERIC, STOPWORDS, sentence_spans, stem, words

_BOUNDARY = re.compile(
    r"[,;:.!?…]+(?=\s|$)|\s[–—-]\s|\s+(?=(?:and|but|so|because|which|who|when|then|although|though|since|while|until|after|before|if|where|as a result)\s)",
    re.I,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|because|also|when|after|once|since|while|well|um+|uh+|er+|like|basically|actually|yeah|yes|okay|ok|you know|in the end|at first|finally|first|eventually|usually|mostly|personally|i (?:think|guess|mean|believe|suppose)(?: that)?)[\s,]+)+",
    re.I,
)
_SUBJECT = re.compile(
    r"^(?:i|we)\s+(?!(?:am|'m|was like|think|guess|mean|believe|suppose|know|don't know|do not know|would say|feel|hope|like|love|can't|cannot|don't|do not|never|haven't|have never|didn't|did not)\b)[a-z']+\s+\S+",
    re.I,
)
_RESULT = re.compile(
    r"\b(?:as a result|resulted|result|so that|in the end|ended up|finally|outcome|improved|reduced|increased|saved|achieved|succeeded|went (?:up|down)|grew|fell|dropped|thanks to that|it worked|per ?cent|%)\b|%",
    re.I,
)
_REASON = re.compile(r"\b(?:because|since|reason|in order to|so that|therefore|decided|chose)\b", re.I)
_PROBLEM = re.compile(
    r"\b(?:problem|difficult|hard|challenge|challenging|issue|conflict|failed|mistake|struggl\w*|wrong|broke|late)\b",
    re.I,
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|hundred|thousand|million|half|double)\b",
    re.I,
)
_MIN_WORDS, _MAX_WORDS = 3, 14
_ENOUGH_WORDS = 18
"""A shorter answer lacks the telling itself; asking for its reasons would be too early."""


class Gap(Enum):
    """What an answer leaves out."""

    STORY = auto()
    OWN_SHARE = auto()
    RESULT = auto()
    REASON = auto()
    DIFFICULTY = auto()
    MORE = auto()


@dataclass(frozen=True, slots=True)
class Hook:
    """The words of an answer that a follow-up builds on."""

    span: Span
    said: str
    """The same words, to be spoken after `you said that`; empty when they are no clause."""
    thing: str
    """The same words, to be spoken after `you mentioned`; empty when they are a clause."""


def gaps_of(answer: str) -> tuple[Gap, ...]:
    """What the answer leaves out, the most important first; never empty."""
    lowered = [word.lower() for word in words(answer)]
    if len(lowered) < _ENOUGH_WORDS:
        return (Gap.STORY, Gap.MORE)
    found: list[Gap] = []
    mine = sum(word in {"i", "i'd", "i've", "my", "myself"} for word in lowered)
    ours = sum(word in {"we", "we'd", "we've", "our", "us"} for word in lowered)
    if ours > mine:
        found.append(Gap.OWN_SHARE)
    if not _RESULT.search(answer):
        found.append(Gap.RESULT)
    if not _PROBLEM.search(answer):
        found.append(Gap.DIFFICULTY)
    if not _REASON.search(answer):
        found.append(Gap.REASON)
    return (*found, Gap.MORE)


def hook_of(answer: str, *, known: frozenset[str]) -> Hook | None:
    """The part of `answer` that tells most, or None when nothing in it can be taken up.

    Args:
        answer: The candidate's words; may lack case and punctuation.
        known: Stems of what was talked about before; words that are new tell more.
    """
    clauses = [(_weight(text, known), span, text) for span in _clauses(answer) if _is_sayable(text := span.of(answer))]
    if clauses:
        _, span, text = max(clauses, key=lambda entry: entry[0])
        return Hook(span, said=turned_round(speakable(text)), thing="")
    return _named_thing(answer, known)


def turned_round(clause: str) -> str:
    """A clause as the other person says it: `I moved my team` is `you moved your team`."""
    text = re.sub(r"\bI was\b", "you were", clause, flags=re.I)
    text = re.sub(r"\bI am\b|\bI'm\b", "you are", text, flags=re.I)
    return _PERSON.sub(lambda match: _TURNED[match.group().lower().replace("’", "'")], text)


_TURNED = {
    "i": "you", "we": "you", "me": "you", "us": "you", "my": "your", "our": "your", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "i've": "you've", "we've": "you've", "i'd": "you'd", "we'd": "you'd",
    "i'll": "you'll", "we'll": "you'll", "we're": "you're",
}  # fmt: skip
_PERSON = re.compile(
    r"(?<![\w'’-])(?:ourselves|myself|i['’](?:ve|d|ll)|we['’](?:ve|d|ll|re)|mine|ours|our|my|me|us|we|i)(?![\w'’-])",
    re.I,
)


def _clauses(answer: str) -> list[Span]:
    """The clauses of the answer that begin with `I` or `we`, without what leads into them."""
    spans: list[Span] = []
    for sentence in sentence_spans(answer):
        start = sentence.start
        ends = [(sentence.start + m.start(), sentence.start + m.end()) for m in _BOUNDARY.finditer(sentence.of(answer))]
        for end, following in [*ends, (sentence.end, sentence.end)]:
            piece = answer[start:end]
            lead = _LEAD.match(piece.lstrip())
            begin = start + len(piece) - len(piece.lstrip()) + (lead.end() if lead else 0)
            stripped = answer[begin:end].rstrip(" ,;:.!?…-–—")
            if stripped and _SUBJECT.match(stripped):
                spans.append(Span(start=begin, end=begin + len(stripped)))
            start = following
    return spans


def _is_sayable(text: str) -> bool:
    count = len(text.split())
    return (
        _MIN_WORDS <= count <= _MAX_WORDS and not is_protected(text) and not is_for_machines(text) and "?" not in text
    )


def _weight(text: str, known: frozenset[str]) -> float:
    """More for new content words, names of skills and numbers; a little less for length."""
    content = {stem(word) for word in words(text.lower()) if word not in STOPWORDS and word not in GENERIC}
    return (
        len(content - known)
        + 0.4 * len(content & known)
        + 1.0 * len(skills_in(text))
        + bool(_NUMBER.search(text))
        - 0.1 * len(text.split())
    )


def _named_thing(answer: str, known: frozenset[str]) -> Hook | None:
    """A skill or a name that the answer brings up."""
    for word in skills_in(answer).values():
        if stem(word) in known:
            continue
        start = answer.find(word)
        return Hook(Span(start=start, end=start + len(word)), said="", thing=word)
    for match in re.finditer(r"(?<=[a-z,] )[A-Z][\w&'’-]+(?: [A-Z][\w&'’-]+)*", answer):
        if match.group() not in {"I", "I'm", "I've"} and not is_protected(match.group()) and len(match.group()) > 2:
            return Hook(Span(start=match.start(), end=match.end()), said="", thing=match.group())
    return None
