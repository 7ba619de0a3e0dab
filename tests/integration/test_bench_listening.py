"""The bench of listening runs and tells all its figures; how good they are is not judged here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "partial lag [s]", "final lag [s]", "done lag after a pause [s]", "done lag after the last word [s]",
    "revision rate", "WER", "samples not acknowledged", "finals by a stand-in", "finals without a further job",
    "no job after done, after a pause", "no job after done, last word", "jobs per answer", "superseded jobs",
    "worker seconds per minute of speech [s]", "CPU of the service [ms/s]", "memory of the service [MB]",
    "floor: CPU [ms/s]", "floor: lag of a frame [s]", "CPU ÷ floor's CPU",
)  # fmt: skip


def test_one_speaker_is_measured_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "raw.json"
    options = "--engine runpod --speakers 1 --rounds 1 --speech-s 3 --job-ms 100"
    done = subprocess.run(
        [sys.executable, "-m", "bench.listening", *options.split(), "--json", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown = [line[:42].rstrip() for line in done.stdout.splitlines()]
    assert set(ROWS) <= set(shown)
    answers = json.loads(path.read_text())["runpod"]["1"]["rounds"][0]["answers"]
    assert len(answers) == 2
    assert all(answer["acknowledged"] == answer["samples"] and not answer["error"] for answer in answers)


def test_without_weights_a_figure_is_absent_and_not_guessed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.listening", "--engine", "whisper", "--json", str(tmp_path / "raw.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "absent: no weights here" in done.stdout
