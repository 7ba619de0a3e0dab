"""How a long piece is cut into events."""

import struct
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xquizit_gateway.turns.piece import PART_LIMIT_S, Rendering, SpokenPiece, part_of
from xquizit_kit.piece_codec import PieceWord

SECOND_BYTES = 48_000


def piece(pcm: bytes) -> SpokenPiece:
    return SpokenPiece(0, "Words.", Rendering(pcm), "")


def parts(pcm: bytes) -> list[bytes]:
    count = piece(pcm).parts
    return [part_of(Rendering(pcm), number, count).pcm for number in range(count)]


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
    first, second = (part_of(Rendering(pcm), number, 2).pcm for number in range(2))
    assert first + second == pcm
    assert first
    assert part_of(Rendering(b""), 1, 2).pcm == b""


times = st.lists(st.integers(0, 12_000), min_size=2, max_size=20).map(sorted)


@given(st.floats(0.1, 30), times)
def test_every_word_is_in_the_part_in_which_it_begins(spoken_s: float, times: list[int]) -> None:
    pcm = bytes(2 * int(spoken_s * SECOND_BYTES / 2))
    words = tuple(PieceWord(n, n + 1, begin, end) for n, (begin, end) in enumerate(pairwise(times)))
    count = piece(pcm).parts
    cut = [part_of(Rendering(pcm, words, "script"), number, count) for number in range(count)]
    assert [word[:2] for part in cut for word in part.words] == [word[:2] for word in words]
    begin_ms = 0
    for part in cut:
        assert part.engine == "script"
        for word in part.words:
            assert 0 <= word.start_ms <= word.end_ms <= part.ms + 1
            told = words[word.text_start]
            if told.start_ms < begin_ms + part.ms:
                assert abs(word.start_ms + begin_ms - told.start_ms) <= count
        begin_ms += part.ms
