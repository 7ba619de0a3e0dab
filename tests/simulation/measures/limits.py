"""Whether an interview keeps its limits: time, number of questions, follow-ups, conversational turns."""

from collections import Counter

from tests.simulation.gates import Record, Score, score
from tests.simulation.measures.reading import ASIDES, at, exchanges, jaccard, questions, sentences, without_lead
from xquizit_interview.state import MoveKind, Phase

INTERVIEW_S = 2700.0
QUESTIONS = 16
FOLLOW_UPS = 2
ASIDES_IN_A_ROW = 3
_SAME_QUESTION = 0.6


def termination(record: Record) -> Score:
    """It ends; nothing is asked after its own time; at most 16 questions, new ones within conversation included."""
    interview = record.held.interview
    limit_s = INTERVIEW_S * (1 + interview.extra_time_percent / 100)
    checks: list[str | None] = []
    for exchange in exchanges(record):
        after_s = exchange.reply.said_at_s - (interview.started_at_s or 0.0) - _paused_s(record)
        is_late = after_s > limit_s and ("?" in exchange.reply.text or exchange.is_question)
        checks.append(at(record, exchange, f"asks after {after_s:.0f} of {limit_s:.0f} s") if is_late else None)
    count = len(questions(record)) + _smuggled(record)
    checks.append(f"{record}: {count} questions" if count > QUESTIONS else None)
    has_ended = record.held.view.status.phase is Phase.CONCLUDED
    checks.append(None if has_ended else f"{record}: it has not ended")
    return score(checks)


def follow_up_cap(record: Record) -> Score:
    """At most two follow-ups on a topic, and three conversational turns in a row."""
    checks: list[str | None] = []
    follow_ups: Counter[str] = Counter()
    in_a_row = 0
    for exchange in exchanges(record):
        move = exchange.reply.move
        in_a_row = in_a_row + 1 if move.kind in ASIDES else 0
        if move.kind in ASIDES:
            wrong = in_a_row > ASIDES_IN_A_ROW
            checks.append(at(record, exchange, f"{in_a_row} conversational turns in a row") if wrong else None)
        if move.kind is MoveKind.FOLLOW_UP:
            follow_ups[move.topic_id] += 1
            wrong = follow_ups[move.topic_id] > FOLLOW_UPS
            what = f"{follow_ups[move.topic_id]} follow-ups on {move.topic_id}"
            checks.append(at(record, exchange, what) if wrong else None)
    return score(checks)


def _paused_s(record: Record) -> float:
    return sum((pause.ended_at_s or pause.began_at_s) - pause.began_at_s for pause in record.held.interview.pauses)


def _smuggled(record: Record) -> int:
    """Questions in conversational turns that are none of those asked before (an explanation may word it anew)."""
    earlier: list[str] = []
    count = 0
    for exchange in exchanges(record):
        kind = exchange.reply.move.kind
        asked = [sentence for sentence in sentences(exchange.reply.text) if "?" in sentence]
        if kind in ASIDES - {MoveKind.CLARIFY}:
            count += sum(all(jaccard(one, before) < _SAME_QUESTION for before in earlier) for one in asked)
        earlier += [*asked, without_lead(exchange.reply.text)]
    return count
