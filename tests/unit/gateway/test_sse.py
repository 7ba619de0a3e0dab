"""The wire format of event streams."""

import pytest

from xquizit_gateway.turns import sse
from xquizit_gateway.turns.log import stream_id


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("3-17", (3, 17)),
        ("0-0", (0, 0)),
        (None, None),
        ("", None),
        ("17", None),
        ("-1-2", None),
        ("1-", None),
        ("1-2-3", None),
        ("\u0661-\u0662", None),
        ("a-b", None),
        ("1000-999999999", (1000, 999_999_999)),
        ("10000-1", None),
        ("1-1000000000", None),
        ("9" * 24 + "-1", None),
        ("1-" + "9" * 5000, None),
    ],
)
def test_only_our_own_event_ids_are_understood(value: str | None, meant: tuple[int, int] | None) -> None:
    assert sse.parse_event_id(value) == meant


def test_an_event_is_one_line_of_json_whatever_is_said() -> None:
    text = sse.format_event(2, 5, "text_chunk", {"text": "a\nb\r\n\u2028id: 9-9", "chunk": 0})
    lines = text.split("\n")
    assert lines[:2] == ["id: 2-5", "event: text_chunk"]
    assert lines[2].startswith("data: {")
    assert lines[3:] == ["", ""]


def test_the_preamble_never_names_an_event_that_was_not_sent() -> None:
    assert sse.preamble(1, -1).startswith("id: 1-0\n")
    assert sse.preamble(1, 7).startswith("id: 1-7\n")


def test_stream_ids_order_like_the_numbers() -> None:
    ids = [tuple(map(int, stream_id(n).split("-"))) for n in range(-1, 12)]
    assert ids == sorted(set(ids))
