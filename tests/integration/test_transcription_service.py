"""The transcription service, real from socket to Redis, with real speech."""

import asyncio
import hashlib
import os
import random
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import jiwer
import numpy as np
import psutil
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.fakes.speech import noise, say, silence
from tests.fakes.transcription_client import TIMEOUT_S, Client, Heard, frames
from xquizit.audio.v1 import audio_pb2
from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit import redis_keys
from xquizit_kit.errors import AtCapacity, Conflict, InvalidInput, NotFound, TooLarge, WrongPhase, XquizitError
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_errors import from_rpc_error
from xquizit_transcription.answer import Final
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.server import compose
from xquizit_transcription.vad import SileroModel

RESUME = """Senior Backend Engineer. At Contoso I led the migration of a payments platform from a monolith to
microservices on Kubernetes. Kafka, PostgreSQL, Redis, Python, Terraform. Mentored four junior engineers."""
SENTENCES = (
    "I led the migration of the payments platform to microservices on Kubernetes.",
    "I mentored four junior engineers and I did code reviews every day.",
)


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests: the general model takes seconds to make."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def settings(redis_url: str, cache_dir: Path) -> TranscriptionSettings:
    return TranscriptionSettings(
        _env_file=None,  # type: ignore[call-arg]
        redis_url=redis_url,
        transcription_listen="127.0.0.1:0",
        transcription_max_speakers=2,
        xquizit_cache_dir=cache_dir,
    )


async def refusal_of(client: Client, config: pb.TranscribeConfig, *frames: bytes) -> XquizitError | None:
    """How a stream ends that only says this; it stays open.

    A client that is just writing when the status arrives gets INTERNAL from grpc.aio instead of it.
    """
    over = asyncio.Event()

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=config)
        for frame in frames:
            yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame))
        await over.wait()

    try:
        return (await client.send(requests())).error
    finally:
        over.set()


@pytest_asyncio.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect(redis_url) as redis:
        yield redis


@pytest_asyncio.fixture
async def client(settings: TranscriptionSettings, redis: Redis) -> AsyncIterator[Client]:
    async with compose(settings) as server:
        await server.start()
        channel = open_channel(f"127.0.0.1:{server.port}")
        try:
            client = Client(transcription_pb2_grpc.TranscriptionServiceStub(channel))  # type: ignore[arg-type]
            await redis.set(redis_keys.state(client.session), "{}")
            yield client
        finally:
            await channel.close()
            await server.stop(0)


def spoken(*sentences: str) -> bytes:
    return b"".join(silence(0.4) + say(sentence) + silence(1.2) for sentence in sentences)


def wer(said: str, heard: str) -> float:
    return jiwer.wer("".join(c for c in said.lower() if c.isalpha() or c == " "), heard)


async def test_speech_becomes_finals_whose_words_are_mostly_right(client: Client) -> None:
    answer = await client.stub.PrepareSession(
        pb.PrepareSessionRequest(session_id=client.session, context_texts=[RESUME]), timeout=5
    )
    assert answer.engine == "pocketsphinx"
    pcm = spoken(*SENTENCES)
    heard = await client.hear(pcm)
    assert heard.error is None
    assert wer(" ".join(SENTENCES), heard.text) < 0.5
    assert heard.responses[0].WhichOneof("message") == "ready"
    assert heard.responses[0].ready.engine == "pocketsphinx"
    assert heard.responses[-1].completed.samples == heard.acknowledged == len(pcm) // 2

    assert len(heard.finals) == 2
    at = 0
    for final in heard.finals:
        assert at <= final.start_sample < final.end_sample <= len(pcm) // 2
        assert [w.text for w in final.words] == final.text.split()
        assert 0 < final.confidence <= 1
        at = final.end_sample
    kinds = [
        ("final" if r.transcript.is_final else "partial") if r.HasField("transcript") else r.WhichOneof("message")
        for r in heard.responses
    ]
    assert "partial" in kinds[: kinds.index("final")]
    speech = [r.speech.state for r in heard.of("speech")]
    assert speech == [pb.SPEECH_STATE_STARTED, pb.SPEECH_STATE_ENDED] * 2
    assert pb.LEVEL_STATE_OK in [r.level.state for r in heard.of("level")]


async def test_how_audio_is_divided_into_frames_changes_nothing(client: Client) -> None:
    pcm = spoken(SENTENCES[1])
    whole = await client.hear(pcm)
    chance = random.Random(4)
    sizes = [chance.choice([0, 1, 7, 160, 511, 513, 4096, 30_000]) for _ in range(60)]
    divided = await client.hear(pcm, sizes=sizes, turn=2)
    assert whole.finals
    assert divided.finals == whole.finals
    assert divided.responses[-1] == whole.responses[-1]


