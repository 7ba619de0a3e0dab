"""The picture of the requirements: which were asked about, spoken of, and mentioned in the resume."""

from xquizit_gateway.clients.report_records import RequirementCoverage
from xquizit_gateway.renderers.report.drawing import (
    LINE,
    SMALL_PX,
    TEXT_PX,
    WIDTH,
    group,
    line,
    no_mark,
    paragraph,
    picture,
    text,
    wrapped,
    yes_mark,
)

_TITLE = "Requirements: asked about, spoken of, mentioned in the resume"
_LABEL_PX = 420
_COLUMNS = ((480.0, "asked about"), (575.0, "spoken of"), (670.0, "in the resume"))


def coverage_picture(requirements: list[RequirementCoverage]) -> str:
    """The picture; `requirements` have the must-haves first. Empty when there are none."""
    if not requirements:
        return ""
    parts: list[str] = []
    y = 0.0
    for is_must_have, heading in ((True, "Must have"), (False, "Also wanted")):
        items = [item for item in requirements if item.is_must_have == is_must_have]
        if not items:
            continue
        y += 22
        parts.append(text(0, y, f"{heading} ({len(items)})", style="strong"))
        parts += [text(x, y, name, size_px=SMALL_PX, style="quiet", anchor="middle") for x, name in _COLUMNS]
        y += 8
        parts.append(line(0, y, WIDTH, y, "edge"))
        for item in items:
            row, y = _row(y, item)
            parts.append(row)
        y += 10
    return picture("coverage", _TITLE, " ".join(map(_described, requirements)), y, "".join(parts))


def _row(y: float, item: RequirementCoverage) -> tuple[str, float]:
    lines = wrapped(item.name, _LABEL_PX)
    end = y + 12 + len(lines) * TEXT_PX * LINE
    middle = (y + end) / 2
    marks = zip(_COLUMNS, _found(item), strict=True)
    parts = [
        paragraph(0, y + 19, lines),
        *(yes_mark(x, middle) if is_there else no_mark(x, middle) for (x, _), is_there in marks),
        line(0, end, WIDTH, end, "rule"),
    ]
    return group(_described(item), parts), end


def _found(item: RequirementCoverage) -> tuple[bool, bool, bool]:
    return item.was_asked, bool(item.quotes), bool(item.resume_evidence)


def _described(item: RequirementCoverage) -> str:
    told = ", ".join(
        name if is_there else f"not {name}" for (_, name), is_there in zip(_COLUMNS, _found(item), strict=True)
    )
    return f"{item.name} ({'must have' if item.is_must_have else 'also wanted'}): {told}."
