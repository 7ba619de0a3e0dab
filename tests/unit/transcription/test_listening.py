import asyncio
import itertools
from collections.abc import Coroutine, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from xquizit_kit.errors import EngineFailed
from xquizit_transcription import listening as listening_module
from xquizit_transcription.answer import Final, Word
from xquizit_transcription.answer_store import StoredAnswer
from xquizit_transcription.endpointing import EndpointingRules, SpeechEnded
from xquizit_transcription.events import Acknowledged, Completed, Event, Partial
from xquizit_transcription.intake import Intake
from xquizit_transcription.listening import Listening, ListeningRules
from xquizit_transcription.metrics import Metrics
from xquizit_transcription.outbox import MOST_EVENTS, Outbox
from xquizit_transcription.port import Closed, Ear, Recognized
from xquizit_transcription.turn_taking.hints import TurnHints
from xquizit_transcription.turn_taking.pauses import PauseModel
from xquizit_transcription.turn_taking.turns import TurnTaking
from xquizit_transcription.vad import WINDOW_SAMPLES


@dataclass
class ScriptedActivity:
    """Hears speech as a list says, window by window."""

    script: list[float]

    async def probabilities(self, samples: NDArray[np.int16]) -> Sequence[float]:
        assert len(samples) % WINDOW_SAMPLES == 0
        count = len(samples) // WINDOW_SAMPLES
        heard, self.script = self.script[:count], self.script[count:]
        return heard + [0.0] * (count - len(heard))


