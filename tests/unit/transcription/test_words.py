import pytest

from xquizit_transcription.engines.pocketsphinx.language_model.words import sentences, spoken_number


@pytest.mark.parametrize(
    ("digits", "spoken"),
    [
        ("0", "zero"),
        ("17", "seventeen"),
        ("42", "forty two"),
        ("350", "three hundred fifty"),
        ("1998", "nineteen ninety eight"),
        ("1900", "nineteen hundred"),
        ("2008", "two thousand eight"),
        ("2024", "twenty twenty four"),
        ("120000", "one hundred twenty thousand"),
        ("5551234", "five five five one two three four"),
    ],
)
def test_numbers_are_said(digits: str, spoken: str) -> None:
    assert " ".join(spoken_number(digits)) == spoken


def test_text_becomes_sentences_of_words() -> None:
    text = "Led CI/CD at Contoso. Cut costs by 30%; didn\u2019t stop\n\u2022 Node.js, SQL"
    assert [" ".join(sentence) for sentence in sentences(text)] == [
        "Led CI CD at Contoso",
        "Cut costs by thirty",
        "didn't stop",
        "Node js SQL",
    ]


def test_nothing_gives_no_sentences() -> None:
    assert list(sentences(" \n -- ... ")) == []
