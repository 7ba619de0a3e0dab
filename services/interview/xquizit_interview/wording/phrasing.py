"""The embedded engine's wording: what each prepared question, follow-up and closing sounds like.

Patterns, not a script: the subjects, places and words in them come from the documents and the answers. Several for each
purpose, so that an interview does not sound like a form and no question is asked twice.
"""

from collections.abc import Iterable

from xquizit_interview import limits
from xquizit_interview.state import Conclusion, Point, PointKind
from xquizit_interview.verbs import is_past
from xquizit_interview.wording.follow_up_patterns import NAMED, ON_TOPIC, PROBES, TAKEN_UP, THING_PROBES, UNQUOTED
from xquizit_interview.wording.follow_ups import Gap, Hook
from xquizit_interview.words import words

_Patterns = tuple[str, ...]

_QUESTIONS: dict[PointKind, _Patterns] = {
    PointKind.EXPERIENCED_REQUIREMENT: (
        "Let us talk about {subject}. Tell me about a situation where it mattered most.",
        "Let us turn to {subject}. What was the most demanding work you have done with it?",
        "This role relies on {subject}. Which piece of your work shows best how you go about it?",
        "How did you come to work on {subject}?",
        "Think of a day when {subject} did not go as planned. What did you do?",
        "If a new colleague asked you about {subject}, what would you show them first?",
        "What has changed in the way you handle {subject} since you began?",
    ),
    PointKind.MISSING_REQUIREMENT: (
        "The role asks for {subject}, and your resume says little about that. What have you done that comes closest?",
        "I would like to hear about {subject}, because your resume says little about it. Where have you met it so far?",
        "Your resume leaves {subject} open. How would you bring yourself up to speed with it?",
        "{Subject} will be part of this work. What experience, even a small one, can you build on?",
        "Suppose your first week brought you {subject}. How would you begin?",
    ),
    PointKind.CREDENTIAL: (
        "The job description lists this: {subject}. Where do you stand with that?",
        "A formal point: {subject}. What can you tell me about that?",
        "One more formal requirement: {subject}. How do you meet it?",
    ),
    PointKind.WAY_OF_WORKING: (
        "The role calls for {subject}. Tell me about a recent situation at work where that was put to the test.",
        "When did {subject} make a difference in your work? Please describe one occasion.",
        "Let us talk about {subject}. Which moment from your last year at work comes to mind?",
        "How would a colleague notice {subject} in the way you work?",
    ),
    PointKind.ACHIEVEMENT: (
        "Your resume says that you {subject}{at_place}. How did that come about?",
        "I read that you {subject}{at_place}. What was your own part in it?",
        "You write that you {subject}{at_place}. What would you do differently today?",
    ),
    PointKind.DUTY: (
        "This role involves {subject}. How would you go about it in your first weeks?",
        "Imagine you are responsible for {subject}. What would you look at first?",
        "Part of the work is {subject}. What makes that difficult, in your experience?",
    ),
    PointKind.INSTRUCTION: (
        "I was asked to talk with you about {subject}. What can you tell me about that?",
        "The hiring team would like to hear about {subject}. Please tell me what you have done there.",
    ),
    PointKind.FIXED_QUESTION: ("{Subject}",),
    PointKind.GENERAL: (
        "Tell me about {subject}. What did you do?",
        "Please think of {subject}. How did it end?",
        "I would like to hear about {subject}. What happened?",
    ),
    PointKind.OPENING: (),
}
_DETAILED: _Patterns = (
    "Your resume says that you {detail}{at_place}, and this role calls for {subject}. What was the hardest decision "
    "in that work?",
    "The role calls for {subject}. You {detail}{at_place}. How did you go about that?",
    "You {detail}{at_place}. What did that teach you about {subject}?",
    "On {subject}: I read that you {detail}{at_place}. What exactly was your own part?",
    "I see that you {detail}{at_place}. How did you know that it had worked?",
    "You {detail}{at_place}, which touches on {subject}. What went wrong on the way?",
)
"""For a requirement that a line of the resume speaks of."""
_DETAILED_NOW: _Patterns = (
    "Your resume says that you {detail}{at_place}, and this role calls for {subject}. What is the hardest part of "
    "that?",
    "The role calls for {subject}. You {detail}{at_place}. How do you go about that?",
    "You {detail}{at_place}. What has that taught you about {subject}?",
    "On {subject}: I read that you {detail}{at_place}. What does a difficult day look like there?",
)
"""The same for what is still being done."""
_ACHIEVEMENT_NOW: _Patterns = (
    "Your resume says that you {subject}{at_place}. What does a difficult day of that look like?",
    "I read that you {subject}{at_place}. What have you changed about it since you began?",
    "You write that you {subject}{at_place}. What does it take to do that well?",
)
"""The same for what is still being done."""
_PLUS = (
    "A plus for this role would be {subject}. What have you done in that direction?",
    "Not a must, but welcome: {subject}. What is your experience there?",
    "The team would also be glad of {subject}. How much have you had to do with it?",
)
_THANKS: _Patterns = ("Thank you. ", "I see. ", "Understood. ", "All right. ", "Thanks for telling me. ")
_MOVING_ON: _Patterns = (
    "No problem, let us move on. ",
    "That is fine, we will leave it there. ",
    "All right, something else then. ",
)
_CLOSINGS = {
    Conclusion.TIME: "Our time is up, so we will stop here.",
    Conclusion.QUESTIONS: "That was my last question.",
    Conclusion.PLAN_COMPLETE: "We have been through everything I wanted to ask.",
    Conclusion.CANDIDATE_REQUEST: "Of course, we will stop here.",
}
_SIMILAR = 0.7
"""Share of common words above which two questions count as the same."""


