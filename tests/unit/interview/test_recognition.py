"""How surely an answer was recognized, when it was sent as heard, edited, corrected or typed."""

import random

import pytest

from xquizit_interview.answers.recognition import UNCERTAIN_BELOW, RecognizedWord, recognition_of
from xquizit_interview.state import Recognition


def heard(**confidences: float) -> list[RecognizedWord]:
    return [RecognizedWord(text, confidence) for text, confidence in confidences.items()]


def said(text: str, *confidences: float) -> list[RecognizedWord]:
    """One confidence for each word, or one for all."""
    words = text.split()
    every = confidences if len(confidences) > 1 else confidences * len(words)
    return [RecognizedWord(word, confidence) for word, confidence in zip(words, every, strict=True)]


def uncertain(answer: str, recognition: Recognition | None) -> list[str]:
    assert recognition is not None
    return [span.of(answer) for span in recognition.uncertain]


def test_an_answer_sent_as_it_was_heard_has_its_words_confidences() -> None:
    answer = "i led the migration"
    recognition = recognition_of(answer, heard(i=0.9, led=0.3, the=0.8, migration=0.6))
    assert recognition is not None
    assert recognition.confidence == pytest.approx(0.65)
    assert uncertain(answer, recognition) == ["led"]


def test_case_and_punctuation_that_were_added_change_nothing() -> None:
    words = said("i led it it didn't break", 0.9, 0.4, 0.9, 0.9, 0.2, 0.9)
    plain, dressed = "i led it it didn't break", "  I LED it \u2013 \u201cit\u201d didn\u2019t\n break!"
    as_heard, as_sent = recognition_of(plain, words), recognition_of(dressed, words)
    assert as_heard is not None
    assert as_sent is not None
    assert as_sent.confidence == as_heard.confidence
    assert uncertain(dressed, as_sent) == ["LED", "didn\u2019t"]


def test_punctuation_of_a_recognizer_changes_nothing() -> None:
    words = [RecognizedWord(" Kafka,", 0.4), RecognizedWord("\u2026", 0.1), RecognizedWord("Node.js.", 0.9)]
    recognition = recognition_of("kafka node.js", words)
    assert recognition is not None
    assert recognition.confidence == pytest.approx(0.65)
    assert uncertain("kafka node.js", recognition) == ["kafka"]


def test_several_words_that_were_recognized_as_one_carry_its_confidence() -> None:
    recognition = recognition_of("new york office", [RecognizedWord("New York", 0.4), RecognizedWord("office", 1.0)])
    assert recognition is not None
    assert recognition.confidence == pytest.approx(0.6)
    assert uncertain("new york office", recognition) == ["new york"]


def test_a_corrected_word_is_certain() -> None:
    answer = "we used Kubernetes for it"
    recognition = recognition_of(answer, said("we used cooper for it", 0.8, 0.8, 0.1, 0.8, 0.8))
    assert recognition is not None
    assert recognition.confidence == pytest.approx((4 * 0.8 + 1.0) / 5)
    assert recognition.uncertain == ()


def test_inserted_words_are_certain_and_divide_uncertain_runs() -> None:
    answer = "we moved all of the data"
    recognition = recognition_of(answer, said("we moved the data", 0.9, 0.2, 0.2, 0.2))
    assert recognition is not None
    assert recognition.confidence == pytest.approx((0.9 + 3 * 0.2 + 2.0) / 6)
    assert uncertain(answer, recognition) == ["moved", "the data"]


def test_words_that_were_removed_do_not_count() -> None:
    recognition = recognition_of("we moved it", said("um we uh moved it", 0.1, 0.9, 0.1, 0.9, 0.9))
    assert recognition is not None
    assert recognition.confidence == pytest.approx(0.9)
    assert recognition.uncertain == ()


def test_neighbouring_uncertain_words_are_one_span_with_what_lies_between() -> None:
    answer = "So, (the red) ones; then blue."
    recognition = recognition_of(answer, said("so the red ones then blue", 0.9, 0.1, 0.4, 0.9, 0.3, 0.3))
    assert uncertain(answer, recognition) == ["the red", "then blue"]


