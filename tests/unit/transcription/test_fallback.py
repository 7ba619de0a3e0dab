"""Another recognizer stands in: between utterances, for one that was begun, and only while it is needed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from tests.fakes.scripted_recognizer import ScriptedRecognizer
from xquizit_kit.errors import AtCapacity, EngineFailed
from xquizit_transcription.fallback import LEFT_ALONE_S, FallbackRecognizer
from xquizit_transcription.port import Closed, Ear, EarState, Listener, Topic

BROKEN = EngineFailed("It broke.")


class Both:
    def __init__(self) -> None:
        self.first, self.second = ScriptedRecognizer("first"), ScriptedRecognizer("second")
        self.now_s = 0.0
        self.recognizer = FallbackRecognizer(lambda: self.first, self.second, patience_s=0.05, clock=lambda: self.now_s)


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    one = Both()
    async with aclosing(one.recognizer):
        await one.recognizer.warm_up()
        yield one
    assert one.first.is_closed
    assert one.second.is_closed
    assert one.first.listening == one.second.listening == 0


@asynccontextmanager
async def listening(both: Both) -> AsyncIterator[Listener]:
    async with both.recognizer.listen(Topic("session")) as listener:
        yield listener


async def utterance(listener: Listener, start: int = 0) -> str:
    """Holds one utterance; returns who heard it."""
    await listener.begin()
    await listener.feed(bytes(200))
    listener.pause()
    recognized = await listener.finish(Closed(start, bytes(400), 200, start + 200))
    assert [word.start_sample for word in recognized.words] == [start]
    return recognized.engine


async def test_while_the_first_works_the_second_is_not_asked(both: Both) -> None:
    async with listening(both) as listener:
        assert await utterance(listener) == "first"
        assert both.second.listening == 0
        assert listener.ear == Ear("first")
    assert both.recognizer.info.name == "first"
    assert not both.recognizer.info.is_degraded


async def test_an_utterance_that_the_first_cannot_finish_is_heard_whole_by_the_second(both: Both) -> None:
    both.first.failure = BROKEN
    async with listening(both) as listener:
        assert await utterance(listener) == "second"
        assert both.second.calls == ["begin", "finish 0"]
    assert both.recognizer.counts() == {"first_calls": 4, "stand_in_second_calls": 2, "stood_in": 1}


async def test_the_next_utterances_are_the_seconds_from_their_beginning(both: Both) -> None:
    both.first.failure = BROKEN
    async with listening(both) as listener:
        await utterance(listener)
        both.first.calls.clear()
        assert await utterance(listener, 1_000) == "second"
        assert not both.first.calls
        assert both.second.calls[-4:] == ["begin", "feed 100", "pause", "finish 1000"]
        assert listener.ear == Ear("second", EarState.STANDING_IN)
        assert both.recognizer.info.name == "second"
        assert "first is out of order" in both.recognizer.info.reason
        assert both.recognizer.info.is_degraded


async def test_the_first_is_tried_again_after_a_while_and_taken_back_when_it_works(both: Both) -> None:
    both.first.failure = BROKEN
    async with listening(both) as listener:
        await utterance(listener)
        both.first.failure, both.now_s = None, LEFT_ALONE_S
        assert await utterance(listener) == "first"
        assert listener.ear == Ear("first")
    assert not both.recognizer.is_out_of_order
    assert not both.recognizer.info.is_degraded


async def test_a_first_that_hangs_is_waited_for_no_longer_than_its_patience(both: Both) -> None:
    both.first.hangs = True
    async with listening(both) as listener:
        assert await utterance(listener) == "second"


async def test_an_utterance_that_is_being_heard_goes_on_after_another_was_finished(both: Both) -> None:
    async with listening(both) as listener:
        await listener.begin()
        both.first.hangs = True
        finishing = asyncio.create_task(listener.finish(Closed(0, bytes(400), 200, 200)))
        both.recognizer.failed()  # in another answer
        await listener.begin()
        assert await listener.feed(bytes(200)) == "second 100"
        assert (await finishing).engine == "second"
        assert both.second.calls == ["begin", "feed 100", "begin", "finish 0", "begin", "feed 100"]
        assert await listener.feed(bytes(200)) == "second 200"


async def test_the_next_utterance_may_begin_before_the_second_has_finished_the_one_before(both: Both) -> None:
    both.first.failure = BROKEN
    async with listening(both) as listener:
        await utterance(listener)
        both.second.calls.clear()
        await listener.begin()
        await listener.feed(bytes(200))
        finishing = listener.finish(Closed(0, bytes(400), 200, 200))
        await listener.begin()
        assert (await finishing).engine == "second"
        assert await listener.feed(bytes(200)) == "second 100"
        assert both.second.calls == ["begin", "feed 100", "begin", "begin", "finish 0", "begin", "feed 100"]


async def test_when_both_fail_the_firsts_failure_is_told(both: Both) -> None:
    both.first.failure, both.second.failure = BROKEN, EngineFailed("This one, too.")
    async with listening(both) as listener:
        with pytest.raises(EngineFailed, match=r"It broke\."):
            await utterance(listener)


async def test_without_room_at_the_second_the_first_goes_on_trying(both: Both) -> None:
    both.first.failure, both.second.refusal = BROKEN, AtCapacity("Full.")
    async with listening(both) as listener:
        with pytest.raises(EngineFailed):
            await utterance(listener)
        both.first.failure = None
        assert await utterance(listener) == "first"
        assert not both.recognizer.is_out_of_order


async def test_both_prepare_and_forget(both: Both) -> None:
    both.recognizer.prepare(Topic("session"))
    await both.recognizer.forget("session")
    assert both.first.calls == both.second.calls == ["prepare", "forget"]


async def test_while_it_is_out_of_order_one_utterance_at_a_time_tries_the_first(both: Both) -> None:
    both.first.failure = BROKEN
    async with listening(both) as one, listening(both) as other:
        await utterance(one)
        both.now_s = LEFT_ALONE_S
        await one.begin()
        assert await utterance(other) == "second", "the other one is already trying"
        assert (await one.finish(Closed(0, bytes(400), 200, 200))).engine == "second"
        both.now_s += LEFT_ALONE_S
        assert await utterance(other) == "second", "it is left alone twice as long"
        both.now_s += LEFT_ALONE_S
        both.first.failure = None
        assert await utterance(other) == "first"


async def test_an_utterance_that_is_given_up_lets_another_one_try(both: Both) -> None:
    both.first.failure = BROKEN
    async with listening(both) as listener:
        await utterance(listener)
        both.first.failure, both.now_s = None, LEFT_ALONE_S
        async with listening(both) as other:
            await other.begin()
        assert await utterance(listener) == "first"


async def test_a_first_that_does_not_start_leaves_the_second_to_listen() -> None:
    one = Both()
    one.first.warm_up_failure = EngineFailed("RUNPOD_API_KEY is wrong.")
    async with aclosing(one.recognizer):
        await one.recognizer.warm_up()
        assert one.first.is_closed
        assert one.recognizer.info.name == "second"
        assert "RUNPOD_API_KEY is wrong." in one.recognizer.info.reason
        async with listening(one) as listener:
            assert await utterance(listener) == "second"
        one.recognizer.prepare(Topic("session"))
        await one.recognizer.forget("session")
