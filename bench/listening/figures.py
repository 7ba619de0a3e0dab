"""The figures of one number of speakers, out of its rounds; their definitions are in bench/README.md; pure."""

from collections.abc import Callable, Sequence

from bench.figure import Figure, median, p95, spread
from bench.listening.captions import finals, revisions, word_error_rate
from bench.listening.measures import done_lag, echo_lags, final_lags, partial_lags
from bench.listening.rounds import Round
from bench.listening.speaker import Spoken

MB = 1_000_000


def figures(rounds: Sequence[Round], *, engine: str) -> list[Figure]:
    """All of them, for rounds with the same number of speakers."""
    spoken = [one for each in rounds for one in each.spoken]
    found = [*_lags(spoken), *_words(spoken, engine)]
    if engine != "pocketsphinx":
        found += [_finals_at_once(rounds)]
    if engine == "runpod":
        found += _jobs(rounds)
    return [*found, *_cost(rounds), *_floor(rounds)]


def knowing(all_spoken: Sequence[Spoken]) -> Figure:
    """The word error rate of a recognizer that knows the interview's texts."""
    rate, words = word_error_rate(all_spoken)
    return Figure("WER with the interview's texts", "", rate, n=words)


def memory_slope(by_level: Sequence[Sequence[Round]]) -> Figure:
    """Memory for each further speaker, from the fewest to the most: of the first rounds, since memory is kept."""
    name, unit = "memory for each further speaker", "MB"
    few, many = by_level[0][0], by_level[-1][0]
    more = many.speakers - few.speakers
    if not more:
        return Figure(name, unit, None)
    grown = _most_rss(many) - _most_rss(few)
    return Figure(name, unit, grown / more / MB, note=f"{few.speakers} to {many.speakers} speakers")


def _lags(spoken: Sequence[Spoken]) -> list[Figure]:
    paused = [one for one in spoken if not one.recording.ends_in_speech]
    spoke = [one for one in spoken if one.recording.ends_in_speech]
    return [
        spread("partial lag", "s", [lag for one in spoken for lag in partial_lags(one)]),
        spread("final lag", "s", [lag for one in spoken for lag in final_lags(one)]),
        spread("done lag after a pause", "s", [lag for one in paused if (lag := done_lag(one)) is not None]),
        spread("done lag after the last word", "s", [lag for one in spoke if (lag := done_lag(one)) is not None]),
    ]


def _words(spoken: Sequence[Spoken], engine: str) -> list[Figure]:
    counted = [revisions(one) for one in spoken]
    count, changed = sum(shown for shown, _ in counted), sum(changed for _, changed in counted)
    rate, words = word_error_rate(spoken)
    samples = sum(one.recording.samples for one in spoken)
    lost = sum(one.recording.samples - one.acknowledged for one in spoken)
    broken = sum(bool(one.error) for one in spoken)
    engines = [final.engine for one in spoken for final in finals(one)]
    others = sum(name != engine for name in engines)
    return [
        Figure("revision rate", "", changed / count if count else None, n=count),
        Figure("WER", "", rate, n=words, note="0 by construction of the ear" if engine == "runpod" else ""),
        Figure("samples not acknowledged", "", float(lost), n=samples),
        Figure("streams that broke", "", float(broken), n=len(spoken)),
        Figure("finals by a stand-in", "", float(others), n=len(engines)),
    ]


def _finals_at_once(rounds: Sequence[Round]) -> Figure:
    """Finals that were there by a look at the pause: the service's own count."""
    total = sum(each.counts.get("finals", 0.0) for each in rounds)
    at_once = sum(each.counts.get("finals_without_job", 0.0) for each in rounds)
    return Figure("finals without a further job", "", at_once / total if total else None, n=int(total))


def _jobs(rounds: Sequence[Round]) -> list[Figure]:
    spoken = [one for each in rounds for one in each.spoken]
    jobs = [job for each in rounds for job in each.jobs if job.label]
    cancelled = [job for job in jobs if job.status == "CANCELLED"]
    worker_s = sum(job.worker_s for job in jobs)
    speech_s = sum(each.speech_s for each in rounds)
    waited = [job.started_s - job.queued_s for job in jobs if job.started_s is not None]
    return [
        _without_job("no job after done, after a pause", rounds, ends_in_speech=False),
        _without_job("no job after done, last word", rounds, ends_in_speech=True),
        Figure("jobs per answer", "", len(jobs) / len(spoken), n=len(jobs)),
        Figure("superseded jobs", "", len(cancelled) / len(jobs) if jobs else None, n=len(jobs)),
        Figure("worker seconds per minute of speech", "s", worker_s / speech_s * 60, n=len(jobs)),
        Figure("of these superseded", "", sum(job.worker_s for job in cancelled) / worker_s if worker_s else None),
        spread("wait for a worker", "s", waited),
        Figure("requests refused", "", float(sum(each.refused for each in rounds))),
    ]


def _without_job(name: str, rounds: Sequence[Round], *, ends_in_speech: bool) -> Figure:
    """Of the answers that ended so: how many were final without a job that was queued after `end` was sent."""
    free = total = 0
    for each in rounds:
        for one in each.spoken:
            if one.recording.ends_in_speech == ends_in_speech:
                later = [j for j in each.jobs if j.label == one.recording.label and j.queued_s > one.end_sent_s]
                free, total = free + (not later), total + 1
    return Figure(name, "", free / total if total else None, n=total)


def _cost(rounds: Sequence[Round]) -> list[Figure]:
    def cpu(name: str, used_s: Callable[[Round], float]) -> Figure:
        return Figure(name, "ms/s", median([1000 * used_s(each) / each.streamed_s for each in rounds]), n=len(rounds))

    memory = rounds[0].service  # what the most speakers took before is kept in later rounds
    return [
        cpu("CPU of the service", lambda each: each.service.cpu.own_s),
        cpu("CPU of its children", lambda each: each.service.cpu.children_s),
        cpu("CPU of the provider's emulator", lambda each: each.provider.own_s),
        cpu("CPU of the speakers", lambda each: each.speaking.own_s),
        Figure("memory of the service", "MB", memory.own_rss_bytes / MB),
        Figure("memory of its children", "MB", memory.children_rss_bytes / MB),
    ]


def _floor(rounds: Sequence[Round]) -> list[Figure]:
    floors = [1000 * each.floor.cpu.own_s / each.floor_streamed_s for each in rounds]
    lags = [lag for each in rounds for one in each.floor_spoken for lag in echo_lags(one)]
    ratios = [
        1000 * (each.service.cpu.own_s + each.service.cpu.children_s) / each.streamed_s / floor
        for each, floor in zip(rounds, floors, strict=True)
    ]
    return [
        Figure("floor: CPU", "ms/s", median(floors), n=len(rounds)),
        Figure("floor: lag of a frame", "s", median(lags), p95(lags), len(lags)),
        Figure("CPU ÷ floor's CPU", "", median(ratios), n=len(rounds)),
    ]


def _most_rss(each: Round) -> int:
    return each.service.own_rss_bytes + each.service.children_rss_bytes
