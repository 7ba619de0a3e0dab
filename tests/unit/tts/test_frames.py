"""The frames that a piece's audio is sent in."""

from hypothesis import given
from hypothesis import strategies as st

from xquizit_kit.audio import MAX_FRAME_BYTES
from xquizit_tts.frames import FIRST_FRAME_BYTES, FRAME_BYTES, Framer


@given(st.lists(st.integers(1, 40_000).map(lambda samples: 2 * samples), min_size=1, max_size=6))
def test_frames_do_not_depend_on_how_the_audio_was_made(lengths: list[int]) -> None:
    pcm = bytes(index % 251 for index in range(sum(lengths)))
    framer, start, frames = Framer(), 0, []
    for length in lengths:
        frames += framer.push(pcm[start : start + length])
        start += length
    frames.append(framer.last())
    whole = Framer()
    assert frames == [*whole.push(pcm), whole.last()]
    assert b"".join(frames) == pcm
    assert all(0 < len(frame) <= MAX_FRAME_BYTES and len(frame) % 2 == 0 for frame in frames)
    assert [len(frame) for frame in frames[:-1]] == [FIRST_FRAME_BYTES, *[FRAME_BYTES] * len(frames)][: len(frames) - 1]
