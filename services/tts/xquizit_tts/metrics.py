"""What the tts service tells Prometheus; the names are declared here and nowhere else."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from xquizit_tts.speaking import Speaking


class SpeakingMetrics(Collector):
    """Reads the counts at the moment of asking."""

    def __init__(self, now: Callable[[], Speaking]) -> None:
        """Takes who speaks."""
        self._now = now
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Slots, queues, pieces and failures by engine."""
        slots = GaugeMetricFamily("xquizit_tts_slots", "Pieces that are made at once", labels=["engine", "state"])
        waiting = GaugeMetricFamily("xquizit_tts_waiting_pieces", "Pieces that wait for a slot", labels=["engine"])
        waited = CounterMetricFamily("xquizit_tts_wait_seconds", "Time that pieces waited", labels=["engine"])
        refused = CounterMetricFamily("xquizit_tts_refused_pieces", "Refused as too late", labels=["engine"])
        pieces = CounterMetricFamily("xquizit_tts_pieces", "Pieces by where they came from", labels=["engine", "from"])
        restarts = CounterMetricFamily("xquizit_tts_worker_restarts", "Workers that were replaced", labels=["engine"])
        failures = CounterMetricFamily("xquizit_tts_failures", "Failures of the chosen engine", labels=["reason"])
        speaking = self._now()
        for mouth in speaking.mouths:
            name = mouth.engine.info.name
            slots.add_metric([name, "busy"], mouth.scheduler.busy)
            slots.add_metric([name, "free"], max(mouth.scheduler.slots - mouth.scheduler.busy, 0))
            waiting.add_metric([name], mouth.scheduler.waiting)
            waited.add_metric([name], mouth.scheduler.waits.waited_s)
            restarts.add_metric([name], mouth.engine.restarts)
            refused.add_metric([name], mouth.scheduler.waits.refused)
            counts = mouth.maker.counts
            for source, count in (("engine", counts.made), ("cache", counts.cached), ("another_call", counts.shared)):
                pieces.add_metric([name, source], count)
        for reason, count in tuple(speaking.speakers.failures.items()):  # another thread adds to them
            failures.add_metric([reason], count)
        yield from (slots, waiting, waited, refused, restarts, pieces, failures)
