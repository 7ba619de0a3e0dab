"""The tag is read off a stream however it is cut into pieces, and however a model garbles it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_interview.engines.gemini.tags import Tag, TagReader
from xquizit_interview.state import CandidateKind

ANSWER = CandidateKind.ANSWER


def read(*pieces: str) -> tuple[Tag | None, str]:
    reader = TagReader()
    text = "".join(reader.feed(piece) for piece in pieces)
    return reader.tag, text + reader.finish()


@pytest.mark.parametrize(
    ("text", "tag", "rest"),
    [
        ("[[answer | FOLLOW_UP]] You said so.", Tag(ANSWER, "FOLLOW_UP"), "You said so."),
        ("[[answer | QUESTION t2p1]]\nWhy?", Tag(ANSWER, "QUESTION T2P1"), "Why?"),
        ("  [[ Answer|follow_up ]]Why?", Tag(ANSWER, "FOLLOW_UP"), "Why?"),
        ("[answer | FOLLOW_UP] Why?", Tag(ANSWER, "FOLLOW_UP"), "Why?"),
        ("`[[answer | FOLLOW_UP]]` Why?", Tag(ANSWER, "FOLLOW_UP"), "Why?"),
        ("[[kind: partial answer | move: QUESTION t1p1: triage]] Why?", None, "Why?"),
        ("[[FOLLOW_UP]] Why?", Tag(None, "FOLLOW_UP"), "Why?"),
        ("[[answer]] Why?", Tag(ANSWER, ""), "Why?"),
        ("[[]] Why?", None, "Why?"),
        ("Why?", None, "Why?"),
        ("", None, ""),
        ("[[answer | FOLLOW_UP", None, "[[answer | FOLLOW_UP"),
        ("[[answer | FOLLOW_UP\nWhy?", None, "[[answer | FOLLOW_UP\nWhy?"),
        ("[[" + "x" * 200 + "]] Why?", None, "[[" + "x" * 200 + "]] Why?"),
    ],
)
def test_a_tag_and_what_follows(text: str, tag: Tag | None, rest: str) -> None:
    if text.startswith("[[kind:"):
        tag = Tag(CandidateKind.PARTIAL_ANSWER, "QUESTION T1P1")
    if len(text) < 100:
        assert read(text) == (tag, rest)
    assert read(*text) == (tag, rest)


@given(st.lists(st.integers(1, 12), max_size=12))
def test_the_cuts_do_not_matter(sizes: list[int]) -> None:
    text, pieces = "[[answer | QUESTION t2p1]] You said so. Why?", []
    for size in sizes:
        pieces.append(text[:size])
        text = text[size:]
    assert read(*pieces, text) == (Tag(ANSWER, "QUESTION T2P1"), "You said so. Why?")


@given(st.text(alphabet="[]|a _\n`", max_size=150))
def test_nothing_that_is_no_tag_is_lost(text: str) -> None:
    tag, rest = read(*text)
    assert text.endswith(rest)
    assert tag is not None or rest == text or not rest.startswith("[[a") or "]" in text
