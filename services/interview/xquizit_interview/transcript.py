"""Who said what when, taken from the turns."""

from dataclasses import dataclass

from xquizit_interview.state import Interview, MoveKind, Recognition


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said."""

    turn: int
    text: str
    said_at_s: float
    kind: MoveKind | None = None
    """What the interviewer did; None for the candidate's words."""
    topic: str = ""
    recognition: Recognition | None = None
    """Of the candidate's words: how surely they were recognized; None for typed ones."""


def transcript_of(interview: Interview) -> tuple[Entry, ...]:
    """Everything said, in order; an answer that is still being replied to is there already."""
    entries: list[Entry] = []
    for turn in interview.turns:
        if turn.answer:
            entries.append(Entry(turn.number, turn.answer, turn.accepted_at_s, recognition=turn.recognition))
        if turn.reply is not None:
            topic = interview.plan.topic(turn.reply.move.topic_id)
            title = topic.title if topic else ""
            entries.append(Entry(turn.number, turn.reply.text, turn.reply.said_at_s, turn.reply.move.kind, title))
    return tuple(entries)
