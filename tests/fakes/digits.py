"""Spoken digits, and an ear that understands nothing else: pocketsphinx with a grammar instead of a language model."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pocketsphinx
import soxr

DIGITS = "zero one two three four five six seven eight nine".split()
EAR_RATE_HZ = 16_000
_GRAMMAR = f"#JSGF V1.0;\ngrammar digits;\npublic <digits> = <digit>+;\n<digit> = {' | '.join(DIGITS)};\n"


def some_digits(random: Random, count: int) -> list[str]:
    """`count` of them."""
    return random.choices(DIGITS, k=count)


class DigitEar:
    """Hears digits. Of twelve spoken by `en-us+klatt` it gets all right, or hears an "eight" between two too many."""

    def __init__(self, folder: Path) -> None:
        """Takes a folder for its grammar."""
        grammar = folder / "digits.gram"
        grammar.write_text(_GRAMMAR)
        self._decoder = pocketsphinx.Decoder(jsgf=str(grammar), loglevel="FATAL")

    def hear(self, pcm: bytes, rate_hz: int) -> list[str]:
        """The digits in s16le mono."""
        samples = soxr.resample(np.frombuffer(pcm, "<i2"), rate_hz, EAR_RATE_HZ).astype("<i2")
        self._decoder.start_utt()
        self._decoder.process_raw(samples.tobytes(), False, True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return heard.hypstr.split() if heard else []


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words to put in, take out or exchange (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, word in enumerate(one, 1):
        before, row[0] = row[0], number
        for at, against in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != against))
    return row[-1]
