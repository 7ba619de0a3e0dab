"""How the emulated model judges an answer: whether it says anything on the matter, and how much it tells."""

import re

from tests.emulators.gemini.convention import Reading
from tests.emulators.gemini.words import content_words, overlap, words

PAST = (
    r"(?:\w{3,}ed|made|took|went|found|wrote|built|got|gave|ran|led|began|brought|bought|chose|cut|drew|held|kept|met"
    r"|left|put|rang|read|rebuilt|sat|saw|sent|set|sold|spent|split|spoke|stood|taught|told|won)"
)
FIGURE = (
    r"\d|\b(?:four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred|thousand|million|percent|per cent|half|twice|double|doubled|halved|(?:a|by) (?:third|quarter)"
    r"|(?:one|two|three) (?:minutes?|hours?|days?|weeks?|months?|years?))\b"
)
OUTCOME = (
    r"as a result|in the end|since then|ever since|afterwards|\bso that (?!was)|\b(?:fell|rose|grew|saved|reduced|won"
    r"|dropped|improved|passed|halved|went (?:up|down|from|home)|withdrawn|approved|granted|settled|held)\b|instead of"
    r"|\b(?:after|within|in|for) (?:about |a |the first )?[\w-]+ (?:weeks?|months?|years?|terms?|audits?|visits?)\b"
    r"|\b(?:later|now|today|early|sooner|again)\b[^.]*\.?\s*$"
)
OWN_DEED = rf"\bI (?:(?!never\b|hardly\b|rarely\b)\w+ )?{PAST}\b"
OWN_DEEDS = rf"{OWN_DEED}(?:.*{OWN_DEED}|[^.]*(?:,| and) (?:then |also )?{PAST}\b)"
"""At least two."""

_SPEAKER = re.compile(r"\b(?:I|we|my|our|me|us)\b", re.I)
_REFUSES = re.compile(
    r"(?:\bnot|n't) (?:want to |wish to )?(?:say|answer|talk)\b|\b(?:none of your business|refuse to|no comment"
    r"|next question|(?:rather|prefer) not|no answer from me|stupid|idiot|dumb\w*|useless|rubbish|shut up|go to hell"
    r"|even listening|what a joke|pulls your plug|you people|thanks? (?:you )?(?:so much )?for watching|subscribe"
    r"|subtitles by|transcription by)\b",
    re.I,
)
_LEISURE = re.compile(
    r"\b(?:football|goal|stamps?|northern lights|moose|parrot|sunflower|moons?|jupiter|tomatoes|snails|dragon|episode"
    r"|canoe|chess|queen|bells?|hymn|wasps?|chimney|bagpipes|weather|traffic|lunch|holiday|cat|dog)\b",
    re.I,
)
"""What people speak of when they do not speak of work."""
_VAGUE = re.compile(
    r"\b(?:seems? to|i think|i guess|i suppose|as far as i|a little|a bit|not sure|not really|somebody|others?|usually"
    r"|mostly|roughly|probably|perhaps|somehow|and so on|not much|do(?:n't| not) (?:really )?(?:know|remember)"
    r"|struggling|helped with|someone|no experience|have(?:n't| not) (?:really |done|used|worked|had))\b",
    re.I,
)
_ASKED = re.compile(r"^\[\d+\] INTERVIEWER: (.*)$", re.M)
_LONG_WORDS = 25
_FRESH = 0.2
"""The share of different telling words below which talk runs in circles."""


def is_on_the_matter(reading: Reading) -> bool:
    """Whether an answer to a question, or one before it to the same, says anything on it, as a model sees it.

    Without a question a transcript is taken as it is.
    """
    if not reading.data.get("question"):
        return True
    # What asks on says the candidate's own words back: only the first question tells what it is about.
    first = _ASKED.search(reading.data.get("transcript", ""))
    question = first.group(1) if first else reading.data["question"]
    return any(_says_something(said.text, f"{question}\n{reading.plain}") for said in reading.said)


def _says_something(answer: str, about: str) -> bool:
    said = words(answer)
    if len(said) < 5 or _REFUSES.search(answer) or not _SPEAKER.search(answer):
        return False
    if len(said) >= 2 * _LONG_WORDS and len(content_words(answer)) < _FRESH * len(said):
        return False
    return overlap(answer, about) > 1 or not _LEISURE.search(answer)


def rating(text: str) -> int:
    """1 to 5: for length, figures, outcomes and own deeds in what was said on a topic; less for vagueness."""
    marks = len(words(text)) >= _LONG_WORDS
    marks += (
        bool(re.search(FIGURE, text, re.I)) + bool(re.search(OUTCOME, text, re.I)) + bool(re.search(OWN_DEED, text))
    )
    return max(1, 1 + marks - min(2, len(_VAGUE.findall(text))))
