"""Documents for people: complete, and nothing in them comes alive."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xquizit_gateway.clients.interview_records import (
    InterviewStatus,
    Quote,
    Report,
    RequirementCoverage,
    TopicFinding,
    TranscriptEntry,
)
from xquizit_gateway.renderers import report as report_renderer
from xquizit_gateway.renderers import transcript as transcript_renderer

EVIL = "<script>alert(1)</script> | **bold** # x\n=cmd"
STATUS = InterviewStatus("concluded", 2, 3, 16, True, "plan_complete", 610.0, 0.0, None, None)
QUOTE = Quote(turn=1, start=4, end=12, text=EVIL)
REPORT = Report(
    session_id="s",
    is_final=True,
    status=STATUS,
    topics=(
        TopicFinding("t1", EVIL, "critical", 4, "strong", ("Led a team.",), (QUOTE,), 2),
        TopicFinding("t2", "Testing", "low", 0, "insufficient evidence", (), (), 1),
    ),
    requirements=(RequirementCoverage("Python", True, True, (QUOTE,)), RequirementCoverage("Go", False, False, ())),
    engine="embedded",
    model="rules-1",
    prompt_version="",
    fallbacks=("interview: gemini -> embedded",),
    notes=("Read with care.",),
)
ENTRIES = [
    TranscriptEntry(0, "interviewer", "Welcome?", datetime(2030, 1, 1, tzinfo=UTC), "opening", "Start"),
    TranscriptEntry(1, "candidate", "=1+1", None, "", ""),
]


def test_a_report_page_escapes_everything_and_holds_everything() -> None:
    html = report_renderer.as_html(REPORT)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    for fact in (
        "4 of 5, strong",
        "Insufficient evidence",
        "Led a team.",
        "Python",
        "gemini -&gt; embedded",
        "Read with",
    ):
        assert fact in html


def test_a_report_in_markdown_cannot_be_broken_by_words() -> None:
    text = report_renderer.as_markdown(REPORT)
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "**bold**" not in text
    assert "> \\<script\\>" in text
    assert "(answer 1, characters 4 to 12)" in text


def test_a_report_as_table_has_a_row_for_everything() -> None:
    rows = list(csv.DictReader(io.StringIO(report_renderer.as_csv(REPORT))))
    assert [row["part"] for row in rows] == [
        "topic", "claim", "quote", "topic", "requirement", "quote", "requirement",
    ]  # fmt: skip
    assert rows[2]["text"] == EVIL
    assert (rows[2]["turn"], rows[2]["start"], rows[2]["end"]) == ("1", "4", "12")


def test_a_provisional_report_says_so() -> None:
    provisional = replace(REPORT, is_final=False)
    assert "Provisional" in report_renderer.as_html(provisional)
    assert "Provisional" in report_renderer.as_markdown(provisional)
    assert "Provisional" not in report_renderer.as_html(REPORT)


def test_a_transcript_says_who_said_what_when() -> None:
    assert "**Interviewer** (2030-01-01T00:00:00+00:00): Welcome?" in transcript_renderer.as_markdown(ENTRIES)
    assert "<strong>Candidate</strong>" in transcript_renderer.as_html(ENTRIES)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(transcript_renderer.as_csv([replace(ENTRIES[1], text=text)]))))
    assert rows[0]["text"] == "'" + text
