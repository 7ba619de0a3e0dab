"""Words of a piece in its text and in time, and the passes it is spoken in."""

import re

from hypothesis import given
from hypothesis import strategies as st

from xquizit_tts.engines.kokoro.passes import passes
from xquizit_tts.engines.kokoro.timing import FRAME_S, token_times
from xquizit_tts.engines.kokoro.words import Told, WordPlaces, feedable
from xquizit_tts.port import SpokenWord


def placed(text: str, tokens: list[Told], length_ms: int = 10_000) -> list[str]:
    return [text[word.start : word.end] for word in WordPlaces(text).place(tokens, length_ms)]


def told(*texts: str) -> list[Told]:
    return [Told(text, at / 2, at / 2 + 0.5) for at, text in enumerate(texts)]


def test_words_are_found_from_left_to_right() -> None:
    text = "The cat saw the other cat."
    words = list(WordPlaces(text).place(told("The", "cat", "saw", "the", "other", "cat", "."), 10_000))
    assert [word.start for word in words] == [0, 4, 8, 12, 16, 22]
    assert words[1] == SpokenWord(4, 7, 500, 1000)


def test_marks_and_strangers_are_passed_over() -> None:
    assert placed("“Yes,” she said.", told("“", "Yes", ",", "”", "madam", "she", "said", ".")) == ["Yes", "she", "said"]


def test_a_token_that_was_changed_does_not_drag_the_others_along() -> None:
    text = "one two " + "three " * 20 + "four"
    assert placed(text, told("one", "four", "two", "three")) == ["one", "two", "three"]


def test_times_never_go_back_nor_past_the_end() -> None:
    tokens = [Told("a", 0.5, 0.4), Told("b", 0.1, 0.2), Told("c", 0.9, 9.0)]
    words = list(WordPlaces("a b c").place(tokens, 1000))
    assert [(word.start_ms, word.end_ms) for word in words] == [(500, 500), (500, 500), (900, 1000)]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_what_is_fed_is_as_long_and_loses_no_word(text: str) -> None:
    fed = feedable(text)
    assert len(fed) == len(text)
    assert [c for c in fed if c.isalnum()] == [c for c in text if c.isalnum()]


def test_markup_is_taken_out() -> None:
    fed = feedable("see [this](/x/)\nat https://a.b/c 1\ufe0f\u20e3")
    assert not re.search(r"[\[\]\n\ufe0f\u20e3]|://", fed)
    assert fed == "see  this (/x/) at https   a.b/c 1  "


# ---- Times


def test_times_follow_the_durations_and_share_spaces() -> None:
    tokens = [("ab", True), ("c", False), (".", False)]  # a b _ c .
    times = token_times(tokens, [5, 2, 2, 4, 3, 1, 9], set("abc. "))
    frames = [(round(start / FRAME_S, 1), round(end / FRAME_S, 1)) for start, end in filter(None, times)]
    assert frames == [(2, 8), (8, 13), (13, 14)]


def test_tokens_without_sound_lose_nobody_elses_place() -> None:
    tokens = [("a", True), ("", True), ("?b", False), ("", False), ("c", False)]  # "?" is not known
    times = token_times(tokens, [3, 1, 2, 2, 4, 5, 3], set("abc "))
    assert [time is not None for time in times] == [True, False, True, False, True]
    frames = [(round(start / FRAME_S, 1), round(end / FRAME_S, 1)) for start, end in filter(None, times)]
    assert frames[0][0] == 0
    assert frames[1:] == [(4, 9), (9, 14)]


def test_a_pass_that_was_cut_short_has_no_times_for_the_rest() -> None:
    assert token_times([("a", False), ("b", False)], [3, 2, 3], set("ab")) == [(0.0, 2 * FRAME_S), None]
    assert token_times([("", True)], [3, 3], set("ab")) == [None]


@given(
    st.lists(st.tuples(st.text(alphabet="abx?", max_size=4), st.booleans()), max_size=12),
    st.lists(st.integers(1, 9), min_size=2, max_size=60),
)
def test_times_are_in_order_and_inside(tokens: list[tuple[str, bool]], durations: list[int]) -> None:
    heard = [time for time in token_times(tokens, durations, set("ab ")) if time]
    flat = [edge for time in heard for edge in time]
    assert flat == sorted(flat)
    assert not flat or (flat[0] >= 0 and flat[-1] <= sum(durations) * FRAME_S)


# ---- Passes

SENTENCE = ["aaaa"] * 5 + [","] + ["bbbb"] * 10 + ["."]  # 62 phonemes


def test_a_short_piece_is_one_pass() -> None:
    assert list(passes(SENTENCE, 100)) == [(0, 17)]


def test_a_long_piece_is_cut_at_its_best_marks() -> None:
    assert list(passes(SENTENCE * 3, 100)) == [(0, 17), (17, 34), (34, 51)]
    assert list(passes(SENTENCE, 50)) == [(0, 6), (6, 17)]


def test_closing_marks_stay_with_what_they_close() -> None:
    assert list(passes(["aaaa"] * 5 + [".", "”"] + ["bbbb"] * 5, 25)) == [(0, 7), (7, 12)]


def test_without_a_mark_it_is_cut_only_when_it_is_far_too_long() -> None:
    assert list(passes(["aaaa"] * 24 + ["."], 40)) == [(0, 25)]
    assert list(passes(["aaaa"] * 40, 40)) == [(0, 10), (10, 20), (20, 40)]
    assert max(end - start for start, end in passes(["aaaa"] * 200, 40)) <= 25


@given(st.lists(st.sampled_from(["", "aaaa", "b", ",", ".", ":", "”", "—", "a" * 50]), max_size=80), st.integers(3, 60))
def test_passes_are_all_of_it_in_order(tokens: list[str], limit: int) -> None:
    cuts = list(passes(tokens, limit))
    assert [at for start, end in cuts for at in range(start, end)] == list(range(len(tokens)))
    assert all(start < end for start, end in cuts)
