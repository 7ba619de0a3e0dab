"""What supervisord's lines mean, and how lines look in the merged log."""

from datetime import datetime

import pytest

from xquizit_local.journal import Exited, Spawned, Warned, read_supervisord, stamp


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("INFO spawned: 'tts' with pid 4711", Spawned("tts", 4711)),
        ("WARN exited: tts (exit status 2; not expected)", Exited("tts", "exit status 2", 2)),
        ("INFO exited: tts (exit status 2; expected)", Exited("tts", "exit status 2", 2)),
        ("WARN exited: tts (terminated by SIGKILL; not expected)", Exited("tts", "terminated by SIGKILL", None)),
        ("INFO success: tts entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)", None),
        ("CRIT Server 'unix_http_server' running without any HTTP authentication checking", None),
        ("WARN killing 'tts' (4711) with SIGKILL", Warned("killing 'tts' (4711) with SIGKILL")),
    ],
)
def test_lines_of_supervisord(text: str, meaning: object) -> None:
    assert read_supervisord(f"2026-11-23 18:26:55,881 {text}") == meaning


def test_what_is_not_a_log_line_of_supervisord_is_passed_on() -> None:
    assert read_supervisord("Error: something is wrong") == Warned("Error: something is wrong")
    assert read_supervisord("") is None


def test_every_line_says_whose_it_is() -> None:
    now = datetime(2026, 11, 23, 18, 26, 55, 881_999)
    own = "18:26:55.123 tts           serving"
    assert stamp("tts", own, now) == own
    assert stamp("tts", "Traceback", now) == "18:26:55.881 tts           Traceback"
