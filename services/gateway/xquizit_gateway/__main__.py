"""Runs the gateway: `python -m xquizit_gateway`."""

import asyncio
import socket
import sys

from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.serving import GatewayServer
from xquizit_kit.logs import configure_logs, get_logger
from xquizit_kit.settings import load_settings

log = get_logger(__name__)


def main() -> None:
    """Serves until SIGTERM or SIGINT, then drains."""
    settings = load_settings(GatewaySettings)
    configure_logs("gateway", level=settings.log_level, style=settings.log_format)
    try:
        listener = socket.create_server(
            (settings.gateway_host, settings.gateway_port),
            family=socket.AF_INET6 if ":" in settings.gateway_host else socket.AF_INET,
            backlog=2048,
        )
    except OSError as error:
        where = f"{settings.gateway_host}:{settings.gateway_port}"
        sys.stderr.write(f"The gateway cannot listen on {where} ({error.strerror}); set GATEWAY_PORT to a free port.\n")
        raise SystemExit(1) from None
    server = GatewayServer.of(settings)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    main()
