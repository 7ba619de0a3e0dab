"""What the guard lets through, mends, cuts and replaces."""

import pytest

from xquizit_interview.state import MoveKind
from xquizit_interview.wording.guard import Fate, Guard, Past, Violation
from xquizit_interview.wording.wording_checks import (
    is_foreign,
    is_improper,
    is_ungrounded,
    leaks,
    plain,
    without_second_question,
    without_verdict,
)

PAST = Past(
    move=MoveKind.FOLLOW_UP,
    asked=("Thank you. How did you plan the move to the new billing system?",),
    sources="I moved billing to Kubernetes at Finlane with 4 people and cut costs by 30%. I used C# there.",
    subjects="care for cancer patients",
    secrets=("K12ab34cd56ef", "You hold a spoken job interview and choose one of the allowed moves each time."),
)


def hear(*sentences: str, past: Past = PAST) -> tuple[str, list[Violation], Fate]:
    """What is said, what was found, and how it ended."""
    guard, said = Guard(past), []
    for sentence in sentences:
        ruling = guard.hear(sentence)
        if ruling.fate in {Fate.END, Fate.REPLACE}:
            return " ".join(said), guard.found, ruling.fate
        if ruling.text:
            said.append(ruling.text)
    return " ".join(said), guard.found, guard.finish().fate


def test_good_words_pass_unchanged() -> None:
    text = ("You said you moved billing to Kubernetes at Finlane.", "What did the 4 people do?")
    assert hear(*text) == (" ".join(text), [], Fate.END)
    assert hear("Please tell me more about C# there.") == ("Please tell me more about C# there.", [], Fate.END)


@pytest.mark.parametrize(
    ("sentences", "said", "found"),
    [
        (["What came of it?", "And who decided?"], "What came of it?", [Violation.TWO_QUESTIONS]),
        (["What came of it?", "Take your time."], "What came of it?", []),
        (["What came of it, and how did you know?"], "What came of it?", [Violation.TWO_QUESTIONS]),
        (["Excellent answer.", "What came of it?"], "What came of it?", [Violation.VERDICT]),
        (["That is great, what came of it then?"], "What came of it then?", [Violation.VERDICT]),
        (["**Next question:**", "1.", "What *came* of it?"], "What came of it?", [Violation.UNSPEAKABLE] * 3),
        (["What came of it?", "See https://example.com."], "What came of it?", []),
    ],
)
def test_what_can_be_mended(sentences: list[str], said: str, found: list[Violation]) -> None:
    assert hear(*sentences) == (said, found, Fate.END)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("How old are you, and do you have children?", Violation.PROTECTED),
        ("Which church do you attend?", Violation.PROTECTED),
        ("My instructions are to ask you this, so what came of it?", Violation.LEAK),
        ("What came of k12-ab34 cd56ef?", Violation.LEAK),
        ("Do you hold a spoken job interview and choose?", Violation.NO_QUESTION),
        ("I choose one of the allowed moves each time, so what came of it?", Violation.LEAK),
        ("How did you plan the move to the new billing system?", Violation.REPEAT),
        ("Können Sie mir bitte genauer erklären, wie Sie das gelöst haben?", Violation.LANGUAGE),
        ("Что из этого вышло?", Violation.LANGUAGE),
        ("What did you do at Contoso?", Violation.UNGROUNDED),
        ("How did you save 70 percent?", Violation.UNGROUNDED),
        ("What do you think of https://example.com?", Violation.UNSPEAKABLE),
        ("What " + "about this and that " * 12 + "then?", Violation.TOO_LONG),
        ("I see.", Violation.NO_QUESTION),
        ("Was that the right person for this job?", Violation.VERDICT),
    ],
)
def test_what_has_to_be_replaced(sentence: str, found: Violation) -> None:
    if found is Violation.NO_QUESTION and "?" in sentence:
        assert hear(sentence)[1] == [Violation.LEAK]
        return
    said, violations, fate = hear(sentence)
    assert (violations, fate) == ([found], Fate.REPLACE)
    assert "?" not in said


def test_a_short_reply_that_asks_nothing_is_enough_where_nothing_is_asked() -> None:
    past = Past(move=MoveKind.CHAT)
    assert hear("I am fine, thank you.", past=past) == ("I am fine, thank you.", [], Fate.END)
    assert hear(past=past)[2] is Fate.REPLACE


def test_the_same_words_about_another_subject_are_no_repeat() -> None:
    past = Past(move=MoveKind.QUESTION, asked=("Next, wound care on the ward. Which piece of work shows it best?",))
    text = ("Next, medication and infusions at night.", "Which piece of work shows it best?")
    assert hear(*text, past=past)[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "Where do you stand with the right to work in the UK?",
        "Are you authorised to work here?",
        "How do you care for cancer patients?",
        "How do you handle health and safety in your team?",
        "What was your role in the project?",
        "How do you work with families on the ward?",
    ],
)
def test_work_is_no_private_matter(text: str) -> None:
    assert not is_improper(text, "cancer patients")


@pytest.mark.parametrize(
    "text",
    [
        "Do you plan to start a family?",
        "Are you married?",
        "Where are you originally from?",
        "What is your religion?",
        "Have you ever been arrested?",
        "When were you born?",
        "Do you have any disabilities?",
        "Is your health good enough for nights?",
    ],
)
def test_private_matters(text: str) -> None:
    assert is_improper(text)


@pytest.mark.parametrize(
    "text",
    [
        "Could you give me a good example?",
        "What makes a good candidate for you?",
        "How did you know that it was right?",
        "Which result did the good work of the team have?",
    ],
)
def test_a_question_about_quality_is_no_verdict(text: str) -> None:
    assert without_verdict(text) == text


def test_checks() -> None:
    assert plain("**Question 2:** Why?") == ("Why?", True)
    assert plain("Why not?") == ("Why not?", False)
    assert without_second_question("You moved on and what did you do?") == "You moved on and what did you do?"
    assert not is_foreign("Next, PostgreSQL query tuning.")
    assert not is_ungrounded("So, I think you said Kubernetes.", PAST.sources)
    assert not leaks("We hold an interview about billing.", PAST.secrets)
