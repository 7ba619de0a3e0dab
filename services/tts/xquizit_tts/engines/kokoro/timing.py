"""When each token of a pass is heard, by the durations that the network predicted; pure.

kokoro's own `join_timestamps` loses its place at tokens without phonemes and at phonemes that the network does not
know, and with it the last words of a pass.
"""

from collections.abc import Container, Iterator, Sequence

FRAME_S = 600 / 24_000
_LEAD_FRAMES = 3
"""kokoro's figure: a sound is heard so much sooner than the durations say."""


def token_times(
    tokens: Sequence[tuple[str, bool]], durations: Sequence[int], known: Container[str]
) -> list[tuple[float, float] | None]:
    """Start and end of each token in seconds; a space is shared by the tokens around it. None: it is not heard.

    Args:
        tokens: The phonemes of each, and whether a space follows.
        durations: In frames: of what comes before, of each phoneme and space that the network knows, of what follows.
        known: Those it knows.
    """
    times: list[tuple[float, float] | None] = [None] * len(tokens)
    symbols = list(_symbols(tokens))
    frames, lengths = max(0.0, durations[0] - _LEAD_FRAMES), iter(durations[1:-1])
    first_frames = frames
    for owner, symbol in symbols:
        length = next(lengths, None) if symbol in known else 0
        if length is None:
            break
        if owner is None:
            _end(times, frames + length / 2)
            first_frames = frames + length / 2
        else:
            began = times[owner]
            start_s = began[0] if began else min(first_frames, frames) * FRAME_S
            times[owner] = (start_s, (frames + length) * FRAME_S)
            first_frames = frames + length
        frames += length
    return times


def _symbols(tokens: Sequence[tuple[str, bool]]) -> Iterator[tuple[int | None, str]]:
    """Every symbol with its token, None for spaces; without those at both ends, as kokoro has it."""
    symbols = [
        pair
        for number, (phonemes, is_followed) in enumerate(tokens)
        for pair in (*((number, symbol) for symbol in phonemes), *([(None, " ")] if is_followed else []))
    ]
    said = [at for at, (_, symbol) in enumerate(symbols) if not symbol.isspace()]
    return iter(symbols[said[0] : said[-1] + 1] if said else [])


def _end(times: list[tuple[float, float] | None], frames: float) -> None:
    """Has the token before a space last until its middle."""
    for at in reversed(range(len(times))):
        if (time := times[at]) is not None:
            times[at] = (time[0], frames * FRAME_S)
            return
