"""Prompts in the emulator's convention, and documents of the corpus to put into them."""

from pathlib import Path

from google.genai import types

MODEL = "gemini-2.5-flash"
MOVES = ("FOLLOW_UP", "TOPIC t2: PostgreSQL and query tuning", "TOPIC t3: On-call work", "REPEAT", "CLARIFY", "WAIT")
CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def answering(answer: str, *moves: str) -> str:
    """The last user content of a turn; without `moves` all but the end are allowed."""
    lines = "\n".join(f"- {move}" for move in moves or MOVES)
    return f"<answer>{answer}</answer>\n\nChoose one move.\nALLOWED MOVES:\n{lines}\n"


def resume(role: str = "backend_engineer") -> str:
    return (CORPUS / role / "resume.md").read_text()


def job_description(role: str = "backend_engineer") -> str:
    return (CORPUS / role / "job_description.md").read_text()


def planning(role: str = "backend_engineer") -> str:
    """A prompt for a plan."""
    return (
        f"<resume>\n{resume(role)}\n</resume>\n<job_description>\n{job_description(role)}\n</job_description>\n"
        "Plan an interview."
    )


def without_thinking() -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        system_instruction="You hold a job interview. CANARY-7391.",
        thinking_config=types.ThinkingConfig(thinking_budget=0),
    )
