"""How a window is decoded: quickly for a look, thoroughly for a final; pure.

Measured with int8 weights of the sizes of `base` and `small` on two cores, in CPU seconds: the encoder takes 0.55 and
1.9 whatever the length, a token 8 and 20 ms with one beam, a fourth more with two, more than a half with five. The
times of words cost 2 to 5 % of a window, and a look needs them too: agreement and overlap go by them.
"""

from typing import Any

_BEAMS_GPU = 5
"""Whisper's own. A GPU decodes five beams as one batch, for little more than one."""
_BEAMS_CPU = 2
"""Each beam costs real time here, and the second one gains most of what five do."""
_BEAMS_LOOK = 1
_TEMPERATURES_LOOK = (0.0,)
"""What is wrong in a look is mended by the next one; another try would only make it late."""
_TEMPERATURES_FINAL = (0.0, 0.2, 0.4)
"""The next one is tried when the text goes round in circles or is mere guesswork. Whisper goes on to 1.0, where it
makes things up: then nothing is better."""


def decoding(*, is_final: bool, is_gpu: bool, language: str | None, prompt: str, no_speech_threshold: float) -> Any:
    """The arguments of faster-whisper's `transcribe`, beside the audio.

    Args:
        is_final: False: a look at speech that goes on.
        is_gpu: Where it is decoded.
        language: `en` …; None: Whisper finds out, for a tenth of a second more.
        prompt: What was said before or is likely to be said; empty: nothing.
        no_speech_threshold: A window is dropped when `no_speech_prob` is above it and its text is guesswork.
    """
    beams = (_BEAMS_GPU if is_gpu else _BEAMS_CPU) if is_final else _BEAMS_LOOK
    return {
        "language": language,
        "task": "transcribe",
        "beam_size": beams,
        "best_of": beams,
        "temperature": _TEMPERATURES_FINAL if is_final else _TEMPERATURES_LOOK,
        "initial_prompt": prompt or None,
        # Windows are cut by our own VAD; what is said between two of them must not carry over from one to the next.
        "condition_on_previous_text": False,
        "vad_filter": False,
        "without_timestamps": False,
        "word_timestamps": True,
        "no_speech_threshold": no_speech_threshold,
    }
