"""Which parts of a complete answer are told, and where."""

import pytest

from tests.simulation.labelled import load
from xquizit_interview.answers.told import Part, may_tell_result, told_in

CRANE = (
    "Last autumn our crane broke down two days before the roof was due. I rang three hire firms, because the weather "
    "was about to turn. In the end we had another one by noon, and the roof was shut within nine days."
)


def test_each_part_stands_where_it_is_told() -> None:
    told = told_in(CRANE)
    assert {part: span.of(CRANE).split()[0] for part, span in told.items()} == {
        Part.SITUATION: "Last",
        Part.OWN_ACTION: "I",
        Part.RESULT: "In",
        Part.FIGURE: "Last",
        Part.REASON: "I",
    }


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        ("I think teamwork matters a lot, and I like working with people.", set()),
        ("I would always check the label first and then ask a colleague.", set()),
        ("I felt sad about it and wanted to leave.", set()),
        ("I rebuilt the index.", {Part.OWN_ACTION}),
        ("We chose it because it was cheap.", {Part.REASON}),
        ("I sorted the shelves by date. Twelve boxes were thrown away.", {Part.OWN_ACTION, Part.FIGURE}),
        ("I asked around. Nobody knew. It was half past two.", {Part.OWN_ACTION, Part.FIGURE}),
        ("I suppose somebody checked it afterwards, but it was not me.", set()),
        ("It was like that when I came.", {Part.SITUATION}),
        ("I ask when I am stuck, and I do what I am told.", set()),
        ("Yes, I have it, since 2018 I believe.", set()),
        ("I learned that it was the 18th edition.", {Part.OWN_ACTION}),
        ("I always do the double check, as it is our rule.", set()),
        ("The others decided, and I calculated the result at the end.", {Part.OWN_ACTION}),
        ("I was involved in a number of tests, a while ago.", set()),
        ("She fell ill that week.", {Part.SITUATION}),
        ("I believe that selling is selling in the end.", set()),
        ("", set()),
        ("...", set()),
    ],
)
def test_nothing_is_told_that_is_not(answer: str, parts: set[Part]) -> None:
    assert set(told_in(answer)) == parts


@pytest.mark.parametrize(
    "answer",
    [
        "We knew that it had worked when nobody called about it any more.",
        "The query now runs in eleven minutes.",
        "Two colleagues used the same table, so we stopped arguing about numbers.",
        "Not one deadline has been missed since.",
        "The result was a shorter form.",
        "In the end we had another one by noon.",
        "Rejections fell by forty per cent.",
    ],
)
def test_a_result_is_told_in_many_ways(answer: str) -> None:
    assert Part.RESULT in told_in(answer)


@pytest.mark.parametrize(("answer", "is_reason"), [
    ("I moved it since nobody could reach it.", True),
    ("I decided to move it.", True),
    ("The doctors decided about it.", False),
    ("I have moved it twice since then.", False),
    ("I have done it ever since.", False),
    ("I have done it since the summer.", False),
])  # fmt: skip
def test_since_and_decided_are_reasons_only_where_they_give_one(answer: str, is_reason: bool) -> None:
    assert (Part.REASON in told_in(answer)) is is_reason


def test_a_figure_behind_what_was_done_may_be_its_result() -> None:
    assert may_tell_result("I sorted the shelves by date. Twelve boxes were thrown away.")
    assert may_tell_result("We moved it, and as a result nobody fell.")
    assert not may_tell_result("Twelve boxes stood there. I sorted them by date.")


def test_of_words_without_full_stops_only_those_around_are_taken() -> None:
    answer = " ".join(["and so on"] * 40) + " i fixed the pump and saved nine hundred litres " + "of it all " * 40
    span = told_in(answer)[Part.OWN_ACTION]
    assert "i fixed the pump" in span.of(answer)
    assert len(span.of(answer).split()) <= 25


@pytest.mark.parametrize(("level", "least", "most"), [("strong", 2, 5), ("weak", 0, 5)])
def test_labelled_answers_tell_what_their_label_says(level: str, least: int, most: int) -> None:
    counts = [len(told_in(getattr(fact, level))) for pair in load() for fact in pair.facts.values()]
    assert min(counts) >= least
    assert max(counts) <= most
    average = sum(counts) / len(counts)
    assert average > 3.3 if level == "strong" else average < 0.7, average
