"""What the engine says when it cannot start, and where it takes its model from."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.emulators.model_hub.faults import FaultKind
from tests.emulators.model_hub.server import ModelHub
from tests.kokoro.speaking import hear, running
from xquizit_kit.errors import EngineFailed

REPOSITORY = "hexgrad/Kokoro-82M"
HAS_GPU = shutil.which("nvidia-smi") is not None


async def refusal(model_dir: Path | str, **options: Any) -> EngineFailed:
    """What the start ends in."""
    with pytest.raises(EngineFailed) as failed:
        async with running(model_dir, **options):
            pass
    return failed.value


def copied(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "small", tmp_path / "model"))


@pytest.mark.parametrize(
    ("lost", "reason", "told"),
    [
        ("config.json", "no_model", "config.json: `make models`"),
        ("kokoro-v1_0.pth", "no_model", "kokoro-v1_0.pth: `make models`"),
        ("voices/af_bella.pt", "no_such_voice", "`make models VOICES=af_bella`"),
    ],
)
async def test_a_file_that_is_not_there(made: Path, tmp_path: Path, lost: str, reason: str, told: str) -> None:
    folder = copied(made, tmp_path)
    (folder / lost).unlink()
    error = await refusal(folder)
    assert error.reason == reason
    assert told in error.message
    assert str(folder) in error.message


@pytest.mark.parametrize("damage", ["garbage", "cut", "other names", "other shapes", "no config"])
async def test_a_file_that_is_broken(made: Path, tmp_path: Path, damage: str) -> None:
    folder = copied(made, tmp_path)
    weights = folder / "kokoro-v1_0.pth"
    match damage:
        case "garbage":
            weights.write_bytes(b"<p>Please log in to this network.")
        case "cut":
            weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
        case "other names":
            _rewrite(weights, "{a: {'x' + name: tensor for name, tensor in b.items()} for a, b in it}")
        case "other shapes":
            _rewrite(weights, "{a: {name: tensor[:1] for name, tensor in b.items()} for a, b in it}")
        case _:
            (folder / "config.json").write_text(json.dumps({"vocab": {}}))
    error = await refusal(folder)
    assert error.reason == "bad_model"
    assert "`make models` mends it" in error.message


def _rewrite(weights: Path, how: str) -> None:
    code = f"import sys, torch; it = torch.load(sys.argv[1]).items(); torch.save({how}, sys.argv[1])"
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(weights)], check=True)


async def test_a_broken_voice(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path)
    (folder / "voices/af_bella.pt").write_bytes(b"no voice")
    error = await refusal(folder)
    assert error.reason == "bad_voice"
    assert "voice af_bella is broken" in error.message


async def test_without_the_english_model_nothing_is_downloaded(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH")
    if find_spec("en_core_web_sm"):
        pytest.skip("this environment has the real English model")
    error = await refusal(made / "small")
    assert error.reason == "no_language_model"
    assert "python -m spacy download en_core_web_sm" in error.message


async def test_without_a_package(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyaudio.py").write_text("raise ImportError('libportaudio.so.2: cannot open shared object file')\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{made / 'site'}")
    error = await refusal(made / "small")
    assert error.reason == "no_portaudio"
    assert "libportaudio2" in error.message


async def test_a_gpu_that_is_not_there(made: Path) -> None:
    error = await refusal(made / "small", device="cuda:63")
    assert error.reason == "no_gpu"
    assert "cuda:63" in error.message


async def test_what_make_models_fetched_is_found_on_the_first_device_and_a_blend_may_be_the_own_voice(
    made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made / "small", tmp_path / "kokoro")
    options = {"device": "auto", "voice": "0.3*af_bella+0.7*af_sarah", "cache_dir": str(tmp_path), "is_offline": True}
    async with running("", **options) as engine:
        assert engine.info.model == f"Kokoro-82M on {'cuda:0' if HAS_GPU else 'cpu'}"
        assert [voice.id for voice in engine.voices()][:2] == ["0.3*af_bella + 0.7*af_sarah", "af_bella"]
        assert (await hear(engine, "Hello there.", voice=engine.voices()[0].id)).words


async def test_the_hubs_cache_is_enough_without_a_network(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(made / "hub"))
    async with running("") as engine:  # HF_ENDPOINT leads nowhere
        assert (await hear(engine, "Hello there.")).words
        assert [voice.id for voice in engine.voices()][:2] == ["af_bella", "af_sarah"]


async def test_offline_without_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    error = await refusal("", is_offline=True)
    assert error.reason == "offline"
    assert "make models" in error.message


async def test_no_network_and_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    error = await refusal("")
    assert error.reason == "hub_unreachable"
    assert "make models" in error.message


async def test_what_is_not_here_is_fetched_from_the_hub_once(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made / "small"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    async with ModelHub() as hub:
        hub.keep(REPOSITORY, files)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        async with running("") as engine:
            assert (await hear(engine, "Hello there.")).words
            fetched = [asked.path for asked in hub.log if asked.method == "GET"]
            assert (await hear(engine, "Hello there.", voice="af_sarah")).words
            again = [asked.path for asked in hub.log if asked.method == "GET"][len(fetched) :]
            assert all("af_sarah" in path for path in again)
        assert {path.rpartition("/")[2] for path in fetched} == {"config.json", "kokoro-v1_0.pth", "af_bella.pt"}
        hub.log.clear()
        async with running("") as engine:
            assert (await hear(engine, "Hello there.")).words
        assert not hub.log


async def test_a_hub_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    async with ModelHub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        assert (await refusal("")).reason in {"hub_failed", "hub_unreachable", "no_such_model"}
        hub.keep(REPOSITORY, {"config.json": b"{}"})
        hub.faults.add(FaultKind.GARBAGE, match="config.json", times=None)
        assert (await refusal("")).reason in {"hub_failed", "hub_unreachable", "bad_model"}
