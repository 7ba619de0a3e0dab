"""A whisper of noise under every utterance: pocketsphinx mishears speech that stands in digital silence.

Noise suppression and synthetic voices leave exact zeros between words; their logarithm throws the normalisation of the
features off. Measured on ten synthetic sentences: word error rate 0.48 without noise, 0.24 with it. At -70 dBFS it is
far below the noise of any real microphone.
"""

import functools

import numpy as np
from numpy.typing import NDArray

DEVIATION = 10.0
"""Of 32 767."""
_PERIOD_SAMPLES = 16_000


def with_noise_floor(pcm: bytes, *, at_sample: int) -> bytes:
    """`pcm` (s16le) with noise added; the same samples always get the same noise.

    Args:
        pcm: Samples of an utterance.
        at_sample: Where in the utterance they begin.
    """
    samples = np.frombuffer(pcm, "<i2").astype(np.int32)
    places = (np.arange(len(samples)) + at_sample) % _PERIOD_SAMPLES
    return np.clip(samples + _noise()[places], -32768, 32767).astype("<i2").tobytes()


@functools.cache
def _noise() -> NDArray[np.int32]:
    return np.rint(np.random.default_rng(0).normal(0.0, DEVIATION, _PERIOD_SAMPLES)).astype(np.int32)
