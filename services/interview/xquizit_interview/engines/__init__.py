"""The choice of the engine that asks."""

from xquizit_interview.config import InterviewSettings, gemini_is_installed
from xquizit_interview.port import InterviewEngine


def choose_engine(settings: InterviewSettings) -> InterviewEngine:
    """The engine that `INTERVIEW_ENGINE` names, not yet warm.

    Raises:
        EngineFailed: It was asked for by name and has no credentials.
    """
    name, reason = _choice(settings)
    match name:
        case "gemini":
            from xquizit_interview.engines.gemini.engine import GeminiEngine

            return GeminiEngine(settings, reason=reason)
        case _:
            from xquizit_interview.engines.embedded import EmbeddedEngine

            return EmbeddedEngine(reason=reason)


def _choice(settings: InterviewSettings) -> tuple[str, str]:
    """The engine's name, and why: one sentence for an operator."""
    if settings.interview_engine != "auto":
        return settings.interview_engine, f"INTERVIEW_ENGINE={settings.interview_engine}"
    if not settings.has_gemini_access:
        return "embedded", "INTERVIEW_ENGINE=auto and neither GEMINI_API_KEY nor GEMINI_VERTEX_PROJECT is set"
    access = "GEMINI_VERTEX_PROJECT" if settings.gemini_vertex_project else "GEMINI_API_KEY"
    if not gemini_is_installed():
        return "embedded", f"INTERVIEW_ENGINE=auto, {access} is set, but the extra [gemini] is not installed"
    return "gemini", f"INTERVIEW_ENGINE=auto and {access} is set"
