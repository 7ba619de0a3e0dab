"""The parser process: `python -m xquizit_documents.worker`, started and limited by the service."""

import logging
import sys
import warnings
from collections.abc import Mapping
from dataclasses import asdict
from json import loads

from xquizit_documents.document import Kind, ParseLimits
from xquizit_documents.engines import parser_for
from xquizit_documents.kind import detect
from xquizit_kit.worker_child import Limits, Method, serve_worker
from xquizit_kit.worker_frames import Header

_OPEN_FILES = 32


def make_methods(arguments: Header) -> Mapping[str, Method]:
    """Loads both parsers; `parse` takes a document and answers its text as payload."""
    logging.disable(logging.CRITICAL)  # the libraries log pieces of documents
    warnings.simplefilter("ignore")
    limits = ParseLimits(**arguments["parse_limits"])
    parsers = {kind: parser_for(kind) for kind in Kind}

    def parse(_header: Header, data: bytes) -> tuple[Header, bytes]:
        extract = parsers[detect(data)].parse(data, limits)
        header = asdict(extract)
        return header, header.pop("text").encode()

    def describe(_header: Header, _data: bytes) -> tuple[Header, bytes]:
        return {"parsers": [f"{parser.info.name} {parser.info.model}" for parser in parsers.values()]}, b""

    return {"parse": parse, "describe": describe}


if __name__ == "__main__":
    given = loads(sys.argv[1])
    serve_worker(
        make_methods,
        limits=Limits(
            address_space_bytes=given["memory_bytes"],
            cpu_s=given["cpu_s"],
            open_files=_OPEN_FILES,
            file_size_bytes=0,
        ),
    )
