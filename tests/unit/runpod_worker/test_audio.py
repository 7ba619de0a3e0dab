"""From what a job sends to samples."""

import base64
import io
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from xquizit_runpod_worker import audio
from xquizit_runpod_worker.errors import BadInput

TONE = (8000 * np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)).astype("<i2")


def wav(samples: np.ndarray = TONE, rate_hz: int = 16_000) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(samples.tobytes())
    return written.getvalue()


def encoded(container: str, codec: str, rate_hz: int = 48_000, layout: str = "stereo", seconds: float = 1.0) -> bytes:
    channels = 2 if layout == "stereo" else 1
    count = round(seconds * rate_hz)
    one = (8000 * np.sin(2 * np.pi * 440 * np.arange(count) / rate_hz)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(np.repeat(one, channels).reshape(1, -1), format="s16", layout=layout)
    frame.sample_rate = rate_hz
    written = io.BytesIO()
    with av.open(written, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz)
        stream.layout = layout
        resampler = av.AudioResampler(
            stream.format, layout, rate_hz, frame_size=stream.codec_context.frame_size or 1024
        )
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return written.getvalue()


def test_raw_samples_are_scaled_to_one() -> None:
    samples = audio.from_pcm(np.array([-32768, 0, 16384], "<i2").tobytes(), max_seconds=1)
    assert samples.dtype == np.float32
    assert samples.tolist() == [-1.0, 0.0, 0.5]


def test_wav_is_taken_as_it_is() -> None:
    samples = audio.from_file(wav(), max_seconds=2)
    assert samples.dtype == np.float32
    assert np.array_equal(samples, audio.from_pcm(TONE.tobytes(), max_seconds=2))


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("wav", "pcm_s16le"), ("wav", "pcm_f32le"), ("flac", "flac"), ("ogg", "libopus"), ("webm", "libopus"),
        ("mp3", "libmp3lame"), ("mp4", "aac"), ("adts", "aac"), ("aiff", "pcm_s16be"),
    ],
)  # fmt: skip
def test_usual_files_are_decoded(container: str, codec: str) -> None:
    samples = audio.from_file(encoded(container, codec), max_seconds=2)
    assert len(samples) == pytest.approx(16_000, abs=2000)
    loudness = np.abs(np.fft.rfft(samples))
    assert np.argmax(loudness) * 16_000 / len(samples) == pytest.approx(440, abs=5)
    assert 0.2 < samples.max() < 0.3


def test_what_is_too_long_is_refused_before_it_is_decoded_whole() -> None:
    with pytest.raises(BadInput, match=r"longer than 0\.5 s"):
        audio.from_file(wav(), max_seconds=0.5)
    with pytest.raises(BadInput, match=r"longer than 0\.5 s"):
        audio.from_pcm(TONE.tobytes(), max_seconds=0.5)
    long = encoded("flac", "flac", seconds=120)
    taken: list[int] = []
    pieces = audio._decoded
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audio, "_decoded", lambda data: (taken.append(len(piece)) or piece for piece in pieces(data)))
        with pytest.raises(BadInput, match="longer than 1 s"):
            audio.from_file(long, max_seconds=1)
    assert sum(taken) < 32_000


@pytest.mark.parametrize(
    "data",
    [
        b"", b"RIFF", b"what is this? " * 100, wav()[:30], bytes(range(256)) * 50,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
        b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    ],
)  # fmt: skip
def test_what_is_no_sound_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="invalid data found"):
        audio.from_file(data, max_seconds=10)


def test_a_playlist_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "tone.wav").write_bytes(wav())
    for line in (f"file '{tmp_path}/tone.wav'", f"file file:{tmp_path}/tone.wav"):
        with pytest.raises(BadInput):
            audio.from_file(f"ffconcat version 1.0\n{line}\n".encode(), max_seconds=10)


def test_a_file_without_sound_is_refused() -> None:
    written = io.BytesIO()
    with av.open(written, "w", format="matroska") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        output.mux(stream.encode(av.VideoFrame(16, 16, "yuv420p")))
        output.mux(stream.encode(None))
    with pytest.raises(BadInput, match="no sound"):
        audio.from_file(written.getvalue(), max_seconds=10)


def test_half_a_sample_and_none_are_refused() -> None:
    with pytest.raises(BadInput, match="ends within a sample"):
        audio.from_pcm(b"\0\0\0", max_seconds=1)
    with pytest.raises(BadInput, match="empty"):
        audio.from_pcm(b"", max_seconds=1)
    with pytest.raises(BadInput, match="empty"):
        audio.from_file(wav(TONE[:0]), max_seconds=1)


def test_base64_may_have_line_breaks() -> None:
    data = bytes(range(256))
    assert audio.from_base64(base64.encodebytes(data).decode(), field="audio_base64", max_bytes=256) == data


@pytest.mark.parametrize("text", ["AAA", "AA=A", "A-_A", "é", "data:audio/wav;base64,AAAA"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="audio_base64 is no base64"):
        audio.from_base64(text, field="audio_base64", max_bytes=100)


@pytest.mark.parametrize("count", [101, 1_000_000])
def test_base64_of_too_much_is_refused(count: int) -> None:
    with pytest.raises(BadInput, match=r"audio_base64 is larger than 0\.0001 MB"):
        audio.from_base64(base64.b64encode(b"\0" * count).decode(), field="audio_base64", max_bytes=100)
