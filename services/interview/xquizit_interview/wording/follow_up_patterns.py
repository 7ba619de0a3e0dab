"""What the embedded engine says in follow-ups: how words are taken up, and what is asked about what was left out."""

from xquizit_interview.wording.follow_ups import Gap

_Patterns = tuple[str, ...]

PROBES: dict[Gap, _Patterns] = {
    Gap.STORY: (
        "Could you take me through one concrete example?",
        "What happened, step by step?",
        "Please tell me more about how you went about it.",
        "What did that look like on an ordinary day?",
    ),
    Gap.OWN_SHARE: (
        "Which part of that did you do yourself?",
        "What was your own contribution there?",
        "What would have been missing without you?",
    ),
    Gap.RESULT: (
        "What came of it in the end?",
        "How could you tell whether it had worked?",
        "What was different afterwards?",
    ),
    Gap.FIGURE: (
        "How large was that, in figures?",
        "Can you put a number on what changed?",
        "Roughly how much was it, before and after?",
    ),
    Gap.DIFFICULTY: (
        "What was the hardest part of that?",
        "What got in the way?",
        "Where did it nearly go wrong?",
    ),
    Gap.REASON: (
        "Why did you do it that way?",
        "What other way did you consider?",
        "What made you decide for that?",
    ),
    Gap.HABIT: (
        "How do you go about that in practice?",
        "What do you do when that is not enough?",
        "When did that last make a difference?",
        "How did you come to do it that way?",
    ),
    Gap.ATTAINED: (
        "What made that possible?",
        "How did you get there?",
        "What did it take?",
    ),
    Gap.MORE: (
        "What did you learn from that?",
        "What would you do differently next time?",
        "Who else was involved?",
        "How did the people around you take it?",
    ),
}
THING_PROBES: dict[Gap, _Patterns] = {
    Gap.STORY: (
        "Could you take me through one concrete example?",
        "How did that go, step by step?",
        "What did you do there yourself?",
    ),
    Gap.OWN_SHARE: (
        "What was your own part in that?",
        "What did you take on yourself there?",
        "Who did what there, and what was yours?",
    ),
    Gap.RESULT: (
        "What came of that in the end?",
        "What did that change?",
        "How could you tell whether it had worked?",
    ),
    Gap.FIGURE: (
        "How large was that, in figures?",
        "Can you put a number on what changed there?",
        "Roughly how much was it, before and after?",
    ),
    Gap.DIFFICULTY: (
        "What was the hardest part there?",
        "What was difficult about that?",
        "What nearly went wrong there?",
    ),
    Gap.REASON: (
        "Why did you go about it that way?",
        "What else did you consider?",
        "What was behind that?",
    ),
    Gap.USE: (
        "What did you use it for, exactly?",
        "How did it help you there?",
        "What did you find hard about it?",
        "How well did it serve you?",
    ),
    Gap.MORE: (
        "What did you learn from that?",
        "What would you do differently there next time?",
        "How did the people around you take it?",
    ),
}
"""After something that was named, or after the topic alone: nothing is known yet about what happened."""
TAKEN_UP: _Patterns = ("You said that {said}. ", "You told me that {said}. ", "Let me stay with that: {said}. ")
NAMED: _Patterns = ("You mentioned {thing}. ", "You brought up {thing}. ", "Let me stay with {thing}. ")
ON_TOPIC: _Patterns = (
    "Let us stay with {topic} for a moment. ",
    "I would like to hear a little more about {topic}. ",
    "One more question on {topic}. ",
)
UNQUOTED: _Patterns = ("I would like to hear a little more. ", "Let us stay with that for a moment. ")
"""Where the topic has no name that fits into a sentence."""
