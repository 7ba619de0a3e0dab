"""The pictures of a report: true to its figures, readable without colour and without seeing, and within their frame."""

import re
from dataclasses import replace
from xml.etree import ElementTree as xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.gateway.sample_report import REPORT, REQUIREMENTS, SCALES, TIMELINE, TOPICS
from xquizit_gateway.clients.report_records import RatingState, Report, TimelineEntry
from xquizit_gateway.renderers import report as render
from xquizit_gateway.renderers.report.coverage import coverage_picture
from xquizit_gateway.renderers.report.drawing import WIDTH, width_px, wrapped
from xquizit_gateway.renderers.report.phrases import in_order
from xquizit_gateway.renderers.report.ratings import ratings_pictures
from xquizit_gateway.renderers.report.timeline import timeline_picture

ENDLESS = "W" * 300
WIDE = "面接の録音と文字起こしの正確さについて、" * 8
LONG = "an uncommonly long title that goes on and on, " * 8


def pictures_of(report: Report) -> dict[str, xml.Element]:
    ratings = {f"ratings-{number}": drawn for number, drawn in enumerate(ratings_pictures(report), 1)}
    others = {"coverage": coverage_picture(in_order(report.requirements)), "timeline": timeline_picture(report)}
    return {name: xml.fromstring(drawn) for name, drawn in (ratings | others).items()}


def renamed(title: str) -> Report:
    """The sample with one title for everything that has one."""
    return replace(
        REPORT,
        topics=tuple(replace(topic, title=title) for topic in TOPICS),
        requirements=tuple(replace(item, name=title) for item in REQUIREMENTS),
        scales=tuple(replace(scale, anchors=(title,) * 5) for scale in SCALES),
        timeline=tuple(replace(entry, title=title) for entry in TIMELINE),
    )


def group_of(picture: xml.Element, title: str) -> xml.Element:
    """The parts of one row."""
    [found] = [part for part in picture.iter("g") if (part.findtext("title") or "").startswith(title)]
    return found


def shapes(part: xml.Element) -> set[tuple[str, str, str]]:
    """What is drawn in a row without its words: kinds of shapes, their styles and fillings."""
    return {
        (shape.tag, shape.get("class", ""), shape.get("fill", ""))
        for shape in part.iter()
        if shape.tag in ("rect", "circle", "path")
    }


@pytest.mark.parametrize("name", ["ratings-1", "ratings-2", "coverage", "timeline"])
def test_a_picture_has_a_name_and_tells_all_it_shows(name: str) -> None:
    picture = pictures_of(REPORT)[name]
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{name}-title {name}-desc"
    assert picture.findtext(f"title[@id='{name}-title']")
    told = picture.findtext(f"desc[@id='{name}-desc']") or ""
    for row in picture.findall("g"):
        assert (row.findtext("title") or "nothing") in told
    expected = {
        "ratings-1": ["PostgreSQL: Recognition uncertain", "demanding situation"],
        "ratings-2": ["Working in a team: 3 of 5: tells an occasion and what they did. From 1 of 1 answer."],
        "coverage": ["Python (must have): not asked about, not spoken of, in the resume."],
        "timeline": [
            "Working in a team: 3.3 of 6 planned minutes, from minute 8 to 11.3.",
            "Break from minute 11.3 to",
        ],
    }
    for sentence in expected[name]:
        assert sentence in told


def test_all_stand_on_the_page_with_ids_and_names_of_their_own() -> None:
    page = render.as_html(REPORT)
    assert page.count('role="img"') == 4
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 11
    names = re.findall(r"<title [^>]*>([^<]*)</title>", page)
    assert len(names) == len(set(names)) == 4
    for used in re.findall(r"url\(#([^)]+)\)", page):
        assert used in ids


