"""What the transcription service counts; the names are declared here and nowhere else."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

_SECONDS = (0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """One service's metrics, in a registry of their own."""

    def __init__(self, counts: Callable[[], Mapping[str, float]]) -> None:
        """Takes what tells the recognizer's own counts, see `Recognizer.counts`."""
        self.registry = CollectorRegistry()
        self.registry.register(_Recognizer(counts))
        self.speakers = Gauge("xquizit_speakers", "Answers that are being heard", registry=self.registry)
        self.audio_s = Counter("xquizit_heard_seconds_total", "Sound that was heard", registry=self.registry)
        self.finals = Counter("xquizit_finals_total", "Finals by who heard them", ("engine",), registry=self.registry)
        self.final_s = Histogram(
            "xquizit_final_seconds",
            "From the end of an utterance (the pause after it included) to its stored final",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.turn_end_hints = Counter(
            "xquizit_turn_end_hints_total",
            "Hints that an answer is over, by reason",
            ("reason",),
            registry=self.registry,
        )
        self.false_turn_end_hints = Counter(
            "xquizit_false_turn_end_hints_total", "Of these, after which the candidate went on", registry=self.registry
        )


class _Recognizer(Collector):
    """The recognizer's counts at the moment of asking."""

    def __init__(self, counts: Callable[[], Mapping[str, float]]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        """One metric, a label for each count."""
        family = CounterMetricFamily("xquizit_recognizer", "What the recognizer did, see its README", labels=["what"])
        for what, count in self._counts().items():
            family.add_metric([what], count)
        yield family
