"""Reports: verbatim quotes at their places, coverage, and no judgement."""

import re

import pytest

from tests.unit.interview.conversation import LONG_ANSWER, held, say, started
from xquizit_interview.reporting.report import INSUFFICIENT, NOT_JUDGED, Quote, make_report, quote
from xquizit_interview.state import Span

TRIAGE = "In my last year I did triage at the front door. The \u201cred\u201d patients \U0001f600 went in first."
KAFKA = "I used Kubernetes for the billing system. Then I wrote Terraform modules so that nobody had to click."


def quotes_of(report) -> list[Quote]:  # type: ignore[no-untyped-def]
    found = [one for topic in report.topics for one in topic.quotes]
    return found + [one for requirement in report.requirements for one in requirement.quotes]


@pytest.mark.parametrize("role", ["nurse", "accountant", "teacher", "software"])
@pytest.mark.parametrize("answer", [LONG_ANSWER, TRIAGE, KAFKA, "word " * 500, "so we did it and it went well i think"])
def test_every_quote_stands_in_the_transcript(role: str, answer: str) -> None:
    interview = held(role, [answer])
    report = make_report(interview, is_final=True)
    assert quotes_of(report)
    for one in quotes_of(report):
        spoken = interview.turns[one.turn].answer
        assert spoken[one.span.start : one.span.end] == one.text


def test_what_was_said_on_a_requirement_is_found_wherever_it_was_said() -> None:
    interview = say(started("software"), KAFKA, 60.0)
    [coverage] = [
        one for one in make_report(interview, is_final=False).requirements if "Terraform" in one.requirement.text
    ]
    assert not coverage.was_asked
    assert [one.text for one in coverage.quotes] == [
        "I used Kubernetes for the billing system.",
        "Then I wrote Terraform modules so that nobody had to click.",
    ]


def test_requirements_are_worded_as_in_the_job_description() -> None:
    interview = started("nurse")
    for coverage in make_report(interview, is_final=False).requirements:
        assert coverage.requirement.text in interview.documents.job_description


def test_nothing_is_judged() -> None:
    report = make_report(held("nurse", [LONG_ANSWER]), is_final=True)
    assert {finding.rating for finding in report.topics} == {0}
    assert {finding.rating_label for finding in report.topics} <= {NOT_JUDGED, INSUFFICIENT}
    assert not re.search(r"\b(?:hire|reject|recommend this|suitable|excellent|poor)\b", " ".join(report.notes), re.I)


def test_without_answers_there_is_no_evidence() -> None:
    report = make_report(held("nurse", ["Could we skip this one?"]), is_final=True)
    assert {finding.rating_label for finding in report.topics} == {INSUFFICIENT}
    assert quotes_of(report) == []
    assert any("passed over" in note for note in report.notes)


def test_requirements_not_asked_about_are_noted() -> None:
    report = make_report(started("nurse"), is_final=False)
    assert any(note.startswith("Not asked about:") and "infection control" in note for note in report.notes)
    assert any("provisional" in note for note in report.notes)


@pytest.mark.parametrize("span", [Span(start=0, end=10_000), Span(start=5, end=5)])
def test_a_quote_outside_the_answer_is_refused(span: Span) -> None:
    turn = say(started(), LONG_ANSWER, 60.0).turns[1]
    with pytest.raises(ValueError, match="not in the answer"):
        quote(turn, span)
