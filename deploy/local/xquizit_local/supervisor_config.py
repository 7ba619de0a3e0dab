"""The configuration that supervisord runs the stack by: what to start, when to restart it, how to stop it."""

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")

STOP_WAIT_S = 2
"""A process that has not ended this long after SIGTERM is killed; the whole stack must be gone within 5 s."""
STEADY_AFTER_S = 1
"""One that ends sooner after its start counts as failing to start, and is tried again after 1 s, 2 s, 3 s, …"""
START_TRIES = 1000
"""In effect: never gives up, each try later than the one before."""
SETTINGS_WRONG_STATUS = 2
"""What `xquizit_kit.settings.load_settings` ends a process with; starting it again would not help."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process that supervisord keeps running."""

    name: str
    command: Sequence[str]
    directory: Path
    log_pipe: Path
    """A named pipe, relative to the data directory: everything it prints goes there, and nothing else does."""
    is_storage: bool = False
    """Started before all others, stopped after all others, and given time to write even when supervisord has died."""


def tethered(command: Sequence[str], orphan_signal: str) -> list[str]:
    """`command`, made to get `orphan_signal` when its parent dies."""
    return [sys.executable, "-I", "-S", str(TETHER), orphan_signal, *command]


def render(programs: Sequence[Program], *, socket: Path) -> str:
    """The whole configuration file; supervisord must run in the data directory.

    Args:
        programs: What to run.
        socket: A unix socket for `supervisorctl` (in that directory), and to wake supervisord up.
    """
    sections = [_supervisord(), _control(socket)]
    for group, priority in (("storage", 1), ("services", 2)):
        # All of a group are stopped at once, one group after the other.
        if members := [program for program in programs if program.is_storage == (group == "storage")]:
            names = ",".join(program.name for program in members)
            sections.append(f"[group:{group}]\nprograms={names}\npriority={priority}\n")
            sections.extend(_program(member) for member in members)
    return "\n".join(sections)


def _supervisord() -> str:
    # supervisord warns when it runs as root without being told to.
    user = "user=root\n" if os.geteuid() == 0 else ""
    return f"""[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
loglevel=info
pidfile=supervisord.pid
{user}"""


def _control(socket: Path) -> str:
    return f"""[unix_http_server]
file={socket}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{socket}
"""


def _program(program: Program) -> str:
    command = shlex.join(tethered(program.command, "SIGTERM" if program.is_storage else "SIGKILL"))
    return f"""[program:{program.name}]
command={_literal(command)}
directory={_literal(program.directory)}
autorestart=unexpected
exitcodes={SETTINGS_WRONG_STATUS}
startsecs={STEADY_AFTER_S}
startretries={START_TRIES}
stopsignal=TERM
stopwaitsecs={STOP_WAIT_S}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={program.log_pipe}
stdout_logfile_maxbytes=0
"""


def _literal(value: object) -> str:
    """`value` as supervisord reads it back: it expands `%`.

    It expands names of files twice and, when that fails, prints the whole environment: those are relative and plain.
    """
    return str(value).replace("%", "%%")
