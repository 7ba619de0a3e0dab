"""The tts service over a real socket with real Redis: what is heard, in which order, and what happens without Redis."""

from __future__ import annotations

import asyncio
import io
import itertools
import wave
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import grpc
import numpy as np
import pytest
from grpc import aio

from tests.fakes.redis_process import RedisProcess
from xquizit.info.v1 import info_pb2, info_pb2_grpc
from xquizit.tts.v1 import tts_pb2, tts_pb2_grpc
from xquizit_kit import redis_keys
from xquizit_kit.audio import MAX_FRAME_BYTES, SPEAK_RATE_HZ, to_wav
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import AtCapacity, EngineFailed, InvalidInput, XquizitError
from xquizit_kit.piece_codec import pack_piece, unpack_piece
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_errors import from_rpc_error
from xquizit_tts import server, speaking
from xquizit_tts.cache import AudioCache
from xquizit_tts.config import TtsSettings
from xquizit_tts.engines import Choice, espeak_instead
from xquizit_tts.port import Piece, Sound, SpeechEngine, Voice
from xquizit_tts.server import compose

QUESTION = (
    "Thank you for that, Anna. You wrote that the queue grew to 3.5 million jobs, e.g. at night. "
    "What did you measure first, and what did you change because of it?"
)
_unique = itertools.count()


@dataclass
class Heard:
    """All that one call answered."""

    responses: list[tts_pb2.SynthesizeResponse] = field(default_factory=list)

    @property
    def pcm(self) -> bytes:
        return b"".join(response.audio.pcm for response in self.responses)

    @property
    def texts(self) -> list[str]:
        return [response.text for response in self.responses if response.is_last_of_sentence]

    @property
    def keys(self) -> list[str]:
        return [response.cache_key for response in self.responses if response.is_last_of_sentence]


