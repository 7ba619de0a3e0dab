"""What is counted of replies."""

import pytest

from xquizit_gateway.metrics import Metrics


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_reply_is_counted_by_its_engine_and_by_all_that_was_mended() -> None:
    metrics = Metrics()
    metrics.count_reply("gemini", [])
    metrics.count_reply("embedded", ["gemini_timeout", "two_questions", "two_questions"])
    assert value(metrics, "xquizit_replies_total", engine="gemini") == 1
    assert value(metrics, "xquizit_replies_total", engine="embedded") == 1
    assert value(metrics, "xquizit_reply_mended_total", what="gemini_timeout") == 1
    assert value(metrics, "xquizit_reply_mended_total", what="two_questions") == 2


@pytest.mark.parametrize(
    "word", ["", "Gemini", "two questions", "x" * 41, "größe", "a\n", "\n", 'a"} 1', "a-b", "\u0661"]
)
def test_what_is_no_word_of_a_machine_is_other(word: str) -> None:
    metrics = Metrics()
    metrics.count_reply(word, [word])
    assert value(metrics, "xquizit_replies_total", engine="other") == 1
    assert value(metrics, "xquizit_reply_mended_total", what="other") == 1


@pytest.mark.parametrize("word", ["a", "gemini_http_503", "x" * 40, "0_9"])
def test_words_of_machines_are_labels_as_they_are(word: str) -> None:
    metrics = Metrics()
    metrics.count_reply(word, [word])
    assert value(metrics, "xquizit_replies_total", engine=word) == 1
    assert value(metrics, "xquizit_reply_mended_total", what=word) == 1
