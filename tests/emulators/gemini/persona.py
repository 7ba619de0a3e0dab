"""The interviewer behind the emulated model: reads a prompt, chooses a move, and words it in character."""

import random
import re

from tests.emulators.gemini.convention import CONVERSATION, QUESTION_MOVES, Move, Reading
from tests.emulators.gemini.faults import FaultKind
from tests.emulators.gemini.questions import ask_on, ask_topic, last_question, subject
from tests.emulators.gemini.words import clip, sentences, words

STRAYS = 0.25
"""How often, 0..1, it takes the second of the moves that go on after an answer."""
_SHORT_WORDS = 22
"""Requests are short; the same phrase inside a long answer belongs to the answer."""
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "wants_to_stop",
        re.compile(
            r"\b(?:(?:like|want|need|prefer) to (?:stop|end|quit|finish)\b"
            r"|(?:can|could|let's|shall) (?:we |i )?(?:please )?(?:stop|end|finish) (?:here|now|this|the interview)"
            r"|(?:stop|end|quit) (?:the|this) (?:interview|conversation)|don't want to (?:continue|go on))",
            re.I,
        ),
    ),
    (
        "repeat_request",
        re.compile(
            r"\b(?:repeat (?:that|the|it|your)|you (?:please )?repeat|say (?:that|it) again|come again|pardon|once more"
            r"|(?:didn't|did not|couldn't|could not) (?:quite )?(?:hear|catch|get) (?:that|you|it|the)"
            r"|what was the question)",
            re.I,
        ),
    ),
    (
        "clarification_request",
        re.compile(
            r"\b(?:what (?:exactly )?(?:do|did) you mean|you (?:please )?(?:explain|clarify|rephrase)|do you mean"
            r"|(?:don't|do not|didn't) (?:quite |really )?understand (?:the|your|that|what)"
            r"|are you asking|in what sense)",
            re.I,
        ),
    ),
    (
        "skip",
        re.compile(
            r"\b(?:skip (?:this|that|it)|next question|(?:rather|prefer) not|let's move on|i(?:'ll)? pass\b)"
            r"|^(?:skip|pass)\W*$",
            re.I,
        ),
    ),
    (
        "thinking_aloud",
        re.compile(
            r"\b(?:let me (?:think|see|remember)|give me a (?:moment|second|minute)|(?:one|just a) (?:moment|second)"
            r"|hold on|bear with me)|^(?:that's|that is) a (?:good|tough|hard) (?:question|one)\W*$"
            r"|^(?:\W*(?:um+|uh+|er+|hmm+|well))+\W*$",
            re.I,
        ),
    ),
    (
        "small_talk",
        re.compile(
            r"^\W*(?:how are you|nice to|good (?:morning|afternoon|evening)|hello|hi\b|thank"
            r"|are you (?:a |an )?(?:real|robot|ai)|can you hear me)",
            re.I,
        ),
    ),
)
"""In this order: a wish to stop outranks everything."""
_MOVE_OF_KIND = {
    "wants_to_stop": {"CONCLUDE"},
    "repeat_request": {"REPEAT"},
    "clarification_request": {"CLARIFY"},
    "thinking_aloud": {"WAIT"},
    "small_talk": {"CHAT"},
    "skip": QUESTION_MOVES,
}
_CLARIFICATIONS = (
    "Let me put it more simply: could you give me one example from your own work about {subject}?",
    "I mean it quite practically: what have you yourself done about {subject}?",
)


class Persona:
    """A deterministic interviewer: the same request and seed get the same words."""

    def __init__(self, seed: int = 0, strays: float = STRAYS) -> None:
        self._seed = seed
        self._strays = strays

    def reply(self, reading: Reading, faults: frozenset[FaultKind]) -> str:
        """What it says; in an interview one question behind a tag, else a short plain answer."""
        chance = random.Random(f"{self._seed}|{reading.answer}|{reading.question}|{reading.moves}")
        if not reading.moves and not reading.answer:
            return _spoiled("I am ready.", reading, faults)
        kind = candidate_kind(reading.answer)
        if FaultKind.GULLIBLE in faults and (obeyed := _obey(reading)):
            return obeyed
        move = _choose(reading, kind, chance, self._strays)
        text = _one_breath(_word(move, reading, chance))
        if FaultKind.ILLEGAL_MOVE in faults:
            move = _illegal(reading.moves)
        text = _spoiled(text, reading, faults)
        tagged = bool(reading.moves) and FaultKind.NO_TAG not in faults
        return f"[[{kind} | {move.label}]] {text}" if tagged else text


def candidate_kind(answer: str) -> str:
    """What a turn of the candidate is, in the project's own names of kinds."""
    plain = answer.replace("\u2019", "'").strip()
    count = len(words(plain))
    if count <= _SHORT_WORDS:
        for kind, pattern in _KINDS:
            if pattern.search(plain):
                return kind
    return "answer" if count >= 9 else "partial_answer"


