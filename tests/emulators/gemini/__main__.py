"""Starts the emulator: `python -m tests.emulators.gemini --port 8900`."""

import argparse

import uvicorn

from tests.emulators.gemini.app import State, build_app
from tests.emulators.gemini.pace import Pace
from tests.emulators.socket_server import server_config


def main() -> None:
    """Reads the command line and serves until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.emulators.gemini", description="An emulator of the Gemini API."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--seed", type=int, default=0, help="another seed words and chooses differently")
    parser.add_argument(
        "--api-key", default="", help="the only right key; default: all but those that begin with 'invalid'"
    )
    parser.add_argument("--ttft-ms", type=float, default=Pace().ttft_ms, help="time to first token")
    parser.add_argument("--tokens-per-s", type=float, default=Pace().tokens_per_s, help="0: without any wait")
    parser.add_argument("--thinking-tokens-per-s", type=float, default=Pace().thinking_tokens_per_s)
    parser.add_argument(
        "--chunk-tokens", type=int, default=Pace().chunk_tokens, help="mean tokens per event of a stream"
    )
    given = parser.parse_args()
    pace = Pace(given.ttft_ms, given.tokens_per_s, given.thinking_tokens_per_s, given.chunk_tokens)
    state = State(pace=pace, api_key=given.api_key, seed=given.seed)
    # A hanging answer ends with its client; at the end of the process it is not waited for.
    config = server_config(
        build_app(state), host=given.host, port=given.port, log_level="warning", timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
