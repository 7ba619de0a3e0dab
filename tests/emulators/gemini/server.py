"""The emulator on a socket, inside the process of a test."""

from tests.emulators.gemini.app import State, build_app
from tests.emulators.gemini.faults import FaultBook
from tests.emulators.gemini.log import RequestLog
from tests.emulators.gemini.pace import INSTANT, Pace
from tests.emulators.gemini.persona import STRAYS
from tests.emulators.socket_server import SocketServer


class GeminiEmulator(SocketServer):
    """An async context manager: the emulator on a free port of this machine, without any wait unless told so."""

    def __init__(self, *, seed: int = 0, pace: Pace = INSTANT, api_key: str = "", strays: float = STRAYS) -> None:
        self.state = State(pace=pace, api_key=api_key, seed=seed, strays=strays)
        super().__init__(build_app(self.state))

    @property
    def base_url(self) -> str:
        """What `HttpOptions(base_url=…)` takes."""
        return self.url

    @property
    def log(self) -> RequestLog:
        """What was asked of it."""
        return self.state.log

    @property
    def faults(self) -> FaultBook:
        """What shall go wrong."""
        return self.state.faults
