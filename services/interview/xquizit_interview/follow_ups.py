"""What in an answer is worth asking on about: the candidate's own words, and what they left out."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from xquizit_interview.hygiene import is_for_machines, is_protected
from xquizit_interview.skills import skills_in
from xquizit_interview.spoken import speakable
from xquizit_interview.state import Span
from xquizit_interview.verbs import BASE, is_gerund, is_past
from xquizit_interview.words import GENERIC, STOPWORDS, sentence_spans, stem, words

_BOUNDARY = re.compile(
    r"[,;:.!?…]+(?=\s|$)|\s[\u2013—-]\s|\s+(?=(?:and|but|so|because|which|who|when|then|although|though|since|while"
    r"|until|after|before|if|where|as a result)\s)",
    re.I,
)
_BOUNDARY_UNPUNCTUATED = re.compile(rf"{_BOUNDARY.pattern}|\s+(?=(?:i|we|he|she|they|it)\s)", re.I)
"""For recognised speech without punctuation: a new subject begins a new clause."""
_PUNCTUATION = re.compile(r"[,.;!?]")
_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|because|also|when|after|once|since|while|well|um+|uh+|er+|like|basically|actually|yeah"
    r"|yes|okay|ok|you know|in the end|at first|finally|first|eventually|usually|mostly|personally|i (?:think|guess"
    r"|mean|believe|suppose)(?: that)?)[\s,]+)+",
    re.I,
)
_SUBJECT = re.compile(
    r"^(?:i|we)\s+(?!(?:am|'m|was like|think|guess|mean|believe|suppose|know|don't know|do not know|would say|feel"
    r"|hope|like|love|can't|cannot|don't|do not|never|haven't|have never|didn't|did not)\b)[a-z']+\s+\S+",
    re.I,
)
_RESULT = re.compile(
    r"\b(?:as a result|resulted|result|so that|in the end|ended up|finally|outcome|improved|reduced|increased|saved"
    r"|achieved|succeeded|went (?:up|down)|grew|fell|dropped|thanks to that|it worked|per ?cent|%)\b|%",
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
_LOOKED_AT_CHARS = 6000
"""What comes later in a very long answer is not taken up."""
_ENOUGH_WORDS = 18
"""A shorter answer lacks the telling itself; asking for its reasons would be too early."""


class Gap(Enum):
    """What an answer leaves out."""

    STORY = auto()
    OWN_SHARE = auto()
    RESULT = auto()
    REASON = auto()
    DIFFICULTY = auto()
    HABIT = auto()
    """Not left out but told as a habit: what it means in one case."""
    ATTAINED = auto()
    """Told as something attained: how it came about."""
    MORE = auto()


@dataclass(frozen=True, slots=True)
class Hook:
    """The words of an answer that a follow-up builds on."""

    span: Span
    said: str
    """The same words, to be spoken after `you said that`; empty when they are no clause."""
    thing: str
    """The same words, to be spoken after `you mentioned`; empty when they are a clause."""
    telling: Gap | None = None
    """HABIT or ATTAINED when the clause tells of such; STORY for a thing, which tells nothing yet."""


def gaps_of(answer: str, hook: Hook | None) -> tuple[Gap, ...]:
    """What the answer leaves out, the most important first; never empty.

    Args:
        answer: The candidate's words.
        hook: What of it is taken up; a habit or something attained asks for other things than an event.
    """
    if hook is not None and hook.telling is not None:
        return (hook.telling, Gap.MORE)
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
    answer = answer[:_LOOKED_AT_CHARS]
    clauses = [(_weight(text, known), span, text) for span in _clauses(answer) if _is_sayable(text := span.of(answer))]
    if clauses and max(weight for weight, _, _ in clauses) > 0:
        _, span, text = max(clauses, key=lambda entry: entry[0])
        return Hook(span, said=turned_round(speakable(text)), thing="", telling=_telling(text))
    return _named_thing(answer, known)


def turned_round(clause: str) -> str:
    """A clause as the other person says it: `I moved my team` is `you moved your team`."""
    text = re.sub(r"\bI was\b", "you were", clause, flags=re.I)
    text = re.sub(r"\bI am\b|\bI'm\b", "you are", text, flags=re.I)
    return _PERSON.sub(lambda match: _TURNED[match.group().lower().replace("\u2019", "'")], text)


_TURNED = {
    "i": "you", "we": "you", "me": "you", "us": "you", "my": "your", "our": "your", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "i've": "you've", "we've": "you've",
    "i'd": "you'd", "we'd": "you'd",
    "i'll": "you'll", "we'll": "you'll", "we're": "you're",
}  # fmt: skip
_PERSON = re.compile(
    r"(?<![\w'\u2019-])(?:ourselves|myself|i['\u2019](?:ve|d|ll)|we['\u2019](?:ve|d|ll|re)|mine|ours|our|my|me|us"
    r"|we|i)(?![\w'\u2019-])",
    re.I,
)


def _telling(clause: str) -> Gap | None:
    verb, _, rest = clause.lower().partition(" ")[2].partition(" ")
    following = rest.partition(" ")[0]
    if verb in {"have", "had", "hold", "held", "got", "reached", "achieved", "won"}:
        return Gap.HABIT if following == "to" else None if is_past(following) else Gap.ATTAINED
    has_past = any(is_past(word) or word in {"was", "were", "could", "did"} for word in (verb, following))
    return None if has_past else Gap.HABIT


def _ends_clause(text: str, boundary: re.Match[str]) -> bool:
    """A comma within a list ends nothing; one before a new verb or a new subject does."""
    if not boundary.group().startswith(","):
        return True
    following = words(text[boundary.end() : boundary.end() + 40])[:1]
    word = following[0].lower() if following else ""
    return word in _CLAUSE_STARTS or word in BASE or is_past(word) or is_gerund(word)


_CLAUSE_STARTS = frozenset(
    """and but so because which who when then although though since while until after before if where as i we he
    she they it you that this there my our not""".split()
)


def _clauses(answer: str) -> list[Span]:
    """The clauses of the answer that begin with `I` or `we`, without what leads into them."""
    spans: list[Span] = []
    for sentence in sentence_spans(answer):
        start = sentence.start
        boundary = _BOUNDARY if _PUNCTUATION.search(answer) else _BOUNDARY_UNPUNCTUATED
        text = sentence.of(answer)
        ends = [
            (start + match.start(), start + match.end())
            for match in boundary.finditer(text)
            if _ends_clause(text, match)
        ]
        for end, following in [*ends, (sentence.end, sentence.end)]:
            piece = answer[start:end]
            lead = _LEAD.match(piece.lstrip())
            begin = start + len(piece) - len(piece.lstrip()) + (lead.end() if lead else 0)
            stripped = answer[begin:end].rstrip(" ,;:.!?…-\u2013—")
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
    """More for new content words, names of skills, numbers and events; a little less for length; 0 for nothing new."""
    content = {stem(word) for word in words(text.lower()) if word not in STOPWORDS and word not in GENERIC}
    new = content - known
    if not new:
        return 0.0
    weight = len(new) + 0.4 * len(content & known) + len(skills_in(text)) + bool(_NUMBER.search(text))
    return max(0.1, weight + (_telling(text) is not Gap.HABIT) - 0.1 * len(text.split()))


def _named_thing(answer: str, known: frozenset[str]) -> Hook | None:
    """A skill or a name that the answer brings up."""
    for word in skills_in(answer).values():
        if stem(word) in known or is_past(word) or is_gerund(word) or word in BASE:
            continue
        start = answer.find(word)
        return Hook(Span(start=start, end=start + len(word)), said="", thing=word, telling=Gap.STORY)
    for match in re.finditer(r"(?<=[a-z,] )[A-Z][\w&'\u2019-]+(?: [A-Z][\w&'\u2019-]+)*", answer):
        if match.group() not in {"I", "I'm", "I've"} and not is_protected(match.group()) and len(match.group()) > 2:
            return Hook(Span(start=match.start(), end=match.end()), said="", thing=match.group(), telling=Gap.STORY)
    return None
