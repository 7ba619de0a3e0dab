"""The figures of the corpus mean what they say."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.measure import Score, common_length, missing, score, words

WORDS = st.lists(st.sampled_from("abcde"), max_size=12)


def test_words() -> None:
    assert words("Cafe\u0301, end-to-end: 林晓雯 9 C++") == ["Café", "end", "to", "end", "林", "晓", "雯", "9", "C"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("one two three four", Score(1.0, 1.0, 1.0)),
        ("one two three", Score(0.75, 1.0, 1.0)),
        ("one two three four five", Score(1.0, 0.8, 1.0)),
        ("three four one two", Score(1.0, 1.0, 0.5)),
        ("", Score(0.0, 0.0, 1.0)),
    ],
)
def test_score(found: str, expected: Score) -> None:
    assert score("one two three four", found) == expected


def test_missing_words_are_counted_as_often_as_they_are_expected() -> None:
    assert missing("a b a c", "a c") == ["b", "a"]


def longest(first: list[str], second: list[str]) -> int:
    row = [0] * (len(second) + 1)
    for one in first:
        above = row[:]
        for index, other in enumerate(second):
            row[index + 1] = above[index] + 1 if one == other else max(above[index + 1], row[index])
    return row[-1]


@given(WORDS, WORDS)
def test_common_length_is_that_of_the_textbook(first: list[str], second: list[str]) -> None:
    assert common_length(first, second) == longest(first, second)


@given(WORDS, WORDS)
def test_common_length_is_at_least_what_difflib_finds(first: list[str], second: list[str]) -> None:
    found = sum(block.size for block in difflib.SequenceMatcher(a=first, b=second).get_matching_blocks())
    assert common_length(first, second) >= found
