"""The audio of one answer that is not acknowledged yet; pure.

Positions are samples from the start of the answer. What is acknowledged is forgotten, everything else is kept, so that
it can be sent again.
"""

from xquizit_kit.audio import LISTEN_RATE_HZ, SAMPLE_BYTES

LIMIT_SAMPLES = 10 * 60 * LISTEN_RATE_HZ
"""Ten minutes; who is asked for room beyond that waits, nothing is dropped."""


class Ledger:
    """Takes bytes at the end, gives samples from anywhere, forgets at the start."""

    def __init__(self, first_sample: int = 0, *, limit_samples: int = LIMIT_SAMPLES) -> None:
        """Takes where in the answer the first byte will lie."""
        self._limit_samples = limit_samples
        self._audio = bytearray()
        self._odd_byte = b""
        self.first = first_sample
        """The first sample that is still kept; everything before is acknowledged."""

    @property
    def end(self) -> int:
        """One past the last whole sample."""
        return self.first + len(self._audio) // SAMPLE_BYTES

    @property
    def is_full(self) -> bool:
        """Whether the writer has to wait for acknowledgements."""
        return len(self._audio) // SAMPLE_BYTES >= self._limit_samples

    def write(self, frame: bytes) -> None:
        """Adds what was captured next. A frame may end inside a sample; the rest of it comes with the next."""
        data = self._odd_byte + frame
        whole = len(data) - len(data) % SAMPLE_BYTES
        self._audio += data[:whole]
        self._odd_byte = data[whole:]

    def read(self, position: int, limit_bytes: int) -> bytes:
        """The samples from `position` on, at most `limit_bytes`; empty at the end.

        Raises:
            ValueError: `position` lies before what is kept.
        """
        if position < self.first:
            raise ValueError(f"sample {position} is forgotten; kept from {self.first}")
        offset = (position - self.first) * SAMPLE_BYTES
        return bytes(self._audio[offset : offset + limit_bytes])

    def acknowledge(self, samples: int) -> bool:
        """Forgets everything before sample `samples`; tells whether that was anything."""
        samples = min(samples, self.end)
        if samples <= self.first:
            return False
        del self._audio[: (samples - self.first) * SAMPLE_BYTES]
        self.first = samples
        return True
