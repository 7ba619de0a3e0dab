"""Who said what when, taken from the turns."""

from dataclasses import dataclass, replace

from xquizit_interview.state import Heard, Interview, MoveKind, Recognition, Spoken


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
    spoken: Spoken | None = None
    """Of the interviewer's words: how they were spoken; None until that is known."""
    heard: Heard | None = None
    """Of the interviewer's words: what the candidate heard; None when their page never told."""


def transcript_of(interview: Interview) -> tuple[Entry, ...]:
    """Everything said, in order; an answer that is still being replied to is there already."""
    entries: list[Entry] = []
    for turn in interview.turns:
        if turn.answer:
            entries.append(Entry(turn.number, turn.answer, turn.accepted_at_s, recognition=turn.recognition))
        if turn.reply is not None:
            topic = interview.plan.topic(turn.reply.move.topic_id)
            title = topic.title if topic else ""
            said = Entry(turn.number, turn.reply.text, turn.reply.said_at_s, turn.reply.move.kind, title)
            entries.append(replace(said, spoken=turn.spoken, heard=_within(turn.heard, len(turn.reply.text))))
    return tuple(entries)


def _within(heard: Heard | None, characters: int) -> Heard | None:
    """What was heard of a reply of so many characters; the words shown may have been others by a blank."""
    if heard is None:
        return None
    reached = characters if heard.is_complete else min(heard.characters, characters)
    return heard.model_copy(update={"characters": reached})
