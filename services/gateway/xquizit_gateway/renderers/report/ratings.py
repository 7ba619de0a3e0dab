"""The pictures of the ratings: each topic on an axis from 1 to 5, and plainly otherwise what has no rating."""

from collections.abc import Sequence

from xquizit_gateway.clients.report_records import Report, TopicFinding
from xquizit_gateway.renderers.report.drawing import (
    LINE,
    SMALL_PX,
    TEXT_PX,
    WIDTH,
    box,
    disc,
    group,
    hatch,
    hatched,
    line,
    paragraph,
    picture,
    text,
    width_px,
    wrapped,
)
from xquizit_gateway.renderers.report.phrases import count, spelled
from xquizit_gateway.renderers.report.rating_words import rating_in_words

_TITLE = "Ratings of the topics, from 1 to 5"
_LABEL_PX = 232
_FIRST, _STEP = 286.0, 96.0
"""Where the axis has its 1, and how far it is to the next."""
_LAST = _FIRST + 4 * _STEP
_ANCHOR_LINES = 9
_BAND_PX = 26
_DROP_PX = TEXT_PX * 0.36
"""From the middle of a line of text to its baseline."""


def ratings_pictures(report: Report) -> list[str]:
    """A picture for each scale, so that a page may end between them: the topics below its anchors."""
    anchors = {scale.name: scale.anchors for scale in report.scales}
    # Without its anchors (an engine that does not rate has none) a scale is a name and nothing to sort by.
    by_scale: dict[str, list[TopicFinding]] = {}
    for topic in report.topics:
        by_scale.setdefault(topic.scale if topic.scale in anchors else "", []).append(topic)
    is_one = len(by_scale) == 1
    return [
        _picture(f"ratings-{number}", "" if is_one else scale, anchors.get(scale, ()), topics)
        for number, (scale, topics) in enumerate(by_scale.items(), 1)
    ]


def _picture(name: str, scale: str, anchors: Sequence[str], topics: Sequence[TopicFinding]) -> str:
    """One picture; `scale` is empty where there is no other to tell it from."""
    axis, y = _axis(scale, anchors)
    parts = [hatch(name), axis]
    for topic in topics:
        row, y = _row(name, y, topic)
        parts.append(row)
    title = f"{_TITLE}, on the scale {spelled(scale)}" if scale else _TITLE
    return picture(name, title, " ".join(map(_described, topics)), y + 14, "".join(parts))


def _described(topic: TopicFinding) -> str:
    return f"{topic.title}: {rating_in_words(topic)}"


def _axis(name: str, anchors: Sequence[str]) -> tuple[str, float]:
    """The numbers and what they stand for; returns where the rows begin."""
    y = 20.0
    parts = [paragraph(0, y, wrapped(f"Scale: {spelled(name)}", _LABEL_PX), style="strong")] if name else []
    most = 0
    for index in range(5):
        x = _FIRST + index * _STEP
        parts.append(text(x, y, str(index + 1), style="strong", anchor="middle"))
        if index < len(anchors):
            lines = wrapped(anchors[index], _STEP - 8, size_px=SMALL_PX, lines=_ANCHOR_LINES)
            parts.append(paragraph(x, y + 16, lines, size_px=SMALL_PX, style="quiet", anchor="middle"))
            most = max(most, len(lines))
    y += 8 + most * SMALL_PX * LINE + 6
    parts.append(line(0, y, WIDTH, y, "edge"))
    return "".join(parts), y


def _row(name: str, y: float, topic: TopicFinding) -> tuple[str, float]:
    """One topic; returns where the next row begins."""
    lines = wrapped(topic.title, _LABEL_PX, lines=3)
    height = 12 + len(lines) * TEXT_PX * LINE + SMALL_PX * LINE + 8
    middle, end = y + height / 2, y + height
    told = f"{topic.priority or 'no'} priority, {count(topic.questions_asked, 'question')}"
    parts = [
        paragraph(0, y + 20, lines),
        text(0, y + 20 + (len(lines) * TEXT_PX * LINE), told, size_px=SMALL_PX, style="quiet"),
        *(line(x, y, x, end, "rule") for x in (_FIRST + index * _STEP for index in range(5))),
        _rating(middle, topic.rating) if topic.rating is not None else _band(name, middle, topic),
        line(0, end, WIDTH, end, "rule"),
    ]
    return group(_described(topic), parts), end


def _rating(y: float, rating: int) -> str:
    x = _FIRST + (rating - 1) * _STEP
    return (
        line(_FIRST, y, x, y, "bar")
        + disc(x, y, 13, "solid")
        + text(x, y + _DROP_PX, str(rating), style="strong on-solid", anchor="middle")
    )


def _band(name: str, y: float, topic: TopicFinding) -> str:
    """No number, so no place on the axis: a band over all of it, with its own pattern, sign and words."""
    left, width, top = _FIRST - 20, _LAST - _FIRST + 40, y - _BAND_PX / 2
    words = spelled(topic.rating_state)
    words_px = width_px(words, TEXT_PX)
    begins = left + (width - words_px) / 2
    sign_x = begins - 14
    match topic.rating_state:
        case "insufficient_evidence":
            band = box(left, top, width, _BAND_PX, "hollow dashed", round_px=13)
            sign = disc(sign_x, y, 5, "hollow")
        case "recognition_uncertain":
            band = box(left, top, width, _BAND_PX, "edge", fill=hatched(name), round_px=13)
            sign = text(sign_x, y + _DROP_PX, "?", style="strong", anchor="middle")
        case _:
            band = box(left, top, width, _BAND_PX, "hollow dotted", round_px=13)
            sign = line(sign_x - 5, y, sign_x + 5, y, "edge")
    plate = box(begins - 26, top + 3, words_px + 38, _BAND_PX - 6, "paper", round_px=10)
    return band + plate + sign + text(begins, y + _DROP_PX, words)