def test_each_scale_is_a_picture_so_that_a_page_may_end_between_them() -> None:
    pictures = pictures_of(REPORT)
    for number, scale in enumerate(SCALES[:2], 1):
        rows = [row.findtext("title") or "" for row in pictures[f"ratings-{number}"].findall("g")]
        topics = [topic for topic in TOPICS if topic.scale == scale.name]
        assert len(rows) == len(topics)
        assert all(row.startswith(topic.title) for row, topic in zip(rows, topics, strict=True))
    html = render.as_html(REPORT)
    assert "figure{margin:1.2rem 0}" in html
    assert ".picture{display:block;break-inside:avoid;" in html
    assert html.count('aria-label="Ratings: picture ') == 2
    assert 'aria-label="Timeline: picture"' in html


def test_a_rating_stands_where_its_number_stands() -> None:
    for topic in TOPICS:
        picture = pictures_of(REPORT)["ratings-1" if topic.scale == SCALES[0].name else "ratings-2"]
        axis = {text.text: text.get("x") for text in picture.findall("text") if text.get("class") == "strong"}
        discs = [disc for disc in group_of(picture, topic.title).iter("circle") if disc.get("class") == "solid"]
        assert [disc.get("cx") for disc in discs] == ([axis[str(topic.rating)]] if topic.rating else [])


def test_the_states_differ_in_shape_and_words_not_only_in_colour() -> None:
    states: tuple[RatingState, ...] = ("insufficient_evidence", "recognition_uncertain", "not_rated")
    seen: list[set[tuple[str, str, str]]] = []
    for state in states:
        report = replace(REPORT, topics=(replace(TOPICS[0], rating_state=state, rating=None, rating_label=""),))
        row = group_of(pictures_of(report)["ratings-1"], TOPICS[0].title)
        assert state.replace("_", " ") in [text.text for text in row.iter("text")]
        seen.append(shapes(row))
    seen.append(shapes(group_of(pictures_of(REPORT)["ratings-2"], "Working in a team")))
    assert all(one != other for index, one in enumerate(seen) for other in seen[:index])
    assert ("rect", "edge", "url(#ratings-1-hatch)") in seen[1]
    assert ("circle", "solid", "") in seen[3]


def test_the_anchors_of_each_scale_stand_at_its_axis() -> None:
    for number, scale in enumerate(SCALES[:2], 1):
        words = " ".join(text.text or "" for text in pictures_of(REPORT)[f"ratings-{number}"].findall("text"))
        assert f"Scale: {scale.name.replace('_', ' ')}" in words
        for anchor in scale.anchors:
            assert set(anchor.split()) <= set(words.split())
    pictures = pictures_of(replace(REPORT, scales=()))
    assert "ratings-2" not in pictures
    unanchored = " ".join(t.text or "" for t in pictures["ratings-1"].findall("text"))
    assert "Scale" not in unanchored
    assert "1 2 3 4 5" in unanchored


def test_what_is_known_of_a_requirement_is_marked_under_its_column() -> None:
    picture = pictures_of(REPORT)["coverage"]
    columns = {text.text: text.get("x") for text in picture.findall("text") if text.get("text-anchor") == "middle"}
    assert list(columns) == ["asked about", "spoken of", "in the resume"]
    for item in REQUIREMENTS:
        row = group_of(picture, item.name)
        marks = {disc.get("cx"): disc.get("class") for disc in row.iter("circle")}
        known = (item.was_asked, bool(item.quotes), bool(item.resume_evidence))
        assert marks == dict(
            zip(columns.values(), ("solid" if is_known else "hollow" for is_known in known), strict=True)
        )
        assert len(list(row.iter("path"))) == sum(known), "each full disc has its tick"
    headings = [text.text for text in picture.findall("text") if text.get("class") == "strong"]
    assert headings == ["Must have (7)", "Also wanted (5)"]
    titles = [row.findtext("title") or "" for row in picture.findall("g")]
    assert ["(must have)" in title for title in titles] == [True] * 7 + [False] * 5


def test_the_timeline_is_drawn_to_scale() -> None:
    picture = pictures_of(REPORT)["timeline"]
    ticks = {text.text: float(text.get("x", "")) for text in picture.findall("text") if text.get("class") == ""}
    minute_px = (ticks["30"] - ticks["0"]) / 30
    for title in {entry.title for entry in TIMELINE}:
        row = group_of(picture, title or "Break")
        style = "solid" if title else "edge"
        drawn = [
            (float(part.get("x", "")), float(part.get("width", "")))
            for part in row.iter("rect")
            if part.get("class") == style and part.get("height") != "10"
        ]
        assert drawn == [
            pytest.approx(
                (ticks["0"] + entry.start_s / 60 * minute_px, (entry.end_s - entry.start_s) / 60 * minute_px), rel=1e-3
            )
            for entry in TIMELINE
            if entry.title == title
        ]


