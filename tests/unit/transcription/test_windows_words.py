"""What is made of recognized words: what two looks agree on, what was heard twice, what is made up."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.answer import Word
from xquizit_transcription.windows.agreement import Agreement
from xquizit_transcription.windows.belief import BeliefRules, believed, words_of
from xquizit_transcription.windows.overlap import without_overlap
from xquizit_transcription.windows.pieces import Piece, joined, placed
from xquizit_transcription.windows.port import Segment
from xquizit_transcription.windows.prompts import names_in, prompt_of
from xquizit_transcription.windows.schedule import LEAST_S, Pace

WORD = 4_000


def spoken(text: str, *, start: int = 0) -> list[Word]:
    """The words of a text, a quarter of a second each."""
    return [Word(w, start + n * WORD, start + (n + 1) * WORD, 0.9) for n, w in enumerate(text.split())]


def told(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


# --- agreement --------------------------------------------------------------------------------------------------------


def looked(*texts: str, threshold: int = 7) -> Agreement:
    agreement = Agreement(same_output_threshold=threshold)
    for text in texts:
        agreement.update(spoken(text))
    return agreement


def test_what_two_looks_in_a_row_agree_on_is_stable() -> None:
    agreement = looked("I led the", "I led the team of")
    assert agreement.stable_text == "I led the"
    assert agreement.text == "I led the team of"


def test_case_and_punctuation_do_not_break_agreement() -> None:
    assert looked("i led the team", "I led the team.").stable_text == "I led the team."


def test_one_look_is_shown_and_not_relied_on() -> None:
    agreement = looked("Ilet the")
    assert (agreement.text, agreement.stable_text) == ("Ilet the", "")


def test_a_tail_that_changes_is_replaced_and_counted() -> None:
    agreement = looked("we moved to cooper", "we moved to Kubernetes last")
    assert agreement.text == "we moved to Kubernetes last"
    assert agreement.revised_words == 1
    assert agreement.shown_words == 6


def test_what_is_stable_stays_when_the_beginning_is_heard_differently() -> None:
    agreement = looked("we moved it", "we moved it over", "he moved it over there")
    assert agreement.stable_text.startswith("we moved it")
    assert agreement.text == "we moved it over there"


def test_silence_settles_nothing() -> None:
    assert not looked("", "", "", "", threshold=3).is_settled


def test_so_many_equal_looks_settle_an_utterance() -> None:
    assert not looked("that is all", "that is all", threshold=3).is_settled
    settled = looked("that is all", "that is all", "that is all", threshold=3)
    assert settled.is_settled
    assert settled.stable_text == "that is all"


@given(st.lists(st.lists(st.sampled_from("a b c d".split()), max_size=8).map(" ".join), max_size=8))
def test_stable_words_never_change(texts: list[str]) -> None:
    agreement, stable = Agreement(same_output_threshold=3), ""
    for text in texts:
        agreement.update(spoken(text))
        assert agreement.stable_text.startswith(stable)
        assert agreement.text.startswith(agreement.stable_text)
        assert agreement.revised_words <= agreement.shown_words
        stable = agreement.stable_text


# --- overlap ----------------------------------------------------------------------------------------------------------


def test_words_heard_twice_at_a_cut_are_told_once() -> None:
    before = spoken("and then I moved the whole ledger")
    cut = before[-1].end_sample
    again = spoken("the whole ledger to another machine", start=cut - 3 * WORD - 900)
    assert told(without_overlap(before, again, cut=cut)) == "to another machine"


def test_the_rest_of_a_word_before_those_heard_twice_is_left_out_too() -> None:
    before = spoken("we migrated the ledger")
    cut = before[-1].end_sample
    again = spoken("grated the ledger slowly", start=cut - 3 * WORD)
    assert told(without_overlap(before, again, cut=cut)) == "slowly"


def test_a_word_that_was_cut_in_two_is_told_whole() -> None:
    before = spoken("we used Kubernetes")
    cut = before[-1].end_sample
    assert told(without_overlap(before, spoken("netes everywhere", start=cut), cut=cut)) == "everywhere"


def test_without_a_word_heard_twice_the_cut_decides() -> None:
    before = spoken("one two three")
    cut = before[-1].end_sample
    assert told(without_overlap(before, spoken("free four five", start=cut - WORD), cut=cut)) == "four five"


@pytest.mark.parametrize(
    ("said", "then", "told_then"),
    [
        ("we went to", "go to market", "go to market"),
        ("that is the", "in the end", "in the end"),
        ("I know that", "that was all", "that was all"),
    ],
)
def test_what_lies_behind_the_cut_is_new_whatever_it_resembles(said: str, then: str, told_then: str) -> None:
    before = spoken(said)
    cut = before[-1].end_sample
    assert told(without_overlap(before, spoken(then, start=cut + WORD), cut=cut)) == told_then


def test_a_phrase_that_is_really_said_twice_stays() -> None:
    before = spoken("again and again and")
    cut = before[-1].end_sample
    assert told(without_overlap(before, spoken("again we tried", start=cut), cut=cut)) == "again we tried"


@given(st.lists(st.sampled_from("a b c".split())), st.lists(st.sampled_from("a b c".split())))
def test_nothing_is_told_that_was_not_heard(one: list[str], two: list[str]) -> None:
    before = spoken(" ".join(one))
    cut = before[-1].end_sample if before else 0
    words = spoken(" ".join(two), start=max(0, cut - WORD))
    kept = without_overlap(before, words, cut=cut)
    assert kept == words[len(words) - len(kept) :]


# --- belief -----------------------------------------------------------------------------------------------------------


def segment(text: str, *, logprob: float = -0.2, no_speech: float = 0.05, ratio: float = 1.2) -> Segment:
    return Segment(text, tuple(spoken(text)), logprob, ratio, no_speech)


def heard(*segments: Segment, speech_s: float = 3.0, threshold: float = 0.45) -> str:
    rules = BeliefRules(no_speech_threshold=threshold)
    return told(words_of(believed(segments, speech_samples=round(16_000 * speech_s), rules=rules)))


def test_clear_speech_is_believed() -> None:
    assert heard(segment("I led six people"), segment("for two years.")) == "I led six people for two years."


def test_a_noise_says_nothing_and_a_short_word_only_when_it_is_clear() -> None:
    assert heard(segment("go"), speech_s=0.05) == ""
    assert heard(segment("go"), speech_s=0.2) == "go"
    assert heard(segment("go", logprob=-0.6), speech_s=0.2) == ""
    assert heard(segment("go", no_speech=0.3), speech_s=0.2) == ""


def test_a_doubtful_segment_is_left_out_only_when_two_signs_agree() -> None:
    assert heard(segment("mumble", no_speech=0.6, logprob=-0.9)) == ""
    assert heard(segment("softly spoken", no_speech=0.6, logprob=-0.3)) == "softly spoken"
    assert heard(segment("a difficult name", no_speech=0.1, logprob=-0.9)) == "a difficult name"
    assert heard(segment("mumble", no_speech=0.6, logprob=-0.9), threshold=0.7) == "mumble"


@pytest.mark.parametrize("text", ["Thanks for watching!", "Thank you.", "Bye-bye.", "Please subscribe."])
def test_what_whisper_makes_up_on_silence_is_left_out(text: str) -> None:
    assert heard(segment(text, no_speech=0.4), speech_s=0.5) == ""


def test_thanks_are_believed_when_they_are_spoken() -> None:
    assert heard(segment("Thank you.", no_speech=0.02), speech_s=0.6) == "Thank you."
    assert heard(segment("Thank you very much.", no_speech=0.02), speech_s=0.9) == "Thank you very much."
    assert heard(segment("Thanks for watching", no_speech=0.02), speech_s=0.6) == ""
    assert heard(segment("Thanks for watching", no_speech=0.4), speech_s=2.0) == "Thanks for watching"


def test_circles_are_taken_out_and_the_words_around_them_stay() -> None:
    said = "I went there " + "and then " * 9 + "we left"
    assert heard(segment(said, ratio=3.1)) == "I went there and then we left"
    assert heard(segment("no no no, that was not me", ratio=1.1)) == "no no no, that was not me"


def test_a_circle_alone_is_made_up_when_nobody_could_say_it_so_fast() -> None:
    words = "I mean, " * 40
    fast = tuple(Word(w, n * 800, (n + 1) * 800, 0.6) for n, w in enumerate(words.split()))
    assert heard(Segment(words, fast, -0.5, 9.0, 0.05)) == ""
    assert heard(segment("no " * 9, ratio=3.0)) == "no"
    begun = (*spoken("I left."), *(Word(w.text, w.start_sample + 8_000, w.end_sample + 8_000, 0.6) for w in fast))
    assert heard(Segment("", begun, -0.5, 9.0, 0.05)) == "I left. I mean,"


# --- prompts and pace -------------------------------------------------------------------------------------------------


def test_names_are_told_and_ordinary_words_are_not() -> None:
    names = names_in(["Senior Engineer at Ferrow.\nMoved PostgreSQL to Kubernetes. Uses C++, gRPC and k8s daily."])
    assert {"PostgreSQL", "Kubernetes", "Ferrow", "gRPC"} <= set(names)
    assert not {"Uses", "Moved", "daily"} & set(names)


def test_a_prompt_ends_with_what_was_said_last() -> None:
    assert prompt_of(["gRPC", "Ferrow"], "What did you do?", "") == "gRPC, Ferrow. What did you do?"
    assert prompt_of([], "What did you do?", "I moved it") == "I moved it"
    assert len(prompt_of([], "", "word " * 500)) <= 200


def test_looks_come_faster_from_a_fast_provider_and_never_slower_than_the_interval() -> None:
    pace = Pace(interval_s=3.0)
    assert pace.wait_s == LEAST_S
    for _ in range(20):
        pace.took(0.1)
    assert pace.wait_s == LEAST_S
    for _ in range(20):
        pace.took(1.0)
    assert 1.2 < pace.wait_s < 1.8
    for _ in range(20):
        pace.took(20.0)
    assert pace.wait_s == 3.0


# --- pieces -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([" CI", "/", "CD", " is", " 99", ".9", "%"], ["CI/CD", "is", "99.9%"]),
        ([" end", "-to", "-end"], ["end-to-end"]),
        (["plain", "words"], ["plain", "words"]),
        ([" ", " so"], ["so"]),
    ],
)
def test_what_whisper_cuts_in_pieces_is_one_word(pieces: list[str], words: list[str]) -> None:
    cut = [Piece(text, 0.1 * at, 0.1 * (at + 1), 0.9 - 0.1 * at) for at, text in enumerate(pieces)]
    whole = placed(joined(cut), at=0, window_samples=16_000)
    assert [word.text for word in whole] == words
    assert all(one.end_sample <= two.start_sample for one, two in pairwise(whole))
    assert all(0 <= word.confidence <= 1 for word in whole)
