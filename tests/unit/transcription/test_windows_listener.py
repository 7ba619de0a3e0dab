"""Listening by windows: when it looks, what a pause is good for, what becomes of looks that were overtaken."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import AtCapacity, EngineFailed
from xquizit_transcription.answer import Word
from xquizit_transcription.port import Closed, Topic
from xquizit_transcription.spoken_language import SpokenLanguage
from xquizit_transcription.windows.listener import WindowListener, WindowRules
from xquizit_transcription.windows.port import Segment, Window
from xquizit_transcription.windows.recognizer import WindowRecognizer
from xquizit_transcription.windows.tally import Tally

SECOND = 16_000


def pcm(seconds: float, *, value: int = 1) -> bytes:
    return value.to_bytes(2, "little") * round(seconds * SECOND)


def segment(text: str, samples: int) -> Segment:
    words = text.split()
    step = max(1, samples // max(1, len(words)))
    return Segment(text, tuple(Word(w, n * step, (n + 1) * step, 0.9) for n, w in enumerate(words)), -0.1, 1.0, 0.01)


@dataclass
class ScriptedEngine:
    """Answers a window when it is told to."""

    windows: list[Window] = field(default_factory=list)
    answers: list[asyncio.Future[str]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: int = 0
    is_warm: bool = True
    info: EngineInfo = field(default_factory=lambda: EngineInfo("scripted", "", "", ""))

    def counts(self) -> Mapping[str, float]:
        return {}

    async def warm_up(self) -> None: ...

    def prepare(self, topic: Topic) -> None: ...

    async def aclose(self) -> None: ...

    async def recognize(self, window: Window) -> Sequence[Segment]:
        self.windows.append(window)
        self.answers.append(asyncio.get_running_loop().create_future())
        self.asked.set()
        try:
            text = await self.answers[-1]
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return [segment(text, len(window.pcm) // 2)] if text else []

    async def nth(self, count: int) -> asyncio.Future[str]:
        while len(self.answers) < count:
            self.asked.clear()
            await self.asked.wait()
        return self.answers[count - 1]


@dataclass
class Time:
    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Ear:
    engine: ScriptedEngine
    listener: WindowListener
    tally: Tally
    time: Time

    async def answered(self, number: int, text: str) -> None:
        """The engine's answer to its window with this number, and everything that follows at once."""
        (await self.engine.nth(number)).set_result(text)
        for _ in range(3):
            await asyncio.sleep(0)


@asynccontextmanager
async def ear(language: SpokenLanguage | None = None, **rules: float) -> AsyncIterator[Ear]:
    engine, tally, time = ScriptedEngine(), Tally(), Time()
    listener = WindowListener(
        engine,
        names=["gRPC"],
        question="What did you do?",
        language=language or SpokenLanguage(),
        rules=WindowRules(**rules),  # type: ignore[arg-type]
        tally=tally,
        clock=time,
    )
    try:
        yield Ear(engine, listener, tally, time)
    finally:
        await listener.aclose()


def closed(audio: bytes, *, start: int = 0, heard_s: float | None = None, is_cut: bool = False) -> Closed:
    samples = len(audio) // 2
    heard = samples if heard_s is None else round(heard_s * SECOND)
    return Closed(start, audio, speech_samples=heard, heard_until_sample=start + heard, is_cut=is_cut)


async def test_a_second_is_looked_at_and_again_when_more_came() -> None:
    async with ear() as one:
        await one.listener.begin()
        assert await one.listener.feed(pcm(0.9)) == ""
        assert not one.engine.windows
        await one.listener.feed(pcm(0.2))
        await one.answered(1, "I led")
        assert await one.listener.feed(pcm(0.1)) == "I led"
        one.time.now_s = 1.0
        await one.listener.feed(pcm(0.1))
        await one.answered(2, "I led the team")
        assert await one.listener.feed(pcm(0.1)) == "I led the team"
        assert [window.is_final for window in one.engine.windows] == [False, False]


async def test_a_slow_look_is_not_followed_by_another_one() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(1.0))
        await one.engine.nth(1)
        for second in range(10):
            one.time.now_s = float(second)
            await one.listener.feed(pcm(1.0))
        assert len(one.engine.windows) == 1


async def test_done_after_a_pause_needs_no_further_job() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(2.0) + pcm(0.25, value=0))
        await one.engine.nth(1)
        one.listener.pause()
        await one.answered(2, "that is all")
        words = (await one.listener.finish(closed(pcm(2.0) + pcm(0.3, value=0), heard_s=2.0))).words
        assert [word.text for word in words] == ["that", "is", "all"]
        assert len(one.engine.windows) == 2
        assert (one.tally.finals, one.tally.finals_without_job, one.engine.given_up) == (1, 1, 1)


async def test_a_final_waits_for_the_look_at_its_pause() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        one.listener.pause()
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(0.5))))
        await one.answered(1, "yes")
        assert [word.text for word in (await finishing).words] == ["yes"]
        assert len(one.engine.windows) == 1


async def test_speech_after_the_pause_makes_a_final_of_its_own() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(1.0))
        await one.engine.nth(1)
        one.listener.pause()
        await one.answered(2, "first")
        await one.listener.feed(pcm(1.0))
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(2.0))))
        await one.answered(3, "first and last")
        assert [word.text for word in (await finishing).words] == ["first", "and", "last"]
        assert one.engine.windows[-1].pcm == pcm(2.0)
        assert one.engine.windows[-1].is_final