def test_minutes_spent_are_drawn_against_minutes_planned() -> None:
    row = group_of(pictures_of(REPORT)["timeline"], "Working in a team")
    [planned] = [float(part.get("width", "0")) for part in row.iter("rect") if part.get("class") == "hollow"]
    [spent] = [float(part.get("width", "0")) for part in row.iter("rect") if part.get("height") == "10"]
    assert spent == pytest.approx(planned * 3.3 / 6, rel=1e-3)
    assert "3.3 of 6" in [text.text for text in row.iter("text")]
    untouched = group_of(pictures_of(REPORT)["timeline"], TOPICS[5].title)
    assert "0 of 4" in [text.text for text in untouched.iter("text")]
    assert {float(part.get("width", "0")) for part in untouched.iter("rect") if part.get("class") == "solid"} == {0}


def test_a_break_covers_what_would_be_drawn_below_it() -> None:
    parts = list(pictures_of(REPORT)["timeline"])
    first_break = min(index for index, part in enumerate(parts) if (part.findtext("title") or "").startswith("Break"))
    rows = [index for index, part in enumerate(parts) if part.tag == "g" and index < first_break]
    assert len(rows) == len(TOPICS)


def test_what_was_talked_about_outside_the_plan_has_its_row() -> None:
    other = TimelineEntry("opening", "Getting to know each other", 0, 90, (1,), is_break=False)
    picture = pictures_of(replace(REPORT, timeline=(other, *TIMELINE)))["timeline"]
    assert "1.5 of 0" in [text.text for text in group_of(picture, other.title).iter("text")]


@pytest.mark.parametrize("title", [ENDLESS, WIDE, LONG, "<b>&amp;\"'</b>", "x", ""], ids=lambda title: title[:6])
def test_whatever_the_titles_nothing_leaves_the_frame(title: str) -> None:
    for picture in pictures_of(renamed(title)).values():
        height = float(picture.get("height", "0"))
        assert picture.get("viewBox") == f"0 0 {WIDTH} {height:g}"
        for text in picture.iter("text"):
            x, y, size = (float(text.get(name, "0")) for name in ("x", "y", "font-size"))
            width = width_px(text.text or "", size)
            left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor", "")]
            assert left >= -1
            assert left + width <= WIDTH + 1
            assert 0 < y < height
        for shape in picture.iter("rect"):
            if shape.get("x") is not None:
                assert float(shape.get("x", "0")) + float(shape.get("width", "0")) <= WIDTH + 1
                assert float(shape.get("y", "0")) + float(shape.get("height", "0")) <= height + 1


@pytest.mark.parametrize("title", [ENDLESS, LONG], ids=lambda title: title[:6])
def test_a_title_that_is_cut_in_a_picture_is_whole_in_the_tables(title: str) -> None:
    page = render.as_html(renamed(title))
    assert any((text.text or "").endswith("…") for text in pictures_of(renamed(title))["ratings-1"].iter("text"))
    assert page.count(f"<tr><td>{title}</td>") == len(TOPICS)
    assert page.count(f"<tr><td><strong>{title}</strong>") == len(REQUIREMENTS)
    assert page.count(f"<td>{title}</td><td>") == len(TIMELINE) - 1


@given(st.text(max_size=200), st.floats(30, 300), st.integers(1, 4))
def test_wrapped_lines_fit_and_say_all_unless_they_are_cut(words: str, room_px: float, lines: int) -> None:
    found = wrapped(words, room_px, lines=lines)
    assert 1 <= len(found) <= lines
    for line in found:
        assert width_px(line, 13) <= room_px
    said, all_words = "".join(found).replace(" ", ""), "".join(words.split())
    if said != all_words:
        assert said.endswith("…")
        assert all_words.startswith(said[:-1])
