from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.endpointing import EndpointingRules, SpeechEnded, SpeechStarted
from xquizit_transcription.segmenter import (
    NoSpeech,
    Segmenter,
    SegmentEvent,
    UtteranceClosed,
    UtteranceOpened,
    Why,
)

WINDOW = 512
RULES = EndpointingRules(
    onset_samples=2 * WINDOW,
    pause_samples=6 * WINDOW,
    breath_samples=4 * WINDOW,
    long_samples=20 * WINDOW,
    lead_samples=3 * WINDOW,
    tail_samples=3 * WINDOW,
)


def run(
    probabilities: list[float], *, energies: list[float] | None = None, first: int = 0, most: int = 40, rest: int = 0
) -> tuple[list[SegmentEvent], int]:
    segmenter = Segmenter(RULES, most_samples=most * WINDOW, first_sample=first)
    events: list[SegmentEvent] = []
    end = first
    for index, probability in enumerate(probabilities):
        end += WINDOW
        events += segmenter.step(end, probability, energies[index] if energies else probability)
    if rest:
        end += rest
        events += segmenter.step(end, 0.9, 1.0)
    return events + segmenter.finish(), end


def stretches(events: list[SegmentEvent], first: int) -> list[tuple[int, int, bool]]:
    """What was decided, in order: start, end, whether it is an utterance."""
    at, decided = first, []
    for event in events:
        match event:
            case UtteranceClosed(start, end):
                assert start == at
                decided.append((start, end, True))
                at = end
            case NoSpeech(end):
                assert end > at
                decided.append((at, end, False))
                at = end
            case _:
                pass
    return decided


windows = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.36, 0.49, 0.5, 1.0])), max_size=250) | st.lists(
    st.tuples(st.sampled_from([0.0, 0.4, 1.0]), st.integers(1, 60)), max_size=12
).map(lambda runs: [probability for probability, length in runs for _ in range(length)])


@given(windows, st.integers(0, 10**9), st.integers(8, 100), st.integers(0, WINDOW - 1))
def test_every_sample_is_in_exactly_one_stretch_whatever_is_heard(
    probabilities: list[float], first: int, most: int, rest: int
) -> None:
    events, end = run(probabilities, first=first, most=most, rest=rest)
    decided = stretches(events, first)
    assert (decided[-1][1] if decided else first) == end
    for (_, left, _), (right, _, _) in pairwise(decided):
        assert left == right


@given(windows, st.integers(8, 100))
def test_no_utterance_is_empty_or_longer_than_allowed(probabilities: list[float], most: int) -> None:
    events, _ = run(probabilities, most=most)
    for event in events:
        if isinstance(event, UtteranceClosed):
            assert 0 < event.end - event.start <= most * WINDOW
            assert 0 <= event.speech_samples <= event.end - event.start


@given(windows)
def test_utterances_and_speech_open_and_close_in_turn(probabilities: list[float]) -> None:
    events, _ = run(probabilities)
    utterances = [type(e) for e in events if isinstance(e, UtteranceOpened | UtteranceClosed)]
    speech = [type(e) for e in events if isinstance(e, SpeechStarted | SpeechEnded)]
    assert utterances == [UtteranceOpened, UtteranceClosed] * (len(utterances) // 2)
    assert speech == [SpeechStarted, SpeechEnded] * (len(speech) // 2)


@given(windows)
def test_windows_that_surely_hold_speech_are_never_taken_for_silence(probabilities: list[float]) -> None:
    events, _ = run(probabilities)
    silent = [(start, end) for start, end, utterance in stretches(events, 0) if not utterance]
    for index in range(len(probabilities) - 1):
        if min(probabilities[index : index + 2]) >= 0.5:
            assert all(not start <= index * WINDOW < end for start, end in silent)


def test_an_utterance_keeps_a_lead_and_a_tail() -> None:
    events, _ = run([0.0] * 10 + [1.0] * 5 + [0.0] * 20)
    (closed,) = [e for e in events if isinstance(e, UtteranceClosed)]
    assert (closed.start, closed.end) == (7 * WINDOW, 18 * WINDOW)
    assert closed.speech_samples == 5 * WINDOW
    assert closed.why is Why.PAUSE


def test_a_click_is_no_speech_and_a_soft_word_end_does_not_break_an_utterance() -> None:
    events, _ = run([0.0] * 5 + [1.0] + [0.0] * 5)
    assert not any(isinstance(e, UtteranceOpened) for e in events)
    events, _ = run([1.0] * 4 + [0.4] * 20 + [1.0] * 4)
    assert len([e for e in events if isinstance(e, UtteranceClosed)]) == 1


def test_long_speech_is_cut_where_it_is_quietest() -> None:
    energies = [1.0] * 60
    energies[10] = 0.0  # too early: half of the utterance must have passed
    energies[28:31] = [0.1] * 3
    events, _ = run([1.0] * 60, energies=energies)
    cut = next(e for e in events if isinstance(e, UtteranceClosed))
    assert cut.why is Why.LENGTH
    assert 28 * WINDOW <= cut.end <= 31 * WINDOW
    opened = [e.start for e in events if isinstance(e, UtteranceOpened)]
    assert opened == [0, cut.end]


def test_a_cut_within_the_pause_leaves_a_stretch_without_speech() -> None:
    # The maximum is reached just before the pause is long enough, and the pause is the quietest place.
    events, end = run([1.0] * 12 + [0.0] * 12, energies=[1.0] * 16 + [0.0] * 8, most=17)
    closed = [e for e in events if isinstance(e, UtteranceClosed)]
    assert [e.why for e in closed] == [Why.LENGTH, Why.PAUSE]
    assert closed[0].start < closed[0].end == closed[1].start < closed[1].end
    assert closed[1].speech_samples == 0
    assert stretches(events, 0)[-1][1] == end


def test_a_long_utterance_is_cut_where_the_speaker_breathes_and_a_short_one_is_not() -> None:
    def closed(sentence: int) -> list[UtteranceClosed]:
        events, _ = run([1.0] * sentence + [0.0] * 4 + [1.0] * 8 + [0.0] * 10, most=100)
        assert sum(isinstance(event, SpeechEnded) for event in events) == 1
        return [event for event in events if isinstance(event, UtteranceClosed)]

    assert [utterance.why for utterance in closed(7)] == [Why.PAUSE]
    first, second = closed(20)
    assert (first.why, second.why) == (Why.BREATH, Why.PAUSE)
    assert first.end == 22 * WINDOW == second.start
    assert first.speech_samples == 20 * WINDOW


def test_a_breath_that_becomes_the_end_leaves_an_utterance_without_speech() -> None:
    events, end = run([1.0] * 20 + [0.0] * 10, most=100)
    utterances = [event for event in events if isinstance(event, UtteranceClosed)]
    assert [(u.why, u.speech_samples) for u in utterances] == [(Why.BREATH, 20 * WINDOW), (Why.PAUSE, 0)]
    assert stretches(events, 0)[-1][1] == end
