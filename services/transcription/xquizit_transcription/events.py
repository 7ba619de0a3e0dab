"""What a listening stream tells its caller, in the order of the audio."""

from dataclasses import dataclass

from xquizit_transcription.answer import Final
from xquizit_transcription.endpointing import SpeechEnded, SpeechStarted
from xquizit_transcription.level import Level
from xquizit_transcription.port import Ear
from xquizit_transcription.turn_taking.turns import TurnEnd


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine listens; everything before `samples` is final already."""

    engine: str
    samples: int


@dataclass(frozen=True, slots=True)
class Partial:
    """What was probably said between two samples; the next partial or final replaces it."""

    text: str
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Everything before `samples` is stored as recognized or without speech."""

    samples: int


@dataclass(frozen=True, slots=True)
class Completed:
    """All `samples` of the answer are recognized."""

    samples: int


@dataclass(frozen=True, slots=True)
class EarChanged:
    """Another engine listens now, or it does otherwise than before."""

    ear: Ear


Event = Ready | EarChanged | Partial | Final | Acknowledged | SpeechStarted | SpeechEnded | TurnEnd | Level | Completed
