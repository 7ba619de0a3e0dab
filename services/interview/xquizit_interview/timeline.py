"""What was talked about when: stretches of one topic, and the breaks between them."""

from dataclasses import dataclass

from xquizit_interview.state import REAL_QUESTIONS, Interview


@dataclass(frozen=True, slots=True)
class Stretch:
    """One topic for a while, or a break. Seconds since the start of the interview, breaks included."""

    topic_id: str
    title: str
    start_s: float
    end_s: float
    turns: tuple[int, ...]
    """The turns in which it was answered."""
    is_break: bool = False


def timeline_of(interview: Interview, *, until_s: float = 0.0) -> tuple[Stretch, ...]:
    """From the first question to the last words, in order; a break lies within or after the stretch it interrupts.

    Args:
        interview: As far as it has gone.
        until_s: The last stretch lasts at least until this moment, in Unix seconds.
    """
    if interview.started_at_s is None:
        return ()
    start_s = interview.started_at_s
    stretches: list[Stretch] = []
    topic_id, since_s = "", start_s
    turns: list[int] = []
    now_s = max(since_s, until_s)

    def close(until_s: float) -> None:
        topic = interview.plan.topic(topic_id)
        if topic is not None:
            stretches.append(Stretch(topic_id, topic.title, since_s - start_s, until_s - start_s, tuple(turns)))

    for turn in interview.turns:
        if turn.number > 0:
            turns.append(turn.number)
        now_s = max(now_s, turn.accepted_at_s)
        if turn.reply is None:
            break
        is_question = turn.reply.move.kind in REAL_QUESTIONS
        if is_question and turn.reply.move.topic_id != topic_id:
            close(turn.reply.said_at_s)
            topic_id, since_s = turn.reply.move.topic_id, turn.reply.said_at_s
            turns = []
        now_s = max(now_s, turn.reply.said_at_s)
    close(now_s)
    breaks = [
        Stretch("", "Break", pause.began_at_s - start_s, ended_s - start_s, (), is_break=True)
        for pause in interview.pauses
        if (ended_s := pause.ended_at_s) is not None
    ]
    return tuple(sorted([*stretches, *breaks], key=lambda stretch: (stretch.start_s, stretch.end_s)))


def spent_s(timeline: tuple[Stretch, ...], topic_id: str) -> float:
    """How long a topic was talked about, breaks left out."""
    breaks = [stretch for stretch in timeline if stretch.is_break]
    return sum(
        stretch.end_s
        - stretch.start_s
        - sum(max(0.0, min(stretch.end_s, b.end_s) - max(stretch.start_s, b.start_s)) for b in breaks)
        for stretch in timeline
        if stretch.topic_id == topic_id and not stretch.is_break
    )
