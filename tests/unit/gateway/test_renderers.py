"""Documents for people: what all of them share, and transcripts."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xquizit_gateway.clients.interview_records import Heard, Recognition, Span, Spoken, TranscriptEntry
from xquizit_gateway.renderers import transcript as render
from xquizit_gateway.renderers.format import as_download, markdown_text, page
from xquizit_gateway.renderers.style import DARK, LIGHT
from xquizit_gateway.renderers.uncertain import stretches

EVIL = '<script>alert("1")</script> | **bold** # x\n=cmd'
SPOKEN = "We use poster gray, 😀 and kafka a lot."


def span_of(words: str) -> Span:
    return Span(SPOKEN.index(words), SPOKEN.index(words) + len(words))


ENTRIES = [
    TranscriptEntry(0, "interviewer", "Welcome?", datetime(2030, 1, 1, tzinfo=UTC), "opening", "Start"),
    TranscriptEntry(1, "candidate", "=1+1", None, "", ""),
    TranscriptEntry(
        2,
        "candidate",
        SPOKEN,
        datetime(2030, 1, 1, 0, 1, tzinfo=UTC),
        "",
        "",
        Recognition(0.834, (span_of("poster"), span_of("gray"), span_of("kafka"))),
    ),
]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_transcript_says_who_said_what_when() -> None:
    markdown, html = render.as_markdown(ENTRIES), render.as_html(ENTRIES)
    assert "**Interviewer** (2030-01-01T00:00:00+00:00): Welcome?" in markdown
    assert "**Candidate** (answer 1): \\=1+1" in markdown
    assert "<strong>Candidate</strong>" in html
    assert "answer 2, recognized with confidence 0.83, 2030-01-01T00:01:00+00:00" in html


def test_words_that_may_be_misheard_are_marked_in_every_format() -> None:
    assert "We use poster gray (?), 😀 and kafka (?) a lot." in render.as_markdown(ENTRIES)
    html = render.as_html(ENTRIES)
    assert '<span class="unsure">poster gray</span> <span class="quiet">(?)</span>, 😀 and' in html
    assert html.count('class="unsure"') == 2
    row = rows_of(render.as_csv(ENTRIES))[2]
    assert row["text"] == SPOKEN
    assert row["recognition_confidence"] == "0.83"
    assert row["uncertain"] == "poster gray (7 to 18); kafka (26 to 31)"
    assert SPOKEN[26:31] == "kafka"


@pytest.mark.parametrize(
    ("spoken", "heard", "told"),
    [
        (None, None, ""),
        (Spoken(("kokoro",)), Heard(8, is_complete=True, is_interrupted=False), "heard to the end"),
        (Spoken(("kokoro",)), Heard(3, False, False), "heard in part (3 of 8 characters)"),
        (Spoken(("kokoro",)), Heard(3, False, True), "heard until interrupted (3 of 8 characters)"),
        (Spoken((), "", True), None, "shown as text, the voice was away"),
        (Spoken(("kokoro",), "", True), None, "spoken in part, the voice went away"),
        (Spoken(("kokoro", "espeak"), "kokoro"), None, "spoken by espeak standing in for kokoro"),
    ],
)
def test_how_the_interviewers_words_were_spoken_and_heard(spoken: Spoken, heard: Heard, told: str) -> None:
    entries = [replace(ENTRIES[0], said_at=None, spoken=spoken, heard=heard)]
    assert f"**Interviewer** ({told}): Welcome?" in render.as_markdown(entries)
    assert f">{told}</span>" in render.as_html(entries)
    [row] = rows_of(render.as_csv(entries))
    assert row["spoken_by"] == ("; ".join(spoken.engines) if spoken else "")
    assert row["heard_characters"] == (str(heard.characters) if heard else "")
    assert row["heard"] == (told.removeprefix("heard ").partition(" (")[0] if heard else "")
    assert row["voice_was_away"] == (("yes" if spoken.is_cut else "no") if spoken else "")


def test_typed_words_have_no_marks_and_no_key() -> None:
    typed = ENTRIES[:2]
    assert "(?)" not in render.as_markdown(typed)
    assert "(?)" not in render.as_html(typed)
    assert [row["recognition_confidence"] + row["uncertain"] for row in rows_of(render.as_csv(typed))] == ["", ""]


@pytest.mark.parametrize(
    ("spans", "uncertain"),
    [
        ([], []),
        ([Span(0, 2)], ["We"]),
        ([Span(26, 31), Span(0, 2)], ["We", "kafka"]),
        ([Span(0, 2), Span(1, 6)], ["We use"]),
        ([Span(-5, 2), Span(36, 99)], ["We", "t."]),
        ([Span(90, 99)], []),
        ([Span(5, 5)], []),
    ],
)
def test_stretches_are_the_whole_text_whatever_the_spans(spans: list[Span], uncertain: list[str]) -> None:
    found = stretches(replace(ENTRIES[2], recognition=Recognition(0.5, tuple(spans))))
    assert "".join(part.text for part in found) == SPOKEN
    assert [part.text for part in found if part.is_uncertain] == uncertain
    assert all(SPOKEN[part.start : part.end] == part.text for part in found)


def test_nothing_said_comes_alive() -> None:
    entries = [replace(ENTRIES[2], text=EVIL, recognition=Recognition(0.5, (Span(0, 8),)))]
    html = render.as_html(entries)
    assert "<script" not in html
    assert '<span class="unsure">&lt;script&gt;</span>' in html
    markdown = render.as_markdown(entries)
    assert "<script>" not in markdown.replace("\\<script\\>", "")
    assert "**bold**" not in markdown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    row = rows_of(render.as_csv([replace(ENTRIES[1], text=text)]))[0]
    assert row["text"] == "'" + text
    spoken = replace(ENTRIES[1], text=text, recognition=Recognition(0.1, (Span(0, len(text)),)))
    assert rows_of(render.as_csv([spoken]))[0]["uncertain"].startswith("'" + text)


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("1. one", "1\\. one"),
        ("12) x", "12\\) x"),
        ("3.5 years", "3.5 years"),
        ("- x", "\\- x"),
        ("===", "\\==="),
        ("a\n\n# b", "a \\# b"),
        ("`a` *b* _c_ ~~d~~ a|b", "\\`a\\` \\*b\\* \\_c\\_ \\~\\~d\\~\\~ a\\|b"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("[a](http://x) www.x", "\\[a\\](http\\://x) www\\.x"),
        ("me@example.org", "me\\@example.org"),
    ],
)
def test_words_mean_nothing_in_markdown(text: str, flat: str) -> None:
    assert markdown_text(text) == flat


def test_a_page_may_load_and_run_nothing() -> None:
    answer = as_download(page("T", "<p>x</p>"), "html")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    text = bytes(answer.body).decode()
    assert "<script" not in text
    for reference in ("src=", "href=", "@import", "url(http"):
        assert reference not in text


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "wash", 7),
        ("quiet", "paper", 4.5),
        ("quiet", "wash", 4.5),
        ("on-accent", "accent", 4.5),
        ("accent", "paper", 4.5),
        ("line", "paper", 4.5),
    ],
)
def test_colours_can_be_told_apart(colours: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(colours[front], colours[back]) >= least


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1..21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
