"""The child process that holds a Whisper model and recognizes one window at a time.

Methods: `open` {folder, device, compute_type, cpu_threads, language, no_speech_threshold} → {device, compute_type,
note} loads the model; `recognize` {is_final, prompt, language} <pcm> → {segments, language, language_probability}: the
language is the one that was found, empty when it was told or the model knows one only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from xquizit_kit.audio import LISTEN_RATE_HZ
from xquizit_kit.errors import EngineFailed
from xquizit_kit.worker_child import Method, serve_worker
from xquizit_kit.worker_frames import Header
from xquizit_transcription.engines.whisper.decoding import decoding
from xquizit_transcription.models.folder import ModelFolder

_COMPUTE_TYPES = {"cpu": "int8", "cuda": "float16"}
"""int8 halves time and memory on a CPU for next to no words; a GPU is as fast with half floats."""
_FULL_SCALE = 32768.0


class Whisper:
    """A model, and how it is asked."""

    def __init__(self) -> None:
        """Has no model yet."""
        self._model: Any = None
        self._device = ""
        self._language: str | None = None
        self._no_speech_threshold = 0.0

    def open(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """Loads the model and has it hear a moment of silence: what is missing on this machine shows only then."""
        folder, device = ModelFolder(Path(header["folder"])), str(header["device"])
        if problems := folder.problems():
            raise EngineFailed(f"There is no Whisper model in {folder.path}: {problems[0]}.", reason="no_model")
        self._language = header["language"]
        self._no_speech_threshold = header["no_speech_threshold"]
        note = ""
        if device == "auto":
            device = "cuda" if _gpus() else "cpu"
            if device == "cuda":
                try:
                    return self._load(folder, device, header), b""
                except EngineFailed as error:
                    device, note = "cpu", error.message
        return {**self._load(folder, device, header), "note": note}, b""

    def recognize(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """What is said in a window."""
        audio = np.frombuffer(payload, "<i2").astype(np.float32) / _FULL_SCALE
        told = self._language or header["language"]
        if told not in self._model.supported_languages:  # another model has found it
            told = self._language
        arguments = decoding(
            is_final=header["is_final"],
            is_gpu=self._device == "cuda",
            language=told,
            prompt=header["prompt"],
            no_speech_threshold=self._no_speech_threshold,
        )
        segments, info = self._model.transcribe(audio, **arguments)
        is_found = told is None and self._model.model.is_multilingual
        return {
            "segments": [_told(segment) for segment in segments],
            "language": str(info.language) if is_found else "",
            "language_probability": float(info.language_probability) if is_found else None,
        }, b""

    def _load(self, folder: ModelFolder, device: str, header: Header) -> Header:
        import faster_whisper

        kind, _, index = device.partition(":")
        if kind == "cuda" and _gpus() <= int(index or 0):
            raise EngineFailed(
                f"Whisper is to run on {device}, but this machine shows {_gpus()} GPUs: is its driver installed?",
                reason="no_gpu",
            )
        compute_type = header["compute_type"] or _COMPUTE_TYPES[kind]
        model: Any = faster_whisper.WhisperModel
        try:
            self._model = model(
                str(folder.path),
                device=kind,
                device_index=int(index or 0),
                compute_type=compute_type,
                cpu_threads=header["cpu_threads"],
                local_files_only=True,
            )
            self._device = kind
            self.recognize({"is_final": False, "prompt": "", "language": ""}, bytes(2 * LISTEN_RATE_HZ))
        # CTranslate2 tells of bad files, missing libraries and lacking memory as RuntimeError, of a compute type that
        # the device has not as ValueError; tokenizers raise Exception itself.
        except Exception as error:
            told = str(error).partition("\n")[0]
            message = f"The Whisper model in {folder.path} does not work on {device} as {compute_type} ({told})."
            raise EngineFailed(message, reason="bad_model") from error
        return {"device": device, "compute_type": compute_type, "note": ""}


def _gpus() -> int:
    import ctranslate2

    runtime: Any = ctranslate2
    return int(runtime.get_cuda_device_count())


def _told(segment: Any) -> Header:
    return {
        "text": segment.text,
        "start": float(segment.start),
        "end": float(segment.end),
        "avg_logprob": float(segment.avg_logprob),
        "compression_ratio": float(segment.compression_ratio),
        "no_speech_prob": float(segment.no_speech_prob),
        "words": [
            (word.word, float(word.start), float(word.end), float(word.probability)) for word in segment.words or ()
        ],
    }


def make_methods(arguments: Header) -> Mapping[str, Method]:
    """The methods by name."""
    whisper = Whisper()
    return {"open": whisper.open, "recognize": whisper.recognize}


if __name__ == "__main__":
    serve_worker(make_methods)
