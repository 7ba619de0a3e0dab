"""Reports for people: complete, every claim with its words, and nothing in them comes alive."""

import csv
import io
import re
from dataclasses import fields, is_dataclass, replace
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.unit.gateway.sample_report import ANSWERS, CLUSTER, REPORT, SCALES, TOPICS
from xquizit_gateway.clients.report_records import Claim, Quote, Report
from xquizit_gateway.renderers import report as render
from xquizit_gateway.renderers.format import markdown_text

EVIL = (
    "=cmd|'/c calc'!A1 </title></style></svg><script>alert(1)</script><img src=x onerror=\"alert(1)\"> "
    "**bold** [x](javascript:alert(1)) ![i](http://x) # head | cell & &lt;b&gt;\n\n- item\n<!-- "
)
CLAIMS = [claim for topic in REPORT.topics for claim in topic.claims]


def place(quote: Quote) -> str:
    return f"answer {quote.turn}, characters {quote.start} to {quote.end}"


def rows_of(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render.as_csv(report))))


def everything_says(value: Any, text: str, *, keep: frozenset[str]) -> Any:
    """The same record with `text` in place of every string, but for the fields in `keep`."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(everything_says(item, text, keep=keep) for item in value)
    if is_dataclass(value):
        changes = {
            field.name: everything_says(getattr(value, field.name), text, keep=keep)
            for field in fields(value)
            if field.name not in keep
        }
        return replace(value, **changes)  # type: ignore[type-var]
    return value


_KEPT = frozenset({"rating_state", "phase", "topic_id"})
EVIL_REPORT: Report = everything_says(REPORT, EVIL, keep=_KEPT)
PLAIN_REPORT: Report = everything_says(REPORT, "Harmless words.", keep=_KEPT)
"""Has the same parts as EVIL_REPORT."""


class Tags(HTMLParser):
    """All tags with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def test_the_sample_quotes_verbatim() -> None:
    quotes = [quote for claim in CLAIMS for quote in claim.quotes]
    quotes += [quote for topic in REPORT.topics for quote in (*topic.quotes, *(told.quote for told in topic.told))]
    quotes += [quote for item in REPORT.requirements for quote in item.quotes]
    for quote in quotes:
        assert ANSWERS[quote.turn][quote.start : quote.end] == quote.text


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)
def test_every_claim_is_followed_by_its_quotes(claim: Claim) -> None:
    lines = [line for line in render.as_markdown(REPORT).splitlines() if line]
    at = lines.index(f"- {markdown_text(claim.text)}")
    shown = [f"  > {markdown_text(quote.text)} ({place(quote)})" for quote in claim.quotes]
    assert lines[at + 1 : at + 1 + len(shown)] == shown
    assert not lines[at + 1 + len(shown)].startswith("  >")

    html = render.as_html(REPORT)
    [after] = re.findall(f"<li>{re.escape(escape(claim.text))}(.*?)</li>", html)
    assert re.findall(r"<bdi>(.*?)</bdi> <span class=\"quiet small\">\((.*?)\)</span>", after) == [
        (escape(quote.text), place(quote)) for quote in claim.quotes
    ]
    assert after.count("<blockquote") == len(claim.quotes)

    rows = rows_of(REPORT)
    [at] = [index for index, row in enumerate(rows) if (row["part"], row["text"]) == ("claim", claim.text)]
    following = rows[at + 1 : at + 1 + len(claim.quotes)]
    assert [(row["part"], row["text"], row["turn"], row["start"], row["end"]) for row in following] == [
        ("quote", quote.text, str(quote.turn), str(quote.start), str(quote.end)) for quote in claim.quotes
    ]
    assert rows[at + 1 + len(claim.quotes)]["part"] != "quote"


