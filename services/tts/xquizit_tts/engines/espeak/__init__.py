"""The `espeak` engine: eSpeak NG from the espeakng-loader wheel; no model, no key, 1000 times faster than speech."""

from xquizit_tts.engines.espeak.engine import EspeakEngine

__all__ = ["EspeakEngine"]
