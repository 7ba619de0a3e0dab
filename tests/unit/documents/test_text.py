"""Text is tidied without inventing words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_documents.text import begins_with_marker, has_words, is_marker, tidy


@pytest.mark.parametrize(
    ("found", "tidied"),
    [
        ("a\r\nb\rc\fd", "a\nb\nc\nd"),
        ("  two \u00a0 words\t here ", "two words here"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("cafe\u0301", "café"),
        ("e\ufb03cient \ufb01le", "efficient file"),
        ("\uf0b7Python\n\uf0a7 SQL\n\x7f\nGo", "• Python\n• SQL\n• Go"),
        ("●\n\nLed a team", "• Led a team"),
        ("hid\u200bden\u202e \ufeffmarks\u00ad", "hidden marks"),
        ("\ufee3\ufeec\ufee8\ufeaa\ufeb3\ufe94", "مهندسة"),
        ("\u2f2f\u4f5c, \u2ed3\u671f", "工作, 长期"),
        ("lone \ud800 surrogate, private \ue123 glyph", "lone surrogate, private glyph"),
    ],
)
def test_characters_and_spaces(found: str, tidied: str) -> None:
    assert tidy(found, wrapped=False) == tidied


LONG = "I have built and run services for payments"


@pytest.mark.parametrize(
    ("found", "tidied"),
    [
        (f"{LONG}\nin three countries.", f"{LONG} in three countries."),
        (f"{LONG} and\nInvoices", f"{LONG} and Invoices"),
        (f"{LONG},\nKubernetes", f"{LONG}, Kubernetes"),
        (f"{LONG} (June 2016 \u2013\nMay 2020)", f"{LONG} (June 2016 \u2013 May 2020)"),
        (f"{LONG}.\nthen", f"{LONG}.\nthen"),
        (f"{LONG}\nExperience", f"{LONG}\nExperience"),
        (f"{LONG}\n• led a team", f"{LONG}\n• led a team"),
        ("python\nredis\nkafka", "python\nredis\nkafka"),
        (f"{LONG}\n\nin a new paragraph", f"{LONG}\n\nin a new paragraph"),
    ],
)
def test_lines_that_a_margin_broke_are_joined(found: str, tidied: str) -> None:
    assert tidy(found, wrapped=True) == tidied
    assert tidy(found, wrapped=False) == found


def test_a_hyphen_at_a_line_end_stays_unless_the_word_is_known_without() -> None:
    assert tidy("a cross-\nfunctional team", wrapped=True) == "a cross-functional team"
    assert tidy("much experience; experi-\nence counts", wrapped=True) == "much experience; experience counts"
    assert tidy("soft\u00ad\nware", wrapped=True) == "software"
    assert tidy("2019-\nnow", wrapped=True) == "2019-\nnow"


@given(st.text(), st.booleans())
def test_any_text_becomes_clean_and_stays_as_it_is(found: str, wrapped: bool) -> None:
    tidied = tidy(found, wrapped=wrapped)
    tidied.encode()
    assert unicodedata.is_normalized("NFC", tidied)
    assert "\n\n\n" not in tidied
    assert "  " not in tidied
    assert tidied == tidied.strip()
    assert tidy(tidied, wrapped=False) == tidied


def test_markers() -> None:
    assert all(map(is_marker, ["•", "1.", "a)", "(iv)", "\u2013"]))
    assert not any(map(is_marker, ["1", "C++", "2019.", "", "word"]))
    assert begins_with_marker("• Led a team")
    assert begins_with_marker("2) Wrote tests")
    assert not begins_with_marker("2019 was a good year")


def test_has_words() -> None:
    assert has_words("…\n7")
    assert not has_words("•\n | —")