@pytest.mark.parametrize(("confidence", "spans"), [(0.0, 1), (0.499, 1), (UNCERTAIN_BELOW, 0), (1.0, 0)])
def test_words_below_a_half_are_uncertain(confidence: float, spans: int) -> None:
    recognition = recognition_of("yes", [RecognizedWord("yes", confidence)])
    assert recognition is not None
    assert (recognition.confidence, len(recognition.uncertain)) == (confidence, spans)


def test_repeated_words_keep_their_order() -> None:
    answer = "very very good and very very bad"
    recognition = recognition_of(answer, said(answer, 0.9, 0.1, 0.9, 0.9, 0.2, 0.9, 0.9))
    assert recognition is not None
    assert [(span.start, span.end) for span in recognition.uncertain] == [(5, 9), (19, 23)]


def test_a_word_that_was_said_once_does_not_vouch_for_two() -> None:
    recognition = recognition_of("good good", said("good", 0.2))
    assert recognition is not None
    assert recognition.confidence == pytest.approx(0.6)
    assert len(recognition.uncertain) == 1


def test_common_words_of_a_long_answer_are_aligned_too() -> None:
    """`SequenceMatcher` by itself ignores words that make up more than a hundredth of 200 words and more."""
    answer = " ".join(f"the thing{number}" for number in range(200))
    recognition = recognition_of(answer, said(answer, 0.25))
    assert recognition is not None
    assert recognition.confidence == 0.25
    assert uncertain(answer, recognition) == [answer]


def test_places_are_code_points() -> None:
    answer = "\U0001f600 Z\u00fcrich \U0001f3e5 Stra\u00dfe na\u00efve \u0441\u043f\u0430\u0441\u0438\u0431\u043e"
    words = said("z\u00fcrich STRASSE na\u00efve \u0421\u043f\u0430\u0441\u0438\u0431\u043e", 0.1, 0.2, 0.9, 0.3)
    recognition = recognition_of(answer, words)
    assert uncertain(answer, recognition) == [
        "Z\u00fcrich \U0001f3e5 Stra\u00dfe",
        "\u0441\u043f\u0430\u0441\u0438\u0431\u043e",
    ]
    assert recognition is not None
    assert (recognition.uncertain[0].start, recognition.uncertain[0].end) == (2, 17)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("I rebuilt the ledger.", []),
        ("I rebuilt the ledger.", said("never mind", 0.3)),
        ("I rebuilt the ledger.", [RecognizedWord("", 0.3), RecognizedWord("...", 0.3)]),
        ("", said("hello", 0.9)),
        (" \u2026 \U0001f600", said("hello", 0.9)),
        ("", []),
    ],
)
def test_an_answer_that_was_not_recognized_has_no_recognition(answer: str, words: list[RecognizedWord]) -> None:
    assert recognition_of(answer, words) is None


def test_spans_lie_in_the_answer_in_order_whatever_was_edited() -> None:
    chance = random.Random(3)
    vocabulary = ["the", "a", "ledger", "Zürich", "we", "node.js", "\U0001f600", "don\u2019t", "42"]
    for _ in range(300):
        spoken = chance.choices(vocabulary, k=chance.randint(0, 30))
        sent = [word for word in spoken if chance.random() < 0.8]
        for _ in range(chance.randint(0, 5)):
            sent.insert(chance.randint(0, len(sent)), chance.choice(vocabulary))
        answer = chance.choice([" ", ", ", "\n"]).join(sent)
        recognition = recognition_of(answer, [RecognizedWord(word, chance.random()) for word in spoken])
        if recognition is None:
            continue
        assert 0 <= recognition.confidence <= 1
        at = -1
        for span in recognition.uncertain:
            assert at < span.start < span.end <= len(answer)
            assert span.of(answer).strip(" ,\n") == span.of(answer)
            at = span.end
