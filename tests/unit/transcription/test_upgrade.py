"""The better recognizer takes over between answers, and its absence is told and harms nothing."""

import asyncio
from contextlib import aclosing

from tests.fakes.scripted_recognizer import ScriptedRecognizer
from xquizit_kit.errors import EngineFailed
from xquizit_transcription.port import Listener, Recognizer, Topic
from xquizit_transcription.upgrade import UpgradingRecognizer


def name(listener: Listener) -> str:
    return listener.ear.engine


async def test_an_answer_is_heard_to_its_end_by_who_began_it_and_the_next_by_the_better_one() -> None:
    simple, better, fetched = ScriptedRecognizer("simple"), ScriptedRecognizer("better"), asyncio.Event()

    async def make() -> Recognizer:
        await fetched.wait()
        return better

    async with aclosing(UpgradingRecognizer(simple, make)) as recognizer:
        await recognizer.warm_up()
        assert recognizer.info.name == "simple"
        assert "is being fetched" in recognizer.info.reason
        async with recognizer.listen(Topic("session")) as listener:
            fetched.set()
            await recognizer.settled()
            assert name(listener) == "simple"
        assert recognizer.info.name == "better"
        async with recognizer.listen(Topic("session")) as listener:
            assert name(listener) == "better"
        recognizer.prepare(Topic("session"))
        await recognizer.forget("session")
        assert simple.calls == better.calls == ["prepare", "forget"]
    assert simple.is_closed
    assert better.is_closed


async def test_without_a_better_one_the_simple_one_goes_on_and_says_why() -> None:
    simple = ScriptedRecognizer("simple")

    async def make() -> Recognizer:
        raise EngineFailed("The model hub cannot be reached.")

    async with aclosing(UpgradingRecognizer(simple, make)) as recognizer:
        await recognizer.warm_up()
        await recognizer.settled()
        assert recognizer.info.reason.endswith("no better one: The model hub cannot be reached.")
        async with recognizer.listen(Topic("session")) as listener:
            assert name(listener) == "simple"


async def test_one_that_does_not_start_is_closed() -> None:
    better = ScriptedRecognizer("better", warm_up_failure=EngineFailed("It does not load."))

    async def make() -> Recognizer:
        return better

    async with aclosing(UpgradingRecognizer(ScriptedRecognizer("simple"), make)) as recognizer:
        await recognizer.warm_up()
        await recognizer.settled()
        assert better.is_closed
        assert recognizer.info.name == "simple"


async def test_leaving_gives_up_what_is_being_fetched() -> None:
    async def make() -> Recognizer:
        await asyncio.Event().wait()
        raise AssertionError

    async with aclosing(UpgradingRecognizer(ScriptedRecognizer("simple"), make)) as recognizer:
        await recognizer.warm_up()
