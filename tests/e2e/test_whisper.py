"""An interview that our own RunPod worker listens to, through its local API: real Whisper code, hand-made weights."""

from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import ROOT
from tests.fakes.runpod_worker import RunningWorker
from xquizit_local.demo import candidate as candidates
from xquizit_local.demo.client import InterviewClient
from xquizit_local.demo.conversation import Watcher, hold
from xquizit_local.stack import Stack, StackOptions

READY_LIMIT_S = 90.0
SAID = "I moved the ledger to another machine, and after two weeks the slowest report took three minutes."
"""What the weights hear in any speech."""


@pytest.mark.timeout(300)
async def test_our_worker_listens_to_an_interview(tmp_path: Path, mark: dict[str, str]) -> None:
    log: list[str] = []
    async with RunningWorker(text=SAID) as url:
        environment = {
            **mark,
            "TRANSCRIPTION_ENGINE": "auto",
            "RUNPOD_ENDPOINT_BASE_URL": url,
            "RUNPOD_WORKER": "ours",
            "WHISPERLIVE_MODEL": "base.en",
            "RUNPOD_LOG_DIR": str(tmp_path / "jobs"),
        }
        options = StackOptions(directory=tmp_path, data_dir=tmp_path / "data", environment=environment)
        async with Stack(options, log.append) as stack:
            await stack.wait_ready(READY_LIMIT_S)
            async with httpx.AsyncClient(base_url=stack.base_url, timeout=60, trust_env=False) as http:
                health = (await http.get("/health")).json()
                interview = await hold(
                    InterviewClient(http),
                    candidates.load(ROOT / "tests/corpus", "backend_engineer"),
                    questions=2,
                    speed=4,
                    watcher=Watcher(lambda _: None, lambda _: None, log.append),
                )
    assert health["services"]["transcription"]["engine"] == "runpod", health
    assert interview.failures == [], "\n".join(log[-20:])  # among them: a sample that was not acknowledged
    assert interview.is_concluded
    answers = [entry for entry in interview.transcript["entries"] if entry["speaker"] == "candidate"]
    # The last one is typed: who hears the same in everything does not hear that the candidate wants to stop.
    spoken = [entry for entry in answers if entry["recognition_confidence"] is not None]
    assert len(spoken) >= 2
    assert all(entry["recognized_by"] == ["runpod"] for entry in spoken)
    assert all(SAID in entry["text"] for entry in spoken), spoken
    assert "What was spoken was recognized by runpod." in interview.report["notes"]
    jobs = list((tmp_path / "jobs").iterdir())
    assert jobs
    assert all("ledger" not in path.read_text() for path in jobs), "the log of jobs holds no content"
