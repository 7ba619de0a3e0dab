"""Tells the interview how surely spoken answers were recognized; no turn and no report waits long or fails for that."""

import asyncio
from typing import Literal

from xquizit_gateway.clients.interview import InterviewClient
from xquizit_gateway.clients.transcription import TranscriptionClient
from xquizit_gateway.metrics import Metrics
from xquizit_gateway.turns.entry import TurnKey
from xquizit_kit.cancellation import raise_if_cancelled
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

CATCH_UP_S = 2.0
"""A report waits no longer for what was not noted before."""
AT_ONCE = 8
"""Answers of one session that are looked up at the same time."""

Outcome = Literal["noted", "typed", "failed", "unfinished"]


class RecognitionNotes:
    """Takes the recognized words from the transcription service to the interview."""

    def __init__(self, transcription: TranscriptionClient, interview: InterviewClient, metrics: Metrics) -> None:
        """Takes who heard the words, who is told, and where tries are counted."""
        self._transcription = transcription
        self._interview = interview
        self._metrics = metrics

    async def note(self, key: TurnKey) -> None:
        """Fetches the words of a stored answer and has them recorded; a typed answer has none, and no note.

        Ends within the deadlines of its two calls. Whatever goes wrong, a mistake of ours included, is logged and
        counted and goes no further: the answer then counts as a typed one, until `catch_up` has it noted. Cancelling
        leaves it undone. Noting again is harmless, since the first note counts.
        """
        outcome: Outcome = "unfinished"
        try:
            outcome = await self._note(key)
        except XquizitError as error:
            outcome = "failed"
            log.warning("recognition not noted", reason=error.reason, turn=key.turn)
        except Exception:
            outcome = "failed"  # in a turn's TaskGroup it would end the turn
            log.exception("recognition not noted", turn=key.turn)
        finally:
            self._metrics.recognition_notes.labels(outcome).inc()

    async def catch_up(self, session_id: str) -> None:
        """Notes every answer of a session that has no note, within `CATCH_UP_S`; to be called before its report.

        An answer may lack its note because the transcription service was away at the end of its turn, or because the
        gateway that drove it died. Typed answers lack it too, and cost a look-up each. Never raises an XquizitError:
        what could not be noted is left to the next report.
        """
        try:
            async with asyncio.timeout(CATCH_UP_S):
                keys = await self._without_note(session_id)
                raise_if_cancelled()
                room = asyncio.Semaphore(AT_ONCE)
                async with asyncio.TaskGroup() as group:
                    for key in keys:
                        group.create_task(self._note_in(room, key), name=f"turn-{key.turn}-recognition")
        except TimeoutError:
            log.warning("recognition not caught up in time")
        except XquizitError as error:
            log.warning("recognition not caught up", reason=error.reason)

    async def _note(self, key: TurnKey) -> Outcome:
        recognized = await self._transcription.recognized_answer(key.session_id, key.turn)
        raise_if_cancelled()
        if recognized is None:
            return "typed"
        await self._interview.record_recognition(key.session_id, key.turn, recognized)
        return "noted"

    async def _note_in(self, room: asyncio.Semaphore, key: TurnKey) -> None:
        async with room:
            raise_if_cancelled()
            await self.note(key)

    async def _without_note(self, session_id: str) -> list[TurnKey]:
        return [
            TurnKey(session_id, entry.turn)
            for entry in await self._interview.transcript(session_id)
            if entry.speaker == "candidate" and entry.turn >= 1 and entry.recognition is None
        ]