@dataclass
class RecordingListener:
    """Keeps the utterances it was given; each has one word."""

    utterances: list[tuple[int, bytes]] = field(default_factory=list)
    live: bytes = b""
    caption: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    finals_ahead: int = 0
    ear: Ear = Ear("recording")  # noqa: RUF009 - frozen

    async def begin(self) -> None:
        self.live = b""

    async def feed(self, pcm: bytes) -> str:
        self.live += pcm
        return f"{len(self.live)}"

    def pause(self) -> None:
        pass

    async def finish(self, closed: Closed) -> Recognized:
        self.utterances.append((closed.start_sample, closed.pcm))
        word = Word("word", closed.start_sample, closed.start_sample + len(closed.pcm) // 2, 1.0)
        return Recognized((word,), "recording")


@dataclass
class MemoryAnswer:
    """Stands for the record in Redis."""

    samples: int
    finals: list[Final] = field(default_factory=list)

    async def commit(self, samples: int, final: Final | None = None) -> None:
        assert samples >= self.samples
        self.samples = samples
        if final is not None:
            self.finals.append(final)

    async def check(self) -> None:
        pass


async def listen(
    pcm: bytes, sizes: list[int], script: list[float], first: int, ear: RecordingListener | None = None
) -> tuple[list[Event], RecordingListener, MemoryAnswer]:
    intake, listener, answer = Intake(most_samples=10**9), ear or RecordingListener(), MemoryAnswer(first)
    at = 0
    for size in [*sizes, len(pcm)]:
        if frame := pcm[at : at + 2 * size]:
            await intake.put(frame)
        at += 2 * size
    intake.close()
    listening = made(intake, listener, answer, script)
    return [event async for event in listening.events()], listener, answer


def made(intake: Intake, listener: RecordingListener, answer: MemoryAnswer, script: list[float]) -> Listening:
    return Listening(
        intake=intake,
        vad=ScriptedActivity(list(script)),
        listener=listener,
        answer=cast(StoredAnswer, answer),
        hints=TurnHints(TurnTaking(PauseModel()), EndpointingRules()),
        metrics=Metrics(dict),
        rules=ListeningRules(EndpointingRules(), most_utterance_samples=32_000),
    )


@dataclass
class Unsure(RecordingListener):
    """Hears one word in each utterance, as surely as it is told."""

    confidence: float = 0.5

    async def finish(self, closed: Closed) -> Recognized:
        word = Word("word", closed.start_sample, closed.start_sample + len(closed.pcm) // 2, self.confidence)
        return Recognized((word,), "unsure")


@pytest.mark.parametrize(
    ("confidence", "is_doubted", "is_believed"), [(0.5, True, False), (0.7, True, True), (0.5, False, True)]
)
async def test_sound_at_another_rate_is_heard_and_believed_where_it_is_surely_recognized(
    confidence: float, is_doubted: bool, is_believed: bool
) -> None:
    intake, answer = Intake(most_samples=10**9), MemoryAnswer(0)
    await intake.put(bytes(2 * 48_000))
    intake.is_doubted = is_doubted
    intake.close()
    listening = made(intake, Unsure(confidence=confidence), answer, [1.0] * 40)
    events = [event async for event in listening.events()]
    assert [final.text for final in answer.finals] == ["word"] * is_believed
    assert [event for event in events if isinstance(event, Final)] == answer.finals
    assert any(isinstance(event, Partial) and event.text for event in events) is not is_doubted
    assert events[-1] == Completed(48_000), "every sample is recognized all the same"


scripts = st.lists(st.tuples(st.sampled_from([0.0, 0.4, 1.0]), st.integers(1, 40)), max_size=8).map(
    lambda runs: [probability for probability, length in runs for _ in range(length)]
)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 70_000), st.lists(st.integers(0, 20_000), max_size=20), scripts, st.integers(0, 10**7))
def test_every_sample_is_recognized_once_or_was_without_speech(
    count: int, sizes: list[int], script: list[float], first: int
) -> None:
    # Each sample tells its place, so that a lost, doubled or moved one is seen.
    pcm = (np.arange(count) % 30_000).astype("<i2").tobytes()
    events, listener, answer = asyncio.run(listen(pcm, sizes, script, first))

    assert events[-1] == Completed(first + count)
    assert answer.samples == first + count
    acknowledged = [event.samples for event in events if isinstance(event, Acknowledged)]
    assert acknowledged == sorted(acknowledged)
    assert [event for event in events if isinstance(event, Final)] == answer.finals

    at, spoken = first, np.zeros(count, bool)
    for start, heard in listener.utterances:
        assert start >= at
        assert heard == pcm[2 * (start - first) : 2 * (start - first) + len(heard)]
        at = start + len(heard) // 2
        spoken[start - first : at - first] = True
    for index, (one, two) in enumerate(itertools.pairwise(script)):
        place = index * WINDOW_SAMPLES
        if one == two == 1.0 and place + 2 * WINDOW_SAMPLES <= count:
            assert spoken[place : place + 2 * WINDOW_SAMPLES].all()


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 20_000), max_size=20), scripts)
def test_frame_sizes_change_no_final(sizes: list[int], script: list[float]) -> None:
    pcm = (np.arange(60_000) % 30_000).astype("<i2").tobytes()
    _, _, whole = asyncio.run(listen(pcm, [], script, 0))
    _, _, divided = asyncio.run(listen(pcm, sizes, script, 0))
    assert divided.finals == whole.finals


@dataclass
class Overtaking(RecordingListener):
    """Recognizes later utterances sooner."""

    finals_ahead: int = 3
    waiting: list[asyncio.Event] = field(default_factory=list)
    most_waiting: int = 0

    def finish(self, closed: Closed) -> Coroutine[Any, Any, Recognized]:
        recognition = super().finish(closed)
        return self._later(recognition)

    async def _later(self, recognition: Coroutine[Any, Any, Recognized]) -> Recognized:
        mine = asyncio.Event()
        self.waiting.append(mine)
        self.most_waiting = max(self.most_waiting, len(self.waiting))
        words = await recognition
        if len(self.waiting) < self.finals_ahead:
            with suppress(TimeoutError):  # the last ones have nobody behind them
                await asyncio.wait_for(mine.wait(), 0.05)
        else:
            for other in self.waiting:
                other.set()
        self.waiting.remove(mine)
        return words


