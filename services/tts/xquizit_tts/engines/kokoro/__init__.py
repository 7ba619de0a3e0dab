"""The `kokoro` engine: Kokoro-82M by way of RealtimeTTS, in worker processes that hold one model each."""

from xquizit_tts.engines.kokoro.engine import KokoroEngine
from xquizit_tts.engines.kokoro.options import KokoroOptions

__all__ = ["KokoroEngine", "KokoroOptions"]
