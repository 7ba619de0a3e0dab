"""Takes what a page tells about playing a reply: how far it was heard, and that the rest is not wanted."""

from fastapi import APIRouter
from fastapi.responses import Response

from xquizit_gateway.gateway import GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.schemas.playback import PlaybackRequest
from xquizit_gateway.turns.entry import TurnKey

router = APIRouter(tags=["interview"])


@router.post(
    "/playback",
    status_code=204,
    response_class=Response,
    responses=documented(404, 409, 422, 503),
    summary="How far a reply was heard",
)
async def playback(gateway: GatewayHere, request: PlaybackRequest) -> Response:
    """Keeps how far the candidate has heard; `stopped` ends the reply's audio at once, wherever it is made.

    Late, repeated and reordered calls are harmless: the place only moves on, and the first end counts. A page need not
    call it; one that does calls it when a sound begins or ends, and when the candidate breaks in.
    """
    key = TurnKey(request.session_id, request.turn)
    await gateway.playbacks.heard(key, request.index, request.played_ms, request.state)
    if request.state != "playing":
        gateway.in_background(gateway.playback_notes.note(key), f"turn-{key.turn}-heard")
    return Response(status_code=204)
