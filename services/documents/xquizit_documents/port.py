"""What every parser of one kind of document offers. Parsers run in worker processes, never in the service."""

from typing import Protocol

from xquizit_documents.document import Extract, ParseLimits
from xquizit_kit.engine_info import EngineInfo


class Parser(Protocol):
    """Takes the text out of one kind of document."""

    @property
    def info(self) -> EngineInfo:
        """The library and its version."""
        ...

    def parse(self, data: bytes, limits: ParseLimits) -> Extract:
        """The text of the document `data`, tidied.

        Raises:
            BadDocument: It cannot be read; the reason says why.
        """
        ...
