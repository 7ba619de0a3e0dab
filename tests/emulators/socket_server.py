"""An emulator's application on a free port of this machine, inside the process of a test, without waits of its own."""

import asyncio
import socket
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT_KEY = "xquizit.transport"
"""Where a scope's extensions have the connection's transport."""


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP protocol, which also hands the connection's transport to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] # as uvicorn has it
        super().connection_made(transport)
        self.app = _with_transport(self.app, transport)


def _with_transport(app: Any, transport: asyncio.Transport) -> ASGIApp:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"] = {**(scope.get("extensions") or {}), TRANSPORT_KEY: transport}
        await app(scope, receive, send)

    return call


def server_config(app: ASGIApp, **settings: Any) -> uvicorn.Config:
    """Settings of uvicorn for an emulator."""
    return uvicorn.Config(app, http=CuttableProtocol, ws="none", lifespan="off", server_header=False, **settings)


class SocketServer:
    """An async context manager; the port is taken when it is entered."""

    def __init__(self, app: ASGIApp) -> None:
        # With its protocol named, asyncio turns Nagle's algorithm off; otherwise each reply waits 40 ms for an ACK.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._server = uvicorn.Server(server_config(app, log_config=None, access_log=False))

    @property
    def url(self) -> str:
        """Its address, without a path."""
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"

    async def __aenter__(self) -> Self:
        self._socket.bind(("127.0.0.1", 0))
        # Not `serve()`: that takes the process's signals and looks ten times a second whether it should end.
        config = self._server.config
        config.load()
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup(sockets=[self._socket])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._server.servers:
            server.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        await asyncio.gather(*self._server.server_state.tasks)
        for server in self._server.servers:
            await server.wait_closed()
        self._socket.close()
