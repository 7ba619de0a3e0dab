"""The log of jobs: one line each, no content, and no harm where it cannot be written."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from xquizit_transcription.engines.runpod import job_log
from xquizit_transcription.engines.runpod.counters import Counters, Kind
from xquizit_transcription.engines.runpod.job_log import FILE_NAME, FILES, JobLine, JobLog


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def test_a_line_for_each_job(tmp_path: Path) -> None:
    log = JobLog(tmp_path / "logs" / "runpod")
    log.open()
    line = JobLine(Kind.FINAL, 2.5, bytes=107_000, attempts=2, outcome="completed", http_status=200, job_id='a"%s\n-u1')
    log.write(line)
    log.write(JobLine(Kind.PARTIAL, 1.0))
    await log.aclose()
    first, second = map(json.loads, (tmp_path / "logs" / "runpod" / FILE_NAME).read_text().splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "kind": "final",
        "audio_s": 2.5,
        "bytes": 107_000,
        "attempts": 2,
        "outcome": "completed",
        "http_status": 200,
        "job_id": 'a"%s\n-u1',
        "worker_id": "",
        "delay_ms": None,
        "execution_ms": None,
        "latency_ms": 0,
    }
    assert (second["kind"], second["outcome"]) == ("partial", "cancelled")


async def test_old_files_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_log, "MOST_BYTES", 500)
    log = JobLog(tmp_path)
    log.open()
    for number in range(50):
        log.write(JobLine(Kind.PARTIAL, float(number)))
    await log.aclose()
    assert names(tmp_path) == [FILE_NAME, *(f"{FILE_NAME}.{number}" for number in range(1, FILES + 1))]
    assert json.loads((tmp_path / FILE_NAME).read_text().splitlines()[-1])["audio_s"] == 49.0


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []

    class Log:
        def warning(self, message: str, **_: Any) -> None:
            said.append(message)

    monkeypatch.setattr(job_log, "log", Log())
    return said


async def test_a_directory_that_cannot_be_written_to_is_said_once(tmp_path: Path, warnings: list[str]) -> None:
    (tmp_path / "file").write_text("")
    log = JobLog(tmp_path / "file" / "logs")
    log.open()
    log.write(JobLine(Kind.FINAL, 1.0))
    log.write(JobLine(Kind.FINAL, 1.0))
    await log.aclose()
    assert warnings == ["no log of runpod jobs"]


async def test_a_full_disk_is_said_once(
    tmp_path: Path, warnings: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    log = JobLog(tmp_path)
    log.open()
    monkeypatch.setattr(job_log._File, "shouldRollover", full)
    log.write(JobLine(Kind.FINAL, 1.0))
    log.write(JobLine(Kind.FINAL, 1.0))
    await log.aclose()
    assert warnings == ["the log of runpod jobs cannot be written"]
    assert capsys.readouterr().err == ""


async def test_without_a_directory_there_is_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    log = JobLog(None)
    log.open()
    log.write(JobLine(Kind.FINAL, 1.0))
    await log.aclose()
    await log.aclose()
    assert names(tmp_path) == []


def test_a_snapshot_stays_as_it_was() -> None:
    counters = Counters(worker_ms=1500, queue_ms=250)
    counters.calls[Kind.FINAL, "completed"] += 1
    before = counters.snapshot()
    counters.calls[Kind.FINAL, "completed"] += 1
    assert before.calls == {(Kind.FINAL, "completed"): 1}
    assert (before.worker_s, before.queue_s) == (1.5, 0.25)