def opening(point: Point | None) -> str:
    """The first words of an interview and the first question."""
    role = f" about the {point.detail} role" if point is not None and point.detail else ""
    hello = f"Hello, and welcome. I am an automated interviewer, and we will talk{role} for up to forty-five minutes."
    if point is not None and point.subject:
        where = f" at {point.place}" if point.place else ""
        return _within(
            f"{hello} Your resume lists you as {point.subject}{where}. What does that work ask of you?", hello
        )
    if point is not None and point.place:
        return _within(f"{hello} Your resume mentions {point.place}. What was that about?", hello)
    return f"{hello} What in your work so far has prepared you best for it?"


def question(point: Point, *, asked: Iterable[str], seed: int) -> str:
    """The words of a prepared question: the first pattern, from `seed` on, that repeats nothing asked before."""
    patterns = _QUESTIONS[point.kind]
    if point.requirement_id and not point.is_must_have and point.kind is not PointKind.CREDENTIAL:
        patterns = _PLUS
    elif point.kind is PointKind.ACHIEVEMENT and not _is_over(point.subject):
        patterns = _ACHIEVEMENT_NOW
    elif point.detail and point.kind is PointKind.EXPERIENCED_REQUIREMENT:
        patterns = _DETAILED if _is_over(point.detail) else _DETAILED_NOW
    facts = {
        "subject": point.subject,
        "Subject": point.subject[:1].upper() + point.subject[1:],
        "detail": point.detail,
        "at_place": f" at {point.place}" if point.place else "",
    }
    return _fresh([pattern.format(**facts) for pattern in patterns], asked, seed)


def _is_over(clause: str) -> bool:
    first = clause.partition(" ")[0]
    return first == "were" or is_past(first)


def follow_up(hook: Hook | None, gaps: Iterable[Gap], *, topic: str, asked: Iterable[str], seed: int) -> str:
    """A question on about the candidate's own words, or about the topic where none of them can be said back."""
    asked = tuple(asked)
    probes = PROBES if hook is not None and hook.said else THING_PROBES
    if hook is None:
        lead = ON_TOPIC[seed % len(ON_TOPIC)].format(topic=topic) if topic else UNQUOTED[seed % len(UNQUOTED)]
    elif hook.said:
        lead = TAKEN_UP[seed % len(TAKEN_UP)].format(said=hook.said)
    else:
        lead = NAMED[seed % len(NAMED)].format(thing=hook.thing)
    used = " ".join(asked)
    for gap in gaps:
        for probe in probes.get(gap, ()):
            if probe not in used:
                return lead + probe
    return lead + _fresh(list(probes[Gap.MORE]), asked, seed)


def thanks(seed: int) -> str:
    """A few words that take an answer without judging it."""
    return _THANKS[seed % len(_THANKS)]


def moving_on(seed: int) -> str:
    """A few words after a question that was passed over."""
    return _MOVING_ON[seed % len(_MOVING_ON)]


def waiting() -> str:
    """What a candidate hears who needs a moment; the voice has it ready, so it does not change from time to time."""
    return "Of course, take your time. I am listening whenever you are ready."


def closing(conclusion: Conclusion) -> str:
    """The last words of an interview."""
    return (
        f"{_CLOSINGS[conclusion]} Thank you for your time and for what you have told me. "
        "A person will read the report and get in touch with you. Goodbye."
    )


def _fresh(texts: list[str], asked: Iterable[str], seed: int) -> str:
    asked = tuple(asked)
    turned = [texts[(seed + index) % len(texts)] for index in range(len(texts))]
    fitting = [text for text in turned if len(words(text)) <= limits.MAX_REPLY_WORDS - 4] or turned
    return next((text for text in fitting if not any(is_repeat(text, before) for before in asked)), fitting[0])


def is_repeat(text: str, before: str) -> bool:
    """Whether two questions are as good as the same."""
    ours, theirs = ({word.lower() for word in words(one)} for one in (text, before))
    return len(ours & theirs) > _SIMILAR * len(ours | theirs)


def _within(text: str, hello: str) -> str:
    if len(words(text)) <= limits.MAX_REPLY_WORDS:
        return text
    return text.replace(hello, "Hello, and welcome. I am an automated interviewer.")


def without_thanks(text: str) -> str:
    """A question without the words that took the answer before it, and an opening without its welcome."""
    for lead in (*_THANKS, *_MOVING_ON):
        text = text.removeprefix(lead)
    _, mark, rest = text.partition("forty-five minutes. ")
    return rest if mark else text.removeprefix("Hello, and welcome. I am an automated interviewer. ")


def chat(question: str) -> str:
    """A friendly word, and back to the open question."""
    text = f"Thank you. I am an automated interviewer, and I hear you well. {question}"
    return text if len(words(text)) <= limits.MAX_REPLY_WORDS else f"Thank you. {question}"


def explanation(point: Point) -> str:
    """The same question in other words."""
    match point.kind:
        case PointKind.MISSING_REQUIREMENT:
            meant = f"anything in your work that is close to {point.subject}, even if it had another name"
        case PointKind.CREDENTIAL:
            meant = f"whether and how you meet this point: {point.subject}"
        case PointKind.DUTY:
            meant = f"how you would begin with {point.subject}, step by step"
        case PointKind.OPENING:
            meant = f"what you do as {point.subject}, and what takes most of your attention"
        case PointKind.ACHIEVEMENT:
            meant = f"the time when you {point.subject}: how it was and what you did"
        case _:
            meant = f"one occasion from your work that has to do with {point.subject}: how it was and what you did"
    return f"Gladly. I mean {meant}. Which example comes to mind?"
