"""Whether an answer can show anything at all, and which verdicts of these rules an engine that rates may overrule."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from xquizit_interview.answers.matters import AT_WORK, EVERYDAY, FIRST_PERSON, SECOND_PERSON, SENTENCE, WORK
from xquizit_interview.answers.told import Part, told_in
from xquizit_interview.hygiene import clean, is_protected
from xquizit_interview.lexicon import load
from xquizit_interview.state import CandidateKind, Documents
from xquizit_interview.wording.wording_checks import is_foreign, speaks_foreign, tokens
from xquizit_interview.words import content_stems, words

_EVIDENCE = frozenset({CandidateKind.ANSWER, CandidateKind.PARTIAL_ANSWER})
_MIN_WORDS = 5
_MIN_CONTENT = 2
_SAME_AGAIN = 0.9
"""Share of common words with an earlier answer: nothing new was said."""
_LISTED = 3
"""So many names of skills are an answer without being a sentence of any language."""
_ECHO_NEW = 1
"""An echo has at most so many telling words of its own."""
_STANCE = frozenset("yes no not never have haven't i've hold held am".split())
"""Whoever says one of these that was not in the question has answered a formal one, and does not only echo."""
_JUDGED_WORDS = 12
"""A shorter answer may rightly share no word with the documents, `We used a spreadsheet for that.`"""
_NOTHING_WORDS = 16
_NOTHING = re.compile(
    r"\b(?:that(?:'s| is) (?:all|it)\b|(?:nothing|not much|no) more\b|nothing else\b|nothing (?:special )?comes to)",
    re.I,
)
"""What only says that there is nothing to say."""
_LONG_WORDS, _STORY_WORDS = 25, 40
_INSULT = re.compile(
    r"\b(?:stupid|idiots?|idiotic|moron\w*|dumb\w*|useless|rubbish|ridiculous|shut up|go to hell|a joke"
    r"|waste my time|better things to do)\b",
    re.I,
)
_AIMED_AT = SECOND_PERSON | {"this", "that", "question", "questions", "machine", "interview"}
"""Whom insults in a short answer mean, when they are not part of a story."""
_RELATED = 2
"""Telling words shared with documents or question that put a story on the matter; a shorter answer needs one."""
_RELATED_SHARE = 0.06
"""The share of its telling words that they must be."""
_ENDLESS_WORDS, _ENDLESS_SHARE = 100, 0.2
"""So many words of which so few are telling ones, and nothing done in them, are talk about nothing."""


_TOLD_WHOLE = frozenset({Part.OWN_ACTION, Part.RESULT, Part.FIGURE})
"""Who tells of a deed, its result and a figure, and shares a telling word with the documents, speaks of their work."""


class NoEvidence(StrEnum):
    """Why an answer shows nothing."""

    NOT_AN_ANSWER = "not_an_answer"
    TOO_SHORT = "too_short"
    ECHO = "echo"
    SAID_BEFORE = "said_before"
    NOT_ENGLISH = "not_english"
    OFF_TOPIC = "off_topic"
    FOR_MACHINES = "for_machines"


CAN_BE_OVERRULED = frozenset({NoEvidence.OFF_TOPIC})
"""What words alone cannot settle: an engine that rates judges such an answer all the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer answers."""

    question: str
    """All that was heard since the last real question, that included."""
    is_formal: bool = False
    """A licence, a degree: `Yes, since 2009` is a whole answer."""
    is_follow_up: bool = False
    """It asks on about an answer that was on the matter: whatever is said to it is on the matter, too."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What answers of an interview are about; made once for many answers, and never kept beyond that."""

    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    """Neighbouring words: `Quiet Hour` is the project, though both are words of any day."""


def grounds_of(documents: Documents) -> Grounds:
    """What answers to questions on these documents are about.

    Lines about the person count for nothing: whoever tells of a gap or a family must not be heard otherwise for it.
    """
    resume = "\n".join(line for line in documents.resume.splitlines() if not is_protected(line))
    text = f"{resume}\n{documents.job_description}"
    return Grounds(content_stems(text), pairs_in(text))


