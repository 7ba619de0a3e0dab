"""A report as a page that prints well: summary and pictures first, then the details."""

from html import escape

from xquizit_gateway.clients.report_records import Report, RequirementCoverage
from xquizit_gateway.renderers.format import page
from xquizit_gateway.renderers.report.coverage import coverage_picture
from xquizit_gateway.renderers.report.details import (
    requirements_table,
    scales,
    scrolling,
    timeline_table,
    topic_sections,
    topics_table,
)
from xquizit_gateway.renderers.report.phrases import PROVISIONAL, PURPOSE, TITLE, facts, in_order
from xquizit_gateway.renderers.report.ratings import ratings_pictures
from xquizit_gateway.renderers.report.timeline import timeline_picture


def as_html(report: Report) -> str:
    """The whole report."""
    requirements = in_order(report.requirements)
    parts = [
        "" if report.is_final else f'<p class="banner">{PROVISIONAL}</p>',
        f"<p>{PURPOSE}</p>",
        _facts(report),
        _notes(report),
        _pictures(report, requirements),
        "<h2>Topics</h2>" if report.topics else "",
        topics_table(report.topics),
        *topic_sections(report.topics),
        requirements_table(requirements),
        timeline_table(report.timeline),
        scales(report),
    ]
    return page(TITLE, "".join(parts))


def _facts(report: Report) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(told)}</dd>" for name, told in facts(report))
    return f'<dl class="facts">{rows}</dl>'


def _notes(report: Report) -> str:
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    return f"<h2>Before relying on it</h2><ul>{notes}</ul>" if notes else ""


def _pictures(report: Report, requirements: list[RequirementCoverage]) -> str:
    discs = "Full disc with a tick: yes. Empty disc with a dash: no."
    bars = "Full bar: talked about. Hatched: break. Outlined bar: planned minutes."
    figures = (
        _figure("Ratings", "", *ratings_pictures(report))
        + _figure("Requirements", discs, coverage_picture(requirements))
        + _figure("Timeline", bars, timeline_picture(report))
    )
    return f"<h2>At a glance</h2>{figures}" if figures else ""


def _figure(caption: str, key: str, *pictures: str) -> str:
    """Pictures with their key; nothing where there is no picture."""
    drawn = [picture for picture in pictures if picture]
    if not drawn:
        return ""
    numbers = ("",) if len(drawn) == 1 else range(1, len(drawn) + 1)
    shown = "".join(
        scrolling(f"{caption}: picture {number}".strip(), picture)
        for number, picture in zip(numbers, drawn, strict=True)
    )
    reading = f'<p class="quiet small">{key}</p>' if key else ""
    return f"<figure><figcaption>{caption}</figcaption>{shown}{reading}</figure>"
