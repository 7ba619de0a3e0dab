"""Makes requirements/*.lock from the pyproject files (`make lock`), or checks that they are current (`--check`).

Each lock pins every package with its hashes and names no address. Its first line carries a digest of the
declared dependencies, so that the check needs no network.

`kokoro` is the environment of `make test-kokoro`: the tts service with its heavy extra, which no other lock has. It
lacks torch and what torch alone needs: that is installed first, for the CPU or for the machine's own CUDA.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("gateway", "interview", "transcription", "tts", "documents")
RUNPOD_WORKER = ROOT / "services/transcription/runpod_worker/pyproject.toml"
LOCAL_DISTS = (
    "xquizit-protos",
    "xquizit-kit",
    *(f"xquizit-{s}" for s in SERVICES),
    "xquizit-runpod-worker",
    "xquizit-local",
)
KOKORO_INPUT = ROOT / "requirements/kokoro.in"
HEAVY_EXTRAS = {"kokoro"}
"""In no lock but their own."""
NOT_LOCKED = "torch ; python_version < '0'\n"
"""Overrides what asks for torch, so that neither it nor its CUDA packages are resolved."""
DIGEST = "# declared dependencies, sha256: "


def lock_inputs() -> dict[str, list[Path]]:
    """Which pyproject files each lock is made from. `workspace` holds everything, the others one service each."""
    plumbing = [ROOT / "protos/pyproject.toml", ROOT / "kit/pyproject.toml"]
    service = {name: ROOT / f"services/{name}/pyproject.toml" for name in SERVICES}
    local = ROOT / "deploy/local/pyproject.toml"
    workspace = [ROOT / "pyproject.toml", *plumbing, *service.values(), RUNPOD_WORKER, local]
    services = {name: [*plumbing, path] for name, path in service.items()}
    kokoro = [ROOT / "pyproject.toml", *plumbing, service["tts"], KOKORO_INPUT]
    return {"workspace": workspace} | services | {"runpod_worker": [RUNPOD_WORKER], "kokoro": kokoro}


def digest(paths: list[Path]) -> str:
    """A digest of everything in `paths` that decides what is installed."""
    declared: list[Any] = []
    for path in paths:
        if path.suffix != ".toml":
            declared.append([line for line in path.read_text().splitlines() if line and not line.startswith("#")])
            continue
        content = tomllib.loads(path.read_text())
        project = content["project"]
        declared.append(
            [
                project["name"],
                project["requires-python"],
                sorted(project.get("dependencies", [])),
                project.get("optional-dependencies", {}),
                content.get("dependency-groups", {}),
            ]
        )
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()


def extras(name: str, paths: list[Path]) -> list[str]:
    """The extras that a lock has; which of kit's a service takes is among its dependencies."""
    own = [path for path in paths if path.suffix == ".toml"]
    declared = {
        extra
        for path in (own if name == "workspace" else own[-1:])
        for extra in tomllib.loads(path.read_text())["project"].get("optional-dependencies", {})
    }
    return sorted(extra for extra in declared if extra not in HEAVY_EXTRAS or extra == name)


def compile_lock(name: str, paths: list[Path], *, upgrade: bool) -> None:
    """Resolves one lock. The services are resolved under the workspace's lock, so that all agree on versions."""
    target = ROOT / f"requirements/{name}.lock"
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"]
    command += [flag for extra in extras(name, paths) for flag in ("--extra", extra)]
    command += [flag for dist in LOCAL_DISTS for flag in ("--no-emit-package", dist)]
    if name == "workspace":
        command += groups("build", "test", "corpus", "check")
    else:
        command += ["--constraint", str(ROOT / "requirements/workspace.lock")]
    if name == "kokoro":
        command += [*groups("build", "test"), "--override", "-"]
    if upgrade:
        command.append("--upgrade")
    command += ["--output-file", str(target), *map(str, paths)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, input=NOT_LOCKED, text=True)
    target.write_text(f"{DIGEST}{digest(paths)}\n{target.read_text()}")


def groups(*names: str) -> list[str]:
    """The arguments that take dependency groups of the workspace."""
    return [argument for name in names for argument in ("--group", f"{ROOT}/pyproject.toml:{name}")]


def stale_locks() -> list[str]:
    """Names the locks whose digest is not that of the pyproject files."""
    stale: list[str] = []
    for name, paths in lock_inputs().items():
        target = ROOT / f"requirements/{name}.lock"
        if not target.exists() or target.read_text().partition("\n")[0] != DIGEST + digest(paths):
            stale.append(name)
    return stale


def main() -> int:
    """Command line entry; the exit status is 1 when `--check` finds a stale lock."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell whether the locks are current")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    arguments = parser.parse_args()
    if arguments.check:
        stale = stale_locks()
        if stale:
            print(f"not current, run `make lock`: {', '.join(f'requirements/{name}.lock' for name in stale)}")
        return 1 if stale else 0
    for name, paths in lock_inputs().items():
        compile_lock(name, paths, upgrade=arguments.upgrade)
        print(f"requirements/{name}.lock")
    return 0


if __name__ == "__main__":
    sys.exit(main())
