"""The figures of documents, out of what was seen; their definitions are in bench/README.md; pure."""

from collections.abc import Iterator, Sequence

from bench.documents.ratio import Compared
from bench.documents.rounds import Round
from bench.figure import Figure, median, p95, spread

MB = 1_000_000


def figures(rounds: Sequence[Round]) -> list[Figure]:
    """Those of one number of clients, for its rounds."""
    latencies = [1000 * one for each in rounds for one in each.latencies_s]
    floor = [1000 * one for each in rounds for one in each.floor_latencies_s]
    rates = [len(each.latencies_s) / each.took_s for each in rounds]
    cpu = [1000 * each.service.cpu.own_s / len(each.latencies_s) for each in rounds]
    parser_cpu = [1000 * each.service.cpu.children_s / len(each.latencies_s) for each in rounds]
    return [
        Figure("documents a second", "1/s", median(rates), n=len(rates)),
        spread("latency", "ms", latencies),
        Figure("documents refused", "", sum(each.refused for each in rounds), n=len(latencies)),
        Figure("CPU of the service", "ms/document", median(cpu), n=len(cpu)),
        Figure("CPU of its parsers", "ms/document", median(parser_cpu), n=len(parser_cpu)),
        Figure("memory of the service", "MB", max(each.service.own_rss_bytes for each in rounds) / MB),
        Figure("memory of its parsers", "MB", max(each.service.children_rss_bytes for each in rounds) / MB),
        Figure("floor: documents a second", "1/s", median([len(r.floor_latencies_s) / r.floor_took_s for r in rounds])),
        spread("floor: latency", "ms", floor),
    ]


def comparison(compared: Sequence[Compared]) -> Iterator[str]:
    """A line for each document, then for each kind, then for all: milliseconds of both, and warm ÷ bare."""
    yield f"{'warm parse ÷ bare library call':58}{'bytes':>9}{'bare ms':>10}{'warm ms':>10}{'ratio':>8}"
    for each in compared:
        if each.refused:
            yield f"{each.name:58}{each.size_bytes:>9}  not compared: {each.refused}"
            continue
        bare_ms, warm_ms = 1000 * median(each.bare_s), 1000 * median(each.warm_s)
        yield f"{each.name:58}{each.size_bytes:>9}{bare_ms:>10.2f}{warm_ms:>10.2f}{each.ratio:>8.2f}"
    for kind in ("pdf", "docx", ""):
        some = [each for each in compared if not each.refused and each.name.endswith(kind)]
        if not some:
            continue
        ratios = [each.ratio for each in some]
        bare_s, warm_s = sum(median(each.bare_s) for each in some), sum(median(each.warm_s) for each in some)
        name = f"all {kind or 'documents'} ({len(some)})"
        yield (
            f"{name:58}{'':9}{1000 * bare_s:>10.1f}{1000 * warm_s:>10.1f}{warm_s / bare_s:>8.2f}"
            f"  median {median(ratios):.2f}, p95 {p95(ratios):.2f}"
        )
