"""The gateway under uvicorn: how connections are served, and how they are drained."""

import socket

import uvicorn

from xquizit_gateway.app import create_app
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.gateway import Gateway
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

SOCKET_MESSAGE_LIMIT_BYTES = 4 * 1024 * 1024
"""Uvicorn closes a socket (1009) that sends a larger message; the route refuses smaller ones politely."""


class GatewayServer(uvicorn.Server):
    """Uvicorn, which tells the gateway to drain before it closes connections."""

    def __init__(self, config: uvicorn.Config, settings: GatewaySettings) -> None:
        super().__init__(config)
        self._settings = settings
        self._gateway: Gateway | None = None

    @classmethod
    def of(cls, settings: GatewaySettings) -> "GatewayServer":
        """A server for the gateway with these settings; `serve(sockets=[…])` runs it."""
        app = create_app(settings, on_started=lambda gateway: server.attach(gateway))
        config = uvicorn.Config(
            app,
            host=settings.gateway_host,
            port=settings.gateway_port,
            loop="uvloop",
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=SOCKET_MESSAGE_LIMIT_BYTES,
            ws_per_message_deflate=False,
            log_config=None,
            log_level="warning",  # what uvicorn says at info we say ourselves
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=max(1, round(settings.drain_grace_s / 2)),
        )
        server = cls(config, settings)
        return server

    def attach(self, gateway: Gateway) -> None:
        """Remembers the running gateway."""
        self._gateway = gateway

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says where."""
        await super().startup(sockets)
        if self.started:
            port = sockets[0].getsockname()[1] if sockets else self._settings.gateway_port
            log.info("serving", address=f"http://{self._settings.gateway_host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tells event streams and sockets to go elsewhere, then stops as uvicorn does."""
        log.info("draining", grace_s=self._settings.drain_grace_s)
        if self._gateway is not None:
            self._gateway.drain()
        await super().shutdown(sockets)
        log.info("stopped")
