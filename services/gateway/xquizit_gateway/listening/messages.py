"""The JSON messages of the transcription socket (docs/protocol.md); pure."""

import json
from collections.abc import Sequence
from typing import Any, cast

from xquizit_kit.audio import LISTEN_RATE_HZ, duration_s

CLOSE_DONE = 1000
CLOSE_RESTARTING = 1012
CLOSE_AUDIO_GAP = 4400
CLOSE_UNKNOWN_SESSION = 4004
CLOSE_REPLACED = 4409
CLOSE_UNAVAILABLE = 4503

Message = dict[str, Any]


def ready(samples: int) -> Message:
    """The service listens; sent once. The answer goes on from sample `samples`."""
    return {"type": "ready", "message": "Listening. Please speak.", "samples": samples}


def transcript(
    text: str,
    *,
    is_final: bool,
    start_sample: int,
    end_sample: int,
    words: Sequence[tuple[str, float]] = (),
    engine: str = "",
) -> Message:
    """What was said between two samples; times are strings of seconds.

    Args:
        text: The words.
        is_final: Whether it can still change.
        start_sample: First sample.
        end_sample: First sample after it.
        words: Of a final, each word and how surely it was heard, 0..1.
        engine: Who heard it; of a final.
    """
    segment: Message = {
        "text": text,
        "is_final": is_final,
        "start": _seconds(start_sample),
        "end": _seconds(end_sample),
    }
    if words:
        segment["words"] = [{"text": word, "confidence": round(confidence, 2)} for word, confidence in words]
    if engine:
        segment["engine"] = engine
    return {"type": "transcript", "segment": segment}


def ear(engine: str, state: str) -> Message:
    """Who listens and how: `listening`, `warming` or `standing_in`."""
    return {"type": "engine", "engine": engine, "state": state}


def turn_end(reason: str) -> Message:
    """The candidate seems to be done; nothing ends by it. The reason is a machine's word."""
    return {"type": "speech", "state": "turn_end", "reason": reason}


def complete() -> Message:
    """After the last final."""
    return {"type": "complete", "message": "Everything you said has been written down."}


def error(sentence: str, code: str) -> Message:
    """Something went wrong; whether the socket closes is told by its close."""
    return {"type": "error", "error": sentence, "code": code}


def audio_gap(sentence: str, samples: int) -> Message:
    """Audio is missing: the client has to come back and send it from sample `samples` on."""
    return {**error(sentence, "audio_gap"), "samples": samples}


def ack(samples: int) -> Message:
    """Everything before this sample is final: the client need not keep it."""
    return {"type": "ack", "samples": samples}


def speech(state: str) -> Message:
    """Voice activity: `started` or `ended`."""
    return {"type": "speech", "state": state}


def level(state: str) -> Message:
    """The input's level: `dead`, `quiet`, `ok` or `clipping`."""
    return {"type": "level", "state": state}


def wrong_rate(rate_hz: int) -> Message:
    """The sound was probably captured at another rate than it is taken for."""
    sentence = (
        f"Your microphone seems to record at {rate_hz / 1000:g} kHz instead of 16 kHz, so your words cannot be "
        "understood. Please reload the page and answer again, or type your answer."
    )
    return {**level("wrong_rate"), "rate_hz": rate_hz, "message": sentence}


def is_stop(text: str) -> bool:
    """Whether a client's text message is `stop_recording`.

    Raises:
        ValueError: It is not JSON, not an object, or of an unknown type.
    """
    try:
        message: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("A text message must be JSON.") from None
    if not isinstance(message, dict) or cast(Message, message).get("type") != "stop_recording":
        raise ValueError('The only text message is {"type": "stop_recording"}.')
    return True


def _seconds(sample: int) -> str:
    return f"{duration_s(sample, LISTEN_RATE_HZ):.3f}"
