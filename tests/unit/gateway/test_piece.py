"""How a long piece is cut into events."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from xquizit_gateway.turns.piece import PART_LIMIT_S, SpokenPiece, part_of

SECOND_BYTES = 48_000


def piece(pcm: bytes) -> SpokenPiece:
    return SpokenPiece(0, "Words.", pcm, "")


def parts(pcm: bytes) -> list[bytes]:
    count = piece(pcm).parts
    return [part_of(pcm, number, count) for number in range(count)]


@given(st.floats(0, 30), st.integers(0, 255))
def test_parts_are_short_enough_and_joined_they_are_the_piece(spoken_s: float, seed: int) -> None:
    pcm = bytes((seed + n * n) % 256 for n in range(997)) * (int(spoken_s * SECOND_BYTES) // 997)
    pcm = pcm[: len(pcm) // 2 * 2]
    cut = parts(pcm)
    assert b"".join(cut) == pcm
    assert all(len(part) <= PART_LIMIT_S * SECOND_BYTES for part in cut)
    assert (len(cut) == 1) == (len(pcm) <= PART_LIMIT_S * SECOND_BYTES)


def test_a_cut_falls_where_it_is_quiet() -> None:
    loud, quiet = struct.pack("<h", 9000), struct.pack("<h", 0)
    pcm = loud * 120_000 + quiet * 2400 + loud * 117_600  # 10 s, with 0.1 s of silence from second 5 on
    first, second = parts(pcm)
    assert first.endswith(quiet)
    assert second.startswith(quiet)


def test_another_rendering_is_cut_into_as_many_parts() -> None:
    """One that is a little shorter, of a piece whose parts were counted already."""
    pcm = bytes(int(7.9 * SECOND_BYTES))
    assert piece(pcm).parts == 1
    assert part_of(pcm, 0, 2) + part_of(pcm, 1, 2) == pcm
    assert part_of(pcm, 0, 2)
    assert part_of(b"", 1, 2) == b""
