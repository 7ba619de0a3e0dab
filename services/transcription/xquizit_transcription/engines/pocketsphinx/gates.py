"""When pocketsphinx is not to be believed; pure.

It invents words on noise. Source of the numbers: measured on real noise and on clean human speech, see README.md.
"""

from collections.abc import Sequence

from xquizit_transcription.answer import Word

LEAST_SPEECH_SAMPLES = 4_800
"""Less speech than this in an utterance (0.3 s) is a noise."""
FEW_WORDS = 3
LEAST_CONFIDENCE = 0.6
"""So few words must be at least so sure on average."""


def believed(words: Sequence[Word]) -> Sequence[Word]:
    """`words`, or none when they were probably made up."""
    if words and len(words) <= FEW_WORDS and sum(word.confidence for word in words) / len(words) < LEAST_CONFIDENCE:
        return ()
    return words
