"""The recognizers and the choice between them; each is imported only when it is chosen."""

from importlib.util import find_spec
from pathlib import Path

from xquizit_kit.errors import EngineFailed
from xquizit_kit.logs import get_logger
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.fallback import FallbackRecognizer
from xquizit_transcription.port import Recognizer
from xquizit_transcription.upgrade import UpgradingRecognizer
from xquizit_transcription.windows.belief import BeliefRules
from xquizit_transcription.windows.listener import WindowRules
from xquizit_transcription.windows.recognizer import WindowRecognizer

log = get_logger(__name__)

_RUNPOD_PATIENCE_S = 45.0
"""A final that takes longer is given to the local recognizer; cold starts of 42 s were seen."""


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
            return _whisper(settings, _model_folder(settings), "TRANSCRIPTION_ENGINE asks for it")
        case "pocketsphinx":
            return _pocketsphinx(settings, "TRANSCRIPTION_ENGINE asks for it")


def _runpod_with_local(settings: TranscriptionSettings) -> Recognizer:
    runpod = _runpod(settings)
    try:
        local = _local(settings)
    except EngineFailed as error:
        log.warning("nothing stands in for runpod", why=error.message)
        return runpod
    return FallbackRecognizer(runpod, local, patience_s=_RUNPOD_PATIENCE_S)


def _local(settings: TranscriptionSettings) -> Recognizer:
    """What works here without a key: whisper when its model is there, else pocketsphinx until it is."""
    folder = _model_folder(settings)
    has_whisper = _has_whisper()
    if has_whisper and folder.is_dir():
        return _whisper(settings, folder, f"its model {settings.whisper_model} is there")
    simple = _pocketsphinx(settings, "it is the only recognizer that needs no key and no download")
    if not has_whisper or settings.offline:
        return simple

    async def fetched() -> Recognizer:
        from xquizit_transcription.models.fetch import fetch
        from xquizit_transcription.models.progress import Lines

        def say(line: str) -> None:
            log.info("fetching model", model=settings.whisper_model, progress=line)

        there = await fetch(settings.whisper_model, settings.models_dir, progress=Lines(settings.whisper_model, say))
        return _whisper(settings, there.path, f"its model {settings.whisper_model} was fetched")

    return UpgradingRecognizer(simple, fetched)


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
            reason=reason,
        )
    except ModuleNotFoundError as error:
        raise _missing(error, "whisper") from None
    speakers = settings.transcription_max_speakers or settings.local_speakers
    return WindowRecognizer(engine, rules=_rules(settings), max_speakers=speakers)


def _pocketsphinx(settings: TranscriptionSettings, reason: str) -> Recognizer:
    try:
        from xquizit_transcription.engines.pocketsphinx.engine import PocketsphinxRecognizer

        return PocketsphinxRecognizer(
            cache_dir=settings.cache_dir,
            max_speakers=settings.transcription_max_speakers or settings.local_speakers,
            model_ttl_s=settings.session_ttl_s,
            reason=reason,
        )
    except ModuleNotFoundError as error:
        raise _missing(error, "pocketsphinx") from None


def _rules(settings: TranscriptionSettings) -> WindowRules:
    return WindowRules(
        interval_s=settings.whisperlive_transcription_interval,
        same_output_threshold=settings.whisperlive_same_output_threshold,
        belief=BeliefRules(no_speech_threshold=settings.whisperlive_no_speech_thresh),
    )


def _model_folder(settings: TranscriptionSettings) -> Path:
    """Where the local Whisper's model is, or would be: `WHISPER_MODEL` is a folder, or a name."""
    from xquizit_transcription.models.folder import ModelFolder

    given = Path(settings.whisper_model).expanduser()
    return given.absolute() if given.is_dir() else ModelFolder.of(settings.whisper_model, settings.models_dir).path


def _has_whisper() -> bool:
    """Whether its packages are installed."""
    return all(find_spec(package) is not None for package in ("faster_whisper", "huggingface_hub"))


def _missing(error: ModuleNotFoundError, extra: str) -> EngineFailed:
    return EngineFailed(f"{error.name} is missing: install xquizit-transcription[{extra}].")
