"""One whole interview by a simulated candidate: real documents, real speech both ways, every service real."""

import wave
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import ROOT, marked
from xquizit_local.demo import candidate as candidates
from xquizit_local.demo.client import InterviewClient
from xquizit_local.demo.conversation import Interview, Turn, Watcher, hold
from xquizit_local.stack import Stack, StackOptions

READY_LIMIT_S = 90.0


@pytest.mark.timeout(300)
async def test_a_candidate_is_interviewed_aloud_and_reads_the_report(tmp_path: Path, mark: dict[str, str]) -> None:
    log: list[str] = []
    seen: list[Turn] = []
    options = StackOptions(directory=tmp_path, data_dir=tmp_path / "data", environment=mark)
    async with Stack(options, log.append) as stack:
        await stack.wait_ready(READY_LIMIT_S)
        assert len(marked(mark)) > len(stack.pids), "the mark finds supervisord and every process below it"
        async with httpx.AsyncClient(base_url=stack.base_url, timeout=60, trust_env=False) as http:
            interview = await hold(
                InterviewClient(http),
                candidates.load(ROOT / "tests/corpus", "backend_engineer"),
                questions=2,
                speed=4,
                watcher=Watcher(lambda _: None, seen.append, log.append),
            )
            status = (await http.get(f"/interview-status/{interview.session_id}")).json()

    assert interview.failures == [], "\n".join(log[-20:])  # among them: a sample that was not acknowledged
    assert not [line for line in log if "Traceback" in line or " ERROR " in line], "\n".join(log)
    assert interview.is_concluded
    assert (status["is_concluded"], status["conclusion_reason"]) == (True, "candidate_request")
    assert [turn.number for turn in seen] == [1, 2, 3]
    assert all(turn.heard and turn.first_audio_ms is not None for turn in seen)
    # Two questions about different things, answered in the candidate's own words and heard in good part.
    assert seen[0].question != seen[1].question
    assert min(turn.word_error_rate for turn in seen) < 0.7
    _assert_quotes_exist(interview)
    _assert_recorded(interview, tmp_path / "conversation.wav")
    assert marked(mark) == [], "nothing outlives the stack"


def _assert_quotes_exist(interview: Interview) -> None:
    answers = {
        entry["turn"]: entry["text"] for entry in interview.transcript["entries"] if entry["speaker"] == "candidate"
    }
    assert len(answers) == 3
    quotes = [
        quote
        for part in (*interview.report["topics"], *interview.report["requirements"])
        for quote in part.get("quotes", [])
    ]
    assert quotes, "the report quotes the candidate"
    for quote in quotes:
        assert answers[quote["turn"]][quote["start"] : quote["end"]] == quote["text"]


def _assert_recorded(interview: Interview, path: Path) -> None:
    interview.recording.write(path)
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (24_000, 1, 2)
        assert sound.getnframes() == round(interview.recording.end_s * 24_000)
        assert any(sound.readframes(sound.getnframes()))
