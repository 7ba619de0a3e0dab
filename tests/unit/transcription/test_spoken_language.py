"""When an interview's language is known, what a wrong guess costs, and what is kept of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.spoken_language import SpokenLanguage


def heard(*finals: tuple[str, float, float | None]) -> SpokenLanguage:
    """Finals in order: language, seconds of speech, probability."""
    language = SpokenLanguage()
    for code, speech_s, probability in finals:
        language.found(code, speech_s=speech_s, probability=probability)
    return language


def test_two_utterances_that_agree_fix_it() -> None:
    language = heard(("de", 4.0, 0.9))
    assert language.fixed == ""
    language.found("de", speech_s=2.0, probability=0.95)
    assert language.fixed == "de"


def test_a_worker_that_tells_no_probability_is_believed_after_more_speech() -> None:
    assert heard(("de", 3.0, None), ("de", 3.0, None)).fixed == ""
    assert heard(("de", 4.0, None), ("de", 4.0, None)).fixed == "de"


def test_one_utterance_fixes_nothing_however_long_and_sure_it_is() -> None:
    assert heard(("cy", 29.0, 0.99)).fixed == ""


@pytest.mark.parametrize(
    "final", [("nn", 0.9, 0.99), ("nn", 5.0, 0.45), ("nn", 5.0, float("nan")), ("", 5.0, 0.9), ("no speech", 5.0, 0.9)]
)
def test_a_few_words_a_guess_and_what_is_no_language_do_not_vote(final: tuple[str, float, float | None]) -> None:
    language = heard(*[final] * 9)
    assert language.fixed == ""
    assert not language.take_news()


def test_a_wrong_first_guess_is_outvoted() -> None:
    language = heard(("cy", 3.0, 0.6), *[("en", 4.0, 0.95)] * 2)
    assert language.fixed == "en"


def test_who_speaks_two_languages_is_fixed_to_none() -> None:
    assert heard(*[("de", 4.0, 0.9), ("en", 4.0, 0.9)] * 4).fixed == ""


def test_what_is_fixed_changes_only_by_finals_in_a_row() -> None:
    language = heard(("de", 4.0, 0.9), ("de", 4.0, 0.9), ("en", 4.0, 0.9))
    assert language.fixed == "de"
    language.found("de", speech_s=2.0, probability=0.9)
    language.found("en", speech_s=4.0, probability=0.9)
    assert language.fixed == "de", "the one between spoke against it"
    language.found("en", speech_s=4.0, probability=0.9)
    assert language.fixed == "en"


def test_only_news_is_stored() -> None:
    language = heard(("de", 4.0, 0.9))
    assert language.take_news()
    assert not language.take_news()
    language.found("de", speech_s=4.0, probability=0.9)
    assert language.take_news()
    language.found("de", speech_s=4.0, probability=0.9)
    assert not language.take_news(), "it is fixed, and nothing speaks against it"


CODES = st.sampled_from(["de", "en", "yue"])


@given(st.lists(st.tuples(CODES, st.floats(0, 40), st.none() | st.floats(0, 1))), st.lists(st.tuples(CODES)))
def test_what_is_stored_goes_on_as_if_nothing_had_happened(
    before: list[tuple[str, float, float | None]], after: list[tuple[str]]
) -> None:
    language = heard(*before)
    again = SpokenLanguage.from_json(language.to_json())
    assert again.fixed == language.fixed
    for (code,) in after:
        for one in (language, again):
            one.found(code, speech_s=2.0, probability=0.9)
    assert again.to_json() == language.to_json()


@pytest.mark.parametrize(
    "stored",
    [None, b"", b"{", b"[1]", b"\xff", b"7", b'{"fixed":"de"}', b'{"fixed":7,"votes":{}}', b'{"fixed":"d!","votes":{}}',
     b'{"fixed":"","votes":{"de":"x"}}', b'{"fixed":"","votes":{"de":NaN}}', b'{"fixed":"","votes":[]}'],
)  # fmt: skip
def test_what_cannot_be_read_is_not_known(stored: bytes | None) -> None:
    assert SpokenLanguage.from_json(stored).to_json() == SpokenLanguage().to_json()
