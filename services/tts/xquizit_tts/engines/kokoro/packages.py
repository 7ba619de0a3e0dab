"""What has to be installed for the engine, and how to say what is not; imports none of it."""

from importlib.util import find_spec

from xquizit_kit.errors import EngineFailed

PACKAGES = ("torch", "RealtimeTTS", "kokoro", "misaki", "pyaudio")
"""What the extra installs, as imported; torch comes first because it is installed by itself."""
LANGUAGE_MODEL = "en_core_web_sm"
"""spaCy's small English model, with which misaki tells a noun from a verb. It is on no package index."""
LANGUAGE_MODEL_COMMAND = f"python -m spacy download {LANGUAGE_MODEL}"


def missing() -> list[str]:
    """The packages that are not installed, the language model among them."""
    return [name for name in (*PACKAGES, LANGUAGE_MODEL) if find_spec(name) is None]


def check_packages() -> None:
    """Looks that all is installed.

    Raises:
        EngineFailed: Something is not (reasons `not_installed`, `no_language_model`); the message says what to do.
    """
    lacking = missing()
    if lacking == [LANGUAGE_MODEL]:
        raise EngineFailed(
            f"spaCy's {LANGUAGE_MODEL} is not installed, which Kokoro needs to pronounce: `{LANGUAGE_MODEL_COMMAND}` "
            "(or `python -m xquizit_tts.models fetch`) installs it.",
            reason="no_language_model",
        )
    if lacking:
        raise not_installed(lacking[0])


def not_installed(name: str) -> EngineFailed:
    """The error for a package that cannot be imported."""
    return EngineFailed(
        f"Kokoro needs the package {name}, which is not installed: install torch==2.13.0, then xquizit-tts[kokoro].",
        reason="not_installed",
    )
