"""Segments as text."""

from dataclasses import dataclass

import pytest

from xquizit_runpod_worker.schema import TextFormat
from xquizit_runpod_worker.transcript_formats import formatted


@dataclass
class Spoken:
    start: float
    end: float
    text: str


SPOKEN = [Spoken(0.0, 1.5, " I built it."), Spoken(3661.0015, 3662.9999, " a --> b")]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("plain_text", "I built it. a --> b"),
        ("formatted_text", "I built it.\na --> b"),
        (
            "srt",
            "1\n00:00:00,000 --> 00:00:01,500\nI built it.\n\n2\n01:01:01,002 --> 01:01:03,000\na -> b\n\n",
        ),
        (
            "vtt",
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nI built it.\n\n01:01:01.002 --> 01:01:03.000\na -> b\n\n",
        ),
    ],
)
def test_forms(form: TextFormat, text: str) -> None:
    assert formatted(SPOKEN, form) == text


@pytest.mark.parametrize(
    ("form", "text"), [("plain_text", ""), ("formatted_text", ""), ("srt", ""), ("vtt", "WEBVTT\n\n")]
)
def test_nothing_said(form: TextFormat, text: str) -> None:
    assert formatted([], form) == text
