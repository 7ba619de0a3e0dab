"""What the end-to-end tests share: the checkout, and an environment in which no key of the developer's counts."""

import os
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]

EMBEDDED = {"INTERVIEW_ENGINE": "embedded", "TRANSCRIPTION_ENGINE": "pocketsphinx", "TTS_ENGINE": "espeak"}
"""The engines that need no key and no download."""
MARKER = "XQUIZIT_TEST_MARK"
"""Every process of a stack inherits it, whatever session or group it puts itself into."""


@pytest.fixture
def mark(tmp_path: Path) -> dict[str, str]:
    """An environment by which `marked` finds every process of this test's stack."""
    return {**EMBEDDED, MARKER: str(tmp_path)}


def marked(mark: dict[str, str]) -> list[psutil.Process]:
    """The processes that live with this mark, but for this one."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARKER) == mark[MARKER]:
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
