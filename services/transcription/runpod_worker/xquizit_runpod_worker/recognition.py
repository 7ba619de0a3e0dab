"""Whisper, loaded once, and what it makes of one job; the output is that of RunPod's own Faster Whisper worker."""

import importlib
import math
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from xquizit_runpod_worker.audio import RATE_HZ, Samples
from xquizit_runpod_worker.config import WorkerSettings
from xquizit_runpod_worker.errors import BadInput, ModelUnavailable, Refused
from xquizit_runpod_worker.model_files import fetch, repository_of
from xquizit_runpod_worker.schema import JobInput
from xquizit_runpod_worker.transcript_formats import formatted

_LEAST_SAMPLES = RATE_HZ // 10
"""Shorter audio is filled up with silence: the alignment of words fails on less than two frames."""


class Recognizer:
    """One model; not for several threads at once."""

    def __init__(self, model: Any, *, name: str) -> None:
        """Takes a `WhisperModel` and the name by which jobs may ask for it."""
        self.name = name
        self._model = model
        self._languages = frozenset[str](model.supported_languages)
        self._tokens = int(model.hf_tokenizer.get_vocab_size())

    @classmethod
    def load(cls, settings: WorkerSettings) -> "Recognizer":
        """Loads the weights, and runs once so that the first job finds everything in place. Blocks.

        Raises:
            ModelUnavailable: There are no weights, they are broken, or the device cannot run them.
        """
        folder = settings.whisper_model_dir or fetch(settings.whisperlive_model)
        try:
            model = _load(folder, settings)
            recognizer = cls(model, name=settings.whisperlive_model)
            warm_up = JobInput(audio_pcm_base64="", enable_vad=True)
            recognizer.recognize(warm_up, np.zeros(RATE_HZ, np.float32), threading.Event())
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelUnavailable(f"The model cannot be loaded: {error}") from error
        return recognizer

    @property
    def device(self) -> str:
        """`cpu` or `cuda`."""
        return str(self._model.model.device)

    def check(self, job: JobInput) -> None:
        """Says whether this model can do the job, before any audio is fetched or decoded.

        Raises:
            BadInput: It cannot.
        """
        if job.model is not None and repository_of(job.model) != repository_of(self.name):
            raise BadInput(f"invalid model name: this worker has {self.name} only.")
        if job.language is not None and job.language not in self._languages:
            raise BadInput(f"{job.language!r} is not a valid language code for {self.name}.")
        if any(not -1 <= token < self._tokens for token in job.suppress_tokens):
            raise BadInput("suppress_tokens has ids that the model does not have.")

    def recognize(self, job: JobInput, samples: Samples, stop: threading.Event) -> dict[str, Any]:
        """Recognizes `samples` as `job` asks; blocks. Ends early, with what there is, once `stop` is set.

        Raises:
            Refused: The model's output is of no use.
        """
        if len(samples) < _LEAST_SAMPLES:
            samples = np.pad(samples, (0, _LEAST_SAMPLES - len(samples)))
        options = _options(job)
        try:
            segments, info = self._run(samples, stop, word_timestamps=job.word_timestamps, **options)
        except IndexError:
            # faster-whisper cannot align a window of one frame; its text is worth more than its words' times.
            segments, info = self._run(samples, stop, word_timestamps=False, **options)
        output: dict[str, Any] = {
            "segments": [_segment(segment) for segment in segments],
            "detected_language": str(info.language),
            "transcription": formatted(segments, job.transcription),
            "translation": self._translation(job, samples, stop, segments, options),
            "device": self.device,
            "model": self.name,
        }
        if job.language is None and self._model.model.is_multilingual:
            output["language_probability"] = _finite(info.language_probability)
        if job.word_timestamps:
            output["word_timestamps"] = [_word(word) for segment in segments for word in segment.words or ()]
        return output

    def _translation(
        self, job: JobInput, samples: Samples, stop: threading.Event, segments: list[Any], options: dict[str, Any]
    ) -> str | None:
        if not job.translate:
            return None
        if self._model.model.is_multilingual:  # others understand English only
            segments, _ = self._run(samples, stop, task="translate", **options)
        return formatted(segments, job.translation)

    def _run(self, samples: Samples, stop: threading.Event, **options: Any) -> tuple[list[Any], Any]:
        # faster-whisper adds to the list of suppressed tokens it is given.
        suppressed = list(options.pop("suppress_tokens"))
        segments, info = self._model.transcribe(samples, suppress_tokens=suppressed, **options)
        return list(_until(segments, stop)), info


def _load(folder: Path, settings: WorkerSettings) -> Any:
    runtime: Any = importlib.import_module("ctranslate2")
    device = settings.whisper_device
    if device == "auto":
        device = "cuda" if runtime.get_cuda_device_count() else "cpu"
    compute_type = settings.whisper_compute_type
    if compute_type == "auto":
        compute_type = "float16" if device == "cuda" else "int8"
    threads = settings.whisper_cpu_threads
    return WhisperModel(
        str(folder), device=device, compute_type=compute_type, cpu_threads=threads, local_files_only=True
    )


def _options(job: JobInput) -> dict[str, Any]:
    return {
        "language": job.language,
        "beam_size": job.beam_size,
        "best_of": job.best_of,
        "patience": job.patience,
        "length_penalty": job.length_penalty,
        "repetition_penalty": job.repetition_penalty,
        "no_repeat_ngram_size": job.no_repeat_ngram_size,
        "temperature": temperatures(job.temperature, job.temperature_increment_on_fallback),
        "compression_ratio_threshold": job.compression_ratio_threshold,
        "log_prob_threshold": job.logprob_threshold,
        "no_speech_threshold": job.no_speech_threshold,
        "condition_on_previous_text": job.condition_on_previous_text,
        "initial_prompt": job.initial_prompt,
        "suppress_tokens": job.suppress_tokens,
        "vad_filter": job.enable_vad,
    }


def temperatures(first: float, increment: float | None) -> list[float]:
    """Those that are tried one after the other, up to 1."""
    if increment is None:
        return [first]
    steps = math.floor((1.0 - first) / increment + 1e-6)
    return [round(first + step * increment, 6) for step in range(steps + 1)]


def _until(segments: Iterable[Any], stop: threading.Event) -> Iterable[Any]:
    for segment in segments:
        yield segment
        if stop.is_set():
            return


def _segment(segment: Any) -> dict[str, Any]:
    return {
        "id": int(segment.id),
        "seek": int(segment.seek),
        "start": _finite(segment.start),
        "end": _finite(segment.end),
        "text": str(segment.text),
        "tokens": [int(token) for token in segment.tokens],
        "temperature": _finite(segment.temperature),
        "avg_logprob": _finite(segment.avg_logprob),
        "compression_ratio": _finite(segment.compression_ratio),
        "no_speech_prob": _finite(segment.no_speech_prob),
    }


def _word(word: Any) -> dict[str, Any]:
    return {
        "word": str(word.word),
        "start": _finite(word.start),
        "end": _finite(word.end),
        "probability": _finite(word.probability),
    }


def _finite(value: Any) -> float:
    """`value` as JSON can hold it."""
    number = float(value)
    if not math.isfinite(number):
        raise Refused("The model gave a figure that is no number.")
    return number