async def test_a_failed_look_costs_nothing_but_another_job() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        one.listener.pause()
        (await one.engine.nth(1)).set_exception(EngineFailed("It broke."))
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(0.5))))
        await one.answered(2, "still here")
        assert [word.text for word in (await finishing).words] == ["still", "here"]


async def test_somebody_who_spoke_and_was_not_heard_is_listened_to_again() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(1.0))
        await one.engine.nth(1)
        one.listener.pause()
        await one.answered(2, "")
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(1.0))))
        await one.answered(3, "I was there")
        assert [word.text for word in (await finishing).words] == ["I", "was", "there"]


async def test_what_is_not_heard_twice_was_not_said() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(1.5))))
        await one.answered(1, "")
        await one.answered(2, "")
        assert (await finishing).words == ()
        assert len(one.engine.windows) == 2


async def test_a_failed_final_is_told() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(0.5))))
        (await one.engine.nth(1)).set_exception(EngineFailed("It broke."))
        with pytest.raises(EngineFailed):
            await finishing


async def test_a_noise_needs_no_job() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.2))
        noise = Closed(0, pcm(0.2), speech_samples=1_500, heard_until_sample=2_000)
        assert (await one.listener.finish(noise)).words == ()
        assert not one.engine.windows


async def test_finals_overtake_each_other_and_each_keeps_its_place() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        first = asyncio.create_task(one.listener.finish(closed(pcm(0.5))))
        await one.engine.nth(1)
        await one.listener.begin()
        await one.listener.feed(pcm(0.5, value=2))
        second = asyncio.create_task(one.listener.finish(closed(pcm(0.5, value=2), start=20_000)))
        await one.answered(2, "two")
        assert [(word.text, word.start_sample) for word in (await second).words] == [("two", 20_000)]
        await one.answered(1, "one")
        assert [(word.text, word.start_sample) for word in (await first).words] == [("one", 0)]


async def test_speech_that_was_cut_is_heard_again_and_told_once() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.9))
        first = asyncio.create_task(one.listener.finish(closed(pcm(2.0), is_cut=True)))
        await one.answered(1, "one two three four")  # half a second each
        await one.listener.begin()
        await one.listener.feed(pcm(0.9, value=2))
        second = asyncio.create_task(one.listener.finish(closed(pcm(1.0, value=2), start=2 * SECOND)))
        await one.engine.nth(2)
        assert one.engine.windows[1].pcm == pcm(1.0) + pcm(1.0, value=2)
        await one.answered(2, "three four five six")
        assert [word.text for word in (await first).words] == ["one", "two", "three", "four"]
        words = (await second).words
        assert [word.text for word in words] == ["five", "six"]
        assert words[0].start_sample == 2 * SECOND


async def test_what_was_said_before_is_told_to_the_recognizer() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        first = asyncio.create_task(one.listener.finish(closed(pcm(0.5))))
        await one.engine.nth(1)
        assert one.engine.windows[0].prompt == "gRPC. What did you do?"
        await one.answered(1, "we moved it")
        await first
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        one.listener.pause()
        await one.engine.nth(2)
        assert one.engine.windows[1].prompt == "gRPC. we moved it"


async def test_leaving_gives_up_every_look() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(1.0))
        await one.engine.nth(1)
    assert one.engine.given_up == 1


async def test_an_utterance_that_says_the_same_again_and_again_is_left_alone() -> None:
    async with ear(same_output_threshold=2) as one:
        await one.listener.begin()
        for number in range(1, 3):
            one.time.now_s += 5.0
            await one.listener.feed(pcm(1.0))
            await one.answered(number, "that is all")
        one.time.now_s += 5.0
        assert await one.listener.feed(pcm(1.0)) == "that is all"
        assert len(one.engine.windows) == 2


async def test_one_more_speaker_than_allowed_is_refused() -> None:
    recognizer = WindowRecognizer(ScriptedEngine(), rules=WindowRules(), max_speakers=1)
    async with recognizer.listen(Topic("one")):
        with pytest.raises(AtCapacity):
            async with recognizer.listen(Topic("two")):
                pass
    async with recognizer.listen(Topic("three")):
        pass


async def test_a_look_at_a_pause_is_no_final_where_speech_was_cut_before_it() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.9))
        one.listener.pause()
        await one.answered(1, "one two three")
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(0.6), is_cut=True)))
        await one.answered(2, "one two")
        assert [word.text for word in (await finishing).words] == ["one", "two"]


async def test_a_final_that_nobody_waits_for_any_more_is_given_up_with_its_look() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.5))
        one.listener.pause()
        finishing = asyncio.create_task(one.listener.finish(closed(pcm(0.5))))
        await one.engine.nth(1)
        finishing.cancel()
        await asyncio.wait([finishing])
        for _ in range(3):
            await asyncio.sleep(0)
        assert one.engine.given_up == 1


async def test_the_end_of_an_utterance_that_was_cut_belongs_to_its_neighbour_only() -> None:
    async with ear() as one:
        await one.listener.begin()
        await one.listener.feed(pcm(0.9))
        first = asyncio.create_task(one.listener.finish(closed(pcm(2.0), is_cut=True)))
        await one.answered(1, "one two three four")
        await first
        # Another ear has heard what came next; this one goes on later.
        await one.listener.begin()
        await one.listener.feed(pcm(0.5, value=3))
        later = asyncio.create_task(one.listener.finish(closed(pcm(0.5, value=3), start=20 * SECOND)))
        await one.answered(2, "five")
        assert one.engine.windows[1].pcm == pcm(0.5, value=3)
        assert [word.start_sample for word in (await later).words] == [20 * SECOND]
