"""Words of a text: its sentences with their places, what is rare in it, and how it sounds when said back."""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"\S[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_WORD = re.compile(r"[^\W_]+(?:['\u2019+#./-][^\W_]+)*[+#]*")
_COMMON = frozenset(
    """a about above across after again all along also although always am an and any anything are around as ask at
    away back be because been before being best better between both but by came can could day did do does doing done
    down during each either end even ever every few first for from get gets give go goes going good got great had has
    have having he help her here him his how i if in into is it its itself just keep kind know let like look lot made
    make makes making many may me mean might more most much must my need never new next no nor not nothing now of off
    often on once one only or other our out over own part people perhaps please quite rather really right said same say
    see several shall she should show since so some someone something still such sure take tell than thank that the ever
    their them then there these they thing things think this those three through time to together too took two under
    until up upon us use used very want was way we well went were what when where whether which while who whole whom
    why will with within without work worked would year years yes yet you your able strong experience required
    essential least professional""".split()
)
_SPOKEN_BACK = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "we": "you", "us": "you",
    "our": "your", "ours": "yours", "am": "are", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll",
    "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll",
}  # fmt: skip
_DANGLING = frozenset(
    """a about an and are as at because but by for from had has have if in into is my no not of on or our so than that
    the their then to until was we were when where which while who with you your i it""".split()
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or line, as it stands in its text at `start`."""

    text: str
    start: int


def sentences(text: str) -> list[Sentence]:
    """The sentences of `text`; a line break ends one, too."""
    return [Sentence(m.group().rstrip(), m.start()) for m in _SENTENCE.finditer(text)]


def words(text: str) -> list[str]:
    """Its words, without punctuation."""
    return _WORD.findall(text)


def content_words(text: str) -> set[str]:
    """The words that say what it is about, in lower case."""
    lowered = (word.lower() for word in words(text))
    return {word for word in lowered if word not in _COMMON and (len(word) > 2 or word.isdigit())}


def weight(sentence: str) -> float:
    """How much a sentence tells: rare words, figures and names, less for great length."""
    rare = len(content_words(sentence))
    figures = len(re.findall(r"\d", sentence)) > 0
    return rare + 2 * figures - 0.1 * max(0, len(words(sentence)) - 20)


def overlap(one: str, other: str) -> int:
    """How many content words two texts share, endings aside."""
    return len({_stem(word) for word in content_words(one)} & {_stem(word) for word in content_words(other)})


def telling_phrase(text: str) -> str:
    """The weightiest run of up to three neighbouring content words; empty when there is none."""
    runs: list[list[str]] = [[]]
    for word in re.findall(r"\S+", text):
        bare = word.strip(".,;:!?\"'()")
        if content_words(bare):
            runs[-1].append(bare)
        if not content_words(bare) or bare != word.rstrip():
            runs.append([])
    best = max(runs, key=lambda run: sum(map(len, run[-3:])))
    return " ".join(best[-3:])


def clip(text: str, most: int) -> str:
    """The first `most` words of `text`, not ending on a word that wants another, without closing punctuation."""
    kept = text.split()[:most]
    while len(kept) > 1 and re.sub(r"\W", "", kept[-1]).lower() in _DANGLING:
        kept.pop()
    return " ".join(kept).rstrip(" .,;:!?…-")


def said_back(clause: str) -> str:
    """A clause of the candidate as the interviewer says it: "I moved my team" becomes "you moved your team"."""
    plain = clause.replace("\u2019", "'")
    turned = re.sub(r"[A-Za-z']+", lambda m: _SPOKEN_BACK.get(m.group().lower(), m.group()), plain)
    turned = re.sub(r"\byou was\b", "you were", turned, flags=re.I)
    first = turned.split(" ", 1)[0]
    is_name = not first.islower() and first.lower() not in _COMMON
    return turned if is_name else turned[:1].lower() + turned[1:]


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ies|ed|es|s|y)$", "", word) if len(word) > 4 else word
