"""The Redis of a local stack, for real: what it was told outlives it."""

import re
import signal
import subprocess
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from xquizit_local import redis_server
from xquizit_local.ports import free_ports
from xquizit_local.problem import Problem


def test_a_restart_keeps_what_was_stored(tmp_path: Path) -> None:
    [port] = free_ports(1)
    command = redis_server.command(redis_server.find_binary(), port, tmp_path)
    for is_first in (True, False):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            patient = Retry(ConstantBackoff(0.05), 200)
            with Redis.from_url(redis_server.url(port), retry=patient, decode_responses=True) as client:
                if is_first:
                    client.set("session", "here")
                assert client.get("session") == "here"
        finally:
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=10)
        # Nothing of an ordinary start and stop is worth a line.
        assert [line for line in map(redis_server.readable, said.splitlines()) if line] == []


def test_what_is_not_routine_keeps_its_words_and_loses_its_stamp() -> None:
    line = "19652:M 23 Nov 2026 18:26:55.890 # Could not create server TCP listening socket"
    assert redis_server.readable(line) == "Could not create server TCP listening socket"


def test_no_redis_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(redis_server, "find_spec", lambda _: None)
    with pytest.raises(Problem, match=re.escape("install Redis, or set REDIS_URL")):
        redis_server.find_binary()
