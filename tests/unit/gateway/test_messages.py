"""The socket's messages."""

import pytest

from xquizit_gateway.listening import messages


def test_times_are_strings_of_seconds() -> None:
    segment = messages.transcript("hello", is_final=True, start_sample=20_000, end_sample=62_400)["segment"]
    assert segment == {"text": "hello", "is_final": True, "start": "1.250", "end": "3.900"}


@pytest.mark.parametrize(
    "text", ["", "stop", "[]", "null", '"stop_recording"', "{}", '{"type":"start"}', '{"type":[]}']
)
def test_only_stop_is_understood(text: str) -> None:
    assert messages.is_stop('{"type": "stop_recording", "extra": 1}')
    with pytest.raises(ValueError, match="message"):
        messages.is_stop(text)
