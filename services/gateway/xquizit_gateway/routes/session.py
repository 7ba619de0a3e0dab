"""Erases everything held about a session."""

from fastapi import APIRouter
from fastapi.responses import Response

from xquizit_gateway.gateway import GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.schemas.values import SessionId
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

router = APIRouter(tags=["session"])


@router.delete(
    "/session/{session_id}",
    status_code=204,
    response_class=Response,
    responses=documented(404, 422, 503),
    summary="Erase everything held about a session",
)
async def delete_session(gateway: GatewayHere, session_id: SessionId) -> Response:
    """Erases the interview and everything that belongs to it; 404 ever after."""
    await gateway.erase(session_id)
    log.info("session erased")
    return Response(status_code=204)
