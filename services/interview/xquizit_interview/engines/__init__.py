"""The choice of the engine that asks."""

from xquizit_interview.config import InterviewSettings
from xquizit_interview.port import InterviewEngine


def choose_engine(settings: InterviewSettings) -> InterviewEngine:
    """The engine that `INTERVIEW_ENGINE` names, not yet warm."""
    match settings.interview_engine:
        case "auto":
            from xquizit_interview.engines.embedded import EmbeddedEngine

            return EmbeddedEngine(reason="INTERVIEW_ENGINE=auto and no other engine is installed")
        case "embedded":
            from xquizit_interview.engines.embedded import EmbeddedEngine

            return EmbeddedEngine(reason="INTERVIEW_ENGINE=embedded")
