"""Build hook of xquizit-protos: generates the Python stubs and their types beside each .proto file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


def generate(root: Path = ROOT) -> list[Path]:
    """Runs protoc over every .proto below `root`/xquizit and returns the files it read.

    Raises:
        RuntimeError: protoc refused a file, or a generator plug-in is missing.
    """
    sources = sorted((root / "xquizit").rglob("*.proto"))
    missing = [p for p in ("protoc-gen-mypy", "protoc-gen-mypy_grpc") if not _which(p)]
    if missing:
        raise RuntimeError(f"not on PATH: {', '.join(missing)}; install mypy-protobuf")
    command = [
        sys.executable,
        "-m",
        "grpc_tools.protoc",
        f"--proto_path={root}",
        f"--python_out={root}",
        f"--grpc_python_out={root}",
        f"--plugin=protoc-gen-mypy={_which('protoc-gen-mypy')}",
        f"--plugin=protoc-gen-mypy_grpc={_which('protoc-gen-mypy_grpc')}",
        f"--mypy_out=quiet:{root}",
        f"--mypy_grpc_out=quiet:{root}",
        *(str(source.relative_to(root)) for source in sources),
    ]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(f"protoc failed:\n{result.stderr}")
    return sources


def _which(program: str) -> str | None:
    """Finds a program beside this interpreter first: a build's own environment is not on PATH everywhere."""
    return shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(
        program, path=os.environ.get("PATH")
    )


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs (or links) the distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generates the stubs; `version` and `build_data` are hatchling's and stay as they are."""
        generate()


if __name__ == "__main__":
    for path in generate():
        print(path.relative_to(ROOT))
