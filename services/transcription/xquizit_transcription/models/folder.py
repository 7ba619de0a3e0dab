"""A folder that holds a Whisper model."""

from pathlib import Path

from xquizit_kit.models.contents import Contents
from xquizit_kit.models.folder import ModelFolder as KitFolder
from xquizit_transcription.models.catalog import folder_name

WHISPER = Contents(
    "a Whisper model for faster-whisper",
    wanted=("config.json", "model.bin", "tokenizer.json", "vocabulary.*", "preprocessor_config.json"),
    # Lacking tokenizer.json it would be looked for on the hub, also offline.
    needed=("config.json", "model.bin", "tokenizer.json", "vocabulary.*"),
)
"""The files of a repository that a model is made of."""


class ModelFolder(KitFolder):
    """A place for a Whisper model. Looking at it touches nothing."""

    def __init__(self, path: Path) -> None:
        """Takes the folder, which need not be there."""
        super().__init__(path, WHISPER)

    @classmethod
    def of(cls, name: str, into: Path) -> "ModelFolder":
        """Where the model of that name is, or would be, below `into`.

        Raises:
            EngineFailed: There is no such name (reason `no_such_model`).
        """
        return cls(into / folder_name(name))
