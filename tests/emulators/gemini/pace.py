"""How fast the emulated model is: time to first token, tokens per second, size of the chunks of a stream."""

import asyncio
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Pace:
    """The speed of one answer. Zero means: at once."""

    ttft_ms: float = 500
    """From the request to the first token, thinking not included."""
    tokens_per_s: float = 60
    """Of the visible answer; 0: without any wait."""
    thinking_tokens_per_s: float = 400
    """Of thoughts, which come before the first visible token; 0: without any wait."""
    chunk_tokens: int = 5
    """Chunks of a stream hold 1 to twice this less one, this many on average."""

    def __post_init__(self) -> None:
        if min(self.ttft_ms, self.tokens_per_s, self.thinking_tokens_per_s) < 0 or self.chunk_tokens < 1:
            raise ValueError("a pace is not negative, and a chunk has at least one token")

    def changed(self, changes: Mapping[str, object]) -> "Pace":
        """This pace with other values for the fields that `changes` names.

        Raises:
            ValueError: A field is unknown or its value is no number in range.
        """
        known = {field.name for field in fields(self)}
        if unknown := set(changes) - known:
            raise ValueError(f"a pace has {', '.join(sorted(known))}; not {', '.join(sorted(unknown))}")
        numbers = {name: float(str(value)) for name, value in changes.items()}
        whole = {name: int(number) if name == "chunk_tokens" else number for name, number in numbers.items()}
        return replace(self, **whole)  # pyright: ignore[reportArgumentType] # chunk_tokens is the int among them

    def from_header(self, header: str) -> "Pace":
        """This pace as `x-emulator-pace: ttft_ms=0, tokens_per_s=200` changes it."""
        parts = [part.partition("=") for part in header.split(",") if part.strip()]
        return self.changed({name.strip(): value.strip() for name, _, value in parts})

    def first_wait_s(self, thoughts: int) -> float:
        """What passes before the first visible token, after `thoughts` tokens of thinking."""
        return self.ttft_ms / 1000 + (thoughts / self.thinking_tokens_per_s if self.thinking_tokens_per_s else 0)

    def wait_s(self, tokens: int) -> float:
        """What it takes to make `tokens` tokens."""
        return tokens / self.tokens_per_s if self.tokens_per_s else 0

    def chunks(self, pieces: list[str], chance: random.Random) -> Iterator[list[str]]:
        """Cuts `pieces` into the chunks of a stream."""
        start = 0
        while start < len(pieces):
            size = chance.randint(1, 2 * self.chunk_tokens - 1)
            yield pieces[start : start + size]
            start += size


INSTANT = Pace(ttft_ms=0, tokens_per_s=0, thinking_tokens_per_s=0)
"""For tests: no wait anywhere."""


async def wait(seconds: float) -> None:
    """Lets time pass; at least one turn of the loop, so that a disconnect is noticed between two chunks."""
    await asyncio.sleep(seconds)
