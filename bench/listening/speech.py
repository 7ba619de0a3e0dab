"""What the speakers say: recordings in which the place of every word and of every pause is known."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tests.emulators.runpod.hearing import HeardWord
from tests.emulators.runpod.speech import timed
from tests.fakes.speech import silence

RATE_HZ = 16_000
FRAME_SAMPLES = 4096
"""What browsers send at once: 256 ms."""
HEAD_S = 0.5
BREATH_S = 0.4
"""Between the sentences of a thought: an utterance goes on, or is cut when it is long."""
PAUSE_S = 1.2
"""After every second sentence: the utterance ends."""
TAIL_S = 1.0
"""A candidate who looks at the text first: from the last word to "done"."""
_SOFTER = 0.01
"""Each speaker is so much softer than the one before: then no two recordings hold the same samples."""
_CORPUS = Path(__file__).parents[2] / "tests" / "corpus" / "backend_engineer"


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer as it is spoken."""

    label: str
    """`<speaker>-<answer>`."""
    pcm: bytes
    """16 kHz s16le mono."""
    words: tuple[HeardWord, ...]
    """Places are samples of the recording."""
    speech_s: float
    """Without the pauses between sentences and the silence around them."""
    ends_in_speech: bool
    """"Done" comes right after the last word; otherwise `TAIL_S` later."""

    @property
    def samples(self) -> int:
        """Of all of it."""
        return len(self.pcm) // 2

    @property
    def duration_s(self) -> float:
        """Of all of it."""
        return self.samples / RATE_HZ

    @property
    def text(self) -> str:
        """What is said."""
        return " ".join(word.text for word in self.words)


def interview_texts() -> list[str]:
    """Resume and job description of the one who speaks: what a recognizer may know before."""
    return [(_CORPUS / name).read_text() for name in ("resume.md", "job_description.md")]


def recordings(speaker: int, *, least_speech_s: float) -> list[Recording]:
    """The two answers of a speaker: one ends a while after its last word, the other with it.

    Args:
        speaker: 0, 1, …; each begins with another sentence of the corpus.
        least_speech_s: Sentences are added until an answer has so much speech.
    """
    sentences = _sentences()
    first = 5 * speaker % len(sentences)
    ahead = iter([*sentences[first:], *sentences[:first]] * 2)
    return [
        _record(f"{speaker}-{number}", ahead, speaker, least_speech_s, ends_in_speech=number == 2) for number in (1, 2)
    ]


def save(folder: Path, recording: Recording) -> None:
    """Writes a recording down for another process; `load` reads it."""
    (folder / f"{recording.label}.pcm").write_bytes(recording.pcm)
    (folder / f"{recording.label}.json").write_text(json.dumps([asdict(word) for word in recording.words]))


def load(folder: Path) -> Iterator[tuple[str, bytes, list[HeardWord]]]:
    """Label, samples and words of all recordings in a folder."""
    for path in sorted(folder.glob("*.pcm")):
        words = [HeardWord(**word) for word in json.loads(path.with_suffix(".json").read_text())]
        yield path.stem, path.read_bytes(), words


def _record(
    label: str, sentences: Iterator[str], speaker: int, least_speech_s: float, *, ends_in_speech: bool
) -> Recording:
    pcm = bytearray(silence(HEAD_S))
    words: list[HeardWord] = []
    said_samples = count = 0
    while said_samples < least_speech_s * RATE_HZ:
        if count:
            pcm += silence(PAUSE_S if count % 2 == 0 else BREATH_S)
        spoken, places = timed(next(sentences))
        at = len(pcm) // 2
        words += [HeardWord(word.text, word.start_sample + at, word.end_sample + at) for word in places]
        sounding = spoken[: 2 * places[-1].end_sample]
        pcm += (np.frombuffer(sounding, "<i2") * (1 - _SOFTER * speaker)).astype("<i2").tobytes()
        said_samples += len(sounding) // 2
        count += 1
    if not ends_in_speech:
        pcm += silence(TAIL_S)
    return Recording(label, bytes(pcm), tuple(words), said_samples / RATE_HZ, ends_in_speech)


def _sentences() -> list[str]:
    facts = json.loads((_CORPUS / "facts.json").read_text())
    return [one for answer in facts["answers"] for one in re.split(r"(?<=[.!?])\s+", answer["text"].strip())]
