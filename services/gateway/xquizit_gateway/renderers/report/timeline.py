"""The picture of the timeline: which topic was talked about when, and how long against the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from xquizit_gateway.clients.report_records import Report, TimelineEntry
from xquizit_gateway.renderers.report.drawing import (
    LINE,
    SMALL_PX,
    WIDTH,
    box,
    group,
    hatch,
    hatched,
    line,
    paragraph,
    picture,
    text,
    wrapped,
)
from xquizit_gateway.renderers.report.phrases import minutes, number

_NAME = "timeline"
_TITLE = "Timeline: topics over the minutes of the interview, minutes spent against minutes planned"
_LABEL_PX, _LABEL_TEXT_PX = 180, 12.0
_TIME_LEFT, _TIME_PX = 196.0, 280.0
_PLAN_LEFT, _PLAN_PX = 500.0, 120.0
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60)
_MOST_TICKS = 7
_TOP = 40.0


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    spent_min: float
    planned_min: float
    stretches: tuple[TimelineEntry, ...]


def timeline_picture(report: Report) -> str:
    """The picture; empty when nothing was planned and nothing was said."""
    rows = _rows(report)
    if not rows:
        return ""
    breaks = [entry for entry in report.timeline if entry.is_break]
    whole_s = max([60.0, *(entry.end_s for entry in report.timeline)])
    most_min = max([1.0, *(max(row.planned_min, row.spent_min) for row in rows)])
    drawn: list[str] = []
    y = _TOP
    for row in rows:
        part, y = _drawn(y, row, whole_s, most_min)
        drawn.append(part)
    drawn += [_break(entry, whole_s, y) for entry in breaks]  # over the rows: nobody talks in a break
    body = hatch(_NAME) + _axis(whole_s, y) + "".join(drawn)
    described = " ".join([*map(_described, rows), *map(_break_described, breaks)])
    return picture(_NAME, _TITLE, described, y + 8, body)


def _rows(report: Report) -> list[_Row]:
    """The topics of the plan, then what else was talked about."""
    talked = [entry for entry in report.timeline if not entry.is_break]
    planned = {topic.topic_id for topic in report.topics}
    rows = [
        _Row(
            topic.title,
            topic.minutes_spent,
            topic.minutes_planned,
            tuple(entry for entry in talked if entry.topic_id == topic.topic_id),
        )
        for topic in report.topics
    ]
    for topic_id in dict.fromkeys(entry.topic_id for entry in talked if entry.topic_id not in planned):
        others = tuple(entry for entry in talked if entry.topic_id == topic_id)
        rows.append(_Row(others[0].title, sum(entry.end_s - entry.start_s for entry in others) / 60, 0, others))
    return rows


def _axis(whole_s: float, bottom: float) -> str:
    """The minutes above the rows, with a line down at each."""
    step_min = next((step for step in _STEPS_MIN if whole_s / 60 / step <= _MOST_TICKS), _STEPS_MIN[-1])
    ticks = range(0, int(whole_s // 60) + 1, step_min)
    parts = [
        text(_TIME_LEFT, 13, "minutes since the start", size_px=SMALL_PX, style="quiet"),
        text(_PLAN_LEFT, 13, "minutes spent, of those planned", size_px=SMALL_PX, style="quiet"),
        line(0, _TOP, WIDTH, _TOP, "edge"),
    ]
    for tick in ticks:
        x = _at(tick * 60, whole_s)
        parts.append(text(x, _TOP - 8, str(tick), size_px=SMALL_PX, anchor="middle"))
        parts.append(line(x, _TOP, x, bottom, "rule"))
    return "".join(parts)


def _drawn(y: float, row: _Row, whole_s: float, most_min: float) -> tuple[str, float]:
    lines = wrapped(row.title, _LABEL_PX, size_px=_LABEL_TEXT_PX)
    end = y + 16 + len(lines) * _LABEL_TEXT_PX * LINE
    middle = (y + end) / 2
    scale = _PLAN_PX / most_min
    figures = f"{number(row.spent_min)} of {number(row.planned_min)}"
    parts = [
        paragraph(0, y + 20, lines, size_px=_LABEL_TEXT_PX),
        *_stretches(middle, row.stretches, whole_s),
        box(_PLAN_LEFT, middle - 9, row.planned_min * scale, 18, "hollow"),
        box(_PLAN_LEFT, middle - 5, row.spent_min * scale, 10, "solid", round_px=0),
        text(WIDTH, middle + SMALL_PX * 0.36, figures, size_px=SMALL_PX, anchor="end"),
        line(0, end, WIDTH, end, "rule"),
    ]
    return group(_described(row), parts), end


def _stretches(middle: float, stretches: Sequence[TimelineEntry], whole_s: float) -> list[str]:
    return [
        box(_at(entry.start_s, whole_s), middle - 7, max(3, _wide(entry, whole_s)), 14, "solid") for entry in stretches
    ]


def _break(entry: TimelineEntry, whole_s: float, bottom: float) -> str:
    band = box(
        _at(entry.start_s, whole_s), _TOP, max(3, _wide(entry, whole_s)), bottom - _TOP, "edge", fill=hatched(_NAME)
    )
    return group(_break_described(entry), [band])


def _at(moment_s: float, whole_s: float) -> float:
    return _TIME_LEFT + _TIME_PX * moment_s / whole_s


def _wide(entry: TimelineEntry, whole_s: float) -> float:
    return _TIME_PX * (entry.end_s - entry.start_s) / whole_s


def _described(row: _Row) -> str:
    when = " and ".join(f"from minute {minutes(entry.start_s)} to {minutes(entry.end_s)}" for entry in row.stretches)
    spent = f"{number(row.spent_min)} of {number(row.planned_min)} planned minutes"
    return f"{row.title}: {spent}, {when or 'not talked about'}."


def _break_described(entry: TimelineEntry) -> str:
    return f"Break from minute {minutes(entry.start_s)} to {minutes(entry.end_s)}."
