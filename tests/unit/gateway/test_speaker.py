"""A turn's voice on a clock that jumps: its pace after a take-over, its patience, and its silence."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from tests.fakes.virtual_time import in_virtual_time
from xquizit_gateway.clients.tts import SpokenChunk, TtsClient
from xquizit_gateway.turns.entry import Progress, SentAudio, TurnKey
from xquizit_gateway.turns.heard import Playback
from xquizit_gateway.turns.piece import SpokenPiece
from xquizit_gateway.turns.speaker import Ending, Manner, Speaker
from xquizit_kit.errors import EngineFailed

SECOND = bytes(48_000)
KEY = TurnKey("s", 1)
MANNER = Manner(ahead_s=4, patience_s=1, stall_s=5)


@dataclass
class ScriptedVoice:
    """A tts client that plays steps: seconds of a piece, `None` for silence without end, or an error."""

    steps: list[float | Exception | None]
    cancelled: int = 0

    async def synthesize(self, session_id: str, turn: int, texts: AsyncIterator[str]) -> AsyncGenerator[SpokenChunk]:
        try:
            for index, step in enumerate(self.steps):
                match step:
                    case None:
                        await asyncio.Event().wait()
                    case Exception():
                        raise step
                    case seconds:
                        yield SpokenChunk(index, f"{index}.", SECOND * round(seconds), "", True, "script", ())
            async for _ in texts:
                pass
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise


@dataclass
class Turn:
    """A turn that is spoken, and when its pieces left."""

    voice: ScriptedVoice
    left: list[tuple[int, int]] = field(default_factory=list)
    ended: tuple[Ending, int] | None = None

    def speaker(self) -> Speaker:
        tts = cast("TtsClient", self.voice)
        return Speaker(tts, KEY, MANNER, shelve=self.shelve, release=self.release)

    def shelve(self, piece: SpokenPiece) -> list[dict[str, Any]]:
        return [{"index": piece.index, "ms": piece.rendering.ms}]

    async def release(self, references: list[dict[str, Any]]) -> None:
        self.left.append((references[0]["index"], seconds_now()))

    async def speak(self, progress: Progress, *told: tuple[int, Playback]) -> "Turn":
        """Speaks a complete text; at each moment named the page tells what follows it."""
        speaker = self.speaker()
        async with asyncio.TaskGroup() as group:
            speaker.start(group, progress)
            heeding = [group.create_task(self.tell(speaker, at_s, playback)) for at_s, playback in told]
            speaker.finish()
            self.ended = (await speaker.through(), seconds_now())
            for task in heeding:
                task.cancel()
        return self

    async def tell(self, speaker: Speaker, at_s: int, playback: Playback) -> None:
        await asyncio.sleep(at_s)
        await speaker.heed(playback)


def seconds_now() -> int:
    return round(asyncio.get_running_loop().time())


def text(**progress: Any) -> Progress:
    return Progress(position=1, text="0. 1. 2.", **progress)


def test_a_voice_is_through_when_its_last_piece_has_left() -> None:
    turn = in_virtual_time(Turn(ScriptedVoice([6, 6, 6])).speak(text()))
    assert turn.left == [(0, 0), (1, 2), (2, 8)]
    assert turn.ended == ("whole", 8)


def test_who_takes_a_turn_over_goes_on_at_its_pace() -> None:
    logged = [SentAudio(0, 10.0, time.time() - 3)]
    turn = in_virtual_time(Turn(ScriptedVoice([10, 5, 5])).speak(text(pieces=1, audio=logged)))
    assert turn.left == [(1, 3), (2, 8)], "of the 10 s, 7 are to be heard yet: 4 s before their end is in 3 s"
    assert turn.ended == ("whole", 8)


def test_what_was_acknowledged_before_a_take_over_does_not_slow_it_down() -> None:
    logged = [SentAudio(0, 10.0, time.time() - 30)]
    old = Playback(0, 1000, "playing")
    turn = in_virtual_time(Turn(ScriptedVoice([10, 10, 5])).speak(text(pieces=1, audio=logged), (0, old)))
    assert turn.left == [(1, 0), (2, 6)]


@pytest.mark.parametrize(("played_ms", "second_at"), [(4000, 3), (0, 7), (1000, 6)])
def test_the_pace_follows_what_is_acknowledged(played_ms: int, second_at: int) -> None:
    # At 1 s; of the 10 s the rest is to be heard yet, and the second piece is due 4 s before its end.
    told = Playback(0, played_ms, "playing")
    turn = in_virtual_time(Turn(ScriptedVoice([10, 5])).speak(text(), (0, Playback()), (1, told)))
    assert turn.left == [(0, 0), (1, second_at)]


def test_the_same_place_told_again_means_nothing() -> None:
    place = Playback(0, 1000, "playing")
    again = Playback(0, 1000, "playing", is_answered=False, is_wanted_whole=False)
    finished = Playback(0, 1000, "finished")
    turn = in_virtual_time(
        Turn(ScriptedVoice([10, 5])).speak(text(), (0, Playback()), (1, place), (4, again), (5, finished))
    )
    assert turn.left == [(0, 0), (1, 6)]


@pytest.mark.parametrize("over", [Playback(0, 1, "stopped"), Playback(0, 1, "playing", is_answered=True)])
def test_who_breaks_in_stops_the_voice_for_good(over: Playback) -> None:
    async def broken_in() -> Turn:
        turn = Turn(ScriptedVoice([10, 10, None]))
        await turn.speak(text(), (1, over))
        return turn

    turn = in_virtual_time(broken_in())
    assert turn.left == [(0, 0)]
    assert turn.ended == ("stopped", 1)
    assert turn.voice.cancelled == 1


def test_a_voice_that_was_stopped_does_not_begin_again() -> None:
    async def again() -> tuple[list[tuple[int, int]], Ending]:
        turn = Turn(ScriptedVoice([1]))
        speaker = turn.speaker()
        await speaker.heed(Playback(0, 1, "stopped"))
        async with asyncio.TaskGroup() as group:
            speaker.start(group, text())
            speaker.say("More.")
            speaker.finish()
            return turn.left, await speaker.through()

    assert in_virtual_time(again()) == ([], "stopped")


def test_breaking_in_after_the_end_stops_nothing() -> None:
    async def late() -> Ending:
        turn = Turn(ScriptedVoice([1]))
        speaker = turn.speaker()
        async with asyncio.TaskGroup() as group:
            speaker.start(group, text())
            speaker.finish()
            await speaker.through()
            await speaker.heed(Playback(0, 1, "stopped"))
            return await speaker.through()

    assert in_virtual_time(late()) == "whole"


def test_tts_that_falls_silent_ends_the_voice_when_what_it_had_sent_has_left() -> None:
    turn = in_virtual_time(Turn(ScriptedVoice([10, 10, None])).speak(text()))
    assert turn.left == [(0, 0), (1, 6)]
    assert turn.ended == ("cut", 25), "20 s to be heard, in which nobody notices, and 5 s for more, which did not come"
    assert turn.voice.cancelled == 1


def test_tts_that_stays_away_leaves_the_turn_as_text() -> None:
    turn = in_virtual_time(Turn(ScriptedVoice([EngineFailed("away")])).speak(text()))
    assert turn.left == []
    assert turn.ended is not None
    assert turn.ended[0] == "cut"


def test_who_waits_for_all_of_it_does_not_wait_for_its_pace() -> None:
    wanted = Playback(is_wanted_whole=True)
    turn = in_virtual_time(Turn(ScriptedVoice([20, 20, 20, 20])).speak(text(), (1, wanted)))
    assert turn.left == [(0, 0), (1, 1), (2, 1), (3, 1)]
    assert turn.ended == ("whole", 1)
