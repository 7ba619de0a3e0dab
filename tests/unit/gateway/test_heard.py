"""From a place in the audio of a reply to a place in its words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_gateway.clients.interview_records import Heard, Spoken
from xquizit_gateway.turns.entry import Entry
from xquizit_gateway.turns.heard import Playback, heard_of, spoken_of

TEXT = "Good. What did you build there?"
WORDS = [[1, 5, 0, 400], [6, 9, 400, 700], [10, 13, 700, 900], [14, 19, 900, 1400], [20, 26, 1400, 2000]]
"""Of " What did you build there?", which lasts two seconds."""


def audio(index: int, text: str, ms: int, words: list[list[int]], chunk: int = 0) -> tuple[str, dict[str, Any]]:
    return "audio_chunk", {"index": index, "chunk_index": chunk, "text": text, "ms": ms, "words": words}


def log(*events: tuple[str, dict[str, Any]], text: str = TEXT, done: dict[str, Any] | None = None) -> list[Entry]:
    of_all = [("accepted", {}), ("text_chunk", {"text": text}), *events]
    if done is not None:
        of_all.append(("done", done))
    return [Entry(n, event, data) for n, (event, data) in enumerate(of_all)]  # type: ignore[arg-type]


SPOKEN = {"status": "complete", "voice": {"state": "spoken", "engines": ["script"]}}
WHOLE = log(audio(0, "Good.", 600, [[0, 5, 0, 600]]), audio(1, TEXT[5:], 2000, WORDS), done=SPOKEN)


@pytest.mark.parametrize(
    ("index", "played_ms", "state", "words"),
    [
        (0, 0, "playing", ""),
        (0, 100, "playing", "Good."),
        (1, 0, "playing", "Good."),
        (1, 1, "playing", "Good. What"),
        (1, 650, "playing", "Good. What did"),
        (1, 1000, "stopped", "Good. What did you build"),
        (1, 1999, "playing", TEXT),
        (1, 10, "finished", TEXT),
        (9, 0, "playing", TEXT),
    ],
)
def test_a_word_that_was_begun_was_heard(index: int, played_ms: int, state: Any, words: str) -> None:
    heard = heard_of(WHOLE, Playback(index, played_ms, state))
    assert heard is not None
    assert TEXT[: heard.characters] == words
    assert heard.is_complete == (words == TEXT)
    assert heard.is_interrupted == (state == "stopped" and words != TEXT)


def test_a_page_that_tells_nothing_has_not_said_what_was_heard() -> None:
    assert heard_of(WHOLE, Playback()) is None
    assert heard_of(WHOLE, Playback(is_answered=True, is_wanted_whole=True)) is None
    assert heard_of([], Playback()) is None


def test_an_answer_that_came_before_all_was_sent_has_interrupted() -> None:
    stopped = log(audio(0, "Good.", 600, []), done={"voice": {"state": "stopped", "engines": ["script"]}})
    assert heard_of(stopped, Playback(0, 600, "playing", is_answered=True)) == Heard(5, False, True)
    assert heard_of(stopped, Playback(0, 600, "playing")) == Heard(5, False, False)


def test_without_word_times_it_goes_by_the_length() -> None:
    entries = log(audio(0, "abcdefghij", 1000, []), text="abcdefghij", done=SPOKEN)
    assert heard_of(entries, Playback(0, 300, "playing")) == Heard(3, False, False)


def test_the_parts_of_a_long_piece_are_taken_together() -> None:
    entries = log(
        audio(0, TEXT, 1000, [[0, 5, 0, 900]]),
        audio(0, TEXT, 1000, [[6, 10, 100, 500], [11, 14, 500, 900]], chunk=1),
        done=SPOKEN,
    )
    assert heard_of(entries, Playback(0, 1100, "playing")) == Heard(5, False, False)
    assert heard_of(entries, Playback(0, 1101, "playing")) == Heard(10, False, False)


def test_what_was_said_before_a_restart_does_not_count() -> None:
    entries = log(
        audio(0, "Old.", 600, []),
        ("restart", {}),
        ("text_chunk", {"text": " New."}),
        audio(0, " New.", 500, []),
        done=SPOKEN,
    )
    assert heard_of(entries, Playback(0, 500, "finished")) == Heard(4, True, False)


def test_what_cannot_be_spoken_is_not_missing_in_the_end() -> None:
    entries = log(audio(0, "Good.", 600, []), text="Good. \U0001f642", done=SPOKEN)
    assert heard_of(entries, Playback(0, 600, "finished")) == Heard(7, True, False)
    cut = log(
        audio(0, "Good.", 600, []), text="Good. And more.", done={"voice": {"state": "cut", "engines": ["script"]}}
    )
    assert heard_of(cut, Playback(0, 600, "finished")) == Heard(5, False, False)


def test_what_may_still_become_void_does_not_count_as_heard() -> None:
    assert heard_of(WHOLE[:-1], Playback(1, 2000, "finished")) is None
    broken = Entry(len(WHOLE) - 1, "error", {})
    assert heard_of([*WHOLE[:-1], broken], Playback(1, 2000, "finished")) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3000)), min_size=2, max_size=5))
def test_later_places_are_never_earlier_in_the_text(places: list[tuple[int, int]]) -> None:
    reached = [heard_of(WHOLE, Playback(index, ms, "playing")) for index, ms in sorted(places)]
    characters = [heard.characters for heard in reached if heard is not None]
    assert characters == sorted(characters)
    assert all(0 <= one <= len(TEXT) for one in characters)


@pytest.mark.parametrize(
    ("voice", "spoken"),
    [
        ({"state": "spoken", "engines": ["kokoro"]}, Spoken(("kokoro",))),
        ({"state": "cut", "engines": ["kokoro"]}, Spoken(("kokoro",), "", True)),
        ({"state": "silent", "engines": []}, Spoken((), "", True)),
        ({"state": "stopped", "engines": []}, Spoken()),
        (
            {"state": "spoken", "engines": ["kokoro", "espeak"], "standing_in_for": "kokoro"},
            Spoken(("kokoro", "espeak"), "kokoro"),
        ),
    ],
)
def test_how_it_was_spoken_is_read_from_its_end(voice: dict[str, Any], spoken: Spoken) -> None:
    assert spoken_of(log(done={"status": "complete", "voice": voice})) == spoken


def test_how_it_is_spoken_is_not_known_before_the_end() -> None:
    assert spoken_of([]) is None
    assert spoken_of(WHOLE[:-1]) is None
    assert spoken_of(log(done={"status": "complete"})) is None
