"""The examples of the API's documentation: valid, and true to each other."""

import pytest

from xquizit_gateway.schemas.report import ReportAnswer
from xquizit_gateway.schemas.report_example import EXAMPLE_REPORT
from xquizit_gateway.schemas.transcript import EXAMPLE_ANSWER, TranscriptAnswer


def example_of(model: type[ReportAnswer | TranscriptAnswer]) -> object:
    return model.model_json_schema()["examples"][0]


def test_the_transcript_of_the_examples_is_valid_and_marks_words() -> None:
    example = TranscriptAnswer.model_validate(example_of(TranscriptAnswer))
    asked, answered = example.entries
    assert (asked.recognition_confidence, asked.uncertain) == (None, [])
    assert answered.text == EXAMPLE_ANSWER
    assert [answered.text[span.start : span.end] for span in answered.uncertain] == ["post gray"]


def test_the_report_of_the_examples_is_valid_and_complete() -> None:
    example = ReportAnswer.model_validate(example_of(ReportAnswer))
    assert example.model_dump(mode="json") == EXAMPLE_REPORT
    for topic in example.topics:
        assert (topic.rating is None) == (topic.rating_state != "rated")
        assert topic.scale in [scale.name for scale in example.scales]
        if topic.rating is not None:
            [anchors] = [scale.anchors for scale in example.scales if scale.name == topic.scale]
            assert topic.rating_label == anchors[topic.rating - 1]
        assert all(claim.quotes for claim in topic.claims)


def test_every_quote_of_the_examples_is_what_the_transcript_says_there() -> None:
    said = TranscriptAnswer.model_validate(example_of(TranscriptAnswer)).entries[1]
    example = ReportAnswer.model_validate(example_of(ReportAnswer))
    quotes = [quote for topic in example.topics for claim in topic.claims for quote in claim.quotes]
    quotes += [quote for topic in example.topics for quote in (*topic.quotes, *(told.quote for told in topic.told))]
    quotes += [quote for item in example.requirements for quote in item.quotes]
    assert len(quotes) == 8
    for quote in quotes:
        assert quote.turn == said.turn
        assert said.text[quote.start : quote.end] == quote.text
        overlaps = any(quote.start < span.end and span.start < quote.end for span in said.uncertain)
        assert quote.is_uncertain == overlaps


def test_a_confidence_is_between_0_and_1() -> None:
    entry = {"turn": 1, "speaker": "candidate", "text": "x", "said_at": None, "kind": "", "topic": "", "uncertain": []}
    with pytest.raises(ValueError, match="less than or equal to 1"):
        TranscriptAnswer.model_validate({"session_id": "s", "entries": [{**entry, "recognition_confidence": 1.5}]})
