"""Which ports are free, and which of the wanted ones to use; `stack.py` asks for each process."""

import errno
import socket
from collections.abc import Iterable
from contextlib import ExitStack


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on `port` of `host` now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def free_ports(count: int) -> list[int]:
    """`count` different free ports of 127.0.0.1, chosen by the kernel."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def choose(preferred: Iterable[int]) -> list[int]:
    """Each preferred port where it is free, else another that is.

    For ports that nobody types: the addresses of the services behind the gateway.
    """
    wanted = list(preferred)
    spare = iter(free_ports(len(wanted)))
    return [port if port and is_free(port) else next(spare) for port in wanted]