async def test_the_tail_is_heard_without_silence_after_it(client: Client) -> None:
    pcm = say("I worked on the project for three years")
    heard = await client.hear(pcm)
    assert "years" in heard.text
    assert heard.responses[-1].completed.samples == len(pcm) // 2


@pytest.mark.parametrize("pcm", [silence(3), noise(3), noise(3, level=0.2)], ids=["silence", "noise", "loud noise"])
async def test_silence_and_noise_give_no_words(client: Client, pcm: bytes) -> None:
    heard = await client.hear(pcm)
    assert heard.finals == []
    assert heard.responses[-1].completed.samples == heard.acknowledged == 48_000


async def test_a_dead_microphone_is_told(client: Client) -> None:
    heard = await client.hear(silence(1.5))
    assert [r.level.state for r in heard.of("level")] == [pb.LEVEL_STATE_DEAD]


async def test_nothing_said_is_complete_at_once(client: Client) -> None:
    heard = await client.hear(b"")
    assert [r.WhichOneof("message") for r in heard.responses] == ["ready", "completed"]


async def test_an_answer_goes_on_at_the_acknowledged_sample(client: Client) -> None:
    pcm = spoken(*SENTENCES)
    whole = await client.hear(pcm)
    assert len(whole.finals) == 2

    # The line breaks after the first final has arrived.
    async def until_first_final() -> Heard:
        heard, seen = Heard(), asyncio.Event()

        async def requests() -> AsyncIterator[pb.TranscribeRequest]:
            yield pb.TranscribeRequest(config=client.config(turn=2))
            for frame in frames(pcm[: 2 * whole.finals[1].start_sample + 16_000]):
                yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame))
            await seen.wait()

        call = client.stub.Transcribe(requests(), timeout=TIMEOUT_S)
        async for response in call:
            heard.responses.append(response)
            if heard.finals and heard.acknowledged:
                call.cancel()
                break
        return heard

    first = await until_first_final()
    assert first.finals == whole.finals[:1]
    resume_at = first.acknowledged
    second = await client.hear(pcm[2 * resume_at :], turn=2, first_sample=resume_at)
    assert second.responses[0].ready.samples >= resume_at  # more was stored than had arrived
    assert len(second.finals) == 1
    assert second.finals[0].start_sample >= first.finals[0].end_sample
    assert second.responses[-1].completed.samples == len(pcm) // 2

    # A caller who never got the first final gets it again, and may repeat its audio.
    third = await client.hear(pcm[2 * 1000 :], turn=2, first_sample=1000)
    assert third.responses[0].ready.samples == len(pcm) // 2
    assert third.finals == [*first.finals, *second.finals]
    assert third.responses[-1].completed.samples == len(pcm) // 2


async def test_finals_are_stored_before_they_are_told(client: Client, redis: Redis) -> None:
    pcm = spoken(SENTENCES[1])
    heard, stored = Heard(), []

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=client.config())
        for frame in frames(pcm):
            yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame))
        yield pb.TranscribeRequest(end=pb.EndOfAudio())

    async for response in client.stub.Transcribe(requests(), timeout=TIMEOUT_S):
        heard.responses.append(response)
        record = await redis.hgetall(redis_keys.answer(client.session, 1))
        stored = [Final.from_json(line) for line in record[b"finals"].splitlines()]
        assert [final.text for final in heard.finals] == [final.text for final in stored][: len(heard.finals)]
        assert heard.acknowledged <= int(record[b"samples"])
    assert heard.finals
    assert 0 < await redis.ttl(redis_keys.answer(client.session, 1)) <= 3600


async def test_the_words_of_a_spoken_answer_can_be_asked_for(client: Client, redis: Redis) -> None:
    heard = await client.hear(spoken(*SENTENCES))
    key = redis_keys.answer(client.session, 1)
    await redis.expire(key, 1000)
    before = await redis.hgetall(key)
    asked = await client.stub.GetAnswer(pb.GetAnswerRequest(session_id=client.session, turn=1), timeout=5)
    assert list(asked.words) == [word for final in heard.finals for word in final.words]
    assert len(asked.words) > 5
    assert all(0 < word.confidence <= 1 for word in asked.words)
    assert await redis.hgetall(key) == before, "asking changes nothing, the fence neither"
    assert await redis.ttl(key) <= 1000


async def test_asking_for_words_does_not_end_the_stream_that_hears_them(client: Client) -> None:
    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=client.config())
        yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=silence(1)))
        await asked.wait()
        yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=silence(1)))
        yield pb.TranscribeRequest(end=pb.EndOfAudio())

    heard, asked = Heard(), asyncio.Event()
    async for response in client.stub.Transcribe(requests(), timeout=TIMEOUT_S):
        heard.responses.append(response)
        if not asked.is_set():
            words = await client.stub.GetAnswer(pb.GetAnswerRequest(session_id=client.session, turn=1), timeout=5)
            assert not words.words
            asked.set()
    assert heard.responses[-1].completed.samples == 32_000


