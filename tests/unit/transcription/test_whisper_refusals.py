"""What Whisper cannot work with is told in a sentence when it is to get ready."""

import shutil
from pathlib import Path

import psutil
import pytest

from tests.fakes.whisper_weights import speaking_weights
from xquizit_kit.errors import EngineFailed
from xquizit_transcription.engines.whisper.engine import WhisperEngine
from xquizit_transcription.windows.port import Window


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speaking_weights(tmp_path_factory.mktemp("whisper") / "speaking", "Yes.")


async def warm_and_close(engine: WhisperEngine) -> None:
    try:
        await engine.warm_up()
    finally:
        await engine.aclose()
        assert not [
            c for c in psutil.Process().children() if "xquizit_transcription.engines.whisper.worker" in c.cmdline()
        ]


async def test_what_is_no_model_is_told(speaking: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(speaking, broken)
    (broken / "model.bin").write_bytes((broken / "model.bin").read_bytes()[:5000])
    lacking = tmp_path / "lacking"
    shutil.copytree(speaking, lacking)
    (lacking / "tokenizer.json").unlink()
    garbled = tmp_path / "garbled"
    shutil.copytree(speaking, garbled)
    (garbled / "tokenizer.json").write_text("{")
    for folder, reason, told in (
        (tmp_path / "nowhere", "no_model", "it is not there"),
        (lacking, "no_model", "tokenizer.json is missing"),
        (broken, "bad_model", "does not work on cpu as int8"),
        (garbled, "bad_model", "does not work on cpu as int8"),
    ):
        with pytest.raises(EngineFailed, match=told) as failed:
            await warm_and_close(WhisperEngine(model_dir=folder, device="cpu"))
        assert failed.value.reason == reason
        assert str(folder) in failed.value.message


async def test_what_this_machine_has_not_is_told(speaking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    for device in ("cuda", "cuda:1"):
        with pytest.raises(EngineFailed, match=f"{device}.* 0 GPUs") as failed:
            await warm_and_close(WhisperEngine(model_dir=speaking, device=device))
        assert failed.value.reason == "no_gpu"
    engine = WhisperEngine(model_dir=speaking, device="auto", compute_type="int3")
    with pytest.raises(EngineFailed, match="does not work on cpu as int3"):
        await engine.warm_up()
    with pytest.raises(EngineFailed):
        await engine.recognize(Window(b"\0\0", is_final=True))
    with pytest.raises(ValueError, match="cuda:N"):
        WhisperEngine(model_dir=speaking, device="gpu")
    monkeypatch.setattr("xquizit_transcription.engines.whisper.engine.find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError) as missing:
        WhisperEngine(model_dir=speaking)
    assert missing.value.name == "faster_whisper"
