"""Serves the report of an interview, in the format asked for."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from xquizit_gateway.clients.report_records import Report, TimelineEntry
from xquizit_gateway.gateway import GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.renderers import report as render
from xquizit_gateway.renderers.format import DOCUMENTED_FORMATS, Format, as_download
from xquizit_gateway.schemas.report import (
    MendedAnswer,
    ReportAnswer,
    RequirementAnswer,
    ScaleAnswer,
    TimelineAnswer,
    TopicAnswer,
)
from xquizit_gateway.schemas.values import SessionId

router = APIRouter(tags=["results"])


@router.get(
    "/report/{session_id}",
    response_model=ReportAnswer,
    responses={200: DOCUMENTED_FORMATS, **documented(404, 409, 422, 503)},
    summary="The report",
)
async def report(
    gateway: GatewayHere, session_id: SessionId, format: Annotated[Format, Query()] = "json"
) -> ReportAnswer | Response:
    """The report as JSON, Markdown, CSV or a printable page; provisional while the interview goes on."""
    await gateway.recognition.catch_up(session_id)  # nobody is rated by words that were heard badly
    await gateway.playback_notes.catch_up(session_id)
    found = await gateway.interview.report(session_id)
    match format:
        case "json":
            return _answer(found)
        case "md":
            return as_download(render.as_markdown(found), format)
        case "csv":
            return as_download(render.as_csv(found), format)
        case "html":
            return as_download(render.as_html(found), format)


def _answer(report: Report) -> ReportAnswer:
    return ReportAnswer(
        session_id=report.session_id,
        is_final=report.is_final,
        conclusion_reason=report.status.conclusion_reason or None,
        questions_asked=report.status.questions_asked,
        time_elapsed_seconds=round(report.status.time_elapsed_s, 1),
        time_limit_seconds=round(report.status.time_limit_s, 1),
        extra_time_percent=report.extra_time_percent,
        start_time=report.status.start_time,
        topics=[TopicAnswer.model_validate(topic) for topic in report.topics],
        requirements=[RequirementAnswer.model_validate(item) for item in report.requirements],
        scales=[ScaleAnswer.model_validate(scale) for scale in report.scales],
        timeline=[_timeline_answer(entry) for entry in report.timeline],
        engine=report.engine,
        model=report.model,
        prompt_version=report.prompt_version,
        fallbacks=list(report.fallbacks),
        mended=[MendedAnswer.model_validate(mended) for mended in report.mended],
        unassessed_answers=report.unassessed_answers,
        notes=list(report.notes),
    )


def _timeline_answer(entry: TimelineEntry) -> TimelineAnswer:
    return TimelineAnswer(
        topic_id=entry.topic_id,
        title=entry.title,
        start_seconds=round(entry.start_s, 1),
        end_seconds=round(entry.end_s, 1),
        turns=list(entry.turns),
        is_break=entry.is_break,
    )
