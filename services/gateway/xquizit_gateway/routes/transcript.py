"""Serves the transcript of an interview, in the format asked for."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from xquizit_gateway.clients.interview_records import Heard, TranscriptEntry
from xquizit_gateway.gateway import GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.renderers import transcript as render
from xquizit_gateway.renderers.format import DOCUMENTED_FORMATS, Format, as_download
from xquizit_gateway.schemas.transcript import HeardAnswer, SpanAnswer, TranscriptAnswer, TranscriptLine
from xquizit_gateway.schemas.values import SessionId

router = APIRouter(tags=["results"])


@router.get(
    "/transcript/{session_id}",
    response_model=TranscriptAnswer,
    responses={200: DOCUMENTED_FORMATS, **documented(404, 422, 503)},
    summary="The transcript",
)
async def transcript(
    gateway: GatewayHere, session_id: SessionId, format: Annotated[Format, Query()] = "json"
) -> TranscriptAnswer | Response:
    """The transcript as JSON, Markdown, CSV or a printable page."""
    await gateway.playback_notes.catch_up(session_id)
    entries = await gateway.interview.transcript(session_id)
    match format:
        case "json":
            return TranscriptAnswer(session_id=session_id, entries=list(map(_line, entries)))
        case "md":
            return as_download(render.as_markdown(entries), format)
        case "csv":
            return as_download(render.as_csv(entries), format)
        case "html":
            return as_download(render.as_html(entries), format)


def _line(entry: TranscriptEntry) -> TranscriptLine:
    recognition = entry.recognition
    return TranscriptLine(
        turn=entry.turn,
        speaker=entry.speaker,
        text=entry.text,
        said_at=entry.said_at,
        kind=entry.kind,
        topic=entry.topic,
        recognition_confidence=round(recognition.confidence, 3) if recognition else None,
        recognized_by=list(recognition.engines) if recognition else [],
        spoken_by=list(entry.spoken.engines) if entry.spoken else [],
        standing_in_for=entry.spoken.stood_in_for if entry.spoken else "",
        voice_was_away=bool(entry.spoken and entry.spoken.is_cut),
        heard=_heard(entry.heard) if entry.heard else None,
        uncertain=[SpanAnswer.model_validate(span) for span in recognition.uncertain] if recognition else [],
    )


def _heard(heard: Heard) -> HeardAnswer:
    return HeardAnswer(characters=heard.characters, complete=heard.is_complete, interrupted=heard.is_interrupted)
