"""The worker process of the `kokoro` engine: `python -m xquizit_tts.engines.kokoro.worker`.

Methods: `gpus` → {gpus} tells how many GPUs torch finds; `open` {device, model_dir, offline, voice, threads} →
{voices, device} loads everything and speaks a word; `speak` {text, voice, speed} → parts of 24 kHz PCM with
{words, too_loud}: the words are `[start, end, start_ms, end_ms]`, too loud are samples that had to be limited.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

from xquizit_kit.errors import EngineFailed
from xquizit_kit.worker_child import Method, Stop, Streaming, serve_worker
from xquizit_kit.worker_frames import Header
from xquizit_tts.engines.kokoro.files import CONFIG, WEIGHTS, Files, FolderFiles, HubFiles, voice_file
from xquizit_tts.engines.kokoro.packages import check_packages, not_installed
from xquizit_tts.engines.kokoro.quiet import quiet_libraries
from xquizit_tts.engines.kokoro.voices import parts_of

if TYPE_CHECKING:
    from xquizit_tts.engines.kokoro.model import Model
    from xquizit_tts.engines.kokoro.speaker import Speaker

_FIRST_WORDS = "Ready when you are."


class Kokoro:
    """One model on one device, and what it is asked."""

    def __init__(self) -> None:
        """Has no model yet, and torch is not imported."""
        self._model: Model | None = None
        self._speaker: Speaker | None = None

    def gpus(self, _header: Header, _payload: bytes) -> tuple[Header, bytes]:
        """How many GPUs torch finds."""
        check_packages()
        quiet_libraries()
        from xquizit_tts.engines.kokoro.vendor import torch

        return {"gpus": torch.cuda.device_count() if torch.cuda.is_available() else 0}, b""

    def open(self, header: Header, _payload: bytes) -> tuple[Header, bytes]:
        """Loads the model and speaks a word: what is missing on this machine shows now, not in an interview."""
        check_packages()
        quiet_libraries()
        tempfile.tempdir = tempfile.mkdtemp(prefix="worker-")  # nobody else's, in the engine's own
        folder = header["model_dir"]
        files: Files = FolderFiles(Path(folder)) if folder else HubFiles(offline=header["offline"])
        for name in (CONFIG, WEIGHTS, *map(voice_file, parts_of(header["voice"]))):
            files.path(name)  # what is missing shows before torch is imported
        try:
            from xquizit_tts.engines.kokoro.model import load_model
            from xquizit_tts.engines.kokoro.speaker import Speaker
            from xquizit_tts.engines.kokoro.vendor import torch

            torch.set_num_threads(header["threads"])
            torch.set_flush_denormal(True)
            self._model = load_model(files, header["device"])
            self._speaker = Speaker(self._model, files, header["voice"])
        except ImportError as error:
            if "portaudio" in str(error):
                message = "PyAudio cannot find PortAudio: install libportaudio2 (apt-get install libportaudio2)."
                raise EngineFailed(message, reason="no_portaudio") from error
            raise not_installed(error.name or "of the extra") from error
        for _ in self._speaker.speak(_FIRST_WORDS, header["voice"], 1.0, lambda: False):
            pass
        return {"voices": sorted(files.voices()), "device": header["device"]}, b""

    def speak(self, header: Header, _payload: bytes, stop: Stop) -> Iterator[tuple[Header, bytes]]:
        """The sound of `text` by `voice` at `speed`, and the words that are known by then."""
        if self._speaker is None or self._model is None:
            raise EngineFailed("The voice was not opened.", reason="not_open")
        before = self._model.too_loud
        for pcm, words in self._speaker.speak(header["text"], header["voice"], header["speed"], stop):
            yield {"words": [astuple(word) for word in words], "too_loud": self._model.too_loud - before}, pcm
            before = self._model.too_loud


def make_methods(_arguments: Header) -> Mapping[str, Method | Streaming]:
    """What the parent may ask."""
    kokoro = Kokoro()
    return {"gpus": kokoro.gpus, "open": kokoro.open, "speak": Streaming(kokoro.speak)}


if __name__ == "__main__":
    serve_worker(make_methods)