@pytest.mark.parametrize(
    ("title", "rating"),
    [
        (TOPICS[0].title, f"5 of 5: {SCALES[0].anchors[4]}. From 2 of 4 answers."),
        ("PostgreSQL", "Recognition uncertain: what was said was heard too badly to be rated."),
        ("Working in a team", f"3 of 5: {SCALES[1].anchors[2]}. From 1 of 1 answer."),
        (TOPICS[3].title, "Not rated."),
        (TOPICS[4].title, f"2 of 5: {SCALES[0].anchors[1]}."),
        (TOPICS[5].title, "Insufficient evidence: nothing was said that could be rated."),
    ],
)
def test_every_topic_has_its_rating_or_why_there_is_none(title: str, rating: str) -> None:
    assert f"### {markdown_text(title)}\n\n**{markdown_text(rating)}**" in render.as_markdown(REPORT)
    html = render.as_html(REPORT)
    assert f"<h3>{escape(title)}</h3><p><strong>{escape(rating)}</strong>" in html
    assert f"<tr><td>{escape(title)}</td>" in html
    assert f"<td>{escape(rating)}</td>" in html
    assert [row["text"] for row in rows_of(REPORT) if (row["part"], row["about"]) == ("topic", title)] == [rating]


def test_what_each_answer_was_given_stands_at_its_topic() -> None:
    markdown, html = render.as_markdown(REPORT), render.as_html(REPORT)
    first = TOPICS[0].answer_ratings
    told = [
        ("1", "5 of 5 on experience", "our rules find less told than this stands for: read the quotes"),
        ("2", "4 of 5 on way of working", "some of the model's claims could not be checked and were left out"),
        ("6", "4 of 5 on experience", ""),
        ("8", "not rated", "the model gave no usable judgement (bad assessment)"),
    ]
    rows = "\n".join(f"| {turn} | {rating} | {markdown_text(reason)} |" for turn, rating, reason in told)
    assert f"| Answer | Rating | To know about it |\n| --- | --- | --- |\n{rows}\n\n- Built" in markdown
    cells = "".join(
        f"<tr><td>answer {turn}</td><td>{rating}</td><td>{escape(reason)}</td></tr>" for turn, rating, reason in told
    )
    assert f"<tbody>{cells}</tbody>" in html
    assert html.count('aria-label="Answers on ') == sum(bool(topic.answer_ratings) for topic in TOPICS) == 5

    found = [row for row in rows_of(REPORT) if (row["part"], row["about"]) == ("answer rating", TOPICS[0].title)]
    assert [(row["turn"], row["rating_state"], row["scale"], row["reason"]) for row in found] == [
        (str(one.turn), one.rating_state, one.scale, one.reason) for one in first
    ]
    assert [row["rating"] for row in found] == ["5", "4", "4", ""]
    assert [row["text"] for row in found] == [": ".join(filter(None, words)) for _, *words in told]


def test_without_ratings_of_answers_there_is_no_table_of_them() -> None:
    plain = replace(REPORT, topics=tuple(replace(topic, answer_ratings=()) for topic in TOPICS))
    assert "| Answer |" not in render.as_markdown(plain)
    assert 'aria-label="Answers on' not in render.as_html(plain)
    assert "From " not in render.as_markdown(plain).split("## Requirements")[0]
    assert "answer rating" not in [row["part"] for row in rows_of(plain)]


def test_only_what_is_rated_has_a_number() -> None:
    found = {row["about"]: (row["rating_state"], row["rating"]) for row in rows_of(REPORT) if row["part"] == "topic"}
    assert found == {
        TOPICS[0].title: ("rated", "5"),
        "PostgreSQL": ("recognition_uncertain", ""),
        "Working in a team": ("rated", "3"),
        TOPICS[3].title: ("not_rated", ""),
        "Kubernetes and container orchestration": ("rated", "2"),
        TOPICS[5].title: ("insufficient_evidence", ""),
    }


