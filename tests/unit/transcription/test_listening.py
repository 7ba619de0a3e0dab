import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from xquizit_transcription.answer import Final, Word
from xquizit_transcription.answer_store import StoredAnswer
from xquizit_transcription.endpointing import EndpointingRules
from xquizit_transcription.events import Acknowledged, Completed, Event
from xquizit_transcription.intake import Intake
from xquizit_transcription.listening import Listening, ListeningRules
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

    async def begin(self) -> None:
        self.live = b""

    async def feed(self, pcm: bytes) -> str:
        self.live += pcm
        return f"{len(self.live)}"

    async def finish(self, pcm: bytes, *, start_sample: int, speech_samples: int) -> Sequence[Word]:
        self.utterances.append((start_sample, pcm))
        return [Word("word", start_sample, start_sample + len(pcm) // 2, 1.0)]


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
    pcm: bytes, sizes: list[int], script: list[float], first: int
) -> tuple[list[Event], RecordingListener, MemoryAnswer]:
    intake, listener, answer = Intake(most_samples=10**9), RecordingListener(), MemoryAnswer(first)
    at = 0
    for size in [*sizes, len(pcm)]:
        if frame := pcm[at : at + 2 * size]:
            await intake.put(frame)
        at += 2 * size
    intake.close()
    listening = Listening(
        intake=intake,
        vad=ScriptedActivity(list(script)),
        listener=listener,
        answer=cast(StoredAnswer, answer),
        rules=ListeningRules(EndpointingRules(), most_utterance_samples=32_000),
    )
    return [event async for event in listening.events()], listener, answer


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
