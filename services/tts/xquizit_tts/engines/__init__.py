"""The choice of the engine: one `match`, so that nothing is imported unless it was chosen."""

from importlib.util import find_spec

from xquizit_tts.config import TtsSettings
from xquizit_tts.port import SpeechEngine


def choose_engine(settings: TtsSettings) -> SpeechEngine:
    """The engine that `TTS_ENGINE` means, not yet warm.

    Raises:
        ImportError: Its packages are not installed; the message names the extra to install.
        ValueError: Another setting does not fit it; the message names it.
    """
    match settings.tts_engine:
        case "kokoro":
            return _kokoro(settings, "TTS_ENGINE=kokoro")
        case "espeak":
            return _espeak("TTS_ENGINE=espeak")
        case "auto" if is_kokoro_installed():
            return _kokoro(settings, "TTS_ENGINE=auto, and kokoro is installed")
        case "auto":
            return _espeak("TTS_ENGINE=auto, and kokoro is not installed")


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


def is_kokoro_installed() -> bool:
    """Whether its packages are here; they are not imported, which takes seconds."""
    return all(find_spec(package) for package in ("torch", "RealtimeTTS", "kokoro"))


def _espeak(reason: str) -> SpeechEngine:
    try:
        from xquizit_tts.engines.espeak import EspeakEngine
    except ImportError as error:
        raise ImportError("TTS_ENGINE=espeak needs the extra: xquizit-tts[espeak]") from error
    return EspeakEngine(reason)


def _kokoro(settings: TtsSettings, reason: str) -> SpeechEngine:
    if not is_kokoro_installed():
        raise ImportError("TTS_ENGINE=kokoro needs the extra: xquizit-tts[kokoro]")
    from xquizit_tts.engines.kokoro import KokoroEngine, KokoroOptions

    return KokoroEngine(
        reason,
        KokoroOptions(
            device=settings.tts_device,
            workers_per_device=settings.tts_workers_per_device,
            voice=settings.kokoro_voice,
            model_dir=settings.kokoro_model_dir,
            is_offline=settings.offline,
            piece_timeout_s=settings.tts_piece_timeout_s,
        ),
    )
