"""How the Kokoro engine is to run, as its settings say it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from xquizit_tts.engines.kokoro.devices import parse_devices, posts
from xquizit_tts.engines.kokoro.voices import DEFAULT_VOICE, canonical

FOLDER = "kokoro"
"""What `make models` calls its folder in XQUIZIT_CACHE_DIR."""
AUTO = "auto"
"""The post of a worker that goes to the first GPU, or to the CPU."""


def _cores() -> int:
    return len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class KokoroOptions:
    """Values that cannot be used are refused when they are made."""

    device: str = "auto"
    """TTS_DEVICE: auto, cpu, cuda, or several such as `cuda:0,cuda:1`."""
    workers_per_device: int = 1
    """Pieces made at once on each."""
    voice: str = DEFAULT_VOICE
    """KOKORO_VOICE: the engine's own choice, a name or a blend."""
    model_dir: str = ""
    """KOKORO_MODEL_DIR: config.json, kokoro-v1_0.pth and voices/. Empty: what `make models` fetched into `cache_dir`;
    where that is not whole, the hub's cache, and the hub."""
    cache_dir: str = "~/.cache/xquizit"
    """XQUIZIT_CACHE_DIR."""
    is_offline: bool = False
    """Nothing is fetched."""
    piece_timeout_s: float = 20.0
    """A worker that says nothing for so long hangs. A pass takes 3 s on two cores, 50 ms on a GPU."""
    cores: int = field(default_factory=_cores)
    """What the workers on the CPU share."""
    max_uses: int = 5_000
    """A worker is replaced after so many pieces; 0 means never."""
    max_rss_bytes: int = 4 * 1024**3
    """A worker that holds more memory is replaced; it has 1.1 GB when fresh, up to 2 GB after long passes."""

    def __post_init__(self) -> None:
        """Raises ValueError, which names the variable and says why."""
        for name, use in (("TTS_DEVICE", self.posts), ("KOKORO_VOICE", self.own_voice)):
            try:
                use()
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None

    def posts(self) -> tuple[str, ...]:
        """One device, or `AUTO`, for each worker."""
        return posts(parse_devices(self.device) or (AUTO,), self.workers_per_device)

    def own_voice(self) -> str:
        """`voice` in its one spelling."""
        return canonical(self.voice)

    @property
    def usual_dir(self) -> Path:
        """Where `make models` puts it."""
        return Path(self.cache_dir).expanduser().absolute() / FOLDER
