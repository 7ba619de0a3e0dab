"""One who has texts spoken to them, and when the sound came."""

import itertools
import time
from dataclasses import dataclass
from typing import Any

from xquizit.tts.v1 import tts_pb2 as pb

DEADLINE_S = 120.0
_NUMBERS = itertools.count(1)
_QUESTIONS = (
    "Thank you for telling me that. Which part of migration number {} did you plan yourself?",
    "You wrote that queue {} grew at night. What did you measure first, and what did you change because of it?",
    "Let us talk about release {}. Who decided that it was ready, and how did you know that they were right?",
    "I see. When customer {} called about an error, what did you do in the first ten minutes?",
)
"""Turns as an interviewer speaks them: 80 to 105 characters, two or three pieces. The number makes each a new text."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One text that was spoken."""

    first_s: float
    """From the text being sent until the first sound came."""
    last_s: float
    """From the text being sent until the last sound came."""
    audio_s: float
    """How long the sound lasts."""
    pieces: int
    engine: str


def new_text() -> str:
    """A question that nobody was asked before."""
    number = next(_NUMBERS)
    return _QUESTIONS[number % len(_QUESTIONS)].format(number)


async def hear(stub: Any, text: str, session: str) -> Heard:
    """Has one text spoken, all of it sent at once."""
    call = stub.Synthesize(requests(text, session), timeout=DEADLINE_S)
    sent_s = time.monotonic()
    first_s = last_s = 0.0
    audio_bytes, pieces, engine = 0, 0, ""
    async for chunk in call:
        last_s = time.monotonic()
        first_s = first_s or last_s
        audio_bytes += len(chunk.audio.pcm)
        pieces += chunk.is_last_of_sentence
        engine = chunk.engine or engine
    return Heard(first_s - sent_s, last_s - sent_s, audio_bytes / 48_000, pieces, engine)


def requests(text: str, session: str) -> Any:
    """What is sent for a text."""
    config = pb.SynthesizeConfig(session_id=session)
    return iter([pb.SynthesizeRequest(config=config), pb.SynthesizeRequest(text_delta=text)])
