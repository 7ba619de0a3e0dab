"""The child process that makes language models for pocketsphinx.

Methods: `background` {path}; `model` {background, folder} with the texts as JSON.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from xquizit_kit.worker_child import Method, serve_worker
from xquizit_kit.worker_frames import Header
from xquizit_transcription.engines.pocketsphinx.language_model.build import build_background, build_model


def _background(header: Header, payload: bytes) -> tuple[Header, bytes]:
    build_background(Path(header["path"]))
    return {}, b""


def _model(header: Header, payload: bytes) -> tuple[Header, bytes]:
    build_model(Path(header["background"]), json.loads(payload), Path(header["folder"]))
    return {}, b""


def make_methods(arguments: Header) -> Mapping[str, Method]:
    """The methods by name."""
    # Somebody who speaks comes first.
    os.nice(5)
    return {"background": _background, "model": _model}


if __name__ == "__main__":
    serve_worker(make_methods)
