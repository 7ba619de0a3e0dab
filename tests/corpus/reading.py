"""Has good documents read as the service has them read, in a process of its own, and measures what that takes."""

import logging
import multiprocessing
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.good import Case
from xquizit_documents.document import Extract, Kind, ParseLimits
from xquizit_documents.engines import parser_for
from xquizit_documents.kind import detect
from xquizit_documents.port import Parser

LIMITS = ParseLimits(max_pages=100, max_text_chars=400_000, max_unpacked_bytes=64 * 1024 * 1024)
MIB = 1024 * 1024


@dataclass(frozen=True)
class Reading:
    """What one document gave and took."""

    case: Case
    extract: Extract
    seconds: float
    """For one parse in a warm process."""
    peak_bytes: int
    """The most resident memory of that process meanwhile; 0 where the system does not tell."""


def read(cases: Iterable[Case]) -> Iterator[Reading]:
    """Each document's reading, in order."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as process:
        yield from process.map(_read, cases)


_parsers: dict[Kind, Parser] = {}


def _read(case: Case) -> Reading:
    if not _parsers:
        logging.disable(logging.CRITICAL)
        warnings.simplefilter("ignore")
        _parsers.update({kind: parser_for(kind) for kind in Kind})
    data = case.path.read_bytes()
    _forget_peak()
    begun_s = time.perf_counter()
    extract = _parsers[detect(data)].parse(data, LIMITS)
    return Reading(case, extract, time.perf_counter() - begun_s, _peak_bytes())


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak_bytes() -> int:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
