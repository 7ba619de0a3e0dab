"""The page, when it is built; otherwise a word of welcome."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from xquizit_gateway.schemas.health import Welcome
from xquizit_kit.rpc_server import release

router = APIRouter(tags=["page"])


class _Page(StaticFiles):
    """The built files; an address without a file and without a dot is one of the page's own and gets `index.html`."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            wants_page = error.status_code == 404 and "." not in Path(path).name
            if not wants_page or not _accepts_html(scope):
                raise
            return await super().get_response("index.html", scope)


@router.get("/", summary="The page, or the status where it is not built")
async def welcome() -> Welcome:
    """Says that the gateway runs."""
    return Welcome(message="xquizit interview gateway", status="running", version=release())


def serve_page(app: FastAPI, frontend_dist: Path) -> None:
    """Serves the built page at `/`, or the word of welcome when `frontend_dist` holds none. Call it last."""
    if (frontend_dist / "index.html").is_file():
        app.mount("/", _Page(directory=frontend_dist, html=True), name="page")
    else:
        app.include_router(router)


def _accepts_html(scope: Scope) -> bool:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    return any(name == b"accept" and b"text/html" in value for name, value in headers)
