"""What each way to fail on RunPod means, and what is done about it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_kit.errors import TABLE, AtCapacity, EngineFailed
from xquizit_transcription.engines.runpod.failures import (
    MEANINGS,
    MOST_RETRY_AFTER_S,
    Outcome,
    RunpodFailed,
    outcome_of_job,
    outcome_of_status,
    retry_after_s,
)
from xquizit_transcription.engines.runpod.job import JobReply

NOON = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)


def job(status: str, **fields: Any) -> JobReply:
    return JobReply.model_validate({"id": "a-1", "status": status, **fields})


def test_every_outcome_has_a_meaning_of_one_sentence() -> None:
    assert set(MEANINGS) == set(Outcome)
    for meaning in MEANINGS.values():
        assert meaning.advice.endswith(".")
        assert meaning.advice.count(". ") == 0
        assert not (meaning.is_retryable and meaning.breaker == "opens")


@pytest.mark.parametrize(
    ("status", "about_endpoint", "about_job"),
    [
        (400, "bad_request", "bad_request"),
        (422, "bad_request", "bad_request"),
        (401, "auth", "auth"),
        (402, "no_credit", "no_credit"),
        (403, "forbidden", "forbidden"),
        (404, "wrong_endpoint", "job_gone"),
        (410, "wrong_endpoint", "job_gone"),
        (408, "server_error", "server_error"),
        (413, "too_large", "too_large"),
        (429, "rate_limited", "rate_limited"),
        (500, "server_error", "server_error"),
        (504, "server_error", "server_error"),
        (524, "server_error", "server_error"),
        (302, "unexpected_status", "unexpected_status"),
        (405, "unexpected_status", "unexpected_status"),
        (418, "unexpected_status", "unexpected_status"),
    ],
)
def test_what_a_status_means(status: int, about_endpoint: str, about_job: str) -> None:
    assert outcome_of_status(status, is_about_job=False) == about_endpoint
    assert outcome_of_status(status, is_about_job=True) == about_job


def test_a_400_may_be_about_the_size() -> None:
    text = '{"error":"bad request: body: exceeded max body size of 10MiB"}'
    assert outcome_of_status(400, is_about_job=False, text=text) is Outcome.TOO_LARGE


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (job("COMPLETED", output={"segments": []}), None),
        (job("COMPLETED", output=None), None),
        (job("COMPLETED", output={"error": "CUDA out of memory"}), "job_failed"),
        (job("COMPLETED", output={"error": "x", "segments": []}), None),
        (job("FAILED"), "job_failed"),
        (job("FAILED", error="CUDA out of memory"), "job_failed"),
        (job("FAILED", error={"error_type": "<class 'RuntimeError'>"}), "job_failed"),
        (job("FAILED", error=["Unexpected input. foo is not a valid input option."]), "bad_input"),
        (job("FAILED", error="Bad input: beam_size: input should be less than or equal to 20."), "bad_input"),
        (job("FAILED", error="audio is a required input."), "bad_input"),
        (job("FAILED", error="best_of should be <class 'int'> type, not <class 'str'>."), "bad_input"),
        (job("FAILED", error="Must provide either audio or audio_base64"), "bad_input"),
        (job("FAILED", error='{"error_message": "Invalid model name: huge. Available models are: …"}'), "bad_input"),
        (job("FAILED", error='{"error_message": "boom", "error_traceback": "… Must provide either …"}'), "job_failed"),
        (job("FAILED", output={"error": "'xx' is not a valid language code"}), "bad_input"),
        (job("FAILED", error="Job ID not found"), "job_gone"),
        (job("FAILED", error="executionTimeout exceeded"), "job_timed_out"),
        (job("FAILED", error="job timed out after 1 retries"), "job_timed_out"),
        (job("TIMED_OUT"), "job_timed_out"),
        (job("CANCELLED"), "job_cancelled"),
    ],
)
def test_what_the_end_of_a_job_means(reply: JobReply, outcome: str | None) -> None:
    assert outcome_of_job(reply) == outcome


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("2", 2.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("86400", MOST_RETRY_AFTER_S),
        ("-3", None),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("Fri, 27 Nov 2026 12:00:07 GMT", 7.0),
        ("Fri, 27 Nov 2026 11:00:00 GMT", 0.0),
        ("Fri, 27 Nov 2026 12:00:07", None),
    ],
)
def test_how_long_runpod_asks_to_be_left_alone(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, now=NOON) == seconds


@given(st.text())
def test_no_header_breaks_it_or_asks_for_too_long(header: str) -> None:
    seconds = retry_after_s(header, now=NOON)
    assert seconds is None or 0 <= seconds <= MOST_RETRY_AFTER_S


@pytest.mark.parametrize("outcome", Outcome)
def test_what_leaves_the_engine_is_for_candidates(outcome: Outcome) -> None:
    error = RunpodFailed(outcome, http_status=500, retry_after_s=3.0).for_caller()
    assert type(error) in TABLE
    is_busy = outcome in {Outcome.RATE_LIMITED, Outcome.FULL}
    assert type(error) is (AtCapacity if is_busy else EngineFailed)
    assert (error.reason, error.retry_after_s) == (f"runpod_{outcome}", 3.0)
    assert "runpod" not in error.message.lower()


def test_who_is_refused_for_want_of_room_may_come_back() -> None:
    assert RunpodFailed(Outcome.FULL).for_caller().retry_after_s == 1.0
    assert RunpodFailed(Outcome.AUTH).for_caller().retry_after_s is None


def test_figures_that_are_none_do_not_cost_a_job() -> None:
    odd = {"id": None, "delayTime": "soon", "executionTime": float("nan"), "workerId": 7, "unknown": 1}
    reply = JobReply.model_validate({"status": "COMPLETED", **odd})
    assert (reply.id, reply.delay_ms, reply.execution_ms, reply.worker_id) == ("", None, None, "")
    right = job("COMPLETED", delayTime=12, executionTime=345.5, workerId="w")
    assert (right.delay_ms, right.execution_ms, right.worker_id, right.is_finished) == (12.0, 345.5, "w", True)
