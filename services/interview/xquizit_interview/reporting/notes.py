"""What a reader must know before relying on a report."""

from xquizit_interview.answers.evidence import NoEvidence
from xquizit_interview.reporting.evidence import Judged
from xquizit_interview.state import CandidateKind, Interview

_WHY_NOT = {
    NoEvidence.TOO_SHORT: "is too short to show anything",
    NoEvidence.ECHO: "only said the question again",
    NoEvidence.SAID_BEFORE: "only said an earlier answer again",
    NoEvidence.NOT_ENGLISH: "is not in English",
    NoEvidence.OFF_TOPIC: "shares hardly a word with the role, the resume or the question",
    NoEvidence.FOR_MACHINES: "speaks to software instead of answering",
}


def notes_on(
    interview: Interview, judgements: tuple[Judged, ...], *, is_final: bool, unassessed: int
) -> tuple[str, ...]:
    """The notes, the most general first."""
    notes = ["This report recommends nothing: whether to go on with the candidate is for people to decide."]
    if interview.engine.assesses:
        notes.append(
            "Ratings were given by a language model, answer by answer (follow-ups included), against the printed "
            "scales; a topic's rating is their mean. Read the quotes before you rely on one."
        )
    else:
        notes.append("Nothing here is rated: the report records what was said, for a person to judge.")
    if not is_final:
        notes.append("The interview is still going on; this report is provisional.")
    if unassessed:
        notes.append(f"{_count(unassessed, 'answer')} could not be assessed yet; ask for the report again later.")
    if open_points := _unasked(interview):
        notes.append(f"Not asked about: {', '.join(open_points)}.")
    notes += _on_answers(judgements)
    if interview.extra_time_percent:
        notes.append(f"The candidate had {interview.extra_time_percent} per cent more time, as agreed.")
    if any(turn.recognition is not None and turn.recognition.uncertain for turn in interview.turns):
        notes.append("Some words were recognized with doubt; they are marked, and may be other than what was said.")
    notes += _on_recognition(interview)
    notes += interview.documents.notes
    notes += _on_voice(interview)
    if interview.fallbacks:
        notes.append("Another engine had to stand in; see the fallbacks.")
    return tuple(notes)


_FOR_TRYING_OUT = {
    "pocketsphinx": "it gets every third word of clear speech wrong, so nobody should be judged by these"
}
"""Recognizers that are no ground to judge anybody by, and why."""


def _on_recognition(interview: Interview) -> list[str]:
    """Who heard the spoken answers, turn by turn where it was not always the same."""
    heard: dict[str, list[int]] = {}
    for turn in interview.turns:
        for engine in turn.recognition.engines if turn.recognition is not None else ():
            heard.setdefault(engine, []).append(turn.number)
    notes: list[str] = []
    for engine, turns in heard.items():
        where = "" if len(heard) == 1 else f" in turn {_list(turns)}"
        caveat = f": {_FOR_TRYING_OUT[engine]}" if engine in _FOR_TRYING_OUT else ""
        notes.append(f"What was spoken{where} was recognized by {engine}{caveat}.")
    return notes


def _on_voice(interview: Interview) -> list[str]:
    """Where the interviewer's words were spoken by another engine than they should have been, or not at all."""
    stand_ins: dict[str, list[int]] = {}
    shown: list[int] = []
    cut: list[int] = []
    for turn in interview.turns:
        if (spoken := turn.spoken) is None:
            continue
        for engine in spoken.engines if spoken.stood_in_for else ():
            if engine != spoken.stood_in_for:
                stand_ins.setdefault(f"{engine}, standing in for {spoken.stood_in_for}", []).append(turn.number)
        if spoken.is_cut:
            (cut if spoken.engines else shown).append(turn.number)
    notes = [
        f"What the interviewer said in turn {_list(turns)} was spoken by {who}." for who, turns in stand_ins.items()
    ]
    if shown:
        notes.append(f"What the interviewer said in turn {_list(shown)} was shown as text: the voice was away.")
    if cut:
        notes.append(f"What the interviewer said in turn {_list(cut)} was spoken in part: the voice went away.")
    return notes


def _unasked(interview: Interview) -> list[str]:
    return [
        requirement.name
        for requirement in interview.plan.requirements
        if requirement.is_must_have
        and not interview.plan.points_of(requirement.requirement_id) & interview.asked_points
    ]


def _on_answers(judgements: tuple[Judged, ...]) -> list[str]:
    """Questions passed over, and answers that show nothing, by reason."""
    by_reason: dict[str, list[int]] = {}
    for one in judgements:
        if one.turn.candidate_kind is CandidateKind.SKIP:
            by_reason.setdefault("skip", []).append(one.turn.number)
        elif not one.counts and one.why_not is not None and one.why_not in _WHY_NOT:
            by_reason.setdefault(_WHY_NOT[one.why_not], []).append(one.turn.number)
    return [
        f"The candidate passed over the question in turn {_list(turns)}."
        if why == "skip"
        else f"Left out, because our rules find that it {why}: turn {_list(turns)}. Read it in the transcript."
        for why, turns in by_reason.items()
    ]


def _list(turns: list[int]) -> str:
    return ", ".join(map(str, turns))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
