"""The emulator on a socket, inside the process of a test."""

import socket
from types import TracebackType
from typing import Self

import uvicorn

from tests.emulators.model_hub.app import Asked, State, build_app
from tests.emulators.model_hub.faults import FaultBook
from tests.emulators.model_hub.repository import Repository


class ModelHub:
    """An async context manager: the emulator on a free port of this machine."""

    def __init__(self) -> None:
        self._state = State()
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        config = uvicorn.Config(
            build_app(self._state), http="h11", ws="none", lifespan="off", log_config=None, access_log=False
        )
        self._server = uvicorn.Server(config)

    @property
    def url(self) -> str:
        """What HF_ENDPOINT takes."""
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"

    @property
    def faults(self) -> FaultBook:
        """What shall go wrong."""
        return self._state.faults

    @property
    def log(self) -> list[Asked]:
        """What was asked of it."""
        return self._state.log

    def gets(self, path_part: str) -> list[str]:
        """The ranges with which files were asked for whose address contains `path_part`; empty for a whole file."""
        return [asked.range for asked in self.log if asked.method == "GET" and path_part in asked.path]

    def keep(self, name: str, files: dict[str, bytes]) -> Repository:
        """Has it hold a repository, instead of another one of that name."""
        self._state.repositories[name] = repository = Repository(name, files)
        return repository

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
        self.faults.clear()
        for server in self._server.servers:
            server.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        for task in list(self._server.server_state.tasks):
            await task
        for server in self._server.servers:
            await server.wait_closed()
        self._socket.close()
