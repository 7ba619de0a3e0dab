"""When the written words are heard."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_tts.alignment import align
from xquizit_tts.port import SpokenWord
from xquizit_tts.speakable import speakable


def heard(said: str, each_ms: int = 100) -> list[SpokenWord]:
    """Every word of `said` for `each_ms`, without its marks, as engines tell them."""
    words: list[SpokenWord] = []
    at = 0
    for number, word in enumerate(said.split()):
        at = said.index(word, at)
        words.append(SpokenWord(at, at + len(word.rstrip(".,?")), number * each_ms, (number + 1) * each_ms))
        at += len(word)
    return words


def times(written: str, said: str) -> list[tuple[str, int, int]]:
    return [(written[one.start : one.end], one.start_ms, one.end_ms) for one in align(written, said, heard(said))]


def test_words_that_are_said_as_written_keep_their_time() -> None:
    assert times("Well, what then?", "Well, what then?") == [("Well,", 0, 100), ("what", 100, 200), ("then?", 200, 300)]


def test_a_word_that_is_said_as_several_takes_all_their_time() -> None:
    assert times("I used C++ daily.", "I used C plus plus daily.") == [
        ("I", 0, 100),
        ("used", 100, 200),
        ("C++", 200, 500),
        ("daily.", 500, 600),
    ]


def test_several_that_are_said_otherwise_share_the_time_by_length() -> None:
    assert times("from 10% on", "from ten per cent on")[1:] == [("10%", 100, 400), ("on", 400, 500)]
    shared = times("see $5 now", "see five dollars now")
    assert [word for word, _, _ in shared] == ["see", "$5", "now"]


def test_what_nobody_says_has_no_time() -> None:
    assert [word for word, _, _ in times("Well — yes.", "Well yes.")] == ["Well", "yes."]


def test_an_engine_that_tells_parts_of_words() -> None:
    said = "the gate-way is up"
    parts = [SpokenWord(0, 3, 0, 10), SpokenWord(4, 8, 10, 20), SpokenWord(9, 12, 20, 30), SpokenWord(13, 15, 30, 40)]
    assert [(said[w.start : w.end], w.start_ms, w.end_ms) for w in align(said, said, parts)] == [
        ("the", 0, 10),
        ("gate-way", 10, 30),
        ("is", 30, 40),
    ]


@pytest.mark.parametrize("written", ["", "— …", "👍"])
def test_nothing_to_align(written: str) -> None:
    assert align(written, "", []) == ()


@given(st.text(alphabet="abc C+#8$.5%,- \n_*", max_size=80))
def test_times_never_go_back_and_places_are_words(written: str) -> None:
    said = speakable(written, "en-US")
    words = align(written, said, heard(said))
    for word in words:
        assert 0 <= word.start < word.end <= len(written)
        assert not any(character.isspace() for character in written[word.start : word.end])
        assert word.start_ms <= word.end_ms
    for one, other in itertools.pairwise(words):
        assert one.end <= other.start
        assert one.end_ms <= other.start_ms