class MoodyEngine:
    """A voice of one tone that fails as it is told."""

    info = EngineInfo("moody")
    slots = 1
    restarts = 0

    def __init__(self) -> None:
        self.failure: XquizitError | None = None
        self.chunks_before_failure = 0
        self.said: list[str] = []

    def voices(self) -> list[Voice]:
        return [Voice("alto", "en-GB", "")]

    async def warm_up(self) -> None: ...

    async def synthesize(self, piece: Piece) -> AsyncGenerator[Sound]:
        self.said.append(piece.text)
        for number in range(4):
            if self.failure is not None and number == self.chunks_before_failure:
                raise self.failure
            yield Sound(b"\x00\x10" * (SPEAK_RATE_HZ // 5))

    async def aclose(self) -> None: ...


@asynccontextmanager
async def serving(
    redis_url: str, engine: SpeechEngine | None = None, **changes: object
) -> AsyncIterator[tts_pb2_grpc.TtsServiceAsyncStub]:
    async with serving_at(redis_url, engine, **changes) as channel:
        yield tts_pb2_grpc.TtsServiceStub(channel)


@asynccontextmanager
async def serving_at(
    redis_url: str, engine: SpeechEngine | None = None, **changes: object
) -> AsyncIterator[aio.Channel]:
    settings = TtsSettings.model_validate({"redis_url": redis_url, "tts_listen": "127.0.0.1:0", **changes})
    async with compose(settings, engine) as server:
        await server.start()
        channel = open_channel(f"127.0.0.1:{server.port}")
        try:
            yield channel
        finally:
            await channel.close()
            await server.stop(0)


@pytest.fixture
async def tts(redis_url: str) -> AsyncIterator[tts_pb2_grpc.TtsServiceAsyncStub]:
    async with serving(redis_url) as stub:
        yield stub


def config(voice: str = "", speed: float = 0.0) -> tts_pb2.SynthesizeRequest:
    return tts_pb2.SynthesizeRequest(config=tts_pb2.SynthesizeConfig(session_id="s", turn=1, voice=voice, speed=speed))


def delta(text: str) -> tts_pb2.SynthesizeRequest:
    return tts_pb2.SynthesizeRequest(text_delta=text)


def never_said(text: str) -> str:
    """`text` with words that no other test has in the cache."""
    return f"{text} Number {next(_unique)} of {id(text)}."


async def hear(
    tts: tts_pb2_grpc.TtsServiceAsyncStub, deltas: str | Iterable[str], *, voice: str = "", speed: float = 0.0
) -> Heard:
    texts = [deltas] if isinstance(deltas, str) else deltas
    call = tts.Synthesize(iter([config(voice, speed), *map(delta, texts)]), timeout=60)
    return Heard([response async for response in call])


async def rest_of(call: Any) -> list[tts_pb2.SynthesizeResponse]:
    """What a call that was begun with `read` still answers."""
    responses = []
    while (response := await call.read()) is not aio.EOF:
        responses.append(response)
    return responses


def loudness(pcm: bytes) -> np.ndarray:
    """RMS of every 20 ms: what was said, without the jitter that eSpeak gives each rendering."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    step = SPEAK_RATE_HZ // 50
    return np.sqrt(np.mean(samples[: len(samples) // step * step].reshape(-1, step) ** 2, axis=1))


def likeness(one: bytes, other: bytes) -> float:
    """Correlation of two loudness curves; 1 for the same words."""
    a, b = loudness(one), loudness(other)
    length = min(len(a), len(b))
    return float(np.corrcoef(a[:length], b[:length])[0, 1]) * length / max(len(a), len(b))


async def test_audio_is_plausible_speech_in_order(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    heard = await hear(tts, QUESTION)
    assert heard.texts == [
        "Thank you for that,",
        "Anna. You wrote that the queue grew to 3.5 million jobs, e.g. at night.",
        "What did you measure first, and what did you change because of it?",
    ]
    places = [(response.sentence_index, response.chunk_index) for response in heard.responses]
    assert places == sorted(places)
    for index, group in itertools.groupby(heard.responses, key=lambda response: response.sentence_index):
        chunks = list(group)
        assert [chunk.chunk_index for chunk in chunks] == list(range(len(chunks)))
        assert [chunk.is_last_of_sentence for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
        assert {chunk.text for chunk in chunks} == {heard.texts[index]}
        assert all(0 < len(chunk.audio.pcm) <= MAX_FRAME_BYTES for chunk in chunks)
    with wave.open(io.BytesIO(to_wav(heard.pcm, SPEAK_RATE_HZ))) as wav:
        seconds = wav.getnframes() / wav.getframerate()
    samples = np.frombuffer(heard.pcm, "<i2")
    assert 6 < seconds < 18
    assert np.sqrt(np.mean(samples.astype(np.float64) ** 2)) > 500
    assert np.mean(np.abs(samples) >= 32767) < 0.001


async def test_chunk_borders_do_not_click(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    heard = await hear(tts, never_said("A long vowel sounds on: aaaaaah, oooooh, mmmmm."))
    samples = np.frombuffer(heard.pcm, "<i2").astype(np.int32)
    steps = np.abs(np.diff(samples))
    lengths = [len(response.audio.pcm) // 2 for response in heard.responses]
    borders = np.cumsum(lengths)[:-1] - 1
    # eSpeak never speaks the same twice, so no quantile holds: a click would be the largest step of all.
    assert steps[borders].max() <= np.delete(steps, borders).max()


async def test_the_split_into_deltas_changes_nothing(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    whole = await hear(tts, QUESTION)
    by_character = await hear(tts, list(QUESTION))
    assert by_character.responses == whole.responses


async def test_first_audio_comes_before_the_text_is_complete(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    call = tts.Synthesize(timeout=60)
    await call.write(config())
    await call.write(delta("Thank you for that, "))
    first = await call.read()
    assert isinstance(first, tts_pb2.SynthesizeResponse)
    assert (first.sentence_index, first.chunk_index, first.text) == (0, 0, "Thank you for that,")
    # Only now does the rest of the text exist.
    await call.write(delta("it was very clear."))
    await call.done_writing()
    rest = await rest_of(call)
    assert rest[-1].text == "it was very clear."
    assert rest[-1].is_last_of_sentence


async def test_cancelling_frees_the_slot(redis_url: str) -> None:
    async with serving(redis_url, tts_max_streams=1, tts_first_wait_s=0) as tts:
        call = tts.Synthesize(timeout=60)
        await call.write(config())
        await call.write(delta("I keep this slot, for as long as I like. "))
        assert isinstance(await call.read(), tts_pb2.SynthesizeResponse)
        with pytest.raises(aio.AioRpcError) as refused:
            await hear(tts, "No room.")
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        error = from_rpc_error(refused.value, service="tts")
        assert isinstance(error, AtCapacity)
        assert error.retry_after_s is not None
        call.cancel()
    async with serving(redis_url, tts_max_streams=1, tts_first_wait_s=30) as tts:
        for _ in range(5):
            call = tts.Synthesize(iter([config(), delta(never_said(QUESTION * 50))]), timeout=60)
            assert isinstance(await call.read(), tts_pb2.SynthesizeResponse)
            call.cancel()
        assert (await hear(tts, "Now there is room.")).pcm


async def test_a_reader_that_stops_reading_holds_up_nobody(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    text = never_said(QUESTION * 30)
    stalled = tts.Synthesize(iter([config(), delta(text)]), timeout=60)
    assert isinstance(await stalled.read(), tts_pb2.SynthesizeResponse)
    heard = await hear(tts, text)
    assert len(heard.texts) > 30
    rest = await rest_of(stalled)
    assert rest[-1].sentence_index == heard.responses[-1].sentence_index


async def test_the_cache_gives_the_same_audio_without_the_engine(
    tts: tts_pb2_grpc.TtsServiceAsyncStub, redis_url: str
) -> None:
    text = never_said("Please tell me about a project that you are proud of.")
    made = await hear(tts, text)
    assert (await hear(tts, text)).responses == made.responses
    assert all(response.cache_key == "" for response in made.responses if not response.is_last_of_sentence)
    async with connect(redis_url) as redis:
        stored = [unpack_piece((await redis.get(key)) or b"") for key in made.keys]
        assert b"".join(pcm for pcm, _ in stored) == made.pcm
        assert all(words for _, words in stored)
        assert all([0 < await redis.ttl(key) <= 3600 for key in made.keys])
        # Something the engine would never say: hearing it shows that the engine was not asked.
        marker = b"\x01\x02" * 30_000
        await redis.set(made.keys[0], pack_piece(marker, []), ex=60)
        again = await hear(tts, text)
        assert b"".join(r.audio.pcm for r in again.responses if r.sentence_index == 0) == marker
        # What is not ours, or damaged, is made anew.
        for foreign in (marker, pack_piece(marker, [])[:-9]):
            await redis.set(made.keys[0], foreign, ex=60)
            assert [r.text for r in (await hear(tts, text)).responses] == [r.text for r in made.responses]
            assert unpack_piece(await redis.get(made.keys[0]) or b"")[0] != marker
        # The key is in Redis already when the chunk that names it arrives.
        call = tts.Synthesize(iter([config(), delta(never_said("One more, please, so that we see it."))]), timeout=60)
        async for response in call:
            if response.cache_key:
                assert await redis.exists(response.cache_key)


async def test_voice_and_speed_change_the_audio_and_the_key(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    text = "How did the team decide that?"
    plain, slow, fast, other = (
        await hear(tts, text),
        await hear(tts, text, speed=0.5),
        await hear(tts, text, speed=2.0),
        await hear(tts, text, voice="en-us+klatt"),
    )
    assert len(fast.pcm) < 0.75 * len(plain.pcm) < 0.75 * 0.75 * len(slow.pcm)
    assert other.pcm != plain.pcm
    assert len({heard.keys[0] for heard in (plain, slow, fast, other)}) == 4
    assert (await hear(tts, text, voice="en-us", speed=1.0)).responses == plain.responses


async def test_pieces_over_the_size_cap_are_spoken_but_not_stored(redis_url: str) -> None:
    async with serving(redis_url, tts_cache_piece_bytes=1000) as tts:
        heard = await hear(tts, "This is not kept.")
        assert heard.pcm
        assert heard.keys == [""]


async def test_without_redis_speech_goes_on(redis_server: RedisProcess) -> None:
    async with serving(redis_server.url) as tts:
        before = await hear(tts, "Redis is here.")
        assert before.keys[0]
        redis_server.stop()
        away = await hear(tts, QUESTION)
        assert away.keys == [""] * 3
        assert len(away.pcm) > 6 * 2 * SPEAK_RATE_HZ


async def test_the_cache_comes_back_with_redis(redis_server: RedisProcess) -> None:
    now_s = 0.0
    async with connect(redis_server.url) as redis:
        cache = AudioCache(redis, max_piece_bytes=100, now_s=lambda: now_s)
        assert await cache.write("xq:tts:test", b"ab")
        redis_server.stop()
        assert await cache.read("xq:tts:test") is None
        redis_server.start()
        assert not await cache.write("xq:tts:test", b"ab")  # still left alone
        now_s = 60.0
        assert await cache.write("xq:tts:test", b"ab")
        assert await cache.read("xq:tts:test") == b"ab"
        assert not await cache.write("xq:tts:long", b"x" * 101)


async def test_twenty_streams_each_hear_their_own_words(redis_url: str) -> None:
    words = "go stay queue elephant seven independent of railway sky misunderstanding blue at tea".split()
    random = Random(1)
    texts = [f"{' '.join(random.sample(words, 7))}. {' '.join(random.sample(words, 9))}." for _ in range(20)]
    async with serving(redis_url, tts_cache_piece_bytes=0) as tts:
        alone = [(await hear(tts, text)).pcm for text in texts]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(hear(tts, [text[:9], text[9:40], text[40:]])) for text in texts]
    together = [task.result().pcm for task in tasks]
    for index, pcm in enumerate(together):
        likenesses = [likeness(pcm, other) for other in alone]
        assert max(range(len(texts)), key=likenesses.__getitem__) == index
        assert likenesses[index] > 0.85


async def test_many_who_ask_for_the_same_words_hear_the_same_audio(redis_server: RedisProcess) -> None:
    # Without the cache only making it once gives equal bytes: eSpeak never says a thing twice alike.
    redis_server.stop()
    async with serving(redis_server.url) as tts:
        text = "Everybody hears precisely these words at this time."
        first, second = await hear(tts, text), await hear(tts, text)
        assert first.pcm != second.pcm
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(hear(tts, text)) for _ in range(10)]
        assert len({task.result().pcm for task in tasks}) < 10


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        ([], "config_first"),
        ([delta("No config.")], "config_first"),
        ([config(), delta("Hello."), config()], "config_once"),
        ([config(), tts_pb2.SynthesizeRequest()], "config_once"),
        ([config(voice="en-us+nobody")], "unknown_voice"),
        ([config(speed=0.49)], "bad_speed"),
        ([config(speed=2.01)], "bad_speed"),
        ([config(speed=float("nan"))], "bad_speed"),
        ([config(), delta("a" * 12_000), delta("b" * 8_001)], "text_too_long"),
    ],
)
async def test_what_cannot_be_spoken_is_refused(
    tts: tts_pb2_grpc.TtsServiceAsyncStub, requests: list[tts_pb2.SynthesizeRequest], reason: str
) -> None:
    call = tts.Synthesize(timeout=60)
    # No half-close: a client that is still sending when the answer comes may hear only that sending failed.
    for request in requests:
        await call.write(request)
    if not requests:
        await call.done_writing()
    with pytest.raises(aio.AioRpcError) as refused:
        await rest_of(call)
    error = from_rpc_error(refused.value, service="tts")
    assert isinstance(error, InvalidInput)
    assert error.reason == reason


@pytest.mark.parametrize("text", ["", "...", " \n", "👍"])
async def test_nothing_to_say_is_no_error(tts: tts_pb2_grpc.TtsServiceAsyncStub, text: str) -> None:
    assert (await hear(tts, text)).responses == []


async def test_voices_are_listed_and_every_one_speaks(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    listed = await tts.ListVoices(tts_pb2.ListVoicesRequest(), timeout=10)
    assert listed.engine == "espeak"
    assert listed.voices[0].id == "en-us"
    ids = [voice.id for voice in listed.voices]
    assert len(ids) == len(set(ids)) > 100
    assert {"en-gb", "en-us+klatt", "de", "fr-fr", "es", "hi", "cmn"} <= set(ids)
    for voice in ids:
        assert len((await hear(tts, "1 2 3", voice=voice)).pcm) > 0.3 * 2 * SPEAK_RATE_HZ, voice


async def test_the_default_voice_is_a_setting(redis_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with serving(redis_url, tts_voice="en-gb", tts_speed=1.5) as tts:
        assert (await tts.ListVoices(tts_pb2.ListVoicesRequest(), timeout=10)).voices[0].id == "en-gb"
        default = await hear(tts, "Which one am I?")
        assert (await hear(tts, "Which one am I?", voice="en-gb", speed=1.5)).keys == default.keys
    with pytest.raises(SystemExit):
        async with serving(redis_url, tts_voice="nobody"):
            pass
    assert "TTS_VOICE" in capsys.readouterr().err


@pytest.mark.parametrize("asked", ["en-gb", "alto"])
async def test_a_default_voice_of_only_one_of_two_engines_ends_nothing(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr("xquizit_tts.server.choose", lambda _: Choice(espeak_instead("for now"), later=MoodyEngine()))
    async with serving(redis_url, tts_voice=asked) as tts, asyncio.timeout(20):
        while (listed := await tts.ListVoices(tts_pb2.ListVoicesRequest(), timeout=10)).engine != "moody":  # noqa: ASYNC110 - it takes over by itself
            await asyncio.sleep(0.01)
        assert listed.voices[0].id == "alto"
        assert (await hear(tts, "Who speaks now?")).responses[-1].engine == "moody"


async def test_a_voice_that_takes_over_makes_the_fixed_phrases_at_once(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    better = MoodyEngine()
    monkeypatch.setattr("xquizit_tts.server.choose", lambda _: Choice(espeak_instead("for now"), later=better))
    async with serving(redis_server.url), asyncio.timeout(20):
        while not any("Goodbye." in text for text in better.said):  # noqa: ASYNC110 - in the background
            await asyncio.sleep(0.01)


async def test_when_the_voice_fails_another_speaks_and_says_so(redis_url: str) -> None:
    engine = MoodyEngine()
    async with serving_at(redis_url, engine, tts_cache_piece_bytes=0) as channel:
        tts, info = tts_pb2_grpc.TtsServiceStub(channel), info_pb2_grpc.InfoServiceStub(channel)

        async def engines() -> list[str]:
            heard = await hear(tts, never_said(QUESTION))
            assert all(not response.engine for response in heard.responses if not response.is_last_of_sentence)
            return [response.engine for response in heard.responses if response.is_last_of_sentence]

        async def is_degraded() -> bool:
            return (await info.GetInfo(info_pb2.GetInfoRequest(), timeout=5)).is_degraded

        assert await engines() == ["moody"] * 4
        assert not await is_degraded()
        for failure in (EngineFailed("Broken."), AtCapacity("Full.")):
            engine.failure = failure
            assert await engines() == ["espeak"] * 4
            assert await is_degraded()
        # Half a piece was heard: the caller asks again, and by then it has failed before its first sound.
        engine.chunks_before_failure = 2
        with pytest.raises(aio.AioRpcError) as broke_off:
            await hear(tts, never_said(QUESTION))
        assert broke_off.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        engine.failure = None
        assert await engines() == ["moody"] * 4
        assert not await is_degraded()
    engine.failure, engine.chunks_before_failure = EngineFailed("Broken."), 0
    async with serving(redis_url, engine, tts_stand_in="none") as tts:
        with pytest.raises(aio.AioRpcError) as refused:
            await hear(tts, never_said(QUESTION))
        assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_words_are_told_as_they_were_written(tts: tts_pb2_grpc.TtsServiceAsyncStub) -> None:
    heard = await hear(tts, never_said("You used C++ at 99.9% for R&D, right?"))
    lasts = [response for response in heard.responses if response.is_last_of_sentence]
    told = [[r.text[word.text_start : word.text_end] for word in r.words] for r in lasts]
    assert told[0] == lasts[0].text.split()
    assert "C++" in told[0] + told[1]
    for last in lasts:
        pcm_ms = sum(len(r.audio.pcm) for r in heard.responses if r.sentence_index == last.sentence_index) // 48
        times = [time_ms for word in last.words for time_ms in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert 0 <= times[0] < times[-1] <= pcm_ms
        assert len(last.words) == len(last.text.split())


async def test_get_info_names_the_engine(redis_url: str) -> None:
    settings = TtsSettings.model_validate({"redis_url": redis_url, "tts_listen": "127.0.0.1:0"})
    async with compose(settings) as server:
        await server.start()
        async with open_channel(f"127.0.0.1:{server.port}") as channel:
            info = await info_pb2_grpc.InfoServiceStub(channel).GetInfo(info_pb2.GetInfoRequest(), timeout=5)
        await server.stop(0)
    assert (info.service, info.engine) == ("tts", "espeak")
    assert info.model.startswith("eSpeak NG 1.")
    assert info.reason


async def test_what_was_spoken_for_a_session_is_noted_while_the_session_is_there(
    tts: tts_pb2_grpc.TtsServiceAsyncStub, redis_url: str
) -> None:
    async with connect(redis_url) as redis:
        await redis.set(redis_keys.state("s"), "{}")
        heard = [await hear(tts, never_said("This is for one session. It has two pieces, and then some more."))]
        heard.append(await hear(tts, heard[0].texts))  # from the cache
        keys = {key for one in heard for key in one.keys}
        assert {key.decode() for key in await redis.smembers(redis_keys.spoken("s"))} >= keys
        assert 0 < await redis.ttl(redis_keys.spoken("s")) <= redis_keys.AUDIO_TTL_S
        assert redis_keys.spoken("s") in redis_keys.session_keys("s", 1)
        await redis.delete(redis_keys.state("s"), redis_keys.spoken("s"))
        await hear(tts, never_said("The session is gone."))
        assert not await redis.exists(redis_keys.spoken("s"))


async def test_a_best_voice_that_fails_at_the_start_is_tried_again_later(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(MoodyEngine):
        starts = 0

        async def warm_up(self) -> None:
            Late.starts += 1
            if Late.starts < 3:
                raise EngineFailed("The GPU is busy.", reason="no_gpu")

    monkeypatch.setattr(server, "choose", lambda _settings: Choice(Late()))
    monkeypatch.setattr(speaking, "AGAIN_S", 0.01)
    async with serving_at(redis_url, tts_engine="auto", tts_cache_piece_bytes=0) as channel:
        tts = tts_pb2_grpc.TtsServiceStub(channel)
        async with asyncio.timeout(20):
            while (await tts.ListVoices(tts_pb2.ListVoicesRequest(), timeout=5)).engine != "moody":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert [r.engine for r in (await hear(tts, "Is it you?")).responses if r.is_last_of_sentence] == ["moody"]
