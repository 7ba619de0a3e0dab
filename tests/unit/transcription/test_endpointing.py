from xquizit_transcription.endpointing import EndpointingRules, SpeechDetector, SpeechEnded, SpeechStarted

WINDOW = 512


def detect(probabilities: list[float]) -> list[SpeechStarted | SpeechEnded]:
    detector = SpeechDetector(EndpointingRules(onset_samples=2 * WINDOW, pause_samples=3 * WINDOW))
    events = [detector.step(i * WINDOW, (i + 1) * WINDOW, p) for i, p in enumerate(probabilities)]
    events.append(detector.finish())
    return [event for event in events if event is not None]


def test_speech_starts_at_its_first_window_and_ends_after_its_last() -> None:
    assert detect([0, 0, 0.9, 0.9, 0, 0, 0, 0]) == [SpeechStarted(2 * WINDOW), SpeechEnded(4 * WINDOW)]


def test_a_short_pause_does_not_end_speech() -> None:
    assert detect([0.9, 0.9, 0, 0, 0.9, 0.9]) == [SpeechStarted(0), SpeechEnded(6 * WINDOW)]


def test_between_the_thresholds_speech_goes_on_but_does_not_begin() -> None:
    assert detect([0.4] * 10) == []
    assert detect([0.6, 0.4, 0.4]) == [SpeechStarted(0), SpeechEnded(3 * WINDOW)]


def test_nothing_is_told_of_a_single_window() -> None:
    assert detect([0, 0.9, 0, 0.9, 0]) == []
