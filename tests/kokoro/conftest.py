"""Kokoro's files for the tests here; they run in the environment of `make test-kokoro`, which has torch."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fakes.redis_process import RedisProcess

if find_spec("torch") is None:
    collect_ignore_glob = ["test_*.py"]


def make(folder: Path, *kinds: str) -> Path:
    """Has `tests.fakes.kokoro_weights` make these kinds."""
    making = [sys.executable, "-W", "ignore", "-m", "tests.fakes.kokoro_weights", str(folder), *kinds]
    subprocess.run(making, check=True)
    return folder


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small/, loud/, hub/ and site/ as `tests.fakes.kokoro_weights` makes them."""
    return make(tmp_path_factory.mktemp("kokoro"), "small", "loud", "hub", "site")


@pytest.fixture(scope="session")
def full_size(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network as large as that of Kokoro-82M."""
    return make(tmp_path_factory.mktemp("kokoro-full"), "full") / "full"


@pytest.fixture(scope="module", autouse=True)
def _language_model(made: Path) -> object:
    """The workers find the English model that the tests made, and nothing of this machine's own hub cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{made / 'site'}")
        patch.setenv("HF_HOME", str(made / "nothing"))
        patch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
        yield


@pytest.fixture
def redis_server() -> Iterator[RedisProcess]:
    """A Redis of one's own."""
    with RedisProcess() as redis:
        yield redis
