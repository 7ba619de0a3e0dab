"""Command line of the local stack: `python -m xquizit_local run|dev|demo|stubs`."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from xquizit_kit.settings import load_settings
from xquizit_local.settings import LocalSettings

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: this distribution is installed editable, from deploy/local."""


def main() -> int:
    """Reads the command and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m xquizit_local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start everything and serve until Ctrl-C")
    commands.add_parser("dev", help="the same, restarting each service when its source changes")
    commands.add_parser("demo", help="hold a whole interview with a simulated candidate")
    commands.add_parser("stubs", help="tell whether the generated stubs are current")
    command = parser.parse_args().command
    os.chdir(ROOT)
    # Each imports what it needs: `run` must start fast.
    if command == "stubs":
        from xquizit_local import stubs

        return stubs.check(ROOT)
    if command == "demo":
        from xquizit_local.demo import command as demo

        return asyncio.run(demo.run(ROOT, load_settings(demo.DemoSettings)))
    from xquizit_local.run import run

    return asyncio.run(run(ROOT, load_settings(LocalSettings), watch=command == "dev"))


if __name__ == "__main__":
    sys.exit(main())
