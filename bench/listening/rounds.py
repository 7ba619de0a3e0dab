"""One measurement: so many speakers at once, first to the service, then to the floor."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import psutil

from bench.listening.provider import Account
from bench.listening.speaker import Spoken, speak
from bench.listening.speech import Recording, interview_texts
from bench.listening.stage import Stage
from bench.usage import Cpu, Used, cpu_of, measured
from xquizit.transcription.v1 import transcription_pb2 as pb

_MODEL_LIMIT_S = 90.0


@dataclass(frozen=True)
class Round:
    """What was seen."""

    speakers: int
    spoken: list[Spoken]
    """Two answers for each speaker."""
    service: Used
    provider: Cpu
    speaking: Cpu
    """Of the bench's own process, which speaks."""
    jobs: list[Account]
    """That began during the round."""
    counts: dict[str, float]
    """By how much the recognizer's own counts grew."""
    refused: int
    """Requests that the provider refused."""
    floor_spoken: list[Spoken]
    """The first answer of each speaker."""
    floor: Used
    load: float
    """Load average of the last minute, before."""

    @property
    def streamed_s(self) -> float:
        """Seconds of sound that the service took, pauses included."""
        return _streamed_s(self.spoken)

    @property
    def speech_s(self) -> float:
        """Seconds of speech in it."""
        return sum(spoken.recording.speech_s for spoken in self.spoken)

    @property
    def floor_streamed_s(self) -> float:
        """Seconds of sound that the floor took."""
        return _streamed_s(self.floor_spoken)


async def run_round(stage: Stage, recordings: Sequence[Recording]) -> Round:
    """Measures once.

    Args:
        stage: Where.
        recordings: Those of one speaker follow each other; each speaker speaks one after the other.
    """
    load = os.getloadavg()[0]
    by_speaker = _by_speaker(recordings)
    sessions = [await stage.session() for _ in by_speaker]
    before_jobs, before_refused, before = len(await stage.jobs()), await stage.refused(), await stage.counts()
    provider = stage.provider and cpu_of(stage.provider)
    own = cpu_of(psutil.Process()).own_s
    async with measured(stage.service) as service:
        spoken = await _speak(stage.stub, by_speaker, sessions)
    speaking = Cpu(cpu_of(psutil.Process()).own_s - own)
    provided = cpu_of(stage.provider) - provider if stage.provider and provider else Cpu()
    jobs = (await stage.jobs())[before_jobs:]
    refused = await stage.refused() - before_refused
    counts = {what: count - before.get(what, 0) for what, count in (await stage.counts()).items()}
    async with measured(stage.floor) as floor:
        floor_spoken = await _speak(stage.floor_stub, [answers[:1] for answers in by_speaker], sessions)
    return Round(
        speakers=len(by_speaker),
        spoken=spoken,
        service=service,
        provider=provided,
        speaking=speaking,
        jobs=jobs,
        counts=counts,
        refused=refused,
        floor_spoken=floor_spoken,
        floor=floor,
        load=load,
    )


async def hear_knowing(stage: Stage, recordings: Sequence[Recording]) -> list[Spoken]:
    """The same answers, all in one session whose texts the recognizer has got ready for."""
    session = await stage.session()
    request = pb.PrepareSessionRequest(session_id=session, context_texts=interview_texts())
    engine = (await stage.stub.PrepareSession(request, timeout=5)).engine
    if engine == "pocketsphinx":
        async with asyncio.timeout(_MODEL_LIMIT_S):
            while not _has_model(stage):  # noqa: ASYNC110  # another process makes it, and tells nobody here
                await asyncio.sleep(0.2)
    by_speaker = _by_speaker(recordings)
    return await _speak(stage.stub, by_speaker, [session] * len(by_speaker), one_session=True)


def _has_model(stage: Stage) -> bool:
    """Whether there is a model of any interview; it appears under its own name when it is whole."""
    models = stage.folder.glob("cache/pocketsphinx-*/interviews/*/*")
    return any(not model.name.startswith("draft-") for model in models)


async def _speak(
    stub: object, by_speaker: Sequence[Sequence[Recording]], sessions: Sequence[str], *, one_session: bool = False
) -> list[Spoken]:
    """All speakers at once, their beginnings spread over a second so that they are not in step."""
    began_s = time.monotonic()

    async def all_of(number: int) -> list[Spoken]:
        await asyncio.sleep(max(0.0, began_s + number / len(by_speaker) - time.monotonic()))
        first_turn = 1 + (10 * number if one_session else 0)
        return [
            await speak(stub, recording, session=sessions[number], turn=turn, begin_s=time.monotonic())  # type: ignore[arg-type]
            for turn, recording in enumerate(by_speaker[number], start=first_turn)
        ]

    told = await asyncio.gather(*(all_of(number) for number in range(len(by_speaker))))
    return [spoken for answers in told for spoken in answers]


def _by_speaker(recordings: Sequence[Recording]) -> list[list[Recording]]:
    return [list(of_one) for _, of_one in groupby(recordings, key=lambda one: one.label.partition("-")[0])]


def _streamed_s(all_spoken: Sequence[Spoken]) -> float:
    return sum(spoken.recording.duration_s for spoken in all_spoken)
