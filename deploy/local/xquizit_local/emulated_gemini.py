"""`make run INTERVIEW=emulated`: the real Gemini engine, talking to the emulator of the tests."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xquizit_local.ports import free_ports

TTFT_MS = 500
TOKENS_PER_S = 60
"""The pace that docs and bench state for Gemini."""


@dataclass(frozen=True, slots=True)
class EmulatedGemini:
    """One emulator on this machine."""

    port: int
    """Where it will listen."""

    @classmethod
    def on_a_free_port(cls) -> "EmulatedGemini":
        """Picks the port."""
        [port] = free_ports(1)
        return cls(port)

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes the interview service choose Gemini and find the emulator."""
        return {
            "INTERVIEW_ENGINE": "gemini",
            "GEMINI_API_KEY": "emulated",
            "GEMINI_BASE_URL": f"http://127.0.0.1:{self.port}",
            # A plan has about 700 tokens: 12 s at this pace.
            "GEMINI_PLAN_S": "18",
        }

    def programs(self, root: Path) -> Mapping[str, tuple[Sequence[str], Path]]:
        """The process to run: command and working directory, by name."""
        pace = ["--ttft-ms", str(TTFT_MS), "--tokens-per-s", str(TOKENS_PER_S)]
        command = [sys.executable, "-m", "tests.emulators.gemini", "--port", str(self.port), *pace]
        return {"gemini": (command, root)}
