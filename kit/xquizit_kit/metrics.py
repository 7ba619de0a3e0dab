"""Serves a process's Prometheus metrics over HTTP, on a port of their own."""

from collections.abc import Generator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server


@contextmanager
def serving_metrics(registry: CollectorRegistry, address: str) -> Generator[None]:
    """Serves `registry` at `address`, host:port; nowhere when it is empty.

    Raises:
        OSError: The address is taken or cannot be used.
    """
    if not address:
        yield
        return
    host, _, port = address.rpartition(":")
    server, thread = start_http_server(int(port), host, registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
