"""Serves a folder of models as the hub: `python -m tests.emulators.model_hub FOLDER`, then HF_ENDPOINT=http://….

What lies in FOLDER/owner/name/ is the repository owner/name.
"""

import argparse
from pathlib import Path

import uvicorn

from tests.emulators.model_hub.app import State, build_app
from tests.emulators.model_hub.repository import Repository


def main() -> None:
    """Reads the command line and serves until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.model_hub", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8950)
    given = parser.parse_args()
    state = State()
    for folder in given.folder.glob("*/*/"):
        name = f"{folder.parent.name}/{folder.name}"
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        state.repositories[name] = Repository(name, files)
    uvicorn.run(build_app(state), host=given.host, port=given.port, http="h11", ws="none", log_level="info")


if __name__ == "__main__":
    main()
