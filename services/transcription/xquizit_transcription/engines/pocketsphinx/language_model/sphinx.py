"""The part of pocketsphinx's interface that we use, with types: the wheel has none."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import pocketsphinx

_library: Any = pocketsphinx
_LOG_BASE = 1.0001


class Hypothesis(Protocol):
    """What was heard so far."""

    hypstr: str


class Segment(Protocol):
    """A word, with the frames it lies in."""

    word: str
    """With `(2)` behind it when it was said in the second way; `<sil>` and `[NOISE]` are no words."""
    start_frame: int
    end_frame: int
    """Its last frame."""
    prob: float
    """Posterior; 0..1, but for rounding."""


class Decoder(Protocol):
    """`pocketsphinx.Decoder`."""

    def start_utt(self) -> None:
        """Begins an utterance."""
        ...

    def process_raw(self, data: bytes, no_search: bool, full_utt: bool) -> int:
        """Decodes samples; `full_utt` says that they are the whole utterance."""
        ...

    def end_utt(self) -> None:
        """Ends the utterance."""
        ...

    def hyp(self) -> Hypothesis | None:
        """The best hypothesis."""
        ...

    def seg(self) -> Iterable[Segment]:
        """Its words."""
        ...


def decoder(language_model: Path, dictionary: Path, *, thorough: bool) -> Decoder:
    """A decoder at 16 kHz.

    Args:
        language_model: In pocketsphinx's binary format.
        dictionary: How its words sound.
        thorough: With the second pass and the search through the word lattice.
    """
    made: Decoder = _library.Decoder(
        lm=str(language_model),
        dict=str(dictionary),
        samprate=16_000,
        loglevel="FATAL",
        fwdflat=thorough,
        bestpath=thorough,
    )
    return made


def model_file(name: str) -> Path:
    """A file of the English model in the wheel."""
    return Path(_library.get_model_path(f"en-us/{name}"))


def to_binary(arpa: Path, binary: Path) -> None:
    """Converts a language model; `binary` must end in `.lm.bin`."""
    model = _library.NGramModel(_library.Config(), _library.LogMath(_LOG_BASE), str(arpa))
    model.write(str(binary))
