"""Whether an answer can show anything at all: what is no evidence is never rated, whatever an engine makes of it."""

from enum import StrEnum
from functools import lru_cache

from xquizit_interview.answers.told import told_in
from xquizit_interview.hygiene import clean
from xquizit_interview.state import CandidateKind, Documents
from xquizit_interview.wording.wording_checks import is_foreign, similarity, tokens
from xquizit_interview.words import content_stems, words

_EVIDENCE = frozenset({CandidateKind.ANSWER, CandidateKind.PARTIAL_ANSWER})
_MIN_WORDS = 5
_MIN_CONTENT = 2
_ECHO = 0.75
"""Share of an answer's words that stand in the question, from which on it only says the question again."""
_SAME_AGAIN = 0.9
"""The same share with an earlier answer: nothing new was said."""
_JUDGED_WORDS = 12
"""A shorter answer may rightly share no word with the documents, `Yes, since two thousand and nine.`"""
_LONG_WORDS = 40
_RELATED = 2
"""Words shared with documents or question that make a long answer one on the matter, a shorter one needs one …"""
_RELATED_SHARE = 0.06
"""… and the share of its words that they must be. Of 153 strong answers in the labelled pairs the lowest is 0.04, the
next 0.08; of answers about other professions 5 % are lower."""


_ASKING = content_stems(
    """call calls come comes mind occasion situation example moment case question ask tell talk describe explain mention
    think say said part thing happen turn hear like different difficult hard matter resume story instance"""
)
"""What questions are made of, whatever they are about."""
_STORY_PARTS = 3
"""An answer that tells so many of situation, own action, result, figure and reason is a story."""


class NoEvidence(StrEnum):
    """Why an answer shows nothing."""

    NOT_AN_ANSWER = "not_an_answer"
    TOO_SHORT = "too_short"
    ECHO = "echo"
    SAID_BEFORE = "said_before"
    NOT_ENGLISH = "not_english"
    OFF_TOPIC = "off_topic"
    FOR_MACHINES = "for_machines"


def why_no_evidence(
    answer: str, kind: CandidateKind | None, *, question: str, documents: Documents, earlier: tuple[str, ...]
) -> NoEvidence | None:
    """Why `answer` shows nothing; None when it may.

    Args:
        answer: The candidate's words.
        kind: What the turn is.
        question: What was asked.
        documents: Resume and job description: what answers are about.
        earlier: The answers before it.
    """
    if kind not in _EVIDENCE:
        return NoEvidence.NOT_AN_ANSWER
    answer = without_orders(answer)
    if not answer:
        return NoEvidence.FOR_MACHINES
    stems = content_stems(answer)
    count = len(words(answer))
    if count < _MIN_WORDS or len(stems) < _MIN_CONTENT:
        return NoEvidence.TOO_SHORT
    if is_foreign(answer):
        return NoEvidence.NOT_ENGLISH
    spoken = tokens(answer)
    if len(spoken & tokens(question)) >= _ECHO * len(spoken):
        return NoEvidence.ECHO
    if any(similarity(answer, before) >= _SAME_AGAIN for before in earlier):
        return NoEvidence.SAID_BEFORE
    asked = content_stems(question) - _ASKING
    shared = len(stems & (_stems_of(documents.resume) | _stems_of(documents.job_description) | asked))
    is_related = shared >= (_RELATED if count >= _LONG_WORDS else 1) and shared >= _RELATED_SHARE * len(stems)
    # A whole story is for people (or a model) to judge, in whatever words it is told.
    if count < _JUDGED_WORDS or is_related or len(told_in(answer)) >= _STORY_PARTS:
        return None
    return NoEvidence.OFF_TOPIC


def without_orders(answer: str) -> str:
    """An answer without the sentences that speak to the reader's software."""
    return " ".join(clean(answer).split())


def most_that_can_be_rated(answer: str) -> int:
    """The highest rating that what an answer tells can carry, 2..5: a model cannot give more for less.

    Two for speaking on the matter at all, and one for each part of a complete answer that is told.
    """
    return min(5, 2 + len(told_in(without_orders(answer))))


@lru_cache(maxsize=256)
def _stems_of(text: str) -> frozenset[str]:
    return content_stems(text)
