"""A caller of the transcription service over a real socket, as the gateway is one."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from uuid import uuid4

import grpc

from xquizit.audio.v1 import audio_pb2
from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit.errors import XquizitError
from xquizit_kit.rpc_errors import from_rpc_error

TIMEOUT_S = 90.0


@dataclass
class Heard:
    """What one stream said."""

    responses: list[pb.TranscribeResponse] = field(default_factory=list)
    error: XquizitError | None = None

    def of(self, kind: str) -> list[pb.TranscribeResponse]:
        """The responses of that kind."""
        return [response for response in self.responses if response.WhichOneof("message") == kind]

    @property
    def finals(self) -> list[pb.Transcript]:
        """In order."""
        return [r.transcript for r in self.of("transcript") if r.transcript.is_final]

    @property
    def captions(self) -> list[str]:
        """The texts of the interims."""
        return [r.transcript.text for r in self.of("transcript") if not r.transcript.is_final]

    @property
    def text(self) -> str:
        """All finals."""
        return " ".join(final.text for final in self.finals)

    @property
    def acknowledged(self) -> int:
        """So many samples are."""
        return max((r.acknowledged.samples for r in self.of("acknowledged")), default=0)


class Client:
    """Speaks to the service."""

    def __init__(self, stub: "transcription_pb2_grpc.TranscriptionServiceAsyncStub") -> None:
        self.stub = stub
        self.session = uuid4().hex

    def config(self, **fields: object) -> pb.TranscribeConfig:
        """The config of a stream on answer 1 of the session, unless told otherwise."""
        defaults = {"session_id": self.session, "turn": 1, "format": audio_pb2.PcmFormat(sample_rate_hz=16_000)}
        return pb.TranscribeConfig(**{**defaults, **fields})  # type: ignore[arg-type]

    async def hear(self, pcm: bytes, *, sizes: Iterable[int] = (), pace: float = 0, **config: object) -> Heard:
        """Transcribes `pcm`, cut into frames of `sizes` samples, then of 4096.

        Args:
            pcm: The recording.
            sizes: Of the first frames, in samples.
            pace: So many seconds of sound in a second, as a speaker has one; 0: as fast as it is taken.
            config: Fields of the config.
        """

        async def requests() -> AsyncIterator[pb.TranscribeRequest]:
            yield pb.TranscribeRequest(config=self.config(**config))
            for frame in frames(pcm, sizes):
                yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame))
                if pace:
                    await asyncio.sleep(len(frame) / 32_000 / pace)
            yield pb.TranscribeRequest(end=pb.EndOfAudio())

        return await self.send(requests())

    async def send(self, requests: AsyncIterator[pb.TranscribeRequest]) -> Heard:
        """Sends whatever it is; what went wrong is told, not raised."""
        heard = Heard()
        try:
            async for response in self.stub.Transcribe(requests, timeout=TIMEOUT_S):
                heard.responses.append(response)
        except grpc.aio.AioRpcError as error:
            heard.error = from_rpc_error(error, service="transcription")
        return heard


def frames(pcm: bytes, sizes: Iterable[int] = ()) -> Iterable[bytes]:
    """A recording in frames as browsers send them, after some of the given sizes."""
    at = 0
    for size in sizes:
        yield pcm[at : at + 2 * size]
        at += 2 * size
    for start in range(at, len(pcm), 8192):
        yield pcm[start : start + 8192]
