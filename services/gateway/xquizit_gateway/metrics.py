"""What the gateway counts; the names are declared here and nowhere else."""

import re
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0)
_LABEL = re.compile(r"[a-z0-9_]{1,40}")
"""A machine's word, as other services send them."""


class Metrics:
    """One gateway's metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.interviews = self._counter("interviews_total", "Interviews started")
        self.question_generation_s = self._seconds(
            "question_generation_seconds", "From calling the interview service to the complete text of its reply"
        )
        self.transcription_errors = self._counter(
            "transcription_errors_total", "Transcription streams broken or refused"
        )
        self.first_text_s = self._seconds(
            "xquizit_turn_first_text_seconds", "Turn gap, first piece: from taking the turn to its first logged words"
        )
        self.first_audio_s = self._seconds(
            "xquizit_turn_first_audio_seconds", "Turn gap, second piece: from taking the turn to its first logged audio"
        )
        self.turns = self._counter(
            "xquizit_turns_total",
            "Turns driven here, by how they ended: done, degraded (no voice), refused, error, superseded, released",
            "outcome",
        )
        self.restarts = self._counter("xquizit_turn_restarts_total", "Times that a turn's shown text became void")
        self.replies = self._counter(
            "xquizit_replies_total", "Replies of turns driven here, by the engine that worded them", "engine"
        )
        self.mended = self._counter(
            "xquizit_reply_mended_total", "What was mended or replaced in those replies, by reason", "what"
        )
        self.voices = self._counter(
            "xquizit_turn_voices_total",
            "Turns driven here to their end, by how they were spoken: spoken, cut or silent (the voice was away), "
            "stopped (nobody wanted to hear the rest)",
            "state",
        )
        self.stand_ins = self._counter(
            "xquizit_turn_stand_ins_total", "Turns in which this engine spoke instead of the chosen one", "engine"
        )
        self.playback_notes = self._counter(
            "xquizit_playback_notes_total",
            "Tries to note how a reply was spoken and heard, by how they ended: noted, nothing, failed, unfinished",
            "outcome",
        )
        self.recognition_notes = self._counter(
            "xquizit_recognition_notes_total",
            "Tries to note how surely an answer was recognized, by how they ended: noted, typed, failed, unfinished",
            "outcome",
        )
        self.active_turns = self._gauge("xquizit_active_turns", "Turns being driven here")
        self.active_streams = self._gauge("xquizit_active_event_streams", "Open event streams")
        self.active_sockets = self._gauge("xquizit_active_sockets", "Open transcription sockets")
        self.requests = self._counter(
            "xquizit_http_requests_total", "Answers by method, route and status", "method", "route", "status"
        )

    def count_reply(self, engine: str, mended: Iterable[str]) -> None:
        """Counts a reply by who worded it, and all that was mended in it."""
        self.replies.labels(_label(engine)).inc()
        for what in mended:
            self.mended.labels(_label(what)).inc()

    def count_voice(self, state: str, engines: Iterable[str], chosen: str) -> None:
        """Counts a turn by how it was spoken, and who spoke instead of the chosen engine (empty: unknown)."""
        self.voices.labels(state).inc()
        for engine in engines:
            if chosen and engine != chosen:
                self.stand_ins.labels(_label(engine)).inc()

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, registry=self.registry)

    def _gauge(self, name: str, told: str) -> Gauge:
        return Gauge(name, told, registry=self.registry)

    def _seconds(self, name: str, told: str) -> Histogram:
        return Histogram(name, told, buckets=_SECONDS, registry=self.registry)


def _label(word: str) -> str:
    """The word where it is a machine's, else `other`: no text of a person or a model gets into a label."""
    return word if _LABEL.fullmatch(word) else "other"
