"""The recognizers and the choice between them; each is imported only when it is chosen."""

from xquizit_kit.errors import EngineFailed
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.port import Recognizer


def choose(settings: TranscriptionSettings) -> Recognizer:
    """The recognizer that the settings ask for, not yet warm.

    Raises:
        EngineFailed: Its packages are not installed; the message names the extra.
    """
    match settings.transcription_engine:
        case "auto" | "pocketsphinx" as wanted:
            try:
                from xquizit_transcription.engines.pocketsphinx.engine import PocketsphinxRecognizer
            except ModuleNotFoundError as error:
                raise EngineFailed(f"{error.name} is missing: install xquizit-transcription[pocketsphinx].") from None
            reason = (
                "TRANSCRIPTION_ENGINE asks for it"
                if wanted == "pocketsphinx"
                else "TRANSCRIPTION_ENGINE=auto, and it is the only recognizer that needs no key and no download"
            )
            return PocketsphinxRecognizer(
                cache_dir=settings.cache_dir,
                max_speakers=settings.max_speakers,
                model_ttl_s=settings.session_ttl_s,
                reason=reason,
            )
