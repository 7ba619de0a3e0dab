"""What every test gets: no leaked task, no way out to the internet, and no skip without a written reason."""

import asyncio
import ipaddress
import os
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

os.environ["OFFLINE"] = "true"
"""For processes that tests start, too: none fetches a model."""


@pytest_asyncio.fixture(autouse=True)
async def _no_leaked_tasks() -> AsyncIterator[None]:
    """Fails a test that leaves a task behind."""
    before = asyncio.all_tasks()
    yield
    # One turn of the loop lets tasks that were cancelled end; it waits for nothing that is still at work.
    await asyncio.sleep(0)
    leaked = [task for task in asyncio.all_tasks() - before if not task.done() and task is not asyncio.current_task()]
    assert not leaked, f"leaked tasks: {leaked}"


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails a test whose own Python code connects to anything but this machine.

    Child processes and gRPC's own sockets are not seen: their addresses are loopback by their settings.
    """
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert ipaddress.ip_address(address[0]).is_loopback, f"a test connects to {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Fails the run when a test was skipped without saying why."""
    silent = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if not isinstance(report.longrepr, tuple)
        or report.longrepr[2].removeprefix("Skipped: ") in {"", "unconditional skip"}
    ]
    if silent:
        terminalreporter.write_line(f"skipped without a reason: {', '.join(silent)}", red=True)
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED
