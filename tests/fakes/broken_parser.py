"""A parser process with a mistake in it: `python -m tests.fakes.broken_parser`; what it does is in the document."""

import os
from collections.abc import Mapping

from xquizit_kit.worker_child import Method, serve_worker
from xquizit_kit.worker_frames import Header


def make_methods(_arguments: Header) -> Mapping[str, Method]:
    """`parse` dies of one document and has not thought of any other."""

    def parse(_header: Header, data: bytes) -> tuple[Header, bytes]:
        if data == b"deadly":
            os._exit(1)
        if data == b"lying":  # taken over by a document, it may say anything
            return {}, b'{"kind": "pdf", "text": ["not", "text"]}'
        raise RuntimeError("nobody has thought of this")

    def describe(_header: Header, _data: bytes) -> tuple[Header, bytes]:
        return {"parsers": ["broken 1"]}, b""

    return {"parse": parse, "describe": describe}


if __name__ == "__main__":
    serve_worker(make_methods)
