"""Cuts the audio of one piece into the frames that are sent: a short first one, then even ones, however it was made."""

from collections.abc import Iterator

from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ

FIRST_FRAME_BYTES = SAMPLE_BYTES * SPEAK_RATE_HZ // 10
"""100 ms: little to wait for, enough to start playing."""
FRAME_BYTES = SAMPLE_BYTES * SPEAK_RATE_HZ // 4
"""250 ms: few messages, and well under the 64 KiB of a frame."""


class Framer:
    """Takes PCM of any size, gives frames; keeps something back, so that the last frame is known to be the last."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._size = FIRST_FRAME_BYTES

    def push(self, pcm: bytes) -> Iterator[bytes]:
        """The frames that are certainly not the last."""
        self._rest += pcm
        while len(self._rest) > self._size:
            frame = bytes(self._rest[: self._size])
            del self._rest[: self._size]
            self._size = FRAME_BYTES
            yield frame

    def last(self) -> bytes:
        """What is left; not empty when anything was pushed."""
        return bytes(self._rest)