async def test_an_answer_that_was_not_spoken_has_no_words(client: Client) -> None:
    for session, turn in ((client.session, 1), (client.session, 99), ("unknown", 1)):
        asked = await client.stub.GetAnswer(pb.GetAnswerRequest(session_id=session, turn=turn), timeout=5)
        assert not asked.words


@pytest.mark.parametrize(("session", "turn"), [("some", 0), ("some", -1), ("", 1)])
async def test_words_of_no_answer_are_refused(client: Client, session: str, turn: int) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await client.stub.GetAnswer(pb.GetAnswerRequest(session_id=session, turn=turn), timeout=5)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_for_an_unknown_session_nothing_is_written(client: Client, redis: Redis) -> None:
    assert isinstance(await refusal_of(client, client.config(session_id="unknown")), NotFound)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await client.stub.PrepareSession(
            pb.PrepareSessionRequest(session_id="unknown", context_texts=[RESUME]), timeout=5
        )
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert await redis.keys("*unknown*") == []


async def test_a_session_that_is_deleted_meanwhile_ends_its_stream_and_is_not_written_again(
    client: Client, redis: Redis
) -> None:
    deleted = asyncio.Event()

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=client.config())
        await deleted.wait()
        yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=silence(1)))
        yield pb.TranscribeRequest(end=pb.EndOfAudio())

    async def hear() -> None:
        async for _ in client.stub.Transcribe(requests(), timeout=TIMEOUT_S):
            await redis.delete(redis_keys.state(client.session))  # the answer's own key follows later
            deleted.set()

    with pytest.raises(grpc.aio.AioRpcError) as ended:
        await hear()
    assert ended.value.code() is grpc.StatusCode.NOT_FOUND
    assert int(await redis.hget(redis_keys.answer(client.session, 1), "samples")) == 0
    await redis.delete(redis_keys.answer(client.session, 1))
    assert [key async for key in redis.scan_iter(f"*{client.session}*")] == []


@pytest.mark.parametrize("files", ["draft-*", "?" * 32], ids=["being made", "made"])
async def test_a_forgotten_session_leaves_no_model(client: Client, redis: Redis, cache_dir: Path, files: str) -> None:
    texts = [f"{RESUME} {client.session}"]
    await client.stub.PrepareSession(
        pb.PrepareSessionRequest(session_id=client.session, context_texts=texts), timeout=5
    )
    home = hashlib.sha256(client.session.encode()).hexdigest()[:32]
    while not found(cache_dir, f"*/interviews/{home}/{files}"):  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0.01)
    await redis.delete(redis_keys.state(client.session))
    for _ in range(2):  # repeating it is harmless
        await client.stub.ForgetSession(pb.ForgetSessionRequest(session_id=client.session), timeout=5)
        assert not found(cache_dir, f"*/interviews/{home}")
    assert not [p for p in psutil.Process().children() if any("pocketsphinx.builder" in word for word in p.cmdline())]


def found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


async def test_forgetting_an_unknown_session_is_fine(client: Client) -> None:
    await client.stub.ForgetSession(pb.ForgetSessionRequest(session_id="unknown"), timeout=5)


async def test_starting_afresh_forgets_the_earlier_recording(client: Client) -> None:
    await client.hear(spoken(SENTENCES[1]))
    again = await client.hear(silence(1))
    assert again.responses[0].ready.samples == 0
    assert again.finals == []
    assert again.responses[-1].completed.samples == 16_000


async def test_a_killed_worker_costs_no_words(client: Client) -> None:
    pcm = spoken(SENTENCES[1])
    whole = await client.hear(pcm)
    killed: list[int] = []

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=client.config(turn=2))
        half = len(pcm) // 4 * 2
        for frame in frames(pcm[:half]):
            yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame))
        await heard_something.wait()
        killed.extend(kill_ears())
        for frame in frames(pcm[half:]):
            yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame))
        yield pb.TranscribeRequest(end=pb.EndOfAudio())

    heard, heard_something = Heard(), asyncio.Event()
    async for response in client.stub.Transcribe(requests(), timeout=TIMEOUT_S):
        heard.responses.append(response)
        if heard.of("transcript"):
            heard_something.set()
    assert killed
    assert heard.finals == whole.finals
    assert heard.responses[-1].completed.samples == len(pcm) // 2


def kill_ears() -> list[int]:
    """Kills the processes that hear; they are children of this one."""
    ears = [p for p in psutil.Process().children() if any("pocketsphinx.worker" in word for word in p.cmdline())]
    for ear in ears:
        os.kill(ear.pid, signal.SIGKILL)
    return [ear.pid for ear in ears]


