"""Serves the report of an interview, in the format asked for."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from xquizit_gateway.clients.interview_records import Quote, Report
from xquizit_gateway.gateway import GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.renderers import report as render
from xquizit_gateway.renderers.format import DOCUMENTED_FORMATS, Format, as_download
from xquizit_gateway.schemas.results import QuoteAnswer, ReportAnswer, RequirementAnswer, TopicAnswer
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
        start_time=report.status.start_time,
        topics=[
            TopicAnswer(
                topic_id=topic.topic_id,
                title=topic.title,
                priority=topic.priority,
                rating=topic.rating or None,
                rating_label=topic.rating_label,
                claims=list(topic.claims),
                quotes=_quotes(topic.quotes),
                questions_asked=topic.questions_asked,
            )
            for topic in report.topics
        ],
        requirements=[
            RequirementAnswer(
                requirement=item.requirement,
                is_must_have=item.is_must_have,
                was_asked=item.was_asked,
                quotes=_quotes(item.quotes),
            )
            for item in report.requirements
        ],
        engine=report.engine,
        model=report.model,
        prompt_version=report.prompt_version,
        fallbacks=list(report.fallbacks),
        notes=list(report.notes),
    )


def _quotes(quotes: Iterable[Quote]) -> list[QuoteAnswer]:
    return [QuoteAnswer(turn=quote.turn, start=quote.start, end=quote.end, text=quote.text) for quote in quotes]
