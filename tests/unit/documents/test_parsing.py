"""Whose fault it is when a parser process fails: the document's, or ours."""

from collections.abc import AsyncIterator

import pytest

from xquizit_documents import parsing
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.parsing import ParserPool
from xquizit_kit.errors import BadDocument, XquizitError, http_status


@pytest.fixture
async def parsers(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ParserPool]:
    monkeypatch.setattr(parsing, "_MODULE", "tests.fakes.broken_parser")
    settings = DocumentsSettings.model_validate({"documents_parsers_warm": 1, "documents_parsers": 1})
    async with ParserPool(settings).running() as parsers:
        yield parsers


async def test_a_document_that_kills_two_parsers_is_damaged(parsers: ParserPool) -> None:
    with pytest.raises(BadDocument) as refused:
        await parsers.parse(b"deadly")
    assert refused.value.reason == "damaged"


async def test_a_mistake_of_ours_is_not_told_as_the_candidate_s_damaged_file(parsers: ParserPool) -> None:
    with pytest.raises(XquizitError) as failed:
        await parsers.parse(b"harmless")
    assert (http_status(failed.value), failed.value.reason) == (500, "worker_failed")


async def test_an_answer_that_is_no_extract_is_not_believed(parsers: ParserPool) -> None:
    with pytest.raises(XquizitError) as failed:
        await parsers.parse(b"lying")
    assert (http_status(failed.value), failed.value.reason) == (500, "worker_failed")


def test_what_a_system_cannot_do_is_told_to_the_operator() -> None:
    assert parsing._told_of_containment(()) == ()
    [told] = parsing._told_of_containment(("network", "processes"))
    assert "cannot keep parsers from making connections and starting processes" in told