def test_the_summary_tells_how_it_was_made() -> None:
    told = {row["about"]: row["text"] for row in rows_of(REPORT) if row["part"] == "summary"}
    assert told["Held"] == "14 January 2030, 09:30 UTC"
    assert told["State"] == "over: the candidate asked to stop"
    assert told["Questions"] == "9 of at most 16"
    assert told["Time"] == "30.6 of 56.2 minutes, 25 % extra time included"
    assert told["Breaks"] == "1, 2.8 minutes in all"
    assert told["Topics"] == "6: 3 rated, 1 not rated, 1 insufficient evidence, 1 recognition uncertain"
    assert told["Must-haves"] == "7: 4 asked about, 4 spoken of, 3 mentioned in the resume"
    assert told["Asked by"] == "gemini, model gemini-2.5-flash, prompts 7"
    assert told["Fallbacks"] == "interview: gemini -> embedded"
    assert told["Mended"] == "two questions (2 times), claims dropped (once), in a model's words or judgements"
    assert told["Not assessed yet"] == "1 answer; a later report may tell more"
    markdown, page = render.as_markdown(REPORT), Tags(render.as_html(REPORT)).text
    for name, text in told.items():
        assert f"- {name}: {markdown_text(text)}" in markdown
        assert f"{name}{text}" in page


def test_what_a_reader_must_know_comes_before_the_topics() -> None:
    for text, first_topic in (
        (render.as_markdown(REPORT), "## Topics"),
        (render.as_html(REPORT), "<h2>Topics</h2>"),
        (render.as_csv(REPORT), "\ntopic,"),
    ):
        for note in REPORT.notes:
            assert 0 < text.index(note[:20]) < text.index(first_topic)


def test_the_anchors_of_each_used_scale_are_printed_once() -> None:
    markdown, html = render.as_markdown(REPORT), render.as_html(REPORT)
    for scale in SCALES[:2]:
        for number, anchor in enumerate(scale.anchors, 1):
            assert markdown.count(f"\n{number}. {markdown_text(anchor)}\n") == 1
            assert html.count(f"<li>{escape(anchor)}</li>") == 1
    assert "held against by nobody" not in markdown + html + render.as_csv(REPORT)
    anchors = [(row["about"], row["rating"], row["text"]) for row in rows_of(REPORT) if row["part"] == "anchor"]
    assert anchors == [
        (scale.name, str(number), anchor) for scale in SCALES[:2] for number, anchor in enumerate(scale.anchors, 1)
    ]


def test_must_haves_come_first_and_say_what_is_known_of_them() -> None:
    rows = [row for row in rows_of(REPORT) if row["part"] == "requirement"]
    assert [row["is_must_have"] for row in rows] == ["yes"] * 7 + ["no"] * 5
    assert [row["about"] for row in rows][:3] == ["payment systems", "PostgreSQL", "Python"]
    python = rows[2]
    assert (python["was_asked"], python["resume_evidence"]) == ("no", "Python since 2021")
    markdown = render.as_markdown(REPORT)
    assert "| Python | yes | no | no | yes |" in markdown
    assert "| Kafka | yes | yes | yes | no |" in markdown
    assert markdown.index("| SQL tuning |") < markdown.index("| Kubernetes | no |")
    html = render.as_html(REPORT)
    assert "<strong>Python</strong><br>" in html
    assert "<td>yes</td><td>no</td><td>no</td><td>Python since 2021</td>" in html


def test_words_that_may_be_misheard_are_marked_and_no_others() -> None:
    html = render.as_html(REPORT)
    marked = re.findall(r'<blockquote class="misheard"><bdi>(.*?)</bdi>', html)
    assert set(marked) == {CLUSTER.text}
    assert html.count("some words may be misheard") == len(marked) == 2  # on the topic, and on the requirement
    markdown = render.as_markdown(REPORT)
    told = [line for line in markdown.splitlines() if "some words may be misheard" in line]
    assert told == [f"> {CLUSTER.text} ({place(CLUSTER)}; some words may be misheard)"] * 2
    assert {row["text"] for row in rows_of(REPORT) if row["is_uncertain"] == "yes"} == {CLUSTER.text}


