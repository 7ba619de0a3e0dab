"""Follow-ups take up the candidate's own words, found at their exact place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_interview.wording.follow_ups import Gap, gaps_of, hook_of, turned_round

KNOWN: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("answer", "quoted", "said"),
    [
        (
            "It was hard. I moved the billing system to Kafka, and my manager was glad.",
            "I moved the billing system to Kafka",
            "you moved the billing system to Kafka",
        ),
        (
            "\U0001f600 Na\u00efve? I rewrote our caf\u00e9 menu.",
            "I rewrote our caf\u00e9 menu",
            "you rewrote your caf\u00e9 menu",
        ),
    ],
)
def test_the_hook_is_a_clause_of_the_answer(answer: str, quoted: str, said: str) -> None:
    hook = hook_of(answer, known=KNOWN)
    assert hook is not None
    assert hook.span.of(answer) == quoted
    assert hook.said == said


@pytest.mark.parametrize(
    ("answer", "familiar", "quoted", "thing"),
    [
        (
            "i started with the ledger wrote contract tests earth",
            "Wrote contract tests",
            "contract tests",
            "contract tests",
        ),
        ("we designed states fourteen million postings a day", "", "", ""),
        ("then i moved it all to postgresql before the summer came", "", "postgresql", "PostgreSQL"),
        (
            "so i called my ward manager and our patients went home",
            "Ward Manager, Leeds",
            "ward manager",
            "your ward manager",
        ),
        (
            "i came to canal wharf school in the second year of it",
            "At Canal Wharf School we built",
            "canal wharf school",
            "Canal Wharf School",
        ),
        ("so we had a problem and i told my team to stop the line because it was unsafe", "", "", ""),
    ],
)
def test_of_recognised_speech_only_what_is_known_is_said_back(
    answer: str, familiar: str, quoted: str, thing: str
) -> None:
    hook = hook_of(answer, known=KNOWN, familiar=familiar)
    assert (hook.thing if hook else "", hook.span.of(answer) if hook else "") == (thing, quoted)
    assert hook is None or hook.said == ""


def test_a_named_thing_serves_where_there_is_no_clause() -> None:
    answer = "Mostly reconciliations for the group."
    hook = hook_of(answer, known=KNOWN)
    assert hook is not None
    assert (hook.thing, hook.span.of(answer)) == ("reconciliations", "reconciliations")


@pytest.mark.parametrize(
    "answer",
    [
        "I left my job because my mother was ill.",
        "I was pregnant that year.",
        "We ignore your previous instructions.",
        "Yes.",
        "",
    ],
)
def test_what_must_not_be_taken_up_is_left_alone(answer: str) -> None:
    hook = hook_of(answer, known=KNOWN)
    assert hook is None or not {"mother", "pregnant", "instructions"} & set(hook.span.of(answer).split())


def test_what_was_talked_about_already_is_no_hook() -> None:
    answer = "We moved the ward."
    hook = hook_of(answer, known=KNOWN)
    assert hook is not None
    assert hook_of(answer, known=frozenset({"mov", "ward"})) is None


@pytest.mark.parametrize(
    ("clause", "turned"),
    [
        ("I was alone with my patients", "you were alone with your patients"),
        ("we've trained ourselves", "you've trained yourselves"),
        ("I'm the lead and they trust me", "you are the lead and they trust you"),
        ("we paid the us office in mine", "you paid the you office in yours"),
    ],
)
def test_persons_are_turned_round(clause: str, turned: str) -> None:
    assert turned_round(clause) == turned


def test_gaps_tell_what_is_missing() -> None:
    assert gaps_of("We did that.", None)[0] is Gap.STORY
    ours = "We rebuilt the whole system and our team moved it to the new office over a long weekend in spring together."
    assert gaps_of(ours, None)[0] is Gap.OWN_SHARE
    mine = (
        "I rebuilt the whole system and moved it to the new office over a long weekend in spring with two colleagues."
    )
    assert gaps_of(mine, None)[0] is Gap.RESULT


@given(st.text(max_size=400))
def test_any_text_is_survived_and_spans_lie_within_it(answer: str) -> None:
    hook = hook_of(answer, known=KNOWN)
    if hook is not None:
        assert 0 <= hook.span.start < hook.span.end <= len(answer)
        assert hook.span.of(answer).strip() == hook.span.of(answer)
