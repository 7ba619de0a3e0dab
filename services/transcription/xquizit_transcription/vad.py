"""Voice activity detection: Silero VAD on onnxruntime, window by window, off the event loop."""

import asyncio
import importlib.util
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

WINDOW_SAMPLES = 512
"""What the model hears at once, at 16 kHz: 32 ms."""
_CONTEXT_SAMPLES = 64
_STATE_SHAPE = (1, 1, 128)
_MODEL = Path("assets", "silero_vad_v6.onnx")


class VoiceActivity(Protocol):
    """Detection over one stream of sound."""

    async def probabilities(self, samples: NDArray[np.int16]) -> Sequence[float]:
        """That somebody speaks, for each window of the next samples.

        Args:
            samples: A whole number of windows.
        """
        ...


class EverythingIsSpeech:
    """Stands in where voice activity detection is switched off."""

    async def probabilities(self, samples: NDArray[np.int16]) -> Sequence[float]:
        """1 for each window."""
        return [1.0] * (len(samples) // WINDOW_SAMPLES)


class SileroModel:
    """The model, loaded once; `stream` gives one detection each. All of them share one worker thread."""

    def __init__(self) -> None:
        """Loads the model that comes with faster-whisper, without importing faster-whisper (2 s, 150 MB).

        Raises:
            FileNotFoundError: faster-whisper is not installed.
        """
        import onnxruntime

        runtime: Any = onnxruntime  # the wheel's stubs leave most of it unknown
        options = runtime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session: Any = runtime.InferenceSession(
            str(_model_path()), providers=["CPUExecutionProvider"], sess_options=options
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vad")

    def stream(self) -> "SileroStream":
        """Detection for one stream of sound."""
        return SileroStream(self)

    async def run(self, inputs: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """One run of the network, in the worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._session.run, None, inputs)

    def close(self) -> None:
        """Ends the worker thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)


class SileroStream:
    """Detection over one stream; carries the network's state from call to call."""

    def __init__(self, model: SileroModel) -> None:
        """Starts with silence behind it; use `SileroModel.stream`."""
        self._model = model
        self._hidden = np.zeros(_STATE_SHAPE, np.float32)
        self._cell = np.zeros(_STATE_SHAPE, np.float32)
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)

    async def probabilities(self, samples: NDArray[np.int16]) -> Sequence[float]:
        """That somebody speaks, for each window of the next samples, however these are divided."""
        windows = (samples.astype(np.float32) / 32768.0).reshape(-1, WINDOW_SAMPLES)
        if not len(windows):
            return []
        # Each window is heard together with the last 64 samples before it.
        contexts = np.vstack([self._context, windows[:-1, -_CONTEXT_SAMPLES:]])
        output, self._hidden, self._cell = await self._model.run(
            {"input": np.hstack([contexts, windows]), "h": self._hidden, "c": self._cell}
        )
        self._context = windows[-1, -_CONTEXT_SAMPLES:]
        return output.reshape(-1).tolist()


def _model_path() -> Path:
    package = importlib.util.find_spec("faster_whisper")
    if package is None or package.origin is None:
        raise FileNotFoundError("faster-whisper is not installed; its wheel holds the voice activity model")
    return Path(package.origin).parent / _MODEL