def test_what_was_told_points_to_its_words() -> None:
    markdown = render.as_markdown(REPORT)
    assert "- own action: answer 1, characters 90 to 127, quoted above" in markdown
    assert "- reason:\n\n  > I would look at the slow query log first (answer 4, characters 0 to 40)" in markdown
    rows = rows_of(REPORT)
    told = [(rows[index + 1]["part"], row["text"]) for index, row in enumerate(rows) if row["part"] == "told"]
    assert told == [("quote", part) for part in ("own action", "reason", "result", "own action", "reason")]


def test_the_timeline_shows_breaks_and_answers() -> None:
    assert "| 8 | 11.3 | Working in a team | 2, 3 |\n| 11.3 | 14.1 | break | none |" in render.as_markdown(REPORT)
    assert "<td><em>break</em></td><td>none</td>" in render.as_html(REPORT)
    assert ("break", "minute 11.3 to 14.1; answers: none") in [(row["about"], row["text"]) for row in rows_of(REPORT)]


def test_it_says_neither_hire_nor_reject() -> None:
    for text in (render.as_markdown(REPORT), render.as_html(REPORT), render.as_csv(REPORT)):
        assert not re.search(r"\b(hire|hired|reject|rejected|suitable|unsuitable)\b", text, re.IGNORECASE)


def test_a_provisional_report_says_so() -> None:
    provisional = replace(REPORT, is_final=False)
    for text in (render.as_html(provisional), render.as_markdown(provisional)):
        assert "Provisional: the interview is still going on." in text
        assert "still going on" in text
    assert ("State", "still going on") in [(row["about"], row["text"]) for row in rows_of(provisional)]
    assert "Provisional" not in render.as_html(REPORT) + render.as_markdown(REPORT)


def test_an_empty_report_has_no_empty_parts() -> None:
    empty = replace(
        REPORT, topics=(), requirements=(), scales=(), timeline=(), fallbacks=(), mended=(), notes=(), model="",
        prompt_version="", unassessed_answers=0, extra_time_percent=0,
    )  # fmt: skip
    html = render.as_html(empty)
    for part in ("<svg", "<table", "<h2>Topics", "<h2>Requirements", "<h2>Scales", "<h2>Before", "<h2>At", "<ul>"):
        assert part not in html
    told = {row["about"]: row["text"] for row in rows_of(empty)}
    assert (told["Fallbacks"], told["Mended"], told["Asked by"]) == ("none", "nothing", "gemini")
    assert told["Time"].endswith("no extra time")
    assert "Not assessed yet" not in told
    assert "| --- |" not in render.as_markdown(empty)


def test_nothing_in_a_page_comes_alive() -> None:
    page, plain = Tags(render.as_html(EVIL_REPORT)), Tags(render.as_html(PLAIN_REPORT))
    assert [tag for tag, _ in page.tags if tag != "text"] == [tag for tag, _ in plain.tags if tag != "text"]
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in plain.tags}
    names = {name for _, attributes in plain.tags for name in attributes}
    assert {name for _, attributes in page.tags for name in attributes} == names
    for name in names:
        assert not name.startswith("on")
        assert name not in ("src", "href", "xlink:href", "srcset", "action")
    assert "<script>alert(1)</script>" in page.text, "the words themselves are shown"


def test_nothing_in_markdown_comes_alive() -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page, plain = (Tags(reader.render(render.as_markdown(report))) for report in (EVIL_REPORT, PLAIN_REPORT))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert {tag for tag, _ in page.tags} == set(
        "h1 h2 h3 p ul ol li strong blockquote table thead tbody tr th td".split()
    )
    assert not any(attributes for _, attributes in page.tags)
    assert "<script>alert(1)</script>" in page.text, "the words themselves are shown"


def test_no_cell_is_a_formula() -> None:
    cells = [cell for row in csv.reader(io.StringIO(render.as_csv(EVIL_REPORT))) for cell in row]
    assert "'" + EVIL in cells
    for cell in cells:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
