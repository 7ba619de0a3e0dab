"""What the tts service makes ahead is what the interview service says, and is made before anybody asks."""

import asyncio
from collections import Counter
from collections.abc import Callable

from xquizit_interview.state import Conclusion
from xquizit_interview.wording import phrasing
from xquizit_tts.pieces import Made
from xquizit_tts.port import Piece, Voice
from xquizit_tts.previews import FIXED_PHRASES
from xquizit_tts.warmth import make_ahead, pieces_of

VOICE = Voice("en-us", "en-US", "")


class Noting:
    """Makes nothing, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked = Counter[Piece]()
        self.enough = asyncio.Event()

    async def make(self, piece: Piece, take: Callable[[bytes], None], *, by_stand_in: bool) -> Made:
        self.asked[piece] += 1
        if self.asked.keys() == {piece for phrase in FIXED_PHRASES for piece in pieces_of(phrase, VOICE, 1.0)}:
            self.enough.set()
        return Made("any", "", ())


def test_they_are_the_interviewers_words() -> None:
    assert set(FIXED_PHRASES) == {phrasing.waiting(), *(phrasing.closing(why) for why in Conclusion)}


async def test_every_piece_of_them_is_made_ahead() -> None:
    noting = Noting()
    warming = asyncio.create_task(make_ahead(noting, VOICE, 1.0))  # pyright: ignore[reportArgumentType]
    async with asyncio.timeout(10):
        await noting.enough.wait()
    warming.cancel()
    assert Piece("Of course, take your time.", "en-us", 1.0) in noting.asked
    assert not any(piece.is_first for piece in noting.asked), "turns that wait go first"
