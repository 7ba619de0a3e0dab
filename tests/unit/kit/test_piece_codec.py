import random
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xquizit_kit.piece_codec import MAGIC, PieceWord, pack_piece, unpack_piece

whole_samples = st.lists(st.integers(-32768, 32767), max_size=3000).map(lambda s: struct.pack(f"<{len(s)}h", *s))
words = st.lists(st.builds(PieceWord, *[st.integers(0, 2**31 - 1)] * 4), max_size=8).map(tuple)


@given(whole_samples, words)
@example(b"", ())
@example(b"\x00\x80\xff\x7f", (PieceWord(0, 5, 0, 300),))
def test_what_is_unpacked_is_what_was_packed(pcm: bytes, words: tuple[PieceWord, ...]) -> None:
    assert unpack_piece(pack_piece(pcm, words)) == (pcm, words)


@given(st.binary(max_size=200))
def test_nothing_else_is_taken_for_a_piece(data: bytes) -> None:
    for other in (data, MAGIC + data):
        with pytest.raises(ValueError, match="piece"):
            unpack_piece(other)


@given(st.data())
def test_a_damaged_or_cut_piece_is_told(data: st.DataObject) -> None:
    packed = pack_piece(speech_like(2400), [PieceWord(0, 2, 0, 50)])
    at = data.draw(st.integers(0, len(packed) - 1))
    flipped = packed[:at] + bytes([packed[at] ^ (1 << data.draw(st.integers(0, 7)))]) + packed[at + 1 :]
    for broken in (flipped, packed[:at], packed + b"\x00"):
        with pytest.raises(ValueError, match="piece"):
            unpack_piece(broken)


def test_speech_takes_less_room_than_its_pcm() -> None:
    pcm = speech_like(48_000)
    assert len(pack_piece(pcm, [])) < 0.8 * len(pcm)


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        pack_piece(b"\x00", [])


def speech_like(samples: int) -> bytes:
    """A slowly wandering wave, as voices are."""
    made = random.Random(1)
    level, values = 0.0, list[int]()
    for _ in range(samples):
        level = 0.98 * level + made.gauss(0, 150)
        values.append(max(-32768, min(32767, round(level))))
    return struct.pack(f"<{samples}h", *values)
