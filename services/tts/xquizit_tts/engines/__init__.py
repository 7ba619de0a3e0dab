"""The choice of the engine: one `match`, so that nothing is imported unless it was chosen."""

from xquizit_tts.port import SpeechEngine


def choose_engine(name: str) -> SpeechEngine:
    """The engine that `TTS_ENGINE=<name>` means, not yet warm.

    Raises:
        ImportError: Its packages are not installed; the message names the extra to install.
    """
    match name:
        case "espeak" | "auto":
            try:
                from xquizit_tts.engines.espeak import EspeakEngine
            except ImportError as error:
                raise ImportError("TTS_ENGINE=espeak needs the extra: xquizit-tts[espeak]") from error
            return EspeakEngine(
                "TTS_ENGINE=espeak" if name == "espeak" else "TTS_ENGINE=auto takes the voice that needs no model"
            )
        case _:
            raise ValueError(f"there is no engine {name}")
