"""Fetches and checks Kokoro's files: `python -m xquizit_tts.models fetch af_bella am_adam`."""

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.progress import Bar, Lines
from xquizit_tts.engines.kokoro.options import FOLDER, KokoroOptions
from xquizit_tts.engines.kokoro.packages import LANGUAGE_MODEL, LANGUAGE_MODEL_COMMAND, missing
from xquizit_tts.engines.kokoro.voices import NAMES, described
from xquizit_tts.models.kokoro import ABOUT_MB, USUAL_VOICES, fetch_kokoro, folder_of, voices_in


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line asks; returns the exit status."""
    asked = _parser().parse_args(arguments)
    into: Path = asked.into or _usual_folder()
    try:
        match asked.command:
            case "fetch":
                return _fetch(asked.voices or USUAL_VOICES, into, offline=asked.offline)
            case "check":
                return _check(into)
            case _:
                return _list(into)
    except (EngineFailed, ValueError) as error:
        return _fail(error.message if isinstance(error, EngineFailed) else f"{error}.")
    except ModuleNotFoundError as error:
        return _fail(f"{error.name} is missing: install xquizit-kit[models].")
    except KeyboardInterrupt:
        return _fail("Stopped. The next fetch goes on from here.")
    except BrokenPipeError:  # whoever read has seen enough; the interpreter flushes once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m xquizit_tts.models", description="Kokoro's model and voices.")
    commands = parser.add_subparsers(dest="command", required=True)
    fetching = commands.add_parser(
        "fetch", help=f"have them here, whole and checked ({ABOUT_MB} MB); goes on if broken"
    )
    fetching.add_argument("voices", nargs="*", help=f"names or blends; default: {' '.join(USUAL_VOICES)}")
    is_offline = os.environ.get("OFFLINE", "").lower() in {"1", "true", "yes", "on"}
    fetching.add_argument("--offline", action="store_true", default=is_offline, help="fetch nothing (also OFFLINE=1)")
    checking = commands.add_parser("check", help="compare what is here with the hashes that the hub told")
    for command in (fetching, checking, commands.add_parser("list", help="which voices there are and which are here")):
        command.add_argument("--into", type=Path, help=f"their folder; default: {FOLDER} in XQUIZIT_CACHE_DIR")
    return parser


def _usual_folder() -> Path:
    told = os.environ.get("XQUIZIT_CACHE_DIR")
    return (KokoroOptions(cache_dir=told) if told else KokoroOptions()).usual_dir


def _fetch(voices: Sequence[str], into: Path, *, offline: bool) -> int:
    # A person who asks for it wants it right: what is here is checked too.
    with Bar("Kokoro") if sys.stdout.isatty() else nullcontext(Lines("Kokoro", _say)) as progress:
        folder = asyncio.run(fetch_kokoro(into, voices, offline=offline, thoroughly=True, progress=progress))
    _say(f"{folder.path}")
    return _complete(offline=offline)


def _complete(*, offline: bool) -> int:
    """Installs spaCy's English model where only that is missing; says what is, where more is."""
    match missing():
        case []:
            return 0
        case [str(only)] if only == LANGUAGE_MODEL and not offline:
            _say(f"installing {LANGUAGE_MODEL} by spaCy's own downloader (13 MB, from its releases on GitHub)")
            return subprocess.run([sys.executable, *LANGUAGE_MODEL_COMMAND.split()[1:]], check=False).returncode
        case [str(only)] if only == LANGUAGE_MODEL:
            _say(f"Still missing: {LANGUAGE_MODEL}; with a network `{LANGUAGE_MODEL_COMMAND}` installs it.")
        case _:
            _say("The packages that speak with it are not installed here: torch==2.13.0, then xquizit-tts[kokoro].")
    return 0


def _check(into: Path) -> int:
    folder = folder_of(into, voices_in(into) or USUAL_VOICES)
    if problems := folder.problems(thoroughly=True):
        return _fail(f"{into}: {', '.join(problems)}. `fetch` mends that.")
    if (snapshot := folder.snapshot) is None:
        _say(f"{into}: nothing is missing; it was not fetched by this command, so there are no hashes to compare")
    else:
        _say(f"{into}: good, {snapshot.total_bytes / 1e6:.0f} MB of {snapshot.repository} at {snapshot.revision}")
    return 0


def _list(into: Path) -> int:
    here = voices_in(into)
    for voice in map(described, NAMES):
        _say(
            f"{voice.id:<14} {voice.language:<6} {voice.description:<20} {'here' if voice.id in here else ''}".rstrip()
        )
    _say(f"They are in {into}.")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
