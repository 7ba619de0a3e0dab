"""Whether words end a thought, go on, or only think aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.turn_taking import phrases
from xquizit_transcription.turn_taking.clauses import Clause, clause_of, words_of

SOUNDS = {
    Clause.EMPTY: ["", "   ", "...", "- ,", "'"],
    Clause.UNFINISHED: [
        "and then we moved it because",
        "And then we moved it because.",
        "i was responsible for the",
        "I was responsible for the...",
        "we used kafka and",
        "so that",
        "we did it so that",
        "i worked with",
        "we have",
        "the service was",
        "For example,",
        "for example",
        "In the end we decided,",
        "we decided to use um",
        "We decided to use it, uh.",
        "it was hard you know",
        "it was hard, you know",
        "er",
        "um",
        "hmm hmm",
        "I\u2019m",
        "that's why i",
        "when i joined the team",
        "And so if the queue is full",
        "We had a queue. When it was full",
        "the database \u2013",
        "we had three services such as",
        "that's it because",
        "that's all, uh",
        "there were two reasons:",
        'He said "we',
    ],
    Clause.THINKING: [
        "let me think",
        "Let me think.",
        "Let me think about that for a second.",
        "okay so let me think um",
        "give me a moment",
        "Give me a second, please.",
        "how can i say",
        "it was called um what was it",
        "That's a good question.",
        "that's a good question uh",
        "where do i start",
        "hold on a second",
        "I'm trying to remember...",
    ],
    Clause.CLOSED: [
        "that's it",
        "That's it.",
        "that is all",
        "I think that's everything.",
        "so yeah that's about it",
        "so yeah, that\u2019s about it, I think",
        "next question",
        "Next question, please.",
        "and that's all from my side thank you",
        "I'm done.",
        "I have nothing to add.",
    ],
    Clause.COMPLETE: [
        "We moved the platform to Kubernetes.",
        "Is that what you meant?",
        "we moved the platform to kubernetes",
        "That's the tool I worked with.",
        "That was before.",
        "yes",
        "Yes.",
        "I think so",
        "yes i am",
        "Because I like it.",
        "When I joined the team, we had no tests",
        "Version 3.5 of it.",
        'He said "we moved it."',
        "and so on",
    ],
    Clause.UNKNOWN: ["kubernetes", "payment systems"],
}


@pytest.mark.parametrize(("text", "clause"), [(text, clause) for clause, texts in SOUNDS.items() for text in texts])
def test_how_words_sound(text: str, clause: Clause) -> None:
    assert clause_of(text) is clause


@pytest.mark.parametrize("text", ["let me think", "weil", "und dann haben wir the", "", "that's it"])
def test_nothing_is_concluded_from_other_languages(text: str) -> None:
    assert clause_of(text, english=False) is Clause.UNKNOWN


@given(st.text(max_size=600) | st.text(" .,?!'\"\u2019\u2026-abcethinksolm\n", max_size=600))
def test_any_text_is_judged(text: str) -> None:
    assert clause_of(text) in Clause


def test_only_the_end_of_a_long_text_counts() -> None:
    long = "let me think that's it because um " * 20_000
    assert clause_of(f"{long} we moved the platform to kubernetes and wrote many tests for all of the teams")
    assert len(words_of(long)) == 12
    assert clause_of(long + "that's it") is Clause.CLOSED
    assert clause_of("x" * 100_000) is Clause.UNKNOWN


def test_tables_hold_what_words_look_like() -> None:
    tables = [phrases.UNFINISHED, phrases.WHOLE, phrases.THINKING, phrases.THINKING_TAILS, phrases.CLOSED]
    for phrase in [phrase for table in [*tables, phrases.CLOSED_TAILS] for phrase in table]:
        assert words_of(" ".join(phrase)) == phrase
    assert not phrases.NEVER_LAST & phrases.SELDOM_LAST
    assert not phrases.THINKING & phrases.CLOSED
