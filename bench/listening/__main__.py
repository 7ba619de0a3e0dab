"""Measures the transcription service: `python -m bench.listening`; see bench/README.md."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict

from bench.console import numbers, say
from bench.figure import Figure, median
from bench.listening.figures import figures, knowing, memory_slope
from bench.listening.rounds import Round, hear_knowing, run_round
from bench.listening.speaker import Spoken
from bench.listening.speech import recordings
from bench.listening.stage import Setting, running
from bench.machine import machine
from bench.table import table

_SPEAKERS = {"runpod": [1, 5, 10, 20], "pocketsphinx": [1, 4], "whisper": [1]}
_RESULTS = Path(__file__).parents[1] / "results"


def main() -> None:
    """Reads the command line, measures, prints, writes the raw data."""
    given = _parser().parse_args()
    about = machine()
    say("  ".join(f"{name}: {value}" for name, value in about.items()))
    say(f"cells: median / p95 (n); {given.rounds} rounds; definitions: bench/README.md")
    raw: dict[str, Any] = {"machine": about, "arguments": {key: str(value) for key, value in vars(given).items()}}
    for engine in [given.engine] if given.engine else list(_SPEAKERS):
        if engine == "whisper" and given.model is None:
            say("\nwhisper  absent: no weights here (--model DIR)")
            continue
        raw[engine] = asyncio.run(_measure(engine, given))
    path = given.json or _RESULTS / f"listening-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw))
    say(f"\nraw data: {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.listening", description=__doc__)
    parser.add_argument("--engine", choices=_SPEAKERS, help="only this one; default: all")
    parser.add_argument("--speakers", type=numbers, help="at once, e.g. 1,5,10,20; default: as the engine can hear")
    parser.add_argument("--rounds", type=int, default=2, help="of each number of speakers")
    parser.add_argument("--speech-s", type=float, default=12.0, help="seconds of speech in an answer, at least")
    parser.add_argument("--job-ms", type=float, default=300.0, help="of each job of the emulated RunPod")
    parser.add_argument("--workers", type=int, default=0, help="of the emulated RunPod; default: two for each speaker")
    parser.add_argument("--model", type=Path, help="a folder with the weights of a Whisper")
    parser.add_argument("--json", type=Path, help="where to write the raw data; default: bench/results/")
    return parser


async def _measure(engine: str, given: argparse.Namespace) -> dict[str, Any]:
    levels: list[int] = given.speakers or _SPEAKERS[engine]
    by_speaker = [recordings(speaker, least_speech_s=given.speech_s) for speaker in range(max(levels))]
    everything = [recording for answers in by_speaker for recording in answers]
    warm_up = recordings(max(levels), least_speech_s=1.0)[1:]
    setting = Setting(engine, max(levels), given.job_ms / 1000, given.workers, given.model)
    with tempfile.TemporaryDirectory(prefix="xquizit-bench-") as folder:
        async with running(setting, [*everything, *warm_up], Path(folder)) as stage:
            await run_round(stage, warm_up)  # connections, workers and caches are warm from here on
            by_level: dict[int, list[Round]] = {level: [] for level in levels}
            for _ in range(given.rounds):
                for level in levels:
                    by_level[level].append(await run_round(stage, everything[: 2 * level]))
            known = [] if engine == "runpod" else await hear_knowing(stage, everything)
    found = {level: figures(rounds, engine=engine) for level, rounds in by_level.items()}
    found[levels[-1]].append(memory_slope(list(by_level.values())))
    if known:
        found[max(levels)].append(knowing(known))
    say("")
    for line in table(
        f"{engine}: speakers at once",
        found,
        {n: median([each.load for each in rounds]) for n, rounds in by_level.items()},
    ):
        say(line)
    return {str(level): _raw(rounds, found[level]) for level, rounds in by_level.items()} | {"known": _told(known)}


def _raw(rounds: Sequence[Round], found: Sequence[Figure]) -> dict[str, Any]:
    return {
        "figures": [asdict(figure) for figure in found],
        "rounds": [
            {
                "load": each.load,
                "counts": each.counts,
                "service": asdict(each.service),
                "provider": asdict(each.provider),
                "speaking": asdict(each.speaking),
                "floor": asdict(each.floor),
                "streamed_s": each.streamed_s,
                "speech_s": each.speech_s,
                "floor_streamed_s": each.floor_streamed_s,
                "jobs": [asdict(job) for job in each.jobs],
                "answers": _told(each.spoken),
            }
            for each in rounds
        ],
    }


def _told(all_spoken: Sequence[Spoken]) -> list[dict[str, Any]]:
    return [
        {
            "label": spoken.recording.label,
            "words": [[word.text, word.start_sample, word.end_sample] for word in spoken.recording.words],
            "samples": spoken.recording.samples,
            "acknowledged": spoken.acknowledged,
            "error": spoken.error,
            "sent_s": spoken.sent_s,
            "end_sent_s": spoken.end_sent_s,
            "told": [[at_s, MessageToDict(response)] for at_s, response in spoken.told],
        }
        for spoken in all_spoken
    ]


if __name__ == "__main__":
    main()
