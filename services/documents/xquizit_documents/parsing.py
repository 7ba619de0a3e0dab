"""Parses documents in worker processes that are limited, timed, killed and replaced."""

import math
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from xquizit_documents import refusals
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.document import Extract, ParseLimits
from xquizit_documents.ocr_options import OcrOptions
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import AtCapacity, DeadlineExceeded, EngineFailed, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.worker_frames import Header
from xquizit_kit.worker_pool import WorkerPool
from xquizit_kit.worker_process import WorkerProcess

log = get_logger(__name__)

_MODULE = "xquizit_documents.worker"
_ENVIRONMENT = (
    *("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV"),
    "TESSDATA_PREFIX",
)
"""All that a parser gets of our environment: keys and tokens are none of a hostile document's business."""
_DESCRIBE_LIMIT_S = 10.0
_OCR_SHARE = 0.6
"""Of the time for a document: drawing the last page and what was read before must fit in the rest."""
_ANSWER_EXTRA_BYTES = 2 * 1024 * 1024
"""For what is hidden, the profile and the warnings."""
_EXTRACT = TypeAdapter(Extract)


class ParserPool:
    """The parser processes."""

    def __init__(self, settings: DocumentsSettings) -> None:
        """Takes the settings; use `running`."""
        self._settings = settings
        self._wait_s = settings.documents_wait_s
        self._limit_s = settings.documents_parse_limit_s
        # A character takes four bytes at most in UTF-8 and two in JSON where it is escaped.
        self._answer_limit_bytes = 4 * settings.documents_max_text_chars + _ANSWER_EXTRA_BYTES
        self.arguments = _arguments(settings)
        """What every parser is started with."""
        self._pool = WorkerPool(
            self.start_worker,
            warm=settings.documents_parsers_warm,
            limit=settings.documents_parsers,
            max_uses=settings.documents_parser_uses,
        )
        self.info = EngineInfo("pypdf, python-docx")

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["ParserPool"]:
        """Starts the warm parsers, learns their versions, and ends all parsers at exit."""
        async with self._pool.running():
            async with self._pool.worker(wait_s=self._wait_s) as worker:
                answer, _ = await worker.call("describe", timeout_s=_DESCRIBE_LIMIT_S)
            self.info = EngineInfo(
                "pypdf, python-docx",
                model=", ".join(answer["parsers"]),
                reason="The kind of a document is found by its content; each kind has one parser.",
                caveat=" ".join([_told_of_pictures(self._settings), *_told_of_containment(worker.unenforced)]),
            )
            yield self

    async def parse(self, data: bytes | bytearray) -> Extract:
        """The text of `data`. Cancelling kills the parser.

        Raises:
            BadDocument: It cannot be read.
            UnsupportedKind: It is no kind of document we read.
            AtCapacity: All parsers are busy and stayed so.
            DeadlineExceeded: It took too long.
            EngineFailed: No parser could be started.
            XquizitError: A parser has a mistake (reason `worker_failed`).
        """
        try:
            try:
                return await self._parse_once(data)
            except EngineFailed as error:
                if error.reason != "worker_died":
                    raise
                return await self._parse_once(data)  # it may have died before it saw this document
        except DeadlineExceeded:
            raise refusals.too_slow() from None
        except EngineFailed as error:
            match error.reason:
                case "out_of_memory":
                    raise refusals.too_complex("needs too much memory to be read") from None
                case "worker_died":
                    raise refusals.damaged() from None
                case "worker_failed":  # what broken documents raise is known to the parsers: this is our mistake
                    raise _mistake_of_ours() from None
                case _:
                    raise

    async def _parse_once(self, data: bytes | bytearray) -> Extract:
        try:
            async with self._pool.worker(wait_s=self._wait_s) as worker:
                _, answer = await worker.call("parse", payload=data, timeout_s=self._limit_s)
        except AtCapacity as error:
            raise AtCapacity(
                "Too many documents are being read right now. Please try again in a moment.",
                retry_after_s=error.retry_after_s,
            ) from None
        try:
            return _EXTRACT.validate_json(answer)
        except ValidationError:  # a hostile document may speak for its parser: nothing it says is believed
            log.error("a parser answered what is no extract")
            raise _mistake_of_ours() from None

    async def start_worker(self) -> WorkerProcess:
        """Starts one parser, outside the pool."""
        return await WorkerProcess.start(
            _MODULE,
            self.arguments,
            environment={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            answer_limit_bytes=self._answer_limit_bytes,
            private_dir=True,
        )


def _arguments(settings: DocumentsSettings) -> Header:
    parse_limits = ParseLimits(
        max_pages=settings.documents_max_pages,
        max_text_chars=settings.documents_max_text_chars,
        max_unpacked_bytes=settings.documents_max_unpacked_bytes,
    )
    ocr = OcrOptions(
        languages=settings.documents_ocr_languages,
        max_pages=settings.documents_ocr_pages,
        dpi=settings.documents_ocr_dpi,
        limit_s=_OCR_SHARE * settings.documents_parse_limit_s,
    )
    return {
        "memory_bytes": settings.documents_parser_memory_bytes,
        "cpu_s": math.ceil(settings.documents_parse_limit_s),
        "parse_limits": asdict(parse_limits),
        "ocr": asdict(ocr) if settings.documents_ocr == "on" else None,
    }


def _told_of_pictures(settings: DocumentsSettings) -> str:
    if settings.documents_ocr == "off":
        return "Text in pictures is not read."
    languages, pages = settings.documents_ocr_languages, settings.documents_ocr_pages
    return f"Text in pictures is read (tesseract, {languages}) on up to {pages} pages of a PDF that has no other."


def _told_of_containment(unenforced: tuple[str, ...]) -> tuple[str, ...]:
    """What the log and an operator must know; nothing where all holds."""
    if not unenforced:
        return ()
    log.warning("parsers are not fully contained: this kernel has no means", not_kept_from=list(unenforced))
    kept = {"files": "reading files", "network": "making connections", "processes": "starting processes"}
    return (f"This kernel cannot keep parsers from {' and '.join(kept[name] for name in unenforced)}.",)


def _mistake_of_ours() -> XquizitError:
    return XquizitError("This document could not be read because of a mistake of ours.", reason="worker_failed")
