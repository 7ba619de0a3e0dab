"""Listening by windows where the language has to be found out: what is told with a window, and what finals teach."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed
from xquizit_transcription.answer import Word
from xquizit_transcription.port import Closed, Topic
from xquizit_transcription.spoken_language import SpokenLanguage
from xquizit_transcription.windows.listener import WindowListener, WindowRules
from xquizit_transcription.windows.port import Segment, Window
from xquizit_transcription.windows.tally import Tally

SECOND = 16_000
SURE, MUFFLED, GUESS = -0.2, -0.9, -1.2
GERMAN = SpokenLanguage("de").to_json()
"""As it was fixed by an earlier answer."""


@dataclass
class Whisper:
    """Hears the language that is spoken: surely when it is told that one or none, else by guessing."""

    spoken: str = "de"
    muffled: bool = False
    """Guesses whatever it is told."""
    probability: float = 0.95
    failure: EngineFailed | None = None
    """Of windows without a language."""
    told: list[str] = field(default_factory=list)
    is_warm: bool = True
    info: EngineInfo = field(default_factory=lambda: EngineInfo("whisper"))

    def counts(self) -> Mapping[str, float]:
        return {}

    async def warm_up(self) -> None: ...

    def prepare(self, topic: Topic) -> None: ...

    async def aclose(self) -> None: ...

    async def recognize(self, window: Window) -> Sequence[Segment]:
        self.told.append(window.language)
        if self.failure is not None and not window.language:
            raise self.failure
        sure = GUESS if window.language not in ("", self.spoken) else MUFFLED if self.muffled else SURE
        text = self.spoken if window.language in ("", self.spoken) else "noise"
        word = Word(text, 0, SECOND, 0.9)
        found = "" if window.language else self.spoken
        return [Segment(text, (word,), sure, 1.0, 0.01, found, self.probability if found else None)]


@asynccontextmanager
async def ear(engine: Whisper, language: SpokenLanguage) -> AsyncGenerator[WindowListener]:
    listener = WindowListener(
        engine, names=(), question="", language=language, rules=WindowRules(), tally=Tally(), clock=lambda: 0.0
    )
    try:
        yield listener
    finally:
        await listener.aclose()


async def said(listener: WindowListener, seconds: float = 3.0) -> str:
    """The final of an utterance that long."""
    pcm = bytes(round(2 * seconds * SECOND))
    await listener.begin()
    samples = len(pcm) // 2
    recognized = await listener.finish(Closed(0, pcm, speech_samples=samples, heard_until_sample=samples))
    return " ".join(word.text for word in recognized.words)


async def test_what_finals_agree_on_is_told_with_every_later_window() -> None:
    engine, language = Whisper(), SpokenLanguage()
    async with ear(engine, language) as listener:
        for _ in range(2):
            await said(listener)
        assert (language.fixed, engine.told) == ("de", ["", ""])
        await said(listener)
        await listener.begin()
        await listener.feed(bytes(2 * SECOND))
        await asyncio.sleep(0)
    assert engine.told[2:] == ["de", "de"], "a final and a look"


async def test_what_is_guesswork_does_not_vote() -> None:
    language = SpokenLanguage()
    async with ear(Whisper(muffled=True), language) as listener:
        for _ in range(5):
            await said(listener, 4.0)
    assert language.fixed == ""
    assert not language.take_news()


async def test_another_language_than_the_fixed_one_is_heard_all_the_same_and_wins_after_two_finals() -> None:
    engine, language = Whisper(spoken="en"), SpokenLanguage.from_json(GERMAN)
    async with ear(engine, language) as listener:
        assert await said(listener) == "en", "heard again without being told, and surer"
        assert (language.fixed, engine.told) == ("de", ["de", ""])
        assert await said(listener) == "en"
        assert language.fixed == "en"
        assert await said(listener) == "en"
    assert engine.told == ["de", "", "de", "", "en"]


async def test_who_mumbles_is_heard_again_twice_and_no_more() -> None:
    engine, language = Whisper(spoken="de", muffled=True), SpokenLanguage.from_json(GERMAN)
    async with ear(engine, language) as listener:
        for _ in range(5):
            assert await said(listener) == "de"
    assert engine.told.count("") == 2
    assert language.fixed == "de"


async def test_another_language_that_is_a_guess_changes_nothing_and_is_not_asked_for_again_and_again() -> None:
    for engine in (Whisper(spoken="cy", probability=0.4), Whisper(spoken="cy", muffled=True)):
        language = SpokenLanguage.from_json(GERMAN)
        async with ear(engine, language) as listener:
            for _ in range(5):
                assert await said(listener) == "noise"
        assert engine.told.count("") == 2
        assert language.fixed == "de"
        assert not language.take_news()


async def test_a_few_words_are_not_heard_again() -> None:
    engine, language = Whisper(spoken="en"), SpokenLanguage.from_json(GERMAN)
    async with ear(engine, language) as listener:
        assert await said(listener, 0.9) == "noise"
    assert engine.told == ["de"]


async def test_hearing_it_again_may_fail() -> None:
    engine, language = Whisper(spoken="en", failure=EngineFailed("It broke.")), SpokenLanguage.from_json(GERMAN)
    async with ear(engine, language) as listener:
        assert await said(listener) == "noise"
    assert language.fixed == "de"


async def test_where_the_operator_has_set_the_language_nothing_is_heard_again() -> None:
    class Told(Whisper):
        async def recognize(self, window: Window) -> Sequence[Segment]:
            self.told.append(window.language)
            return [Segment("hm", (Word("hm", 0, SECOND, 0.3),), GUESS, 1.0, 0.01)]

    engine, language = Told(), SpokenLanguage()
    async with ear(engine, language) as listener:
        for _ in range(4):
            await said(listener, 4.0)
    assert engine.told == [""] * 4
    assert not language.take_news()
