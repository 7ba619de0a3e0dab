"""The input of a job as the Faster-Whisper worker reads it: its fields, their types, the audio in them."""

import base64
import binascii
import io
import json
import wave
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import soxr

from tests.emulators.runpod.errors import Json
from tests.emulators.runpod.pace import RATE_HZ

Dialect = Literal["marketplace", "ours"]
"""Whose worker: RunPod's own one from the marketplace, or the one of this project."""
_SAMPLE_BYTES = 2
_AUDIO: dict[Dialect, tuple[str, ...]] = {
    "marketplace": ("audio", "audio_base64"),
    "ours": ("audio", "audio_base64", "audio_pcm_base64"),
}
_OPTIONS: dict[str, tuple[type, Any]] = {
    "model": (str, "base"),
    "transcription": (str, "plain_text"),
    "translate": (bool, False),
    "translation": (str, "plain_text"),
    "language": (str, None),
    "temperature": (float, 0),
    "best_of": (int, 5),
    "beam_size": (int, 5),
    "patience": (float, 1.0),
    "length_penalty": (float, 0),
    "suppress_tokens": (str, "-1"),
    "initial_prompt": (str, None),
    "condition_on_previous_text": (bool, True),
    "temperature_increment_on_fallback": (float, 0.2),
    "compression_ratio_threshold": (float, 2.4),
    "logprob_threshold": (float, -1.0),
    "no_speech_threshold": (float, 0.6),
    "enable_vad": (bool, False),
    "word_timestamps": (bool, False),
}
"""Type and default of each. Source: runpod-workers/worker-faster_whisper, src/rp_schema.py."""
_OUR_OPTIONS: dict[str, tuple[type, Any]] = {
    **_OPTIONS,
    "model": (str, None),
    "repetition_penalty": (float, 1.0),
    "no_repeat_ngram_size": (int, 0),
}
"""Our own worker's: it does jobs that name no model with the one it has."""
_MARKETPLACE_MODELS = ("tiny", "base", "small", "medium", "large-v1", "large-v2", "large-v3", "turbo")
"""Source: src/predict.py there; the distilled ones stand in its README only, and fail."""
MODELS: dict[Dialect, tuple[str, ...]] = {
    "marketplace": _MARKETPLACE_MODELS,
    "ours": (
        *_MARKETPLACE_MODELS,
        *("tiny.en", "base.en", "small.en", "medium.en", "large", "large-v3-turbo", "distil-small.en"),
        *("distil-medium.en", "distil-large-v2", "distil-large-v3", "distil-large-v3.5"),
    ),
}
"""The models a worker knows."""
_LANGUAGES = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id "
    "is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh yue"
).split()


class WorkerError(Exception):
    """The worker gives a job up; with a `kind` it did so by an exception of that class, otherwise in an orderly way."""

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind

    def text(self, worker_id: str) -> str:
        """The job's `error`: of an exception it is JSON in a string."""
        if not self.kind:
            return self.message
        trace = f'Traceback (most recent call last):\n  File "/rp_handler.py"\n{self.kind}: {self.message}\n'
        return json.dumps(
            {
                "error_type": f"<class '{self.kind}'>",
                "error_message": self.message,
                "error_traceback": trace,
                "hostname": f"{worker_id}-64410f2f",
                "worker_id": worker_id,
                "runpod_version": "1.7.9",
            }
        )


@dataclass(frozen=True, slots=True)
class WhisperInput:
    """What a job asks for; a job that cannot be done says so only once a worker has taken it."""

    pcm: bytes = b""
    """16 kHz s16le mono."""
    options: Json = field(default_factory=dict[str, Any])
    """All of them, with defaults."""
    refusal: WorkerError | None = None

    @property
    def samples(self) -> int:
        """Of its audio."""
        return len(self.pcm) // _SAMPLE_BYTES


def read_input(raw: Json, dialect: Dialect) -> WhisperInput:
    """Reads the `input` of a job. Never raises: the refusal is part of what it returns."""
    options = {name: raw.get(name, default) for name, (_, default) in _schema(dialect).items()}
    if not raw:  # runpod.serverless takes an empty input for a missing one, and never answers the API
        return WhisperInput(options=options, refusal=WorkerError("job timed out after 1 retries"))
    try:
        _check_fields(raw, dialect)
        pcm = _audio(raw, dialect)
    except WorkerError as refusal:
        return WhisperInput(options=options, refusal=_worded(refusal, dialect))
    return WhisperInput(pcm, options, _worded(_unknown_model(options, dialect) or _unknown_language(options), dialect))


