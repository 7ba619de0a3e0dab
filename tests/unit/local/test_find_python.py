"""Setup takes a Python that really runs and is new enough, or says in one sentence what is missing."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "deploy/local/find_python.sh"


def stand_in(folder: Path, name: str, *, version_status: int, modules_status: int = 0) -> None:
    """A Python that answers the script's two questions by exit statuses."""
    script = f'#!/bin/sh\ncase "$2" in *version_info*) exit {version_status};; *) exit {modules_status};; esac\n'
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)


def find(folder: Path, wanted: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(SCRIPT), *([wanted] if wanted else [])],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_shim_that_fails_is_passed_over(tmp_path: Path) -> None:
    stand_in(tmp_path, "python3.11", version_status=127)
    stand_in(tmp_path, "python3.12", version_status=0)
    assert find(tmp_path).stdout == "python3.12\n"


@pytest.mark.parametrize("wanted", ["", "python3"])
def test_a_wrong_version_is_refused(tmp_path: Path, wanted: str) -> None:
    stand_in(tmp_path, "python3", version_status=1)
    answer = find(tmp_path, wanted)
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
    assert "Python 3.11 or 3.12" in answer.stderr


def test_a_missing_venv_module_is_named(tmp_path: Path) -> None:
    stand_in(tmp_path, "python3.11", version_status=0, modules_status=1)
    answer = find(tmp_path)
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert "python3.11-venv" in answer.stderr
