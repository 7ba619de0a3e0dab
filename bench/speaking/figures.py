"""The figures of one number of listeners, out of its rounds; their definitions are in bench/README.md; pure."""

from collections.abc import Sequence

from bench.figure import Figure, median, spread
from bench.speaking.rounds import Round

MB = 1_000_000


def figures(rounds: Sequence[Round]) -> list[Figure]:
    """All of them, for rounds with the same number of listeners."""
    fresh = [one for each in rounds for one in each.fresh]
    cached = [one for each in rounds for one in each.cached]
    floor = [one for each in rounds for one in each.floor]
    cpu = [_cpu_ms_per_s(each.service.cpu.own_s, each.fresh) for each in rounds]
    engine_cpu = [_cpu_ms_per_s(each.service.cpu.children_s, each.fresh) for each in rounds]
    floor_cpu = [_cpu_ms_per_s(each.floor_used.cpu.own_s, each.floor) for each in rounds]
    ratios = [(one + other) / low for one, other, low in zip(cpu, engine_cpu, floor_cpu, strict=True) if low]
    return [
        spread("first sound", "ms", [1000 * one.first_s for one in fresh]),
        spread("all of a turn", "ms", [1000 * one.last_s for one in fresh]),
        spread("RTF", "", [one.last_s / one.audio_s for one in fresh]),
        spread("first sound from the cache", "ms", [1000 * one.first_s for one in cached]),
        spread("all of a turn from the cache", "ms", [1000 * one.last_s for one in cached]),
        Figure("CPU of the service", "ms/s", median(cpu), n=len(cpu)),
        Figure("CPU of its workers", "ms/s", median(engine_cpu), n=len(engine_cpu)),
        Figure("memory of the service", "MB", max(each.service.own_rss_bytes for each in rounds) / MB),
        Figure("memory of its workers", "MB", max(each.service.children_rss_bytes for each in rounds) / MB),
        spread("floor: first sound", "ms", [1000 * one.first_s for one in floor]),
        spread("floor: all of a turn", "ms", [1000 * one.last_s for one in floor]),
        Figure("floor: CPU", "ms/s", median(floor_cpu), n=len(floor_cpu)),
        Figure("CPU ÷ floor's CPU", "", median(ratios) if ratios else None),
    ]


def _cpu_ms_per_s(cpu_s: float, heard: Sequence[object]) -> float:
    """CPU milliseconds for each second of sound that was made."""
    audio_s = sum(getattr(one, "audio_s", 0.0) for one in heard)
    return 1000 * cpu_s / audio_s if audio_s else 0.0
