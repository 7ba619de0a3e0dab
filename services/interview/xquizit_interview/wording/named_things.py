"""Short things of an answer that are safe to say back: phrases that the documents or the lexicon know as well.

Recognised speech has wrong words in it. A phrase of one to four words that somebody also wrote down is hardly one.
"""

import re
from dataclasses import dataclass

from xquizit_interview.hygiene import is_for_machines, is_protected
from xquizit_interview.lexicon import Kind, load
from xquizit_interview.reading.job_titles import TITLE
from xquizit_interview.state import Span
from xquizit_interview.verbs import BASE, PAST_IRREGULAR, base_of_past, is_gerund, is_past
from xquizit_interview.words import GENERIC, STOPWORDS, content_stems, word_spans

_MAX_WORDS = 4
_ACRONYM = 5
_SKIPPED = frozenset(
    """people person thing things one two three four five six seven eight nine ten hundred thousand million half first
    second third last next year years month months week weeks day days hour hours minute minutes morning evening night
    nights today yesterday everybody everyone somebody someone nobody colleague colleagues manager boss lot lots bit
    little kind sort way part end start example name world place times number numbers back front side word words said
    question answer problem problems case cases january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday always never often sometimes really
    actually honestly mostly already still again together only even ever per cent percent full long short small big
    large old early late same different important able open clear right wrong better best worse worst sure ready
    home hand hands head eyes life whole man woman men women boy girl customer company job""".split()
)
"""Words too common to be worth a question of their own."""
_POSSESSIVE = {"my": "your", "our": "your", "your": "your", "his": "his", "her": "her", "their": "their", "its": "its"}
_UNCOUNTED = re.compile(r"(?:ing|ment|tion|sion|ity|ness|ance|ence|ship|ism|ics|care|work|data|software|cash)$", re.I)


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A thing and where the answer names it."""

    span: Span
    """Its words in the answer, without the article."""
    said: str
    """How to say it after `you mentioned`, with its article."""
    is_tool: bool = False
    """Whether it is something one uses."""


def named_things(answer: str, *, known: frozenset[str], familiar: str) -> list[NamedThing]:
    """The things that can be taken up, the best first.

    Args:
        answer: The candidate's words; may lack case and punctuation.
        known: Stems of what was talked about before; a thing needs a new one.
        familiar: The documents; what stands there is spelled as there.
    """
    lowered = familiar.lower()
    rated: list[tuple[float, int, NamedThing]] = []
    for match in load().find(answer):
        said, span, entry = answer[match.start : match.end], Span(start=match.start, end=match.end), match.entry
        if entry.kind is Kind.SOFT or not _may_be_said(said, known):
            continue
        is_name = entry.name[:1].isupper() and entry.name.lower() == said.lower()
        spelled = entry.name if is_name else _spelled(said, familiar, lowered)
        phrase = _with_article(spelled, answer, span, is_mass=_is_mass(entry.kind, spelled))
        if phrase:
            thing = NamedThing(span, phrase, is_tool=entry.kind is Kind.TOOL or entry.name.isupper())
            rated.append((2.0 + len(said.split()), -span.start, thing))
    for span in _phrases(answer, lowered):
        said = span.of(answer)
        if _may_be_said(said, known):
            spelled = _spelled(said, familiar, lowered)
            bonus = 1.0 if spelled[:1].isupper() else 0.0
            phrase = _with_article(spelled, answer, span, is_mass=_UNCOUNTED.search(said) is not None)
            if phrase:
                rated.append((len(said.split()) + bonus, -span.start, NamedThing(span, phrase)))
    rated.sort(key=lambda entry: entry[:2], reverse=True)
    return [thing for _, _, thing in rated]


def _may_be_said(said: str, known: frozenset[str]) -> bool:
    words = said.lower().split()
    if any(_is_verb(word) for word in (words[0], words[-1])) or is_protected(said) or is_for_machines(said):
        return False
    if words[0] in _SKIPPED:
        return False
    stems = content_stems(said)
    return bool(stems - known) and any(word not in _SKIPPED for word in words)


def _is_verb(word: str) -> bool:
    return (
        is_past(word)
        or bool(base_of_past(word))
        or word in PAST_IRREGULAR
        or is_gerund(word)
        or (word in BASE and word not in _NOUNS_TOO)
    )


_NOUNS_TOO = frozenset("budget balance audit report plan record map model market test invoice document stock".split())


def _phrases(answer: str, lowered: str) -> list[Span]:
    """Runs of two to four words of content that stand in the documents too; a lone word says too little there."""
    places = word_spans(answer)
    found: list[Span] = []
    index = 0
    while index < len(places):
        for count in range(min(_MAX_WORDS, len(places) - index), 1, -1):
            span = Span(start=places[index].start, end=places[index + count - 1].end)
            said = span.of(answer)
            if _is_phrase(said.lower(), count) and _stands_in(said.lower(), lowered):
                found.append(span)
                index += count - 1
                break
        index += 1
    return found


def _is_phrase(said: str, count: int) -> bool:
    words = said.split(" ")
    if len(words) != count or any(re.search(r"[,.;:!?\n]", word[-1]) for word in words[:-1]):
        return False
    if words[0] in _SKIPPED or _is_verb(words[0]) or _is_verb(words[-1]):
        return False
    return not any(word in STOPWORDS or word in GENERIC or word.isdigit() for word in words)


def _stands_in(said: str, lowered: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(said)}(?!\w)", lowered) is not None


def _spelled(said: str, familiar: str, lowered: str) -> str:
    """As the documents spell it, where they capitalise it within a line; otherwise as said."""
    for match in re.finditer(rf"(?<!\w){re.escape(said.lower())}(?!\w)", lowered):
        written = familiar[match.start() : match.end()]
        is_name = (
            " " in written
            and TITLE.search(said) is None
            and all(word[:1].isupper() for word in written.split())
            and written != written.upper()
        )
        if is_name or (written.isupper() and len(written) <= _ACRONYM):
            return written
        is_inside = re.search(r"[a-z,] $", familiar[max(0, match.start() - 2) : match.start()]) is not None
        if is_inside and written != written.upper():
            return written
    return said if said[:1].islower() or " " in said else said[:1].lower() + said[1:] if said.istitle() else said


def _is_mass(kind: Kind, spelled: str) -> bool:
    return kind in {Kind.KNOWLEDGE, Kind.METHOD, Kind.DUTY} or spelled[:1].isupper()


def _with_article(thing: str, answer: str, span: Span, *, is_mass: bool) -> str:
    """`the ledger`, `your rota`, `reconciliations`, `Kafka`; empty for a word that belongs to the next one."""
    if thing[:1].isupper():
        return thing
    before = re.search(r"([\w']+)\s+$", answer[: span.start])
    word = before[1].lower() if before else ""
    after = re.match(r"\s+([\w']+)", answer[span.end :])
    goes_on = after is not None and after[1].lower() not in STOPWORDS and not _is_verb(after[1].lower())
    if goes_on and word in {*_POSSESSIVE, "a", "an"}:
        return thing if is_mass else ""  # `our hand hygiene audit` is no hand hygiene of ours
    if word in _POSSESSIVE:
        return f"{_POSSESSIVE[word]} {thing}"
    if word in {"the", "this", "that", "these", "those"}:
        return f"the {thing}"
    is_plural = thing.endswith("s") and not thing.endswith(("ss", "us", "is"))
    if word in {"a", "an"}:
        return f"the {thing}"
    return thing if is_mass or is_plural or any(letter.isupper() for letter in thing) else f"the {thing}"
