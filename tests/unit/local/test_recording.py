"""Both voices where they were."""

import wave
from pathlib import Path

import numpy as np

from xquizit_local.demo.recording import Recording


def test_voices_are_placed_resampled_and_mixed(tmp_path: Path) -> None:
    tone = (np.ones(24_000) * 20_000).astype("<i2").tobytes()
    low = (np.ones(16_000) * 10_000).astype("<i2").tobytes()
    recording = Recording()
    assert recording.add(0.0, tone, 24_000) == 1.0
    assert recording.add(1.5, low, 16_000) == 2.5
    recording.add(0.5, tone, 24_000)
    recording.write(tmp_path / "both.wav")
    with wave.open(str(tmp_path / "both.wav")) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        assert sound.getframerate() == 24_000
    assert len(samples) == 60_000
    assert samples[6_000] == 20_000
    assert samples[18_000] == 32_767, "both at once: as loud as it gets, not wrapped around"
    assert abs(int(samples[48_000]) - 10_000) < 100