def test_finals_come_in_order_however_recognitions_overtake_each_other() -> None:
    pcm = (np.arange(160_000) % 30_000).astype("<i2").tobytes()
    script = [1.0 if window % 50 < 20 else 0.0 for window in range(310)]
    events, listener, answer = asyncio.run(listen(pcm, [4_000] * 40, script, 0, Overtaking()))
    assert isinstance(listener, Overtaking)
    assert listener.most_waiting == 3
    finals = [event for event in events if isinstance(event, Final)]
    assert len(finals) == 7
    assert finals == answer.finals == sorted(finals, key=lambda final: final.start_sample)
    assert answer.samples == 160_000


def test_a_caption_holds_everything_that_is_not_final() -> None:
    pcm = (np.arange(80_000) % 30_000).astype("<i2").tobytes()
    script = [1.0 if window % 50 < 20 else 0.0 for window in range(160)]
    events, _, _ = asyncio.run(listen(pcm, [4_000] * 20, script, 0, Overtaking()))
    captions = [event.text for event in events if isinstance(event, Partial)]
    assert any(len(caption.split()) > 1 for caption in captions)


@dataclass
class Failing(RecordingListener):
    """Cannot recognize its second utterance."""

    finals_ahead: int = 3

    async def finish(self, closed: Closed) -> Recognized:
        if len(self.utterances) == 1:
            raise EngineFailed("It broke.")
        return await super().finish(closed)


def test_what_comes_after_a_failed_recognition_is_not_stored() -> None:
    pcm = (np.arange(160_000) % 30_000).astype("<i2").tobytes()
    script = [1.0 if window % 50 < 20 else 0.0 for window in range(310)]
    with pytest.raises(EngineFailed):
        asyncio.run(listen(pcm, [4_000] * 40, script, 0, Failing()))


@dataclass
class Stuck(RecordingListener):
    """Its finals never come."""

    finals_ahead: int = 3
    waits_for: asyncio.Event = field(default_factory=asyncio.Event)

    async def finish(self, closed: Closed) -> Recognized:
        await self.waits_for.wait()
        return await super().finish(closed)


async def test_while_finals_are_awaited_no_more_is_taken_than_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening_module, "_MOST_KEPT_SAMPLES", 64_000)
    intake, listener, answer = Intake(most_samples=10**9), Stuck(), MemoryAnswer(0)
    for _ in range(20):
        await intake.put(bytes(2 * 16_000))
    intake.close()
    script = [1.0] * 20 + [0.0] * 1_000
    hearing = made(intake, listener, answer, script)
    events: list[Event] = []
    async with aclosing(hearing.events()) as told:
        async for event in told:
            events.append(event)
            if isinstance(event, SpeechEnded):
                break
        for _ in range(200):
            await asyncio.sleep(0)
        assert hearing._kept.end < 6 * 16_000
        listener.waits_for.set()
        events += [event async for event in told]
    assert events[-1] == Completed(20 * 16_000)


@dataclass
class CancelledInside(RecordingListener):
    """Something that its recognition waits for is cancelled."""

    async def finish(self, closed: Closed) -> Recognized:
        raise asyncio.CancelledError


def test_a_recognition_that_is_cancelled_from_inside_ends_the_stream() -> None:
    pcm = bytes(2 * 64_000)
    with pytest.raises(EngineFailed):
        asyncio.run(listen(pcm, [4_000] * 16, [1.0] * 30, 0, CancelledInside()))


async def test_a_caller_that_takes_nothing_is_waited_for() -> None:
    outbox = Outbox()
    for number in range(MOST_EVENTS + 1):
        outbox.put(Acknowledged(number))
    waiting = asyncio.create_task(outbox.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    assert await outbox.take() == Acknowledged(0)
    await waiting


async def test_a_caption_that_is_known_before_the_next_sound_is_shown_at_once() -> None:
    intake, listener, answer = Intake(most_samples=10**9), RecordingListener(), MemoryAnswer(0)
    await intake.put(bytes(2 * 16_000))
    hearing = made(intake, listener, answer, [1.0] * 40)
    async with aclosing(hearing.events()) as told:
        async for event in told:
            if isinstance(event, Partial):
                break
        listener.caption = "we moved it"
        listener.news.set()
        event = await anext(told)
        assert isinstance(event, Partial)
        assert event.text == "we moved it"