async def test_a_client_that_is_gone_in_the_middle_of_a_word_does_not_cut_it(client: Client, redis: Redis) -> None:
    pcm = spoken(SENTENCES[1])

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=client.config())
        for frame in frames(pcm[: len(pcm) // 4 * 2]):
            yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame))

    broken = await client.send(requests())
    assert broken.error is not None
    assert broken.error.reason == "no_end"
    assert not broken.finals
    assert int(await redis.hget(redis_keys.answer(client.session, 1), "samples") or 0) == broken.acknowledged  # type: ignore[misc]
    resumed = await client.hear(pcm[2 * broken.acknowledged :], first_sample=broken.acknowledged)
    assert resumed.text == (await client.hear(pcm, turn=2)).text


async def test_a_newer_stream_takes_the_answer_over(client: Client) -> None:
    older_is_ready, over = asyncio.Event(), asyncio.Event()

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=client.config())
        yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=silence(0.5)))
        await over.wait()

    async def older() -> Heard:
        heard = Heard()
        try:
            async for response in client.stub.Transcribe(requests(), timeout=TIMEOUT_S):
                heard.responses.append(response)
                older_is_ready.set()
        except grpc.aio.AioRpcError as error:
            heard.error = from_rpc_error(error, service="transcription")
        over.set()
        return heard

    async with asyncio.TaskGroup() as group:
        task = group.create_task(older(), name="older")
        await older_is_ready.wait()
        newer = await client.hear(silence(1))
    assert newer.error is None
    assert isinstance(task.result().error, Conflict)
    assert task.result().error.reason == "replaced"  # type: ignore[union-attr]


async def test_missing_audio_is_refused(client: Client) -> None:
    error = await refusal_of(client, client.config(first_sample=16_000))
    assert isinstance(error, WrongPhase)
    assert error.reason == "audio_gap"


async def test_more_speakers_than_allowed_are_refused(client: Client) -> None:
    over = asyncio.Event()
    ready = [asyncio.Event(), asyncio.Event()]

    async def speak(turn: int) -> Heard:
        async def requests() -> AsyncIterator[pb.TranscribeRequest]:
            yield pb.TranscribeRequest(config=client.config(turn=turn + 1))
            await over.wait()
            yield pb.TranscribeRequest(end=pb.EndOfAudio())

        heard = Heard()
        async for response in client.stub.Transcribe(requests(), timeout=TIMEOUT_S):
            heard.responses.append(response)
            ready[turn].set()
        return heard

    async with asyncio.TaskGroup() as group:
        speakers = [group.create_task(speak(turn), name=f"speaker-{turn}") for turn in range(2)]
        for event in ready:
            await event.wait()
        third = await refusal_of(client, client.config(turn=3))
        over.set()
    assert isinstance(third, AtCapacity)
    assert third.reason == "at_capacity"
    assert all(speaker.result().of("completed") for speaker in speakers)
    assert (await client.hear(silence(1), turn=3)).error is None


@pytest.mark.parametrize(
    ("config", "frames", "kind"),
    [
        ({"session_id": ""}, [], InvalidInput),
        ({"turn": 0}, [], InvalidInput),
        ({"format": audio_pb2.PcmFormat(sample_rate_hz=44_100)}, [], InvalidInput),
        ({"first_sample": -1}, [], InvalidInput),
        ({}, [b"odd"], InvalidInput),
        ({}, [bytes(64 * 1024 + 2)], TooLarge),
    ],
)
async def test_what_cannot_be_used_is_refused(
    client: Client, config: dict[str, object], frames: list[bytes], kind: type[XquizitError]
) -> None:
    assert type(await refusal_of(client, client.config(**config), *frames)) is kind


async def test_a_stream_without_config_is_refused(client: Client) -> None:
    over = asyncio.Event()

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=bytes(2)))
        await over.wait()

    assert isinstance((await client.send(requests())).error, InvalidInput)
    over.set()


async def test_too_much_text_is_refused(client: Client) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await client.stub.PrepareSession(
            pb.PrepareSessionRequest(session_id=client.session, context_texts=["x" * 1_048_577]), timeout=5
        )
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_voice_activity_is_the_same_in_pieces_as_in_one(recwarn: pytest.WarningsRecorder) -> None:
    from faster_whisper.vad import get_vad_model

    pcm = np.frombuffer(spoken(SENTENCES[0]), "<i2")
    pcm = pcm[: len(pcm) // 512 * 512]
    expected = get_vad_model()(pcm.astype(np.float32) / 32768.0)
    model = SileroModel()
    try:
        stream, streamed = model.stream(), []
        chance, at = random.Random(2), 0
        while at < len(pcm):
            size = 512 * chance.randint(0, 9)
            streamed += await stream.probabilities(pcm[at : at + size])
            at += size
    finally:
        model.close()
    assert max(streamed) > 0.9
    np.testing.assert_allclose(streamed, np.asarray(expected).reshape(-1), atol=1e-4)
