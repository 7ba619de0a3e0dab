"""What the gateway counts; the names are declared here and nowhere else."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """One gateway's metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.interviews = Counter("interviews_total", "Interviews started", registry=self.registry)
        self.question_generation_s = Histogram(
            "question_generation_seconds",
            "From calling the interview service to the complete text of its reply",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.transcription_errors = Counter(
            "transcription_errors_total", "Transcription streams that broke or were refused", registry=self.registry
        )
        self.first_text_s = Histogram(
            "xquizit_turn_first_text_seconds",
            "Turn gap, first piece: from taking the turn to its first words in the log",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.first_audio_s = Histogram(
            "xquizit_turn_first_audio_seconds",
            "Turn gap, second piece: from taking the turn to its first audio in the log",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.turns = Counter(
            "xquizit_turns_total",
            "Turns driven here, by how they ended: done, degraded (no voice), refused, error, superseded, released",
            ["outcome"],
            registry=self.registry,
        )
        self.restarts = Counter(
            "xquizit_turn_restarts_total", "Times that a turn's shown text became void", registry=self.registry
        )
        self.active_turns = Gauge("xquizit_active_turns", "Turns being driven here", registry=self.registry)
        self.active_streams = Gauge("xquizit_active_event_streams", "Open event streams", registry=self.registry)
        self.active_sockets = Gauge("xquizit_active_sockets", "Open transcription sockets", registry=self.registry)
        self.requests = Counter(
            "xquizit_http_requests_total",
            "Answers by method, route and status",
            ["method", "route", "status"],
            registry=self.registry,
        )
