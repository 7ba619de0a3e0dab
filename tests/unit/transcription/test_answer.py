from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.answer import AnswerRecord, Final, Word, final_of

words = st.lists(
    st.builds(Word, st.text(min_size=1), st.integers(-99, 3000), st.integers(-99, 3000), st.floats(-1, 2)), max_size=9
)


@given(words, st.integers(0, 1000), st.integers(1, 1000))
def test_words_stay_inside_their_utterance_and_in_order(spoken: list[Word], start: int, length: int) -> None:
    final = final_of(spoken, start_sample=start, end_sample=start + length, engine="ear")
    if final is None:
        assert spoken == []
        return
    assert start <= final.start_sample <= final.end_sample <= start + length
    assert [word.text for word in final.words] == [word.text for word in spoken]
    assert all(left.end_sample <= right.start_sample for left, right in pairwise(final.words))
    assert 0 <= final.confidence <= 1


@given(words)
def test_what_is_stored_comes_back(spoken: list[Word]) -> None:
    final = final_of(spoken, start_sample=0, end_sample=3000, engine="ear")
    if final is not None:
        assert "\n" not in final.to_json()
        assert Final.from_json(final.to_json()) == final


def test_a_caller_who_resumes_gets_the_finals_it_has_not_seen() -> None:
    first = Final("one", 0, 100, 1.0, ())
    second = Final("two", 200, 300, 1.0, ())
    record = AnswerRecord(350, (first, second))
    assert record.after(0) == (first, second)
    assert record.after(150) == (second,)
    assert record.after(350) == ()