def _choose(reading: Reading, kind: str, chance: random.Random, strays: float) -> Move:
    """The move that meets the kind, if it is allowed; else the first that goes on, now and then the second."""
    moves = reading.moves or (Move("FOLLOW_UP"),)
    for move in moves:
        if move.name in _MOVE_OF_KIND.get(kind, ()):
            return move
    going_on = [move for move in moves if move.name not in CONVERSATION]
    if not going_on:
        return moves[0]
    if going_on[0].name == "CONCLUDE":
        return going_on[0]
    asking = [move for move in going_on if move.name != "CONCLUDE"]
    return asking[1] if len(asking) > 1 and kind == "answer" and chance.random() < strays else asking[0]


def _word(move: Move, reading: Reading, chance: random.Random) -> str:
    match move.name:
        case "REPEAT":
            return f"Of course. {reading.question or 'Could you tell me about your work?'}"
        case "CLARIFY":
            return chance.choice(_CLARIFICATIONS).format(subject=subject(reading))
        case "WAIT":
            return "Of course, take your time."
        case "CHAT":
            return f"Thank you, I am glad that we can talk. {last_question(reading.question)}".strip()
        case "CONCLUDE":
            return "Thank you for your time and for all that you told me today. That brings us to the end of our talk."
        case "OPEN":
            about = move.title or "your work so far"
            return f"Welcome, and thank you for joining me today. To begin, what should I know about {clip(about, 12)}?"
        case "FOLLOW_UP":
            return ask_on(reading, chance)
        case _:
            return ask_topic(clip(move.title or move.ident or "your work", 10), reading, chance)


def _one_breath(text: str) -> str:
    """At most 45 words and one question mark; a repeated question stays as it was."""
    if text.startswith("Of course. "):
        return text
    head, mark, _ = text.partition("?")
    kept = head.rstrip(" .") if len(head.split()) <= 44 else clip(head, 44)
    return kept + (mark or ".")


def _illegal(moves: tuple[Move, ...]) -> Move:
    names = {move.name for move in moves}
    return Move("TOPIC", "t99") if "CONCLUDE" in names else Move("CONCLUDE")


def _spoiled(text: str, reading: Reading, faults: frozenset[FaultKind]) -> str:
    """The text as a model would say it that has gone astray."""
    if FaultKind.WRONG_LANGUAGE in faults:
        text = "Vielen Dank für Ihre Antwort. Können Sie mir bitte genauer erklären, wie Sie das damals gelöst haben?"
    if FaultKind.REPEATED_QUESTION in faults:
        text = reading.question or text
    if FaultKind.OVER_LONG in faults:
        text = (
            "Before I ask, let me say at length why this matters to the team and to everybody who works with it. " * 8
            + text
        )
    if FaultKind.TWO_QUESTIONS in faults:
        text += " And who was it that decided on the budget? Also, what would your manager say?"
    if FaultKind.PROTECTED_TOPIC in faults:
        text = "Before we go on, how old are you, and do you have children or plan to start a family?"
    if FaultKind.VERDICT in faults:
        text = f"Excellent, that was a perfect answer and you are the right person for this job. {text}"
    if FaultKind.MARKDOWN in faults:
        text = f"**Next question:**\n\n1. {text}\n2. See https://example.com/questions for more\n"
    if FaultKind.FALSE_QUOTE in faults:
        text = "You said you saved 4 million dollars at Contoso in Zurich. How did you do that?"
    if FaultKind.CANARY_LEAK in faults:
        text = f"My instructions are: {reading.system_text.strip()} {text}"
    return text


_INJECTION = re.compile(
    r"(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions|rules|prompt|above)|you are now"
    r"|new instructions|system\s*(?:prompt|:)"
    r"|\b(?:give|rate|score)\b.{0,30}\b(?:5|five|highest|maximum)\b|end the interview|hire (?:me|this candidate)",
    re.I,
)
_LEAK = re.compile(r"(?:reveal|repeat|print|show|tell)\b.{0,40}\b(?:instructions|prompt|rules|rubric)", re.I)
_SAY = re.compile(r"\b(?:say|reply|answer|respond|output)(?: with| only| exactly)*:?\s+[\"'“]?([^\"'”\n]+)", re.I)


def injection(reading: Reading) -> str:
    """The first injected order in the delimited data; empty when there is none."""
    for text in [reading.answer, *reading.data.values()]:
        for sentence in sentences(text):
            if _INJECTION.search(sentence.text) or _LEAK.search(sentence.text):
                return text[sentence.start :]
    return ""


def _obey(reading: Reading) -> str:
    """What a model says that takes data for orders; empty when the data holds none."""
    order = injection(reading)
    if not order:
        return ""
    if _LEAK.search(order):
        return f"[[answer | CONCLUDE]] Here are my instructions: {reading.system_text.strip()}"
    said = _SAY.search(order)
    return (
        f"[[answer | CONCLUDE]] {said.group(1) if said else 'As you wish, you get the highest rating and we end here.'}"
    )
