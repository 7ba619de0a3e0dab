"""The routes below `/emulator`: those that control and watch it."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.emulators.runpod.faults import FaultKind
from tests.emulators.runpod.state import State


def control_routes(state: State) -> list[Route]:
    """The routes around `state`."""
    control = _Control(state)
    return [
        Route("/emulator/health", control.health),
        Route("/emulator/faults", control.faults, methods=["GET", "POST", "DELETE"]),
        Route("/emulator/pace", control.pace, methods=["GET", "PUT"]),
        Route("/emulator/log", control.log, methods=["GET", "DELETE"]),
        Route("/emulator/cool", control.cool, methods=["POST"]),
    ]


class _Control:
    def __init__(self, state: State) -> None:
        self._state = state

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._state.faults.clear()
        elif request.method == "POST":
            try:
                self._state.faults.add(**await request.json())
            except (ValueError, TypeError) as error:
                return JSONResponse({"error": str(error), "kinds": list(FaultKind)}, 422)
        return JSONResponse(self._state.faults.as_json(), 201 if request.method == "POST" else 200)

    async def pace(self, request: Request) -> Response:
        fleet = self._state.fleet
        if request.method == "PUT":
            try:
                fleet.pace = fleet.pace.changed(await request.json())
            except ValueError as error:
                return JSONResponse({"error": str(error)}, 422)
        return JSONResponse(asdict(fleet.pace))

    async def log(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._state.log.clear()
        elif request.query_params.get("settled"):
            await self._state.log.settled()
        return JSONResponse(self._state.log.as_json())

    async def cool(self, _: Request) -> Response:
        self._state.fleet.cool()
        return JSONResponse(self._state.fleet.health()["workers"])
