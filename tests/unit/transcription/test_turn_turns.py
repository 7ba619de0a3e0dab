"""One hint in each silence, and what is learned when it was wrong."""

from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.turn_taking.patience import Reason
from xquizit_transcription.turn_taking.pauses import PauseModel
from xquizit_transcription.turn_taking.turns import TurnEnd, TurnTaking

WINDOW = 512
S = 16_000
KNOWN = PauseModel(pauses=20)


class Answer:
    """One answer on a timeline."""

    def __init__(self, pauses: PauseModel = KNOWN, *, english: bool = True) -> None:
        self.turns = TurnTaking(pauses, english=english)
        self.now = 0
        self.told: list[TurnEnd] = []

    def speak(self, text: str = "", seconds: float = 3.0) -> "Answer":
        self.turns.speech_started(self.now)
        end = self.now + round(seconds * S)
        self._pass(end)
        self.turns.speech_ended(end)
        if text:
            self.turns.heard(text, final=True)
        return self

    def pause(self, seconds: float) -> "Answer":
        self._pass(self.now + round(seconds * S))
        return self

    def _pass(self, end: int) -> None:
        while self.now < end:
            self.now = min(self.now + WINDOW, end)
            turn_end = self.turns.at(self.now)
            if turn_end:
                self.told.append(turn_end)

    @property
    def waits(self) -> list[tuple[float, Reason]]:
        return [(round(told.waited_samples / S, 1), told.reason) for told in self.told]


def test_one_hint_in_a_silence_and_another_in_the_next() -> None:
    answer = Answer().speak("We moved it to Kubernetes.").pause(10)
    assert answer.waits == [(1.8, Reason.USUAL_PAUSE)]
    assert answer.told[0].sample == 3 * S + answer.told[0].waited_samples
    answer.speak("And we wrote tests.").pause(10)
    assert len(answer.told) == 2


def test_nothing_is_hinted_before_or_during_speech() -> None:
    assert Answer().pause(30).told == []
    assert Answer().speak(seconds=60).told == []


def test_words_change_the_patience() -> None:
    assert Answer().speak("so yeah that's about it").pause(10).waits == [(0.7, Reason.SAID_DONE)]
    assert Answer().speak("and then we moved it because").pause(10).waits == [(2.8, Reason.UNFINISHED_CLAUSE)]
    assert Answer().speak("okay let me think").pause(10).waits == [(4.4, Reason.AFTER_THINKING)]
    assert Answer(english=False).speak("let me think").pause(10).waits == [(1.8, Reason.USUAL_PAUSE)]


def test_text_that_comes_late_counts_from_then_on() -> None:
    answer = Answer().speak().pause(1.0)
    answer.turns.heard("and that's")
    answer.turns.heard("and that's it")
    answer.pause(5)
    assert answer.waits == [(1.0, Reason.SAID_DONE)]
    longer = Answer().speak().pause(1.7)
    longer.turns.heard("we did it because")
    assert longer.pause(0.5).waits == []


def test_words_spoken_before_are_not_taken_for_those_just_spoken() -> None:
    answer = Answer().speak("that's it").pause(0.5).speak().pause(1.5)
    assert answer.told == [], "the recognizer has not caught up"
    answer.turns.heard("that's it and thank you for asking", final=False)
    assert answer.pause(5).waits == [(1.6, Reason.USUAL_PAUSE)], "a pause of 0.5 s has been learned"


def test_a_text_that_is_taken_back_counts_no_more() -> None:
    answer = Answer().speak("We moved it to Kubernetes.").pause(0.3)
    answer.turns.heard("let me think")
    answer.turns.heard("")
    assert answer.pause(5).waits == [(1.8, Reason.USUAL_PAUSE)]


def test_a_request_for_time_may_span_two_utterances() -> None:
    answer = Answer().speak("okay let me").pause(0.8).speak("think")
    assert answer.pause(8).waits == [(4.5, Reason.AFTER_THINKING)]


def test_a_false_hint_is_recorded_and_widens_the_wait() -> None:
    answer = Answer().speak("We moved it.").pause(2.5)
    assert [hint.went_on_at for hint in answer.turns.record] == [None]
    resumed = answer.now
    before = answer.turns.pauses
    answer.speak("And we wrote tests.")
    assert [(hint.turn_end, hint.went_on_at) for hint in answer.turns.record] == [(answer.told[0], resumed)]
    assert answer.turns.pauses.margin > before.margin
    assert answer.turns.pauses.log_mean > before.log_mean
    answer.pause(10)
    assert answer.told[1].waited_samples > answer.told[0].waited_samples
    assert [hint.went_on_at for hint in answer.turns.record] == [resumed, None]


def test_pauses_are_learned_and_the_last_silence_is_none() -> None:
    answer = Answer().speak().pause(0.9).speak().pause(0.8).speak().pause(3)
    assert answer.turns.pauses.pauses == KNOWN.pauses + 2
    assert answer.turns.pauses.log_mean > KNOWN.log_mean
    assert answer.turns.pauses.margin < KNOWN.margin


def test_an_announced_pause_and_an_absence_are_not_learned() -> None:
    answer = Answer().speak("let me think").pause(3).speak("So.")
    assert (answer.told, answer.turns.pauses.pauses) == ([], KNOWN.pauses)
    away = Answer().speak("We moved it.").pause(30).speak("And so on.")
    assert away.turns.pauses == KNOWN
    assert away.turns.record[0].went_on_at == 33 * S


def test_a_cough_is_neither_speech_that_goes_on_nor_a_pause() -> None:
    answer = Answer().speak("let me think").pause(5).speak(seconds=0.1)
    assert answer.turns.record[0].went_on_at is None
    assert answer.turns.pauses == KNOWN
    assert answer.pause(8).waits == [(4.4, Reason.AFTER_THINKING)] * 2, "it took the hint away: it is given again"


def test_who_has_spoken_in_an_earlier_stream_has_not_barely_begun() -> None:
    turns = TurnTaking(KNOWN, spoken_samples=20 * S)
    turns.speech_started(0)
    turns.speech_ended(S)
    turn_end = turns.at(6 * S)
    assert turn_end is not None
    assert turn_end.reason is Reason.USUAL_PAUSE
    assert Answer().speak("Yes.", seconds=1.0).pause(5).waits == [(2.3, Reason.BARELY_BEGUN)]


events = st.lists(
    st.tuples(st.sampled_from(["start", "end", "heard", "final", "at"]), st.integers(0, 3 * S), st.text(max_size=20)),
    max_size=60,
)


@given(events)
def test_any_order_of_events_gives_at_most_one_hint_per_silence(events: list[tuple[str, int, str]]) -> None:
    turns, now, hinted = TurnTaking(PauseModel()), 0, False
    for kind, step, text in events:
        now += step
        match kind:
            case "start":
                turns.speech_started(now)
            case "end":
                turns.speech_ended(now)
                hinted = False
            case "at":
                turn_end = turns.at(now)
                assert not (turn_end and hinted)
                hinted = hinted or turn_end is not None
            case _:
                turns.heard(text, final=kind == "final")