def _schema(dialect: Dialect) -> dict[str, tuple[type, Any]]:
    return _OUR_OPTIONS if dialect == "ours" else _OPTIONS


def _worded(refusal: WorkerError | None, dialect: Dialect) -> WorkerError | None:
    """Our own worker refuses whatever is wrong with an input in an orderly way."""
    return WorkerError(f"Bad input: {refusal.message}") if refusal is not None and dialect == "ours" else refusal


def _check_fields(raw: Json, dialect: Dialect) -> None:
    """As `runpod.serverless.utils.rp_validator.validate` does."""
    schema = {**dict.fromkeys(_AUDIO[dialect], (str, None)), **_schema(dialect)}
    wrong = [f"Unexpected input. {name} is not a valid input option." for name in raw if name not in schema]
    for name, (kind, default) in schema.items():
        value = raw.get(name, default)
        is_number = kind is float and type(value) in (int, float)
        if not (is_number or isinstance(value, (kind, type(default)))):
            wrong.append(f"{name} should be {kind} type, not {type(value)}.")
    if wrong:
        raise WorkerError(str(wrong))


def _audio(raw: Json, dialect: Dialect) -> bytes:
    names = [name for name in _AUDIO[dialect] if raw.get(name)]
    choice = "either audio or audio_base64" if dialect == "marketplace" else f"one of {', '.join(_AUDIO[dialect])}"
    if not names:
        raise WorkerError(f"Must provide {choice}")
    if len(names) > 1:
        raise WorkerError(f"Must provide {choice}, not both" if dialect == "marketplace" else f"Must provide {choice}")
    [name] = names
    if name == "audio":
        raise WorkerError("The emulator downloads nothing.", "requests.exceptions.ConnectionError")
    try:
        decoded = base64.b64decode(raw[name])
    except binascii.Error as error:
        raise WorkerError(str(error), "binascii.Error") from error
    if name == "audio_base64":
        return _wav_pcm(decoded)
    if len(decoded) % _SAMPLE_BYTES:
        raise WorkerError("audio_pcm_base64 has half a sample too much", "ValueError")
    return decoded


def _wav_pcm(file: bytes) -> bytes:
    """The samples of a WAV file at 16 kHz, in one channel."""
    try:
        with wave.open(io.BytesIO(file)) as audio:
            rate_hz, channels, width = audio.getframerate(), audio.getnchannels(), audio.getsampwidth()
            frames = audio.readframes(audio.getnframes())
    except (wave.Error, EOFError) as error:
        message = "[Errno 1094995529] Invalid data found when processing input: '/tmp/tmp4k2x8q1z.wav'"
        raise WorkerError(message, "av.error.InvalidDataError") from error
    if width != _SAMPLE_BYTES:
        raise WorkerError("The emulator hears WAV files of 16 bits only.", "av.error.InvalidDataError")
    if (rate_hz, channels) == (RATE_HZ, 1):
        return frames
    whole = len(frames) - len(frames) % (width * channels)
    mono = np.frombuffer(frames[:whole], "<i2").reshape(-1, channels).mean(axis=1)
    return soxr.resample(mono, rate_hz, RATE_HZ).astype("<i2").tobytes()


def _unknown_model(options: Json, dialect: Dialect) -> WorkerError | None:
    known = MODELS[dialect]
    if options["model"] in (*known, _schema(dialect)["model"][1]):
        return None
    listed = "{" + ", ".join(map(repr, known)) + "}"
    return WorkerError(f"Invalid model name: {options['model']}. Available models are: {listed}", "ValueError")


def _unknown_language(options: Json) -> WorkerError | None:
    language = options["language"]
    if language is None or language in _LANGUAGES:
        return None
    listed = ", ".join(_LANGUAGES)
    return WorkerError(f"'{language}' is not a valid language code (accepted language codes: {listed})", "ValueError")
