"""Kokoro's samples before they become integers."""

import numpy as np
import pytest

from xquizit_tts.engines.kokoro.sound import FRAME_SAMPLES, LEAD_FRAMES, TAIL_SAMPLES, shaped

TONE = (0.5 * np.sin(np.arange(4800) / 10)).astype(np.float32)


def silence(samples: int) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    return np.full(samples, 0.0005, np.float32)


def test_what_is_not_too_loud_is_left_alone() -> None:
    sound = shaped(TONE, 5)
    assert (sound.cut_frames, sound.too_loud) == (0, 0)
    assert np.array_equal(sound.samples, TONE)


def test_what_is_too_loud_keeps_its_sign_and_its_order() -> None:
    sound = shaped(TONE * 10, 5)
    assert sound.too_loud == (np.abs(TONE * 10) > 1).sum() > 1000
    assert np.abs(sound.samples).max() <= 1
    assert np.array_equal(np.sign(sound.samples), np.sign(TONE))
    integers = (sound.samples * 32767).astype(np.int16)
    assert np.array_equal(np.sign(integers[np.abs(TONE) > 0.01]), np.sign(TONE[np.abs(TONE) > 0.01]))
    order = np.argsort(TONE, kind="stable")
    assert (np.diff(sound.samples[order]) >= 0).all()


def test_silence_is_taken_off_both_ends_in_whole_frames() -> None:
    sound = shaped(np.concatenate([silence(10 * FRAME_SAMPLES), TONE, silence(20_000)]), 12)
    assert sound.cut_frames == 10 - LEAD_FRAMES
    assert sound.samples.size == pytest.approx(LEAD_FRAMES * FRAME_SAMPLES + TONE.size + TAIL_SAMPLES, abs=20)


def test_no_more_is_taken_than_comes_before_the_first_phoneme() -> None:
    assert shaped(np.concatenate([silence(20 * FRAME_SAMPLES), TONE]), 8).cut_frames == 8 - LEAD_FRAMES
    assert shaped(np.concatenate([silence(20 * FRAME_SAMPLES), TONE]), 2).cut_frames == 0


def test_mere_silence_and_nothing_stay() -> None:
    assert shaped(silence(5000), 9).samples.size == 5000
    assert shaped(np.zeros(1, np.float32), 0).samples.size == 1


def test_what_is_no_number_is_refused() -> None:
    for odd in (np.nan, np.inf):
        with pytest.raises(ValueError, match="no numbers"):
            shaped(np.array([0.1, odd], np.float32), 3)
