"""The emulator on a socket, inside the process of a test."""

from types import TracebackType

from tests.emulators.model_hub.app import Asked, State, build_app
from tests.emulators.model_hub.faults import FaultBook
from tests.emulators.model_hub.repository import Repository
from tests.emulators.socket_server import SocketServer


class ModelHub(SocketServer):
    """An async context manager: the emulator on a free port of this machine; its `url` is what HF_ENDPOINT takes."""

    def __init__(self) -> None:
        self._state = State()
        super().__init__(build_app(self._state))

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

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()  # ends what holds
        await super().__aexit__(kind, error, trace)
