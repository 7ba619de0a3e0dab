"""What in an answer is worth asking on about: the candidate's own words, and what they left out."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from xquizit_interview.answers.told import FIGURE, Part, may_tell_result, told_in
from xquizit_interview.hygiene import is_for_machines, is_protected
from xquizit_interview.reading.skills import skills_in
from xquizit_interview.state import Span
from xquizit_interview.verbs import BASE, is_gerund, is_past
from xquizit_interview.wording.named_things import named_things
from xquizit_interview.wording.spoken import speakable
from xquizit_interview.wording.wording_checks import is_foreign
from xquizit_interview.words import GENERIC, STOPWORDS, sentence_spans, stem, words

_BOUNDARY = re.compile(
    r"[,;:.!?…]+(?=\s|$)|\s[\u2013—-]\s|\s+(?=(?:and|but|so|because|which|who|when|then|although|though|since|while"
    r"|until|after|before|if|where|as a result)\s)",
    re.I,
)
_PUNCTUATION = re.compile(r"[,.;!?]")
_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|because|also|well|um+|uh+|er+|like|basically|actually|yeah"
    r"|yes|okay|ok|you know|in the end|at first|finally|first|eventually|usually|mostly|personally|i (?:think|guess"
    r"|mean|believe|suppose)(?: that)?)[\s,]+)+",
    re.I,
)
_SUBJECT = re.compile(
    r"^(?:i|we)\s+(?!(?:am|'m|was like|think|guess|mean|believe|suppose|know|don't know|do not know|would say|feel"
    r"|hope|like|liked|love|loved|enjoy|enjoyed|wanted|want|tried|try|thought|felt|knew|have|had|'ve|stay|was|were"
    r"|could|would|will|can|should|might|may|do|said|say|send|use|can't|cannot|don't|do not|never|haven't"
    r"|have never|didn't|did not)\b)[a-z']+\s+\S+",
    re.I,
)
_VAGUE = re.compile(
    r"\b(?:u+h+m*|u+m+|e+r+m?|hm+)\b|\b(?:a (?:little|bit)|something|stuff|and so on|everything|anything"
    r"|this one|that one|all (?:of )?(?:that|this|it))\b"
    r"|\b(?:why|how|what|where|when|who|that|it|this|of|to|for|with|by|and|the|a|hundred|thousand|two|three"
    r"|four|five|six)$|,\s+(?:the|it|this|that|there)\b"
    r"|\bthere\b|\ball \w+ of (?:us|them)\b",
    re.I,
)
"""Clauses that sound odd said back."""
_PROBLEM = re.compile(
    r"\b(?:problem|difficult|hard|challenge|challenging|issue|conflict|failed|mistake|struggl\w*|wrong|broke|late"
    r"|risk(?:y|s)?|tricky|trouble|obstacle|hardest|worst|against)\b",
    re.I,
)
_WE_DID = re.compile(r"\bwe (?:\w+ly )?(\w+)")
_MIN_WORDS, _MAX_WORDS = 3, 11
_MIN_CONTENT = 2
"""Fewer content words say nothing to go on about, `I liked it`."""
_WORDS_PER_MARK = 25
"""Written text has a mark at least as often."""
_LOOKED_AT_CHARS = 6000
"""What comes later in a very long answer is not taken up."""
_ENOUGH_WORDS = 18
"""A shorter answer lacks the telling itself; asking for its reasons would be too early."""


class Gap(Enum):
    """What an answer leaves out."""

    STORY = auto()
    OWN_SHARE = auto()
    RESULT = auto()
    FIGURE = auto()
    REASON = auto()
    DIFFICULTY = auto()
    HABIT = auto()
    """Not left out but told as a habit: what it means in one case."""
    ATTAINED = auto()
    """Told as something attained: how it came about."""
    USE = auto()
    """A tool was named: what it was used for."""
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
    """HABIT or ATTAINED when the clause tells of such; USE for a tool."""


def gaps_of(answer: str, hook: Hook | None) -> tuple[Gap, ...]:
    """What the answer leaves out, the most important first; never empty.

    Args:
        answer: The candidate's words.
        hook: What of it is taken up; a habit or something attained asks for other things than an event.
    """
    if hook is not None and hook.telling is not None:
        return (hook.telling, Gap.MORE)
    lowered = [word.lower() for word in words(answer)]
    told = told_in(answer)
    is_general = hook is None and not told and not any(is_past(verb) for verb in _WE_DID.findall(answer.lower()))
    if len(lowered) < _ENOUGH_WORDS or is_general:
        return (Gap.STORY, Gap.MORE)
    found: list[Gap] = []
    mine = sum(word in {"i", "i'd", "i've", "my", "myself"} for word in lowered)
    ours = sum(word in {"we", "we'd", "we've", "our", "us"} for word in lowered)
    is_own = hook is not None and re.match(r"i\b", hook.span.of(answer), re.I) is not None
    if ours > mine and not is_own:
        found.append(Gap.OWN_SHARE)
    if not may_tell_result(answer):
        found.append(Gap.RESULT)
    elif Part.FIGURE not in told:
        found.append(Gap.FIGURE)
    if not _PROBLEM.search(answer):
        found.append(Gap.DIFFICULTY)
    if Part.REASON not in told:
        found.append(Gap.REASON)
    return (*found, Gap.MORE)


def hook_of(answer: str, *, known: frozenset[str], familiar: str = "") -> Hook | None:
    """The part of `answer` that tells most, or None when nothing in it can be taken up.

    Args:
        answer: The candidate's words; may lack case and punctuation.
        known: Stems of what was talked about before; words that are new tell more.
        familiar: The documents: their phrases are safe to say back, whatever else was misheard.
    """
    answer = _masked(answer[:_LOOKED_AT_CHARS])
    if is_foreign(answer):
        return None
    is_written = _is_written(answer)
    if is_written:
        clauses = [
            (_weight(text, known), span, text) for span in _clauses(answer) if _is_sayable(text := span.of(answer))
        ]
        if clauses and max(weight for weight, _, _ in clauses) > 0:
            _, span, text = max(clauses, key=lambda entry: entry[0])
            return Hook(span, said=turned_round(speakable(text)), thing="", telling=_telling(text))
    for thing in named_things(answer, known=known, familiar=familiar):
        return Hook(thing.span, said="", thing=thing.said, telling=Gap.USE if thing.is_tool else None)
    return _capitalised(answer, known) if is_written else None


def _masked(answer: str) -> str:
    """The answer with blanks in the place of sentences that speak to software: nothing of them is said back."""
    for span in sentence_spans(answer):
        if is_for_machines(span.of(answer)):
            answer = answer[: span.start] + " " * (span.end - span.start) + answer[span.end :]
    return answer


def _is_written(answer: str) -> bool:
    """Whether the text has the marks of writing; whole clauses of bare recognised words are not repeated aloud."""
    count = len(answer.split())
    return len(_PUNCTUATION.findall(answer)) * _WORDS_PER_MARK >= count and answer != answer.lower()


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
    if not re.search(r"\b(?:and|or)\b", text[boundary.end() :]):
        return True
    return word in _CLAUSE_STARTS or word in BASE or is_past(word) or is_gerund(word)


_CLAUSE_STARTS = frozenset(
    """and but so because which who when then although though since while until after before if where as i we he
    she they it you that this there my our not did had was were""".split()
)


def _clauses(answer: str) -> list[Span]:
    """The clauses of the answer that begin with `I` or `we`, without what leads into them."""
    spans: list[Span] = []
    for sentence in sentence_spans(answer):
        start = sentence.start
        text = sentence.of(answer)
        ends = [
            (start + match.start(), start + match.end())
            for match in _BOUNDARY.finditer(text)
            if _ends_clause(text, match)
        ]
        for end, following in [*ends, (sentence.end, sentence.end)]:
            piece = answer[start:end]
            lead = _LEAD.match(piece.lstrip())
            begin = start + len(piece) - len(piece.lstrip()) + (lead.end() if lead else 0)
            stripped = answer[begin:end].rstrip(" ,;:.!?…-\u2013—")
            if not re.search(r"\b(?:and|or)\b", stripped):
                stripped = stripped.partition(", ")[0]
            if stripped and _SUBJECT.match(stripped):
                spans.append(Span(start=begin, end=begin + len(stripped)))
            start = following
    return spans


def _is_sayable(text: str) -> bool:
    count = len(text.split())
    return (
        _MIN_WORDS <= count <= _MAX_WORDS
        and not is_protected(text)
        and not is_for_machines(text)
        and "?" not in text
        and _VAGUE.search(text) is None
    )


def _weight(text: str, known: frozenset[str]) -> float:
    """More for new content words, names of skills, numbers and events; a little less for length; 0 for nothing new."""
    content = {stem(word) for word in words(text.lower()) if word not in STOPWORDS and word not in GENERIC}
    new = content - known
    if not new or len(content) < _MIN_CONTENT:
        return 0.0
    weight = len(new) + 0.4 * len(content & known) + len(skills_in(text)) + bool(FIGURE.search(text))
    return max(0.1, weight + (_telling(text) is not Gap.HABIT) - 0.1 * len(text.split()))


def _capitalised(answer: str, known: frozenset[str]) -> Hook | None:
    """A name that a written answer brings up, told by its capitals."""
    for match in re.finditer(r"(?<=[a-z,] )[A-Z][\w&'\u2019-]+(?: [A-Z][\w&'\u2019-]+)*", answer):
        name = match.group()
        if name not in _NO_NAMES and not is_protected(name) and len(name) > 2 and stem(name) not in known:
            return Hook(Span(start=match.start(), end=match.end()), said="", thing=name)
    return None


_NO_NAMES = frozenset(
    """One Two Three Four Five Six Seven Eight Nine Ten I I'm I've I'd I'll Level Year Key Stage
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October
    November December English""".split()
)
