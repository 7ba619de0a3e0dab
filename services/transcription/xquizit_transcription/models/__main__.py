"""Fetches, lists and checks Whisper models: `python -m xquizit_transcription.models fetch base.en`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.progress import Bar, Lines
from xquizit_kit.settings import load_settings
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.models.catalog import MODELS
from xquizit_transcription.models.fetch import fetch
from xquizit_transcription.models.folder import ModelFolder


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line asks; returns the exit status."""
    asked = _parser().parse_args(arguments)
    into: Path = asked.into or load_settings(TranscriptionSettings).models_dir
    try:
        match asked.command:
            case "fetch":
                return _fetch(asked.name, into, offline=asked.offline)
            case "check":
                return _check(asked.names, into)
            case _:
                return _list(into)
    except EngineFailed as error:
        return _fail(error.message)
    except ModuleNotFoundError as error:
        return _fail(f"{error.name} is missing: install xquizit-transcription[whisper].")
    except KeyboardInterrupt:
        return _fail("Stopped. The next fetch goes on from here.")
    except BrokenPipeError:  # whoever read has seen enough; the interpreter flushes once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m xquizit_transcription.models", description="Whisper models.")
    commands = parser.add_subparsers(dest="command", required=True)
    fetching = commands.add_parser("fetch", help="have a model here, whole and checked; a broken fetch goes on")
    fetching.add_argument("name", help="as `list` shows them, or owner/name of a repository on the Hugging Face hub")
    is_offline = os.environ.get("OFFLINE", "").lower() in {"1", "true", "yes", "on"}
    fetching.add_argument("--offline", action="store_true", default=is_offline, help="fetch nothing (also OFFLINE=1)")
    checking = commands.add_parser("check", help="compare what is here with the hashes that the hub told")
    checking.add_argument("names", nargs="*", help="default: all that are here")
    for command in (fetching, checking, commands.add_parser("list", help="which models there are and which are here")):
        command.add_argument("--into", type=Path, help="the folder of models; default: whisper in XQUIZIT_CACHE_DIR")
    return parser


def _fetch(name: str, into: Path, *, offline: bool) -> int:
    # A person who asks for it wants it right: what is here is checked too.
    with Bar(name) if sys.stdout.isatty() else nullcontext(Lines(name, _say)) as progress:
        folder = asyncio.run(fetch(name, into, offline=offline, thoroughly=True, progress=progress))
    _say(f"{folder.path}")
    return 0


def _check(names: Sequence[str], into: Path) -> int:
    status = 0
    for name in names or [name for name in MODELS if ModelFolder.of(name, into).path.exists()]:
        folder = ModelFolder.of(name, into)
        if problems := folder.problems(thoroughly=True):
            _say(f"{name}: {', '.join(problems)}. `fetch {name}` mends that.")
            status = 1
        elif (snapshot := folder.snapshot) is None:
            _say(f"{name}: nothing is missing; it was not fetched by this command, so there are no hashes to compare")
        else:
            _say(f"{name}: good, {snapshot.total_bytes / 1e6:.0f} MB of {snapshot.repository} at {snapshot.revision}")
    return status


def _list(into: Path) -> int:
    for model in MODELS.values():
        folder = ModelFolder.of(model.name, into)
        state = "here" if folder.is_usable else "partly here" if folder.partial.exists() else ""
        _say(f"{model.name:<18} {model.about_mb:>5} MB  {model.languages:<8} {state:<12} {model.repository}")
    _say(f"Models are in {into}.")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
