"""What a line of the log holds."""

import subprocess
import sys

import pytest

SCRIPT = """
import logging, sys
from xquizit_kit.logs import configure_logs
configure_logs("probe", level="info", style=sys.argv[1])
logging.getLogger("uvicorn.error").warning("plain %d", 1, extra={"color_message": "\\x1b[36mplain\\x1b[0m", "fact": 7})
"""


@pytest.mark.parametrize("style", ["console", "json"])
def test_libraries_facts_are_kept_but_not_their_colours(style: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, style], capture_output=True, text=True, check=True)
    line = done.stderr
    assert "plain 1" in line
    assert "probe" in line
    assert "fact" in line
    assert "color_message" not in line
    assert "\\x1b" not in repr(line)
