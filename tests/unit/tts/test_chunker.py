"""The chunker's pieces: where they end, how long they are, and that they depend on the text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_tts.chunker import CAP_CHARS, FIRST_CAP_CHARS, Chunker

PROSE = st.lists(
    st.sampled_from(
        [
            *("I", "we", "built", "it", "Then", "She", "however", "Node.js", "C++", "https://a.io/x?y=1.", "e.g."),
            *("Dr.", "3.14", "1,000", "$1.5M.", "No. 5", "No.", "J. K.", "etc.", "5 p.m.", "Acme Inc.", "**bold.**"),
            *("(so!)", ".", "...", "?!", ",", ";", "—", "\n", "\n\n", "- ", "1. ", "“Yes.”", "。", "好的。再见", "👍"),
            *("\t", "  ", "'", "!", "a", "x" * 90),
        ]
    ),
    max_size=60,
).flatmap(lambda words: st.sampled_from([" ", ""]).map(lambda glue: glue.join(words)))


def pieces_of(*deltas: str) -> list[str]:
    chunker = Chunker()
    pieces = [piece for delta in deltas for piece in chunker.push(delta)]
    return [*pieces, *chunker.finish()]


@given(st.one_of(PROSE, st.text(max_size=400)), st.data())
def test_pieces_do_not_depend_on_the_deltas(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=20)))
    deltas = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert pieces_of(*deltas) == pieces_of(text) == pieces_of(*text)


@given(st.one_of(PROSE, st.text(max_size=1000)))
def test_no_word_is_lost_and_none_is_too_long(text: str) -> None:
    pieces = pieces_of(text)
    assert [c for c in "".join(pieces) if c.isalnum()] == [c for c in text if c.isalnum()]
    assert all(piece == piece.strip() and any(c.isalnum() for c in piece) for piece in pieces)
    # A mark or two that closes a sentence may stand past the cap.
    assert all(len(piece) <= CAP_CHARS + 8 for piece in pieces)
    assert len(pieces[0] if pieces else "") <= FIRST_CAP_CHARS + 8


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("...", []),
        (" \n ", []),
        ("Hello", ["Hello"]),
        ("Hello. How are you?", ["Hello.", "How are you?"]),
        (
            "Thank you, Anna, that is clear. How did you test it?",
            ["Thank you, Anna,", "that is clear. How did you test it?"],
        ),
        ("Well, yes.", ["Well, yes."]),
        ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
        ("One thing!Then another.", ["One thing!Then another."]),
        ("# Title\nText follows.", ["# Title", "Text follows."]),
        ("Great.\n1. First point\n2. Second point", ["Great.", "1. First point", "2. Second point"]),
        ("你好。再见。", ["你好。", "再见。"]),
    ],
)
def test_first_clause_then_sentences(text: str, pieces: list[str]) -> None:
    assert pieces_of(text) == pieces


@pytest.mark.parametrize(
    "sentence",
    [
        "You used tools e.g. Docker and i.e. Compose at work.",
        "Dr. Smith vs. Mr. Jones was the case they studied then.",
        "The service handled 3.14 million requests at 1,000 per second.",
        "You met J. K. Rowling and worked for the U.S. Government there.",
        "You wrote Node.js and C++ code with ASP.NET on top of it.",
        "Read https://example.com/a.b?c=d.e and www.example.org first.",
        "You were ranked No. 5 of all at approx. 20 percent growth.",
        "They meet at 5 p.m. on Mondays and at 9 a.m. on Fridays.",
        "You know languages, tools, etc. and like them all the same.",
        "You worked at Acme Inc. as a lead and then moved to Globex.",
    ],
)
def test_a_full_stop_inside_a_sentence_ends_nothing(sentence: str) -> None:
    assert pieces_of(f"Okay. {sentence} And what happened after that, then?") == [
        "Okay.",
        sentence,
        "And what happened after that, then?",
    ]


@pytest.mark.parametrize("opening", ["It ran on C++.", "Did that work?!", '"It did."', "**Very good.**", "So do I."])
def test_a_sentence_ends_behind_its_closing_marks(opening: str) -> None:
    assert pieces_of(f"{opening} Then we went on.") == [opening, "Then we went on."]


def test_an_abbreviation_before_a_capital_may_end_a_sentence() -> None:
    assert pieces_of("Hi. You listed Kafka, Redis, Postgres, etc. Which of them did you run?") == [
        "Hi.",
        "You listed Kafka, Redis, Postgres, etc.",
        "Which of them did you run?",
    ]
    assert pieces_of("Hi. I would have to say a clear no. 5 of them were wrong then.")[1:] == [
        "I would have to say a clear no. 5 of them were wrong then."
    ]


def test_short_sentences_are_spoken_together() -> None:
    assert pieces_of("Hello. Yes. No. Maybe so. And now a longer one.") == [
        "Hello.",
        "Yes. No. Maybe so. And now a longer one.",
    ]


def test_the_first_piece_is_certain_before_the_text_ends() -> None:
    chunker = Chunker()
    assert list(chunker.push("Thank you for that, ")) == ["Thank you for that,"]
    assert list(chunker.push("Anna. That was a very clear")) == []
    assert list(chunker.push(" answer. W")) == ["Anna. That was a very clear answer."]


def test_a_long_stretch_is_cut_between_words() -> None:
    words = "word " * 200
    pieces = pieces_of(words)
    assert all(set(piece.split()) == {"word"} for piece in pieces)
    assert sum(len(piece.split()) for piece in pieces) == 200
    assert len(pieces[0]) <= FIRST_CAP_CHARS
    joined = pieces_of("the team that you led built a large new service and it ran in three regions of the world")
    assert joined[1].startswith("and it ran")


def test_marks_without_words_are_never_a_piece() -> None:
    assert pieces_of("!" * 20_000 + " ." * 10_000) == []
