"""Lags of one answer, by the definitions in bench/README.md; pure."""

from bench.listening.captions import first_shown
from bench.listening.speaker import Spoken


def partial_lags(spoken: Spoken) -> list[float]:
    """Seconds, for each word that was ever shown at its place."""
    pairs = zip(spoken.recording.words, first_shown(spoken), strict=True)
    return [at_s - spoken.sent_at(word.end_sample) for word, at_s in pairs if at_s is not None]


def final_lags(spoken: Spoken) -> list[float]:
    """Seconds, for each final whose speech a pause has followed; what "done" has ended is in `done_lag`."""
    words = spoken.recording.words
    lags: list[float] = []
    for at_s, response in spoken.told:
        final = response.transcript
        if not (response.HasField("transcript") and final.is_final):
            continue
        inside = [
            word
            for word in words
            if final.start_sample <= (word.start_sample + word.end_sample) // 2 < final.end_sample
        ]
        if inside and not (inside[-1] is words[-1] and spoken.recording.ends_in_speech):
            lags.append(at_s - spoken.sent_at(inside[-1].end_sample))
    return lags


def done_lag(spoken: Spoken) -> float | None:
    """Seconds from `end` to `completed`; None: it never came."""
    completed_s = spoken.completed_s
    return None if completed_s is None else completed_s - spoken.end_sent_s


def echo_lags(spoken: Spoken) -> list[float]:
    """Of the floor: seconds from each frame to its own acknowledgement."""
    came = [at_s for at_s, response in spoken.told if response.HasField("acknowledged")]
    return [at_s - sent_s for sent_s, at_s in zip(spoken.sent_s, came, strict=False)]
