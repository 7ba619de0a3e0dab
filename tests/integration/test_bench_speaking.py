"""The bench of speaking runs and tells all its figures; how good they are is not judged here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "first sound [ms]", "all of a turn [ms]", "RTF", "first sound from the cache [ms]",
    "all of a turn from the cache [ms]", "CPU of the service [ms/s]", "CPU of its workers [ms/s]",
    "memory of the service [MB]", "memory of its workers [MB]", "floor: first sound [ms]", "floor: all of a turn [ms]",
    "floor: CPU [ms/s]", "CPU ÷ floor's CPU", "hanging up to the next caller's sound [ms]",
)  # fmt: skip


def test_two_listeners_are_measured(tmp_path: Path) -> None:
    path = tmp_path / "raw.json"
    options = "--engine espeak --listeners 1,2 --rounds 1 --turns 2 --hang-ups 2"
    done = subprocess.run(
        [sys.executable, "-m", "bench.speaking", *options.split(), "--json", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(ROWS) <= {line[:42].rstrip() for line in done.stdout.splitlines()}
    (told,) = json.loads(path.read_text())["espeak"]["2"]["rounds"]
    assert [len(told[who]) for who in ("fresh", "cached", "floor")] == [4, 4, 4]
    assert all(heard["audio_s"] > 2 and heard["engine"] == "espeak" for heard in (*told["fresh"], *told["cached"]))


def test_without_weights_a_figure_is_absent_and_not_guessed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.speaking", "--engine", "kokoro", "--json", str(tmp_path / "raw.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "kokoro  absent" in done.stdout
