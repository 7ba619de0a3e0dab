"""Starts the emulator: `python -m tests.emulators.runpod --port 8901`."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import uvicorn

from tests.emulators.runpod.app import build_app
from tests.emulators.runpod.hearing import Fixed, Transcriber
from tests.emulators.runpod.pace import Pace
from tests.emulators.runpod.recognition import Pocketsphinx
from tests.emulators.runpod.server import TEXT
from tests.emulators.runpod.state import State
from tests.emulators.socket_server import server_config


def main() -> None:
    """Reads the command line and serves until SIGINT or SIGTERM."""
    asyncio.run(_serve(_parser().parse_args()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.emulators.runpod", description="An emulator of RunPod's serverless API."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8901)
    parser.add_argument(
        "--api-key", default="", help="the only right key; default: all but those that begin with 'invalid'"
    )
    parser.add_argument("--endpoint", default="whisper", help="the endpoint's id")
    parser.add_argument("--job-ms", type=float, default=1000 * Pace().job_s, help="of every job")
    parser.add_argument("--audio-share", type=float, default=0.0, help="seconds more for each second of audio")
    parser.add_argument("--jitter", type=float, default=0.0, help="a job takes up to this share longer or shorter")
    parser.add_argument("--model-load-s", type=float, default=0.0, help="more for a worker's first job with a model")
    parser.add_argument("--cold-start-s", type=float, default=0.0)
    parser.add_argument("--idle-timeout-s", type=float, default=Pace().idle_timeout_s)
    parser.add_argument("--max-workers", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="another seed has other jitter")
    parser.add_argument("--ear", choices=("pocketsphinx", "fixed"), default="pocketsphinx", help="what it hears with")
    parser.add_argument("--text", default=TEXT, help="what the fixed ear hears")
    parser.add_argument("--dialect", choices=("marketplace", "ours"), default="marketplace", help="whose worker")
    parser.add_argument(
        "--cache-dir", type=Path, default=Path("~/.cache/xquizit"), help="where pocketsphinx keeps its model"
    )
    parser.add_argument("--log-level", default="warning", help="of the server")
    return parser


async def _serve(given: argparse.Namespace) -> None:
    pace = Pace(
        job_s=given.job_ms / 1000,
        audio_share=given.audio_share,
        jitter=given.jitter,
        model_load_s=given.model_load_s,
        cold_start_s=given.cold_start_s,
        idle_timeout_s=given.idle_timeout_s,
    )
    async with AsyncExitStack() as stack:
        ear: Transcriber = Fixed(given.text)
        if given.ear == "pocketsphinx":
            ear = await stack.enter_async_context(Pocketsphinx(given.cache_dir.expanduser().absolute()))
        state = State(
            ear,
            endpoint_id=given.endpoint,
            api_key=given.api_key,
            dialect=given.dialect,
            pace=pace,
            max_workers=given.max_workers,
            seed=given.seed,
        )
        stack.push_async_callback(state.fleet.close)
        # A hanging answer ends with its client; at the end of the process it is not waited for.
        config = server_config(
            build_app(state), host=given.host, port=given.port, log_level=given.log_level, timeout_graceful_shutdown=1
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    main()
