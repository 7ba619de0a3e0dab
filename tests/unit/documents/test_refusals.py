"""Every refusal has a machine code and a sentence that tells a person what to do."""

import re

import pytest

from xquizit_documents import refusals
from xquizit_kit.errors import XquizitError

ALL = [
    refusals.empty_file(),
    refusals.too_large(10 * 2**20),
    refusals.too_large(1000),
    refusals.wrong_kind("a picture"),
    refusals.legacy_word(),
    refusals.macros(),
    refusals.encrypted(),
    refusals.encrypted("PDF"),
    refusals.damaged(),
    refusals.no_text(),
    refusals.only_pictures(),
    refusals.unreadable_pictures(),
    refusals.too_complex("has 101 pages"),
    refusals.too_slow(),
    refusals.arrived_too_slowly(),
]


@pytest.mark.parametrize("refusal", ALL, ids=lambda refusal: f"{refusal.reason}: {refusal.message[:30]}")
def test_says_what_is_wrong_and_what_to_do(refusal: XquizitError) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.reason)
    wrong, _, advice = refusal.message.partition(". ")
    assert wrong
    assert advice.startswith("Please "), "after what is wrong comes what to do"
    assert refusal.message.endswith(".")


def test_every_function_of_the_file_is_here() -> None:
    made = {name for name in vars(refusals) if not name.startswith("_") and callable(getattr(refusals, name))}
    functions = {name for name in made if getattr(refusals, name).__module__ == refusals.__name__}
    assert len(functions) == len(ALL) - 2
