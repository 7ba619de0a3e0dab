"""Pauses in voice activity become hints at the end of a turn."""

from xquizit_transcription.endpointing import EndpointingRules
from xquizit_transcription.turn_taking.hints import TurnHints
from xquizit_transcription.turn_taking.patience import Reason
from xquizit_transcription.turn_taking.pauses import PauseModel
from xquizit_transcription.turn_taking.turns import TurnEnd, TurnTaking

WINDOW = 512
SPEECH, SILENCE = 0.9, 0.05


def run(*stretches: tuple[float, int], pauses: PauseModel | None = None) -> tuple[TurnHints, list[TurnEnd]]:
    hints = TurnHints(TurnTaking(pauses or PauseModel(pauses=20)), EndpointingRules())
    end, told = 0, list[TurnEnd]()
    for probability, windows in stretches:
        for _ in range(windows):
            start, end = end, end + WINDOW
            turn_end = hints.step(start, end, probability)
            if turn_end:
                told.append(turn_end)
    hints.finish()
    return hints, told


def test_a_hint_comes_after_the_usual_wait() -> None:
    _, [told] = run((SPEECH, 100), (SILENCE, 100))
    assert told.reason is Reason.USUAL_PAUSE
    assert told.sample == 100 * WINDOW + told.waited_samples
    assert 1.7 < told.waited_samples / 16_000 < 1.8


def test_pauses_too_short_to_end_an_utterance_are_learned() -> None:
    hints, told = run(*[(SPEECH, 40), (SILENCE, 12)] * 5, (SPEECH, 40))
    assert told == []
    assert hints.turns.pauses.pauses == 25


def test_nothing_is_hinted_while_speech_may_just_be_beginning() -> None:
    last = 54  # one window later the hint would be due
    assert run((SPEECH, 100), (SILENCE, last), (SPEECH, 100))[1] == []
    assert len(run((SPEECH, 100), (SILENCE, last), (SPEECH, 1), (SILENCE, 9))[1]) == 1


def test_without_voice_activity_detection_there_are_no_silences() -> None:
    assert run((1.0, 1000))[1] == []
