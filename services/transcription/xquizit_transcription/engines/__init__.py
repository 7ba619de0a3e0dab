"""The recognizers and the choice between them; each is imported only when it is chosen."""

from importlib.util import find_spec
from pathlib import Path

from xquizit_kit.errors import EngineFailed
from xquizit_kit.logs import get_logger
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.fallback import FallbackRecognizer
from xquizit_transcription.models.folder import ModelFolder
from xquizit_transcription.port import Recognizer
from xquizit_transcription.upgrade import UpgradingRecognizer
from xquizit_transcription.windows.belief import BeliefRules
from xquizit_transcription.windows.listener import WindowRules
from xquizit_transcription.windows.recognizer import WindowRecognizer

log = get_logger(__name__)

_RUNPOD_FINAL_S = 45.0
"""A final may take so long while a machine starts: cold starts of 42 s were seen."""
_PATIENCE_S = _RUNPOD_FINAL_S + 5.0
"""Then the local recognizer gets it. Longer than RunPod's own limit, so that RunPod's breaker learns of it first."""

_WAITING_FOR_WHISPER = 1024
"""Windows: finals are never refused for want of room, they only come later."""


def choose(settings: TranscriptionSettings) -> Recognizer:
    """The recognizer that the settings ask for, not yet warm.

    Raises:
        EngineFailed: Its packages are not installed; the message names the extra.
    """
    match settings.transcription_engine:
        case "auto":
            return _runpod_with_local(settings) if settings.has_runpod else _local(settings)
        case "runpod":
            return _runpod_with_local(settings)
        case "whisper":
            # Chosen by name: it is waited for, and nothing stands in.
            return _whisper(settings, _model_folder(settings).path, "TRANSCRIPTION_ENGINE asks for it")
        case "pocketsphinx":
            return _pocketsphinx(settings, "TRANSCRIPTION_ENGINE asks for it")


def _runpod_with_local(settings: TranscriptionSettings) -> Recognizer:
    if settings.whisperlive_language not in {"en", "auto"} and settings.whisper_model.endswith(".en"):
        log.warning("nothing stands in for runpod", why="what works here understands English only")
        return _runpod(settings)
    try:
        local = _local(settings)
    except EngineFailed as error:
        log.warning("nothing stands in for runpod", why=error.message)
        return _runpod(settings)
    return FallbackRecognizer(lambda: _runpod(settings), local, patience_s=_PATIENCE_S)


def _local(settings: TranscriptionSettings) -> Recognizer:
    """What works here without a key: whisper when its model is there, else pocketsphinx until it is."""
    folder = _model_folder(settings)
    is_here = _has_whisper() and folder.is_usable
    if settings.whisperlive_language not in {"en", "auto"}:  # pocketsphinx knows no other
        if not is_here:
            raise EngineFailed(f"Whisper's model {settings.whisper_model} is not here.", reason="no_model")
        return _whisper(settings, folder.path, f"its model {settings.whisper_model} is here")
    simple = _pocketsphinx(settings, "it is the only recognizer that needs no key and no download")
    if not _has_whisper() or (settings.offline and not is_here):
        return simple

    async def whisper() -> Recognizer:
        if folder.is_usable:
            return _whisper(settings, folder.path, f"its model {settings.whisper_model} is here")
        from xquizit_kit.models.progress import Lines
        from xquizit_transcription.models.fetch import fetch

        def say(line: str) -> None:
            log.info("fetching model", model=settings.whisper_model, progress=line)

        there = await fetch(settings.whisper_model, settings.models_dir, progress=Lines(settings.whisper_model, say))
        return _whisper(settings, there.path, f"its model {settings.whisper_model} was fetched")

    return UpgradingRecognizer(simple, whisper, is_near=is_here)


def _runpod(settings: TranscriptionSettings) -> Recognizer:
    try:
        from xquizit_transcription.engines.runpod.engine import RunpodEngine
        from xquizit_transcription.engines.runpod.settings import RunpodSettings
    except ModuleNotFoundError as error:
        raise _missing(error, "runpod") from None
    asked = settings.transcription_engine == "runpod"
    reason = "TRANSCRIPTION_ENGINE asks for it" if asked else "TRANSCRIPTION_ENGINE=auto, and there is an endpoint"
    engine = RunpodEngine(
        RunpodSettings(
            endpoint_id=settings.runpod_endpoint_id,
            api_key=settings.runpod_api_key,
            base_url=settings.runpod_endpoint_base_url,
            model=settings.whisperlive_model,
            language=settings.whisperlive_language,
            use_vad=settings.whisperlive_use_vad,
            no_speech_threshold=settings.whisperlive_no_speech_thresh,
            dialect=settings.runpod_worker,
            log_dir=settings.runpod_log_dir.expanduser(),
            final_deadline_s=_RUNPOD_FINAL_S,
        ),
        reason=reason,
    )
    return WindowRecognizer(engine, rules=_rules(settings), max_speakers=settings.max_speakers)


def _whisper(settings: TranscriptionSettings, folder: Path, reason: str) -> Recognizer:
    try:
        from xquizit_transcription.engines.whisper.engine import WhisperEngine

        engine = WhisperEngine(
            model_dir=folder,
            model=settings.whisper_model,
            device=settings.whisper_device,
            language=settings.whisperlive_language,
            no_speech_threshold=settings.whisperlive_no_speech_thresh,
            max_waiting=_WAITING_FOR_WHISPER,
            reason=reason,
        )
    except ModuleNotFoundError as error:
        raise _missing(error, "whisper") from None
    return WindowRecognizer(engine, rules=_rules(settings), max_speakers=_local_speakers(settings))


def _pocketsphinx(settings: TranscriptionSettings, reason: str) -> Recognizer:
    try:
        from xquizit_transcription.engines.pocketsphinx.engine import PocketsphinxRecognizer

        return PocketsphinxRecognizer(
            cache_dir=settings.cache_dir,
            max_speakers=_local_speakers(settings),
            model_ttl_s=settings.session_ttl_s,
            reason=reason,
        )
    except ModuleNotFoundError as error:
        raise _missing(error, "pocketsphinx") from None


def _local_speakers(settings: TranscriptionSettings) -> int:
    """Who only stands in hears no more than this machine can, whatever was said about RunPod."""
    asked = settings.transcription_max_speakers or settings.local_speakers
    return min(asked, settings.local_speakers) if settings.listens_far_away else asked


def _rules(settings: TranscriptionSettings) -> WindowRules:
    return WindowRules(
        interval_s=settings.whisperlive_transcription_interval,
        same_output_threshold=settings.whisperlive_same_output_threshold,
        belief=BeliefRules(no_speech_threshold=settings.whisperlive_no_speech_thresh),
    )


def _model_folder(settings: TranscriptionSettings) -> ModelFolder:
    """Where the local Whisper's model is, or would be: `WHISPER_MODEL` is a folder, or a name."""
    given = Path(settings.whisper_model).expanduser()
    if given.is_dir():
        return ModelFolder(given.absolute())
    return ModelFolder.of(settings.whisper_model, settings.models_dir)


def _has_whisper() -> bool:
    """Whether its packages are installed."""
    return all(find_spec(package) is not None for package in ("faster_whisper", "huggingface_hub"))


def _missing(error: ModuleNotFoundError, extra: str) -> EngineFailed:
    return EngineFailed(f"{error.name} is missing: install xquizit-transcription[{extra}].")
