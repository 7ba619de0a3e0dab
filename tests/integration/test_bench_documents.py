"""The bench of documents runs and tells all its figures; how good they are is not judged here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "documents a second [1/s]", "latency [ms]", "documents refused", "CPU of the service [ms/document]",
    "CPU of its parsers [ms/document]", "memory of the service [MB]", "memory of its parsers [MB]",
    "floor: documents a second [1/s]", "floor: latency [ms]",
)  # fmt: skip


def test_two_clients_are_measured(tmp_path: Path) -> None:
    path = tmp_path / "raw.json"
    options = "--clients 1,2 --rounds 1 --each 2 --repeats 1 --parsers 1 --only backend_engineer/"
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents", *options.split(), "--json", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(ROWS) <= {line[:42].rstrip() for line in done.stdout.splitlines()}
    raw = json.loads(path.read_text())
    (told,) = raw["clients"]["2"]["rounds"]
    assert len(told["latencies_s"]) == len(told["floor_latencies_s"]) == 4
    assert told["refused"] == 0
    assert {Path(each["name"]).suffix for each in raw["compared"]} == {".pdf", ".docx"}
    assert all(each["bare_s"] and each["warm_s"] for each in raw["compared"])
