"""The parser process: `python -m xquizit_documents.worker`, started and limited by the service."""

import json
import logging
import sys
import warnings
from collections.abc import Mapping
from dataclasses import asdict

from xquizit_documents.document import Kind, ParseLimits
from xquizit_documents.engines import parser_for
from xquizit_documents.kind import detect
from xquizit_documents.ocr_options import OcrOptions
from xquizit_kit.worker_child import Limits, Method, serve_worker
from xquizit_kit.worker_frames import Header

_OPEN_FILES = 32


def make_methods(arguments: Header) -> Mapping[str, Method]:
    """Loads both parsers; `parse` takes a document and answers its `Extract` as JSON in the payload."""
    logging.disable(logging.CRITICAL)  # the libraries log pieces of documents
    warnings.simplefilter("ignore")
    limits = ParseLimits(**arguments["parse_limits"])
    ocr = OcrOptions(**arguments["ocr"]) if arguments["ocr"] else None
    parsers = {kind: parser_for(kind, ocr) for kind in Kind}

    def parse(_header: Header, data: bytes) -> tuple[Header, bytes]:
        extract = parsers[detect(data)].parse(data, limits)
        return {}, json.dumps(asdict(extract), ensure_ascii=False).encode("utf-8", "replace")

    def describe(_header: Header, _data: bytes) -> tuple[Header, bytes]:
        return {"parsers": [f"{parser.info.name} {parser.info.model}" for parser in parsers.values()]}, b""

    return {"parse": parse, "describe": describe}


def limits_of(arguments: Header) -> Limits:
    """What the kernel allows a parser that was started with `arguments`."""
    return Limits(
        address_space_bytes=arguments["memory_bytes"],
        cpu_s=arguments["cpu_s"],
        open_files=_OPEN_FILES,
        file_size_bytes=0,
        no_network=True,
        no_processes=True,
        own_files_only=True,
    )


if __name__ == "__main__":
    serve_worker(make_methods, limits=limits_of(json.loads(sys.argv[1])))
