"""The choice of the engine: one `match`, so that nothing is imported unless it was chosen."""

import os
from dataclasses import dataclass
from typing import Any

from xquizit_tts.config import TtsSettings
from xquizit_tts.port import SpeechEngine


@dataclass(frozen=True, slots=True)
class Choice:
    """Who speaks; neither is warm yet."""

    now: SpeechEngine
    """From the start."""
    later: SpeechEngine | None = None
    """As soon as what it needs has been fetched."""


def choose(settings: TtsSettings) -> Choice:
    """What `TTS_ENGINE` means on this machine.

    Raises:
        ImportError: Its packages are not installed; the message names the extra to install.
        ValueError: Another setting does not fit it; the message names it.
    """
    match settings.tts_engine:
        case "kokoro":
            return Choice(_kokoro(settings, "TTS_ENGINE=kokoro"))
        case "espeak":
            return Choice(_espeak("TTS_ENGINE=espeak"))
        case "auto":
            return _best(settings)


def choose_stand_in(settings: TtsSettings, chosen: SpeechEngine) -> SpeechEngine | None:
    """Who speaks when `chosen` cannot, not yet warm; None when nobody is to, or when nobody else is there."""
    if settings.tts_stand_in == "none" or chosen.info.name == "espeak":
        return None
    return _espeak(f"stands in for {chosen.info.name}")


def espeak_instead(why: str) -> SpeechEngine:
    """The engine that needs nothing, where another one was only the better choice.

    Raises:
        ImportError: Its packages are not installed.
    """
    return _espeak(why)


def _best(settings: TtsSettings) -> Choice:
    """Kokoro where it can speak at once; where only its weights are missing, it takes over once they are fetched."""
    from xquizit_tts.engines.kokoro.options import KokoroOptions
    from xquizit_tts.engines.kokoro.presence import look

    options = KokoroOptions(**_options(settings))
    found = look(options.usual_dir, options.own_voice(), os.environ)
    if not found.lacking or settings.kokoro_model_dir:
        return Choice(_kokoro(settings, "TTS_ENGINE=auto, and kokoro is installed"))
    if found.could_be_fetched and not settings.offline:
        plain = _espeak("TTS_ENGINE=auto, and kokoro's weights are being fetched")
        return Choice(plain, later=_kokoro(settings, "TTS_ENGINE=auto, and kokoro's weights were fetched"))
    return Choice(_espeak(f"TTS_ENGINE=auto, and for kokoro {found.lacking}"))


def _espeak(reason: str) -> SpeechEngine:
    try:
        from xquizit_tts.engines.espeak import EspeakEngine
    except ImportError as error:
        raise ImportError("TTS_ENGINE=espeak needs the extra: xquizit-tts[espeak]") from error
    return EspeakEngine(reason)


def _kokoro(settings: TtsSettings, reason: str) -> SpeechEngine:
    from xquizit_tts.engines.kokoro import KokoroEngine, KokoroOptions
    from xquizit_tts.engines.kokoro.packages import missing

    if packages := missing():
        raise ImportError(f"TTS_ENGINE=kokoro needs the package {packages[0]}, see services/tts/README.md")
    return KokoroEngine(reason, KokoroOptions(**_options(settings)))


def _options(settings: TtsSettings) -> dict[str, Any]:
    return {
        "device": settings.tts_device,
        "workers_per_device": settings.tts_workers_per_device,
        "voice": settings.kokoro_voice,
        "model_dir": settings.kokoro_model_dir,
        "cache_dir": settings.xquizit_cache_dir,
        "is_offline": settings.offline,
        "piece_timeout_s": settings.tts_piece_timeout_s,
    }
