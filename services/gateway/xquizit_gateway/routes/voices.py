"""The voices that replies can be spoken with, to be listed and to be heard."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response

from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.gateway import GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.schemas.playback import VoiceAnswer, VoicesAnswer
from xquizit_kit.audio import SPEAK_RATE_HZ, to_wav
from xquizit_kit.errors import AtCapacity, EngineFailed, NotFound

router = APIRouter(tags=["voices"])

_WAV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "WAV, 24 kHz mono.",
        "content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}},
    }
}
VoiceId = Annotated[str, Path(min_length=1, max_length=200)]


@router.get("/voices", responses=documented(503), summary="The voices")
async def voices(gateway: GatewayHere) -> VoicesAnswer:
    """Every voice of the engine that speaks; the first is the one that replies are spoken with."""
    found = await gateway.tts.voices()
    answers = [
        VoiceAnswer(
            id=voice.voice_id,
            language=voice.language,
            description=voice.description,
            preview_text=voice.preview_text,
            engine=found.engine,
            default=place == 0,
        )
        for place, voice in enumerate(found.voices)
    ]
    return VoicesAnswer(engine=found.engine, voices=answers)


@router.get(
    "/voices/{voice_id:path}/preview",
    responses={**_WAV, **documented(404, 422, 503)},
    response_class=Response,
    summary="Hear a voice",
)
async def preview(gateway: GatewayHere, voice_id: VoiceId) -> Response:
    """A sentence in that voice."""
    known = await gateway.tts.voices()
    found = next((voice for voice in known.voices if voice.voice_id == voice_id), None)
    if found is None:
        raise NotFound("There is no such voice.", reason="voice_not_found")
    if not found.preview_text:
        raise NotFound("This voice has nothing to say for a preview.", reason="no_preview")
    pcm = await _spoken(gateway.tts, found.preview_text, voice_id, known.engine)
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(to_wav(pcm, SPEAK_RATE_HZ), media_type="audio/wav", headers=headers)


async def _spoken(tts: TtsClient, text: str, voice_id: str, engine: str) -> bytes:
    pcm = bytearray()
    async with aclosing(tts.synthesize("", 0, _once(text), voice=voice_id)) as chunks:
        async for chunk in chunks:
            if chunk.engine not in ("", engine):
                raise AtCapacity("This voice is not free right now. Please try again in a moment.", retry_after_s=2.0)
            pcm += chunk.pcm
    if not pcm:
        raise EngineFailed("The voice made no sound. Please try again.", retry_after_s=1.0)
    return bytes(pcm)


async def _once(text: str) -> AsyncIterator[str]:
    yield text
