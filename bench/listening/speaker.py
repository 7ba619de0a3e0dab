"""A candidate who speaks one recording at the pace of speech; keeps when each frame went and when each answer came."""

import asyncio
import time
from dataclasses import dataclass, field

import grpc

from bench.listening.speech import FRAME_SAMPLES, RATE_HZ, Recording
from xquizit.audio.v1 import audio_pb2
from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1 import transcription_pb2_grpc

_LIMIT_S = 300.0


@dataclass(slots=True)
class Spoken:
    """One answer, as it went. All times are seconds of CLOCK_MONOTONIC, which every process of a machine shares."""

    recording: Recording
    sent_s: list[float] = field(default_factory=list)
    """Just before each frame was written."""
    end_sent_s: float = 0.0
    """Just before `end` was written."""
    told: list[tuple[float, pb.TranscribeResponse]] = field(default_factory=list)
    """What came, and when."""
    error: str = ""
    """The status that the stream ended with, when that was not OK."""

    def sent_at(self, end_sample: int) -> float:
        """When the frame went that holds the last sample before `end_sample`."""
        return self.sent_s[min((end_sample - 1) // FRAME_SAMPLES, len(self.sent_s) - 1)]

    @property
    def acknowledged(self) -> int:
        """So many samples are."""
        return max((r.acknowledged.samples for _, r in self.told if r.HasField("acknowledged")), default=0)

    @property
    def completed_s(self) -> float | None:
        """When the last message came; None: it never did."""
        return next((at_s for at_s, response in self.told if response.HasField("completed")), None)


async def speak(
    stub: "transcription_pb2_grpc.TranscriptionServiceAsyncStub",
    recording: Recording,
    *,
    session: str,
    turn: int,
    begin_s: float,
) -> Spoken:
    """Speaks one answer; a stream that fails is told, not raised.

    Args:
        stub: Of the service, or of the floor.
        recording: What is said. A frame goes when its last sample has been spoken; `end` with the last frame.
        session: Must have state in Redis.
        turn: Which answer it is.
        begin_s: When to begin, by CLOCK_MONOTONIC.
    """
    spoken = Spoken(recording)
    await _until(begin_s)
    call = stub.Transcribe(timeout=_LIMIT_S)
    hearing = asyncio.create_task(_hear(call, spoken), name=f"hear-{recording.label}")
    try:
        wanted = audio_pb2.PcmFormat(sample_rate_hz=RATE_HZ)
        await call.write(pb.TranscribeRequest(config=pb.TranscribeConfig(session_id=session, turn=turn, format=wanted)))
        for start in range(0, recording.samples, FRAME_SAMPLES):
            end = min(start + FRAME_SAMPLES, recording.samples)
            await _until(begin_s + end / RATE_HZ)
            spoken.sent_s.append(time.monotonic())
            await call.write(pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=recording.pcm[2 * start : 2 * end])))
        spoken.end_sent_s = time.monotonic()
        await call.write(pb.TranscribeRequest(end=pb.EndOfAudio()))
        await call.done_writing()
        await hearing
    except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
        code = await call.code()
        spoken.error = f"{code.name}: {await call.details()}"
    finally:
        hearing.cancel()
        await asyncio.wait([hearing])
    return spoken


async def _hear(call: "grpc.aio.StreamStreamCall[pb.TranscribeRequest, pb.TranscribeResponse]", spoken: Spoken) -> None:
    async for response in call:
        spoken.told.append((time.monotonic(), response))


async def _until(at_s: float) -> None:
    await asyncio.sleep(max(0.0, at_s - time.monotonic()))
