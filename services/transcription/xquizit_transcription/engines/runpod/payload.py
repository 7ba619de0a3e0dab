"""What is sent with a job; pure."""

import base64
import json
from typing import Any

from xquizit_kit.audio import LISTEN_RATE_HZ, to_wav
from xquizit_transcription.engines.runpod.failures import Outcome, RunpodFailed
from xquizit_transcription.engines.runpod.settings import RunpodSettings
from xquizit_transcription.windows.port import Window

MOST_RUNSYNC_BYTES = 20_000_000
"""The largest request that `/runsync` takes."""
MOST_RUN_BYTES = 10_000_000
"""The largest request that `/run` takes. A window of 31 s is 1.3 MB."""
_LEAST_TTL_S = 10.0
_LEAST_EXECUTION_S = 5.0
_FINAL_BEAM, _PARTIAL_BEAM = 5, 1
"""Partials are looked at for a moment and guessed again: greedy decoding halves their time on the worker."""


def job_input(window: Window, settings: RunpodSettings) -> dict[str, Any]:
    """What the worker is given; the marketplace's fails a job that has a field it does not know.

    The defaults of both workers are never relied on: the marketplace's are no VAD and conditioning on the previous
    text, which makes Whisper repeat itself.
    """
    beam = _FINAL_BEAM if window.is_final else _PARTIAL_BEAM
    made: dict[str, Any] = {
        **_audio(window.pcm, settings),
        "model": settings.model,
        "transcription": "plain_text",
        "translate": False,
        "temperature": 0.0,
        "beam_size": beam,
        "best_of": beam,
        "condition_on_previous_text": False,
        "no_speech_threshold": settings.no_speech_threshold,
        "enable_vad": settings.use_vad,
        "word_timestamps": True,
    }
    if (language := settings.language_told(window.language)) is not None:
        made["language"] = language
    if window.prompt:
        made["initial_prompt"] = window.prompt
    return made


def request_body(job: dict[str, Any], *, deadline_s: float, most_bytes: int) -> bytes:
    """The whole request.

    Args:
        job: What the worker is given.
        deadline_s: Nobody waits for the job after this: RunPod then drops it, or ends it (`policy`), so that one whose
            id was never learned costs no more than that.
        most_bytes: The limit of the route.

    Raises:
        RunpodFailed: It is larger.
    """
    policy = {
        "executionTimeout": round(1000 * max(_LEAST_EXECUTION_S, deadline_s)),
        "ttl": round(1000 * max(_LEAST_TTL_S, deadline_s)),
    }
    body = json.dumps({"input": job, "policy": policy}, separators=(",", ":")).encode()
    if len(body) > most_bytes:
        raise RunpodFailed(Outcome.TOO_LARGE)
    return body


def _audio(pcm: bytes, settings: RunpodSettings) -> dict[str, str]:
    match settings.dialect:
        case "marketplace":
            return {"audio_base64": base64.b64encode(to_wav(pcm, LISTEN_RATE_HZ)).decode()}
        case "ours":
            return {"audio_pcm_base64": base64.b64encode(pcm).decode()}
