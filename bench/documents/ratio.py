"""What a warm parser takes for a document, and the bare libraries; in turns, so that both meet the same load."""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.documents import bare
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.parsing import ParserPool
from xquizit_kit.errors import XquizitError


@dataclass(slots=True)
class Compared:
    """One document, read by both."""

    name: str
    size_bytes: int
    bare_s: list[float] = field(default_factory=list[float])
    warm_s: list[float] = field(default_factory=list[float])
    refused: str = ""
    """Why it cannot be compared."""

    @property
    def ratio(self) -> float:
        """Warm ÷ bare, of their medians."""
        return statistics.median(self.warm_s) / statistics.median(self.bare_s)


async def compare(documents: Mapping[str, bytes], rounds: int) -> list[Compared]:
    """Reads each document `rounds` times by both, and once before, unmeasured."""
    settings = DocumentsSettings.model_validate({"documents_parsers": 1, "documents_parser_uses": 100_000})
    compared = [Compared(name, len(data)) for name, data in documents.items()]
    async with ParserPool(settings).running() as parsers:
        for each in compared:
            try:
                await parsers.parse(documents[each.name])
                bare.read(documents[each.name])
            except XquizitError as error:
                each.refused = error.reason
            except Exception as error:  # whatever a library raises, it cannot be compared with
                each.refused = type(error).__name__
        for _ in range(rounds):
            for each in compared:
                if not each.refused:
                    await _measure(parsers, documents[each.name], each)
    return compared


async def _measure(parsers: ParserPool, data: bytes, into: Compared) -> None:
    begun_s = time.perf_counter()
    bare.read(data)
    between_s = time.perf_counter()
    await parsers.parse(data)
    into.bare_s.append(between_s - begun_s)
    into.warm_s.append(time.perf_counter() - between_s)
