"""Reading a turn's log, and telling a reply again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_gateway.turns.entry import Entry, Progress, Retelling


def log(*events: tuple[str, dict[str, object]]) -> list[Entry]:
    return [Entry(n, event, data) for n, (event, data) in enumerate(events)]  # type: ignore[arg-type]


def test_an_empty_log_is_not_accepted() -> None:
    progress = Progress.of([])
    assert (progress.position, progress.is_accepted, progress.is_open, progress.ending) == (-1, False, False, None)


def test_progress_sums_up_what_is_shown_and_spoken() -> None:
    progress = Progress.of(
        log(
            ("accepted", {}),
            ("text_chunk", {"text": "One. ", "chunk": 0}),
            ("audio_chunk", {"index": 0, "chunk_index": 0}),
            ("text_chunk", {"text": "Two.", "chunk": 1}),
            ("audio_chunk", {"index": 1, "chunk_index": 0}),
            ("audio_chunk", {"index": 1, "chunk_index": 1}),
        )
    )
    assert (progress.position, progress.text, progress.text_chunks) == (5, "One. Two.", 2)
    assert progress.pieces == 2
    assert progress.is_open
    assert progress.has_shown


def test_a_restart_voids_everything_but_the_position() -> None:
    progress = Progress.of(
        log(
            ("accepted", {}),
            ("text_chunk", {"text": "Half", "chunk": 0}),
            ("audio_chunk", {"index": 0, "chunk_index": 0}),
            ("metadata", {}),
            ("restart", {}),
        )
    )
    assert (progress.position, progress.text, progress.text_chunks, progress.pieces) == (4, "", 0, 0)
    assert not progress.has_metadata
    assert not progress.has_shown
    assert progress.is_open


@pytest.mark.parametrize("ending", ["done", "error"])
def test_an_ending_closes_the_log_until_something_follows(ending: str) -> None:
    progress = Progress.of(log(("accepted", {}), (ending, {})))
    assert progress.ending == ending
    assert not progress.is_open
    progress.apply(Entry(2, "restart", {}))
    assert progress.is_open


@given(st.text(), st.lists(st.text()))
def test_a_retelling_shows_the_new_text_whatever_was_shown_and_however_it_is_split(
    shown: str, deltas: list[str]
) -> None:
    retelling, screen, was_void = Retelling(shown), shown, False
    for delta in deltas:
        is_void, words = retelling.tell(delta)
        assert not (is_void and was_void), "void once"
        was_void = was_void or is_void
        screen = words if is_void else screen + words
    told = "".join(deltas)
    if retelling.is_behind:
        assert shown.startswith(told)
        assert screen == shown
    else:
        assert screen == told
        assert was_void == (not told.startswith(shown))
