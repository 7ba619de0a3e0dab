"""Gives documents to parser processes as the service does, and tells what came of each."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from xquizit_documents.config import DocumentsSettings
from xquizit_documents.parsing import ParserPool
from xquizit_kit.errors import XquizitError
from xquizit_kit.worker_process import WorkerProcess

LIMIT_S = 5.0
KNOWN = frozenset(
    {
        *("empty_file", "wrong_kind", "legacy_word", "macros", "encrypted", "damaged", "no_text", "too_complex"),
        *("too_slow", "out_of_memory"),
    }
)
"""Refusals that a document may get; `worker_failed` and `worker_died` are mistakes of ours."""


@dataclass(frozen=True)
class Result:
    """What came of one document."""

    reason: str
    """Empty where it was read."""
    seconds: float

    @property
    def is_finding(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.reason) and self.reason not in KNOWN


class Parser:
    """One parser process after another, each as the service starts it, without the service's second try."""

    def __init__(self) -> None:
        settings = DocumentsSettings.model_validate(
            {"documents_parse_limit_s": LIMIT_S, "documents_parsers_warm": 0, "documents_parsers": 1}
        )
        self._pool = ParserPool(settings)
        self._worker: WorkerProcess | None = None
        self.starts = 0

    async def parse(self, data: bytes) -> Result:
        """Has one document parsed. Starts another process where the last one is gone."""
        if self._worker is None or not self._worker.alive:
            await self.close()
            self._worker = await self._pool.start_worker()
            self.starts += 1
        begun_s = time.monotonic()
        reason = ""
        try:
            await self._worker.call("parse", payload=data, timeout_s=LIMIT_S)
        except XquizitError as error:
            reason = error.reason
        return Result(reason, time.monotonic() - begun_s)

    async def close(self) -> None:
        """Ends the process."""
        if self._worker is not None:
            await self._worker.close()
            self._worker = None


@asynccontextmanager
async def parser() -> AsyncIterator[Parser]:
    """A parser; its process has ended afterwards."""
    running = Parser()
    try:
        yield running
    finally:
        await running.close()
