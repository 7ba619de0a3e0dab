"""The routes of the emulator, which are the hub's own."""

from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.emulators.model_hub.body import FileBody
from tests.emulators.model_hub.faults import FaultBook, FaultKind
from tests.emulators.model_hub.repository import Repository


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    range: str = ""
    """Its Range header."""


@dataclass
class State:
    """What the routes share."""

    repositories: dict[str, Repository] = field(default_factory=dict[str, Repository])
    faults: FaultBook = field(default_factory=FaultBook)
    log: list[Asked] = field(default_factory=list[Asked])


def build_app(state: State) -> Starlette:
    """The ASGI application around `state`."""
    hub = _Hub(state)
    files = ["GET", "HEAD"]
    return Starlette(
        routes=[
            Route("/api/models/{owner}/{name}", hub.info),
            Route("/api/models/{owner}/{name}/revision/{revision}", hub.info),
            Route("/api/models/{owner}/{name}/tree/{revision}", hub.tree),
            Route("/{owner}/{name}/resolve/{revision}/{path:path}", hub.resolve, methods=files),
            Route("/storage/{owner}/{name}/{sha256}/{path:path}", hub.stored, methods=files),
        ]
    )


class _Hub:
    def __init__(self, state: State) -> None:
        self._state = state

    async def info(self, request: Request) -> Response:
        """What a repository holds."""
        if broken := self._broken(request):
            return broken
        if (repository := self._repository(request)) is None:
            return _no_repository()
        return JSONResponse(repository.info(blobs="blobs" in request.query_params))

    async def tree(self, request: Request) -> Response:
        """The same, file by file."""
        if broken := self._broken(request):
            return broken
        repository = self._repository(request)
        return JSONResponse(repository.tree()) if repository else _no_repository()

    async def resolve(self, request: Request) -> Response:
        """A small file, or the way to a large one."""
        repository = self._repository(request)
        if repository is None:
            return self._broken(request) or _no_repository()
        path = request.path_params["path"]
        if path not in repository.files:
            return self._broken(request) or _refusal(404, "EntryNotFound", "Entry not found")
        headers = {"X-Repo-Commit": repository.sha}
        if not repository.is_large(path):
            return self._broken(request) or self._file(request, repository, path, headers)
        self._note(request)
        size, etag = len(repository.files[path]), repository.etag(path)
        linked = {"X-Linked-Size": str(size), "X-Linked-ETag": f'"{etag}"'}
        # As the real hub it sends to a store on another host; faults strike there.
        store = request.base_url.replace(hostname="localhost")
        return RedirectResponse(f"{store}storage/{repository.name}/{etag}/{path}", 302, {**headers, **linked})

    async def stored(self, request: Request) -> Response:
        """A large file."""
        repository, path = self._repository(request), request.path_params["path"]
        if repository is None or repository.etag(path) != request.path_params["sha256"]:
            return self._broken(request) or Response(status_code=403)
        return self._broken(request) or self._file(request, repository, path, {})

    def _file(self, request: Request, repository: Repository, path: str, headers: dict[str, str]) -> Response:
        is_get = request.method == "GET"
        fault = self._state.faults.take(request.url.path, before_the_body=False) if is_get else None
        headers["ETag"] = f'"{repository.etag(path)}"'
        return FileBody(repository.files[path], request, headers, fault)

    def _broken(self, request: Request) -> Response | None:
        self._note(request)
        fault = self._state.faults.take(request.url.path, before_the_body=True)
        if fault is None:
            return None
        if fault.kind is FaultKind.GARBAGE:
            return HTMLResponse("<p>Please log in to this network.")
        return _refusal(fault.status, "", "Internal Error")

    def _note(self, request: Request) -> None:
        self._state.log.append(Asked(request.method, request.url.path, request.headers.get("range", "")))

    def _repository(self, request: Request) -> Repository | None:
        repository = self._state.repositories.get(f"{request.path_params['owner']}/{request.path_params['name']}")
        revision = request.path_params.get("revision", "main")
        return repository if repository and revision in {"main", repository.sha} else None


def _no_repository() -> Response:
    return _refusal(401, "RepoNotFound", "Repository not found")


def _refusal(status: int, code: str, message: str) -> Response:
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return JSONResponse({"error": message}, status, headers)
