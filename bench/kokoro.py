"""Measures the Kokoro engine alone, on random weights of full size or real ones: `python -m bench.kokoro`."""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.console import numbers, say
from bench.figure import Figure, spread
from bench.machine import machine
from bench.table import table
from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ
from xquizit_tts.engines.kokoro import KokoroEngine, KokoroOptions
from xquizit_tts.engines.kokoro.voices import DEFAULT_VOICE
from xquizit_tts.port import Piece

_RESULTS = Path(__file__).parent / "results"
FIRST = "Thank you, that is helpful."
SENTENCE = "You wrote that you led the migration of the payments platform; what did you decide yourself?"
LONG = (
    "I would like to go on with the part of your resume about the payments platform, which you moved from a single "
    "database to a sharded cluster within eleven months, together with four teams, and without a minute of downtime. "
    "What was the hardest decision, and how did you make it?"
)
PIECES = {"first clause": FIRST, "sentence": SENTENCE, "long piece": LONG}


@dataclass
class Seen:
    """What was measured with one number of workers."""

    start_s: float = 0.0
    first_s: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    took_s: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    audio_s: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    stop_s: list[float] = field(default_factory=list[float])
    rate: list[float] = field(default_factory=list[float])
    """Seconds of sound that all workers together make in a second, by round."""
    rss_bytes: list[int] = field(default_factory=list[int])
    load: float = 0.0


def main() -> None:
    """Reads the command line, measures, prints, writes the raw data."""
    given = _parser().parse_args()
    about = machine() | {"device": _device_name(given.device)}
    say("  ".join(f"{name}: {value}" for name, value in about.items()))
    say("cells: median / p95 (n); definitions: bench/README.md")
    with tempfile.TemporaryDirectory(prefix="xquizit-bench-") as made:
        folder = given.model or _random_weights(Path(made))
        seen = {workers: asyncio.run(_measure(folder, workers, given)) for workers in given.workers}
    found = {workers: _figures(one) for workers, one in seen.items()}
    say("")
    weights = "real weights" if given.model else "random weights of full size"
    for line in table(f"kokoro, {weights}: workers", found, {workers: one.load for workers, one in seen.items()}):
        say(line)
    raw = {"machine": about, "arguments": {key: str(value) for key, value in vars(given).items()}}
    raw |= {
        str(workers): {"figures": list(map(asdict, found[workers])), **asdict(one)} for workers, one in seen.items()
    }
    path = given.json or _RESULTS / f"kokoro-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw))
    say(f"\nraw data: {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.kokoro", description=__doc__)
    parser.add_argument("--device", default="auto", help="as TTS_DEVICE")
    parser.add_argument("--workers", type=numbers, default=[1], help="on the device, e.g. 1,2,4: a column for each")
    parser.add_argument("--rounds", type=int, default=5, help="of all pieces, on every worker at once")
    parser.add_argument("--stops", type=int, default=20, help="long pieces that are stopped somewhere")
    parser.add_argument("--model", type=Path, help="a folder with Kokoro's real weights; default: random ones")
    parser.add_argument("--json", type=Path, help="where to write the raw data; default: bench/results/")
    return parser


async def _measure(folder: Path, workers: int, given: argparse.Namespace) -> Seen:
    seen = Seen(load=os.getloadavg()[0])
    began_s = time.perf_counter()
    options = KokoroOptions(device=given.device, workers_per_device=workers, model_dir=str(folder), piece_timeout_s=120)
    engine = KokoroEngine("for the bench", options)
    try:
        await engine.warm_up()
        seen.start_s = time.perf_counter() - began_s
        for text in PIECES.values():  # shapes that a device has not seen cost more the first time
            await asyncio.gather(*(_speak(engine, text) for _ in range(workers)))
        for _ in range(given.rounds):
            await _round(engine, workers, seen)
        moments = random.Random(1)
        for _ in range(given.stops):
            seen.stop_s.append(await _stop(engine, moments.uniform(0, min(2.0, max(seen.took_s["long piece"])))))
        async with engine.crew.worker() as worker:
            seen.rss_bytes.append(worker.rss_bytes)
    finally:
        await engine.aclose()
    return seen


async def _round(engine: KokoroEngine, workers: int, seen: Seen) -> None:
    began_s, audio_s = time.perf_counter(), 0.0
    for name, text in PIECES.items():
        for first_s, took_s, spoken_s in await asyncio.gather(*(_speak(engine, text) for _ in range(workers))):
            seen.first_s.setdefault(name, []).append(first_s)
            seen.took_s.setdefault(name, []).append(took_s)
            seen.audio_s.setdefault(name, []).append(spoken_s)
            audio_s += spoken_s
    seen.rate.append(audio_s / (time.perf_counter() - began_s))


async def _speak(engine: KokoroEngine, text: str) -> tuple[float, float, float]:
    """Seconds to the first sound, to the last, and of sound."""
    began_s, first_s, sound_bytes = time.perf_counter(), 0.0, 0
    async with aclosing(engine.synthesize(Piece(text, DEFAULT_VOICE, 1.0))) as sounds:
        async for sound in sounds:
            first_s = first_s or time.perf_counter() - began_s
            sound_bytes += len(sound.pcm)
    return first_s, time.perf_counter() - began_s, sound_bytes / SAMPLE_BYTES / SPEAK_RATE_HZ


async def _stop(engine: KokoroEngine, after_s: float) -> float:
    """Seconds from cancelling a piece until its worker is free again."""
    speaking = asyncio.create_task(_speak(engine, LONG))
    await asyncio.sleep(after_s)
    began_s = time.perf_counter()
    speaking.cancel()
    await asyncio.wait([speaking])
    return time.perf_counter() - began_s


def _figures(seen: Seen) -> list[Figure]:
    rtf = {
        name: [took / audio for took, audio in zip(seen.took_s[name], seen.audio_s[name], strict=True)]
        for name in PIECES
    }
    return [
        *(spread(f"first sound, {name}", "s", seen.first_s[name]) for name in PIECES),
        *(spread(f"RTF, {name}", "", rtf[name]) for name in PIECES),
        spread("seconds of sound in a second", "s", seen.rate),
        spread("stop until free", "ms", [1000 * stop_s for stop_s in seen.stop_s]),
        Figure("start until warm", "s", seen.start_s),
        Figure("memory of a worker", "MB", max(seen.rss_bytes) / 1e6),
    ]


def _random_weights(folder: Path) -> Path:
    """Weights of full size and, where spaCy's English model is missing, one that does for this."""
    making = [sys.executable, "-W", "ignore", "-m", "tests.fakes.kokoro_weights", str(folder), "full", "site"]
    subprocess.run(making, check=True)
    paths = [str(folder / "site"), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return folder / "full"


def _device_name(device: str) -> str:
    if device != "cpu" and shutil.which("nvidia-smi"):
        asked = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() or "a GPU"
    names = re.findall(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return names[0] if names else "a CPU"


if __name__ == "__main__":
    main()
