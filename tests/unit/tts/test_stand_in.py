"""Who speaks when the chosen engine cannot, and what that does to the text."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace

import pytest

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import AtCapacity, DeadlineExceeded, EngineFailed, XquizitError
from xquizit_kit.piece_codec import pack_piece
from xquizit_tts.pieces import Made, PieceMaker
from xquizit_tts.port import Piece, Sound, SpokenWord, Voice
from xquizit_tts.scheduler import Rules, Scheduler
from xquizit_tts.stand_in import Speakers, nearest


class AllCached:
    """Everything is there, as one sample."""

    async def read(self, _key: str) -> bytes:
        return pack_piece(b"\x01\x02", [])

    async def note(self, _session_id: str, _key: str) -> None: ...


class NoCache:
    """Nothing is ever there."""

    async def read(self, _key: str) -> None: ...

    async def write(self, _key: str, _pcm: bytes) -> bool:
        return False


class SlowCache(NoCache):
    """Looks for a while."""

    async def read(self, _key: str) -> None:
        await asyncio.sleep(0)


class Scripted:
    """Says each text as its bytes, twice; fails as told."""

    def __init__(self, name: str, *voices: Voice) -> None:
        self.info = EngineInfo(name)
        self.slots = 1
        self._voices = voices
        self.failure: XquizitError | None = None
        self.chunks_before_failure = 0
        self.said: list[Piece] = []
        self.restarts = 0
        self.may_begin: asyncio.Event | None = None
        self.may_go_on: asyncio.Event | None = None

    def voices(self) -> Sequence[Voice]:
        return self._voices

    async def warm_up(self) -> None: ...

    async def aclose(self) -> None: ...

    async def synthesize(self, piece: Piece) -> AsyncGenerator[Sound]:
        self.said.append(piece)
        for number in range(2):
            for gate in (self.may_begin,) if number == 0 else (self.may_go_on,):
                if gate is not None:
                    await gate.wait()
            if self.failure is not None and number >= self.chunks_before_failure:
                raise self.failure
            yield Sound(piece.text.encode(), (SpokenWord(0, 1, 0, 9),) if number == 0 else ())


AMERICAN, BRITISH, GERMAN = Voice("us", "en-US", ""), Voice("gb", "en-GB", ""), Voice("de", "de", "")


@pytest.fixture
def fine() -> Scripted:
    return Scripted("fine", Voice("af", "en-US", ""), Voice("dora", "de", ""))


@pytest.fixture
def plain() -> Scripted:
    return Scripted("plain", AMERICAN, GERMAN)


def maker(engine: Scripted) -> PieceMaker:
    return PieceMaker(engine, NoCache(), Scheduler(lambda: engine.slots, Rules()))  # pyright: ignore[reportArgumentType]


PIECE = Piece("hello!", "af", 1.5, "s", is_first=True)


async def test_the_chosen_engine_speaks_when_it_can(fine: Scripted, plain: Scripted) -> None:
    speakers, taken = Speakers(maker(fine), maker(plain)), list[bytes]()
    made = await speakers.make(PIECE, taken.append, by_stand_in=False)
    assert (made.engine, made.standing_in_for, taken) == ("fine", "", [b"hello!", b"hello!"])
    assert made.words == (SpokenWord(0, 1, 0, 9),)
    assert (fine.said, plain.said) == ([PIECE], [])


@pytest.mark.parametrize("failure", [EngineFailed("broken"), AtCapacity("full")])
async def test_the_stand_in_says_all_of_a_piece_that_failed(
    fine: Scripted, plain: Scripted, failure: XquizitError
) -> None:
    fine.failure = failure
    speakers, taken = Speakers(maker(fine), maker(plain)), list[bytes]()
    made = await speakers.make(PIECE, taken.append, by_stand_in=False)
    assert (made.engine, made.standing_in_for, taken) == ("plain", "fine", [b"hello!", b"hello!"])
    assert plain.said == [Piece("hello!", "us", 1.5, "s", is_first=True)]
    assert speakers.failures == {failure.reason: 1}
    assert speakers.is_stood_in
    fine.failure = None
    assert (await speakers.make(PIECE, taken.append, by_stand_in=True)).engine == "plain", "the text goes on by it"
    assert speakers.is_stood_in
    assert (await speakers.make(PIECE, taken.append, by_stand_in=False)).engine == "fine"
    assert not speakers.is_stood_in


async def test_what_the_cache_has_does_not_tell_that_the_engine_is_back(fine: Scripted, plain: Scripted) -> None:
    cached = PieceMaker(fine, AllCached(), Scheduler(lambda: 1, Rules()))  # pyright: ignore[reportArgumentType]
    speakers = Speakers(cached, maker(plain))
    speakers.is_stood_in = True
    made = await speakers.make(PIECE, lambda _: None, by_stand_in=False)
    assert (made.engine, made.is_fresh, speakers.is_stood_in) == ("fine", False, True)


async def test_nobody_waits_in_silence_for_long(fine: Scripted, plain: Scripted) -> None:
    fine.may_begin = asyncio.Event()
    speakers, taken = Speakers(maker(fine), maker(plain), first_sound_s=0.05), list[bytes]()
    made = await speakers.make(PIECE, taken.append, by_stand_in=False)
    assert (made.engine, made.standing_in_for, taken) == ("plain", "fine", [b"hello!", b"hello!"])
    assert speakers.failures == {"silent_too_long": 1}
    later = asyncio.create_task(speakers.make(replace(PIECE, is_first=False), taken.append, by_stand_in=False))
    assert not (await asyncio.wait({later}, timeout=0.15))[0], "a later piece has the audio before it to wait in"
    fine.may_begin.set()
    assert (await later).engine == "fine"


async def test_a_sound_in_the_moment_of_giving_up_breaks_nothing(fine: Scripted, plain: Scripted) -> None:
    class JustTooLate(PieceMaker):
        async def make(self, piece: Piece, take: Callable[[bytes], None]) -> Made:
            try:
                await asyncio.Event().wait()
            finally:
                take(b"late")
            raise AssertionError

    late = JustTooLate(fine, NoCache(), Scheduler(lambda: 1, Rules()))  # pyright: ignore[reportArgumentType]
    with pytest.raises(DeadlineExceeded):
        await Speakers(late, maker(plain), first_sound_s=0.01).make(PIECE, lambda _: None, by_stand_in=False)


async def test_what_has_begun_may_take_its_time(fine: Scripted, plain: Scripted) -> None:
    fine.may_go_on = asyncio.Event()
    speakers, taken = Speakers(maker(fine), maker(plain), first_sound_s=0.05), list[bytes]()
    making = asyncio.create_task(speakers.make(PIECE, taken.append, by_stand_in=False))
    assert not (await asyncio.wait({making}, timeout=0.15))[0]
    fine.may_go_on.set()
    assert (await making).engine == "fine"


async def test_a_piece_that_was_half_heard_is_not_said_again_by_another(fine: Scripted, plain: Scripted) -> None:
    fine.failure, fine.chunks_before_failure = EngineFailed("broken"), 1
    speakers, taken = Speakers(maker(fine), maker(plain)), list[bytes]()
    with pytest.raises(EngineFailed):
        await speakers.make(PIECE, taken.append, by_stand_in=False)
    assert (taken, plain.said) == ([b"hello!"], [])


async def test_without_a_stand_in_the_failure_is_told(fine: Scripted) -> None:
    fine.failure = AtCapacity("full", retry_after_s=3)
    with pytest.raises(AtCapacity) as refused:
        await Speakers(maker(fine), None).make(PIECE, lambda _: None, by_stand_in=True)
    assert refused.value.retry_after_s == 3


async def test_an_engine_that_makes_no_sound_has_failed(fine: Scripted, plain: Scripted) -> None:
    silent = Piece("", "af", 1.0)
    with pytest.raises(EngineFailed, match="no sound"):
        await maker(fine).make(silent, lambda _: None)


async def test_who_waits_for_the_same_piece_is_told_its_words_too(fine: Scripted) -> None:
    pieces = maker(fine)
    one, other = await asyncio.gather(*(pieces.make(PIECE, lambda _: None) for _ in range(2)))
    assert (one.is_fresh, other) == (True, replace(one, is_fresh=False))
    assert (pieces.counts.made, pieces.counts.shared, len(fine.said)) == (1, 1, 1)


async def test_a_piece_that_hangs_is_waited_for_once_by_all_who_want_it(fine: Scripted, plain: Scripted) -> None:
    fine.failure = DeadlineExceeded("hung")
    hanging = PieceMaker(fine, SlowCache(), Scheduler(lambda: 1, Rules()))  # pyright: ignore[reportArgumentType]
    speakers = Speakers(hanging, maker(plain))
    made = await asyncio.gather(*(speakers.make(PIECE, lambda _: None, by_stand_in=False) for _ in range(5)))
    assert {one.engine for one in made} == {"plain"}
    assert len(fine.said) == 1


@pytest.mark.parametrize("cache", [NoCache(), SlowCache()])  # it is in line by then, or not yet
async def test_who_waits_in_silence_for_what_somebody_else_has_asked_for_goes_first_all_the_same(
    fine: Scripted, cache: NoCache
) -> None:
    scheduler = Scheduler(lambda: 1, Rules())
    pieces = PieceMaker(fine, cache, scheduler)  # pyright: ignore[reportArgumentType]

    async def say(text: str, *, is_first: bool = False) -> None:
        await pieces.make(Piece(text, "af", 1.0, text, is_first=is_first), lambda _: None)

    async with asyncio.TaskGroup() as group:
        async with scheduler.slot(PIECE):
            group.create_task(say("another's later piece"))
            group.create_task(say("a phrase"))
            group.create_task(say("a phrase", is_first=True))
            for _ in range(10):
                await asyncio.sleep(0)
            assert (scheduler.waiting, len(fine.said)) == (2, 0)
    assert [piece.text for piece in fine.said] == ["a phrase", "another's later piece"]


def test_the_nearest_voice() -> None:
    voices = [BRITISH, AMERICAN, GERMAN]
    assert nearest("en-US", voices) == AMERICAN
    assert nearest("en-AU", voices) == BRITISH
    assert nearest("de-AT", voices) == GERMAN
    assert nearest("sw", voices) == BRITISH
