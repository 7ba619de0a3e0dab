"""A hyphen at a line's end goes or stays as the document's own words and English tell."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_documents.hyphens import Hyphens, is_ideograph

ENGLISH = "The work of the team is to build and to run services for the town."


@pytest.mark.parametrize(
    ("line", "following", "joined"),
    [
        ("we met a dead-", "line of days", "we met a dead-line of days"),  # nothing tells: no line of it was cut
        ("much experi-", "ence in banks", "much experience in banks"),
        ("the manage-", "ment of risks", "the management of risks"),
        ("a cross-", "functional team", "a cross-functional team"),
        ("a long-", "term plan", "a long-term plan"),
        ("a Kubernetes-", "based platform", "a Kubernetes-based platform"),
        ("state-of-the-", "art tools", "state-of-the-art tools"),
        ("an end-to-", "end test", "an end-to-end test"),
        ("a multi-re-", "gion setup", "a multi-region setup"),
        ("in soft\u00ad", "ware", "in software"),
        ("in inter\u2010", "national teams", "in international teams"),
        ("from 2019-", "2021", "from 2019- 2021"),
        ("at Garçonnet-", "Lefèvre", "at Garçonnet-Lefèvre"),
        ("two", "words", "two words"),
        ("数据分", "析师", "数据分析师"),
        ("使用", "Python", "使用 Python"),
    ],
)
def test_joins(line: str, following: str, joined: str) -> None:
    assert Hyphens([ENGLISH, line, following]).join(line, following) == joined


def test_a_word_that_stands_elsewhere_tells() -> None:
    lines = [
        ENGLISH,
        "Our database and our data-driven, co-operative shop",
        "a new data-",
        "base for the co-",
        "operative",
    ]
    hyphens = Hyphens(lines)
    assert hyphens.join("a new data-", "base") == "a new database"
    assert hyphens.join("the co-", "operative") == "the co-operative"
    assert hyphens.join("is Open-", "Telemetry") == "is Open-Telemetry"
    assert Hyphens([*lines, "OpenTelemetry"]).join("is Open-", "Telemetry") == "is OpenTelemetry"


def test_a_document_that_cuts_words_cuts_those_with_prefixes_too() -> None:
    assert Hyphens([ENGLISH, "re-", "newed"]).join("re-", "newed") == "re-newed"
    assert Hyphens([ENGLISH, "docu-", "mentation", "re-", "newed"]).join("re-", "newed") == "renewed"


def test_german_cuts_words_and_keeps_hyphens_before_capitals() -> None:
    hyphens = Hyphens(["Die Arbeit in der Gruppe ist mit den Werken und für die Kunden", "Qualitäts-", "sicherung"])
    assert hyphens.join("Qualitäts-", "sicherung") == "Qualitätssicherung"
    assert hyphens.join("Diplom-", "Ingenieur") == "Diplom-Ingenieur"


@given(st.lists(st.text(alphabet="ab-\u00ad\u2010 东\u4eac'", min_size=1, max_size=12), min_size=2, max_size=6))
def test_joining_never_loses_a_letter(lines: list[str]) -> None:
    hyphens = Hyphens(lines)
    for line, following in itertools.pairwise(lines):
        joined = hyphens.join(line, following)
        assert [char for char in joined if char.isalpha()] == [char for char in line + following if char.isalpha()]


def test_ideographs() -> None:
    assert all(map(is_ideograph, "漢カな。"))
    assert not any(map(is_ideograph, ["a", "é", "א", "ب", "1", ""]))
