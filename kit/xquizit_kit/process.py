"""The life of a service's process: settings, logs, serve until SIGTERM or SIGINT, drain, end."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from xquizit_kit.logs import configure_logs, get_logger
from xquizit_kit.rpc_server import RpcServer
from xquizit_kit.settings import ServiceSettings, load_settings

log = get_logger(__name__)
SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


def run_service(
    service: str,
    settings_type: type[SettingsT],
    compose: Callable[[SettingsT], AbstractAsyncContextManager[RpcServer]],
) -> None:
    """Runs a service until it is asked to stop; what `__main__` calls.

    Args:
        service: The service's name.
        settings_type: Its settings.
        compose: Its composition root: builds everything, yields the server (not yet started), and cleans up.
    """
    settings = load_settings(settings_type)
    configure_logs(service, level=settings.log_level, style=settings.log_format)
    asyncio.run(_serve(settings, compose))


async def _serve(settings: SettingsT, compose: Callable[[SettingsT], AbstractAsyncContextManager[RpcServer]]) -> None:
    stop = _Stop(asyncio.current_task())
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.ask)
    try:
        async with compose(settings) as server:
            stop.composing = None
            if not stop.asked.is_set():
                await server.start()
                await stop.asked.wait()
                log.info("draining", grace_s=settings.drain_grace_s)
                await server.stop(settings.drain_grace_s)
    except asyncio.CancelledError:
        if not stop.has_cancelled:
            raise
    log.info("stopped")


class _Stop:
    """What a signal does: cancels the composition while it lasts, which may be minutes; afterwards it only tells."""

    def __init__(self, composing: "asyncio.Task[None] | None") -> None:
        self.composing = composing
        self.asked = asyncio.Event()
        self.has_cancelled = False

    def ask(self) -> None:
        """Called for each signal; only the first cancels, so that what is being cleaned up is left to end."""
        self.asked.set()
        if self.composing is not None and not self.has_cancelled:
            self.has_cancelled = True
            self.composing.cancel()