def pairs_in(text: str) -> frozenset[tuple[str, str]]:
    """The telling words of a text that stand next to each other, as their stems."""
    stems = [next(iter(content_stems(word)), "") for word in words(text)]
    return frozenset((one, other) for one, other in pairwise(stems) if one and other)


def why_no_evidence(
    answer: str, kind: CandidateKind | None, asked: Asked, grounds: Grounds, earlier: tuple[frozenset[str], ...] = ()
) -> NoEvidence | None:
    """Why `answer` shows nothing; None when it may.

    Args:
        answer: The candidate's words.
        kind: What the turn is.
        asked: The question.
        grounds: What resume and job description are about.
        earlier: The words (`tokens`) of each answer before it.
    """
    if kind not in _EVIDENCE:
        return NoEvidence.NOT_AN_ANSWER
    answer = without_orders(answer)
    if not answer:
        return NoEvidence.FOR_MACHINES
    said, stems = tokens(answer), content_stems(answer)
    has_stance = (said - tokens(asked.question)) & (_STANCE | FIRST_PERSON - {"me", "us"})
    count = len(words(answer))
    if asked.is_formal and has_stance and 1 < count < _JUDGED_WORDS and not _INSULT.search(answer):
        return None
    if count < _MIN_WORDS or len(stems) < (1 if said & FIRST_PERSON else _MIN_CONTENT):
        return NoEvidence.TOO_SHORT
    own = stems - content_stems(asked.question)
    if len(own) <= min(_ECHO_NEW, len(stems) - _MIN_CONTENT) and not has_stance:
        return NoEvidence.ECHO
    shared = len(stems & (grounds.stems | content_stems(asked.question)) - EVERYDAY)
    if shared == 0 and count <= _NOTHING_WORDS and _NOTHING.search(answer):
        return NoEvidence.TOO_SHORT
    is_list = len(load().find(answer)) >= _LISTED
    if speaks_foreign(answer) or (not is_list and (_is_salad(answer, said) or (shared == 0 and is_foreign(answer)))):
        return NoEvidence.NOT_ENGLISH
    if any(len(said & before) >= _SAME_AGAIN * len(said | before) for before in earlier):
        return NoEvidence.SAID_BEFORE
    if asked.is_follow_up or pairs_in(answer) & grounds.pairs or _is_on_the_matter(answer, said, stems, shared):
        return None
    return NoEvidence.OFF_TOPIC


def _is_on_the_matter(answer: str, said: frozenset[str], stems: frozenset[str], shared: int) -> bool:
    """Whether it speaks of the role, the resume or the question, or at least of some work."""
    count = len(words(answer))
    if count >= _ENDLESS_WORDS and len(stems) < _ENDLESS_SHARE * count and Part.OWN_ACTION not in told_in(answer):
        return False
    if count < _LONG_WORDS and _INSULT.search(answer) and said & _AIMED_AT:
        return False
    if stems & WORK or said & AT_WORK:
        return True
    if shared and _TOLD_WHOLE <= told_in(answer).keys():
        return True
    if count < _JUDGED_WORDS:
        return shared > 0 or (bool(said & FIRST_PERSON) and not said & SECOND_PERSON)
    return shared >= (_RELATED if count >= _STORY_WORDS else 1) and shared >= _RELATED_SHARE * len(stems)


def _is_salad(answer: str, said: frozenset[str]) -> bool:
    """Whether it has words and no sentence."""
    return len(words(answer)) >= _JUDGED_WORDS and not said & SENTENCE


def without_orders(answer: str) -> str:
    """An answer without the sentences that speak to the reader's software."""
    return " ".join(clean(answer).split())


def has_orders(answer: str) -> bool:
    """Whether something in it speaks to the reader's software."""
    return without_orders(answer) != " ".join(answer.split())


def most_that_can_be_rated(answer: str) -> int:
    """The highest rating that what an answer tells carries by our own rules, 2..5.

    Two for speaking on the matter at all, and one for each part of a complete answer that is told.
    """
    return min(5, 2 + len(told_in(without_orders(answer))))
