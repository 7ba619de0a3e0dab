"""Kokoro as RealtimeTTS has it, one piece at a time: text in, 24 kHz PCM and word times out."""

import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any

from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ
from xquizit_kit.errors import EngineFailed, XquizitError
from xquizit_kit.worker_child import Stop
from xquizit_tts.engines.kokoro.files import Files
from xquizit_tts.engines.kokoro.model import Model
from xquizit_tts.engines.kokoro.pipelines import Outcome, PipelineMaker
from xquizit_tts.engines.kokoro.vendor import RealtimeTTS, kokoro_engine, pyaudio, torch
from xquizit_tts.engines.kokoro.words import Told, WordPlaces, feedable
from xquizit_tts.port import SpokenWord

_SEED = 1
"""The network adds noise: with the same seed the same piece has the same bytes, on the same device."""
_PART_BYTES = SAMPLE_BYTES * SPEAK_RATE_HZ
"""Sound is handed on by the second. The network makes a piece at once, so smaller parts would come no sooner."""
_PATIENCE_S = 0.005
"""RealtimeTTS looks every 50 ms whether a piece has ended; that is how long the next one would wait."""


class Speaker:
    """One engine and one stream of RealtimeTTS; `speak` is called again only when its iterator has ended."""

    def __init__(self, model: Model, files: Files, voice: str) -> None:
        """Makes the pipeline of the voice's language.

        Raises:
            EngineFailed: It cannot be made.
        """
        pyaudio.PyAudio = _NoSoundCard
        self._model = model
        self._outcome = Outcome()
        kokoro_engine.KPipeline = PipelineMaker(model, files, self._outcome)
        try:
            # Trimming is done in sound.py: RealtimeTTS's own would leave the words' times where they were.
            self._engine = RealtimeTTS.KokoroEngine(voice=voice, trim_silence=False)
        except Exception as error:
            raise self._explained(error) from error
        self._engine.queue = _PromptQueue()
        self._stream = RealtimeTTS.TextToAudioStream(
            self._engine, muted=True, tokenizer="rule-based", playout_chunk_size=_PART_BYTES
        )

    def speak(self, text: str, voice: str, speed: float, stop: Stop) -> Iterator[tuple[bytes, tuple[SpokenWord, ...]]]:
        """Speaks one piece. Ends early, within one operation of the network, once `stop` says so.

        Raises:
            EngineFailed: Something broke, or there was no sound.
        """
        torch.manual_seed(_SEED)
        self._engine.set_voice(voice)
        self._engine.set_speed(speed)
        self._model.stop = stop
        self._stream.feed(feedable(text))
        parts: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        playing = threading.Thread(target=self._play, args=(parts,), name="play", daemon=True)
        playing.start()
        places, spoken_bytes = WordPlaces(text), 0
        waiting: list[Told] = []
        try:
            while (part := parts.get()) is not None:
                if stop():
                    continue
                spoken_bytes += len(part)
                waiting += self._timings()
                heard_ms = spoken_bytes // SAMPLE_BYTES * 1000 // SPEAK_RATE_HZ
                ready = [told for told in waiting if told.end_s * 1000 <= heard_ms]
                waiting = waiting[len(ready) :]
                yield part, tuple(places.place(ready, heard_ms))
        finally:
            playing.join()
            self._clean()
        failure = self._outcome.take()
        if stop():
            return
        if failure is not None:
            raise self._explained(failure)
        if not spoken_bytes:
            raise EngineFailed("The voice made no sound.", reason="no_sound", retry_after_s=1.0)
        if waiting:
            yield b"", tuple(places.place(waiting, spoken_bytes // SAMPLE_BYTES * 1000 // SPEAK_RATE_HZ))

    def _play(self, parts: "queue.SimpleQueue[bytes | None]") -> None:
        try:
            self._stream.play(
                muted=True,
                on_audio_chunk=parts.put,
                tokenizer="rule-based",
                tokenize_sentences=_whole,
                fast_sentence_fragment=False,
            )
        finally:
            parts.put(None)

    def _timings(self) -> list[Told]:
        """The tokens that are known by now and were not told before."""
        told: list[Told] = []
        timings: Any = self._engine.timings
        while True:
            try:
                timing = timings.get_nowait()
            except queue.Empty:
                return told
            told.append(Told(timing.word, timing.start_time, timing.end_time))

    def _clean(self) -> None:
        """Leaves nothing of this piece for the next one."""
        self._model.stop = _never
        self._timings()
        while not self._engine.queue.empty():
            self._engine.queue.get_nowait()

    def _explained(self, error: Exception) -> XquizitError:
        failure = self._outcome.take() or error
        if isinstance(failure, XquizitError):
            return failure
        sys.stderr.write(f"kokoro failed: {type(failure).__name__}\n")  # its message may hold what was to be said
        return EngineFailed("The voice could not speak that.", reason=_reason(failure), retry_after_s=1.0)


class _PromptQueue(queue.Queue[bytes]):
    """Is looked at often, so that the end of a piece is seen at once."""

    def get(self, block: bool = True, timeout: float | None = None) -> bytes:
        """As the queue's, but waits `_PATIENCE_S` at most."""
        return super().get(block, _PATIENCE_S if timeout is None else min(timeout, _PATIENCE_S))


class _NoSoundCard:
    """Takes the place of `pyaudio.PyAudio`, which starts PortAudio, which tries every sound card and server."""

    def get_sample_size(self, kind: int) -> int:
        """Bytes of one sample: all that RealtimeTTS asks for while it is muted."""
        return pyaudio.get_sample_size(kind)


def _whole(text: str) -> list[str]:
    """A piece is one sentence to RealtimeTTS: our chunker has cut it already."""
    return [text]


def _never() -> bool:
    return False


def _reason(error: Exception) -> str:
    name = type(error).__name__
    return "out_of_memory" if isinstance(error, MemoryError) or name == "OutOfMemoryError" else "engine_failed"
