"""A service's process ends when it is asked to, whatever it is doing."""

import signal
import subprocess
import sys

import pytest

SERVICE = """
import asyncio, sys
from contextlib import asynccontextmanager
from xquizit_kit.process import run_service
from xquizit_kit.rpc_server import RpcServer
from xquizit_kit.settings import ServiceSettings

@asynccontextmanager
async def compose(settings):
    print("composing", flush=True)
    try:
        if sys.argv[1] == "slow":
            await asyncio.Event().wait()
        server = RpcServer("probe", "127.0.0.1:0")
        started = server.start
        async def start():
            await started()
            print("serving", flush=True)
        server.start = start
        yield server
    finally:
        await asyncio.sleep(0)
        print("cleaned up", flush=True)

run_service("probe", ServiceSettings, compose)
"""


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("pace", "last"), [("slow", "composing"), ("quick", "serving")])
def test_a_signal_ends_it_cleanly_also_while_it_is_composed(pace: str, last: str, signum: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVICE, pace], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != last:
            assert process.poll() is None
        process.send_signal(signum)
        said, logged = process.communicate(timeout=20)
    assert process.returncode == 0, logged
    assert said.split("\n")[-2:] == ["cleaned up", ""]
    assert "stopped" in logged
    assert "Traceback" not in logged
