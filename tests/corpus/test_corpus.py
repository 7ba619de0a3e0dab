"""Every good document passes the gates, hides nothing from the report, and its profile is right."""

from collections import Counter

import pytest

from tests.corpus import measure, profiles
from tests.corpus.good import EXCEPTIONS, Case, cases, hidden_found
from tests.corpus.reading import LIMITS
from xquizit_documents.document import Extract
from xquizit_documents.engines import parser_for
from xquizit_documents.kind import detect

CASES = list(cases())
LEAST_PRECISION = 0.97
LEAST_PROFILE_PRECISION = 0.99
LEAST_PROFILE_RECALL = 0.95


def extract_of(case: Case) -> Extract:
    data = case.path.read_bytes()
    return parser_for(detect(data)).parse(data, LIMITS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_words_order_and_hidden_text(case: Case) -> None:
    extract = extract_of(case)
    missed = case.misses(extract.text)
    if case.name in EXCEPTIONS:
        assert missed, "it passes now: it is no exception any more"
    else:
        assert not missed
        assert measure.score(case.expected, extract.text).precision >= LEAST_PRECISION
    found, more = hidden_found(case, [piece.text for piece in extract.hidden])
    assert (found, more) == (len(case.hidden), 0)
    for hidden in set(case.hidden):
        assert extract.text.count(hidden) == case.expected.count(hidden)


def test_profiles_are_right() -> None:
    totals = {field: Counter[str]() for field in profiles.FIELDS}
    for case in CASES:
        if case.profile:
            for field, counts in profiles.compare(case.profile, profiles.found(extract_of(case))).items():
                totals[field].update(dict(zip(("right", "wanted", "told"), counts, strict=True)))
    for field, total in totals.items():
        assert total["right"] >= LEAST_PROFILE_PRECISION * total["told"], field
        assert total["right"] >= LEAST_PROFILE_RECALL * total["wanted"], field


def test_the_corpus_is_as_large_and_as_small_as_said() -> None:
    assert len(CASES) >= 48
    assert len({case.producer for case in CASES}) >= 15
    assert {case.path.suffix for case in CASES} == {".pdf", ".docx"}
    assert sum(path.stat().st_size for path in (CASES[-1].path.parent).rglob("*") if path.is_file()) < 4 * 1024 * 1024
