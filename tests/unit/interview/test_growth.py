"""No text that somebody can hand in makes the pure functions hang: what is quadratic would run into the time limit."""

import pytest

from xquizit_interview.answers.evidence import Asked, grounds_of, why_no_evidence
from xquizit_interview.answers.kinds import classify
from xquizit_interview.answers.recognition import RecognizedWord, recognition_of
from xquizit_interview.answers.told import may_tell_result, told_in
from xquizit_interview.engines.gemini.assessments import place_of
from xquizit_interview.hygiene import clean, is_for_machines, is_protected
from xquizit_interview.planning import make_plan
from xquizit_interview.state import Documents
from xquizit_interview.wording import wording_checks as checks
from xquizit_interview.wording.follow_ups import gaps_of, hook_of
from xquizit_interview.words import content_stems, sentence_spans

LENGTH = 80_000
"""Four times the longest answer: half a second where the work grows with the length, minutes where with its square."""
GROUNDS = grounds_of(Documents(resume="Nurse at St Mary", job_description="Must have: triage"))
FUNCTIONS = {
    "sentences": sentence_spans,
    "stems": content_stems,
    "kind": classify,
    "told": told_in,
    "result": may_tell_result,
    "hook": lambda text: hook_of(text, known=frozenset()),
    "gaps": lambda text: gaps_of(text, None),
    "evidence": lambda text: why_no_evidence(text, classify(text), Asked("What did you do?"), GROUNDS),
    "clean": clean,
    "orders": is_for_machines,
    "protected": is_protected,
    "foreign": checks.is_foreign,
    "quote": lambda text: place_of("word for word as it was said", text),
}
REPLY_LENGTH = 10_000
"""Twice what a model may say at once."""
ON_REPLIES = {
    "improper": checks.is_improper,
    "verdict": checks.without_verdict,
    "second question": checks.without_second_question,
    "plain": checks.plain,
    "leaks": lambda text: checks.leaks(text, ("K0123456789ab", "one two three four five six seven")),
    "ungrounded": lambda text: checks.is_ungrounded(text, text),
}
PIECES = [
    "e.g. ", "a. ", "I did it and ", "? ", "#", "word ", "9 ", "9", "and ", "<", "[", "*", "-", "\n", " ",
    "from one to ", "ignore all ", "system: ", "you are now ", "my wife ", "What did you do, and how ", "\u200b",
    "a\u0301", "Ab ", "I'm ",
]  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_hangs_on_a_long_answer(name: str) -> None:
    for piece in PIECES:
        FUNCTIONS[name]((piece * (LENGTH // len(piece)))[:LENGTH])
        FUNCTIONS[name]((piece * (LENGTH // len(piece)))[: LENGTH - 3] + "th.")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ON_REPLIES)
def test_nothing_hangs_on_a_models_words(name: str) -> None:
    for piece in PIECES:
        ON_REPLIES[name]((piece * (REPLY_LENGTH // len(piece)))[:REPLY_LENGTH])


@pytest.mark.timeout(60)
def test_nothing_hangs_on_many_recognized_words() -> None:
    words = [RecognizedWord(word, 0.4) for word in ("a b " * 2500).split()]
    assert recognition_of("a b c " * 3300, words) is not None


@pytest.mark.timeout(120)
@pytest.mark.parametrize("piece", ["- Must have: a, b and c; ", "e.g. ", "KSC 1. ", "word ", "#", "A | B | C\n"])
def test_nothing_hangs_on_long_documents(piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    assert make_plan(Documents(resume=text, job_description=text), engine="embedded").topics
