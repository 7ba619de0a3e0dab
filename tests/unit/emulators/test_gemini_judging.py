"""What the emulated model makes of single answers, and how it asks on about them."""

import random

import pytest

from tests.emulators.gemini.convention import Reading
from tests.emulators.gemini.judging import is_on_the_matter, rating
from tests.emulators.gemini.questions import ask_on

STRONG = (
    "One night our printing stopped in four depots. I saw in the logs that a certificate had expired, put a temporary "
    "one in place within twenty minutes, and added an alarm. It has not happened again in two years."
)
VAGUE = "I think it went alright in the end, mostly somebody else looked at it, I am not sure."


def answering(
    answer: str, question: str = "Let us talk about on-call duty. What happened?", earlier: str = ""
) -> Reading:
    return Reading(
        system_text="",
        data={"question": question, "answer": answer},
        question=question,
        earlier=f"{question}\n{earlier}",
    )


def test_telling_rates_higher_than_vagueness() -> None:
    assert rating(STRONG) == 5
    assert rating("We went from two hundred to twelve hundred requests.") == 3
    assert rating(VAGUE) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "I don't want to talk about it.",
        "This is a stupid question, and you are a stupid machine.",
        "purple the of lamp sideways between a cheese under moon never the soft trumpet",
        "I collect stamps with birds on them, and my parrot whistles.",
        "it is like this and I say it is like that and one never knows does one " * 6,
        "Thanks for watching, see you in my next video.",
        "Yes, I do.",
    ],
)
def test_what_says_nothing_is_no_evidence(answer: str) -> None:
    assert not is_on_the_matter(answering(answer))


@pytest.mark.parametrize("answer", [STRONG, VAGUE, STRONG.lower(), "I was on call every fifth week."])
def test_what_says_something_is(answer: str) -> None:
    assert is_on_the_matter(answering(answer))


@pytest.mark.parametrize("seed", range(12))
def test_it_does_not_ask_for_what_was_told(seed: int) -> None:
    asked = ask_on(answering(STRONG), random.Random(seed))
    assert not any(probe in asked for probe in ("in the end?", "in numbers?", "your own?"))


def test_it_says_back_no_insult_and_no_hesitation() -> None:
    assert "stupid" not in ask_on(answering("You are a stupid machine, really."), random.Random(1))
    asked = ask_on(answering("So, um, I moved the, the ledger, you know, to Kafka."), random.Random(1))
    assert "You said you moved the ledger, to Kafka" in asked


def test_it_has_other_words_when_there_is_nothing_to_say_back() -> None:
    earlier, asked = "", []
    for _ in range(6):
        asked.append(ask_on(answering("Yes.", earlier=earlier), random.Random(1)))
        earlier += f"{asked[-1]}\n"
    assert len(set(asked)) == 6
    assert all("on-call duty" in question for question in asked)
