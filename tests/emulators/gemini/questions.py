"""How the emulated interviewer asks: about a topic of the plan, and on about what was just said."""

import random
import re

from tests.emulators.gemini.convention import Reading
from tests.emulators.gemini.judging import FIGURE, OUTCOME, OWN_DEEDS
from tests.emulators.gemini.words import clip, said_back, sentences, telling_phrase, weight, words

_ANGLES: tuple[tuple[str, str], ...] = (
    (FIGURE, "What did that change in numbers?"),
    (OWN_DEEDS, "Which part of that was your own?"),
    (OUTCOME, "What came of it in the end?"),
    (r"because|\bsince (?!then)|the reason|in order to|so that", "What made you choose that way?"),
    (r"difficult|hard|problem|wrong|mistake|trouble|risky|tricky", "How did you get past the hardest moment?"),
    (r"learn", "What would you do differently today?"),
    ("(?!)", "How did you know that it had worked?"),
    ("(?!)", "How did you agree on that with the others?"),
    ("(?!)", "What would have happened without that?"),
    ("(?!)", "Who was affected by it, besides you?"),
    ("(?!)", "What came just before that?"),
)
"""What an answer may lack (when the pattern is not found), and the question for it."""
_KNOWN_ONCE_TOLD = {"How did you know that it had worked?": OUTCOME}
"""Questions that stay open for long but not for answers with this."""
_MORE = (
    "Could you tell me a little more about {subject}?",
    "I have not heard much yet on {subject}. What comes to your mind first when you think of your last weeks at work?",
    "Let me stay with {subject}. Which moment do you remember best?",
    "Please take your time with {subject}. Where would you begin if a friend asked you?",
    "Even a small thing would help me there: what did you do the last time it was about {subject}?",
    "When somebody comes to you because of {subject}, what do they usually need?",
    "Picture one working day and {subject}. At what time of it does that matter?",
    "How did you first come across {subject}, at school, at work or elsewhere?",
)
_TOPIC_QUESTIONS = (
    "Let's turn to {title}. Could you walk me through one situation where that mattered most in your work?",
    "I'd like to hear about {title}. What have you done there that you would show a new colleague first?",
    "Next, {title}. Which piece of your own work shows it best?",
    "Let's talk about {title}. When did it last go differently from what you had planned?",
    "Another subject is {title}. How do you make sure that it is done well?",
    "Now to {title}. In what role have you met it so far?",
    "Please think of {title}. What was the last decision that you took there?",
    "I would also like to understand {title}. How does an ordinary week with it look for you?",
    "Then there is {title}. Who has relied on you for that?",
    "On {title}: what did you find hardest when you began?",
    "Let us go on to {title}. What would your colleagues say that you do differently from them?",
    "One more subject, {title}. What do you still want to get better at?",
)
_SUBJECT = re.compile(
    r"\b(?:about|turn to|subject is|subject,|next,|now to|think of|go on to|there is|understand|stay with|yet on|across"
    r"|because of|time with|day and) ([^.?!:,]+)|^On ([^:]+):",
    re.I | re.M,
)
_FILLER = re.compile(r"\b(?:um|uh|er|erm|hmm|you know|sort of)\b[,\s]*", re.I)
_TWICE = re.compile(r"\b(\w+),? \1\b", re.I)
_RUDE = re.compile(r"\b(?:stupid|idiot|dumb\w*|useless|rubbish|hell|shut up|insult|joke|ridiculous|crap|damn)\b", re.I)


def ask_topic(title: str, reading: Reading, chance: random.Random) -> str:
    """A question on a topic, in words that were not used yet."""
    wordings = list(_TOPIC_QUESTIONS)
    chance.shuffle(wordings)
    unused = [w for w in wordings if w.partition("}")[2][-40:] not in reading.earlier]
    return (unused or wordings)[0].format(title=title)


def ask_on(reading: Reading, chance: random.Random) -> str:
    """Says the weightiest words of the answer back and asks for what they leave open."""
    told = [_fluent(s.text) for s in sentences(reading.answer) if len(words(s.text)) >= 3]
    unused = [s for s in told if not _RUDE.search(s) and clip(said_back(s), 22) not in reading.earlier]
    if not unused:
        fitting = [m for m in _MORE if max(m.split("{subject}"), key=len) not in reading.earlier] or list(_MORE)
        return fitting[0].format(subject=subject(reading))
    clause = clip(said_back(max(unused, key=weight)), 22)
    open_ = [
        question
        for pattern, question in _ANGLES
        if not re.search(_KNOWN_ONCE_TOLD.get(question, pattern), reading.answer, re.I | re.S)
    ]
    fresh = [question for question in open_ if question not in reading.earlier] or open_
    lead = f"You said {clause}." if clause.startswith("you") else f"You mentioned this: {clause}."
    return f"{lead} {chance.choice(fresh[:2])}"


def subject(reading: Reading) -> str:
    """What the last question was about, in a few of its own words."""
    if match := _SUBJECT.search(reading.question):
        return clip(match.group(1) or match.group(2), 10)
    return telling_phrase(last_question(reading.question)) or "your work"


def last_question(text: str) -> str:
    """The last sentence of a text that asks."""
    return next((s.text for s in reversed(sentences(text)) if s.text.endswith("?")), "")


def _fluent(sentence: str) -> str:
    """A sentence without what people say while they look for words."""
    text = _TWICE.sub(r"\1", _FILLER.sub("", sentence)).strip(" ,")
    return re.sub(r"^(?:so|well|and|but),? ", "", text, flags=re.I)
