"""Tells the interview how replies were spoken and heard; no turn and no document waits long or fails for that."""

import asyncio
from typing import Literal

from xquizit_gateway.clients.interview import InterviewClient
from xquizit_gateway.clients.interview_records import TranscriptEntry
from xquizit_gateway.metrics import Metrics
from xquizit_gateway.turns.entry import TurnKey
from xquizit_gateway.turns.heard import Playback, heard_of, spoken_of
from xquizit_gateway.turns.log import TurnLog
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_kit.cancellation import raise_if_cancelled
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

CATCH_UP_S = 2.0
"""A transcript or report waits no longer for what was not noted before."""

Outcome = Literal["noted", "nothing", "failed", "unfinished"]


class PlaybackNotes:
    """Takes what turns' logs and candidates' pages tell to the interview."""

    def __init__(self, turn_log: TurnLog, playbacks: Playbacks, interview: InterviewClient, metrics: Metrics) -> None:
        """Takes where both are, who is told, and where tries are counted."""
        self._log = turn_log
        self._playbacks = playbacks
        self._interview = interview
        self._metrics = metrics

    async def note(self, key: TurnKey) -> None:
        """Has recorded what is known about a turn now; noting again is harmless, and may tell more.

        Whatever goes wrong, a mistake of ours included, is logged and counted and goes no further; `catch_up` tries
        again. Cancelling leaves it undone.
        """
        outcome: Outcome = "unfinished"
        try:
            outcome = await self._note(key)
        except XquizitError as error:
            outcome = "failed"
            log.warning("playback not noted", reason=error.reason, turn=key.turn)
        except Exception:
            outcome = "failed"  # in a turn's TaskGroup it would end the turn
            log.exception("playback not noted", turn=key.turn)
        finally:
            self._metrics.playback_notes.labels(outcome).inc()

    async def catch_up(self, session_id: str) -> None:
        """Notes what may be missing of a session, within `CATCH_UP_S`; to be called before its transcript or report.

        Something is missing where a gateway died before it had noted, or the interview was away; and of the last turn,
        where a page has told that it plays, and then no more. Never raises an XquizitError.
        """
        try:
            async with asyncio.timeout(CATCH_UP_S):
                said = [one for one in await self._interview.transcript(session_id) if one.speaker == "interviewer"]
                raise_if_cancelled()
                keys = [TurnKey(session_id, entry.turn) for entry in said]
                for key, entry, playback in zip(keys, said, await self._playbacks.read_all(keys), strict=True):
                    raise_if_cancelled()
                    if _may_lack(entry, playback):
                        await self.note(key)
        except TimeoutError:
            log.warning("playback not caught up in time")
        except XquizitError as error:
            log.warning("playback not caught up", reason=error.reason)

    async def _note(self, key: TurnKey) -> Outcome:
        entries, playback = await self._log.read(key), await self._playbacks.read(key)
        raise_if_cancelled()
        spoken, heard = spoken_of(entries), heard_of(entries, playback)
        if spoken is None and heard is None:
            return "nothing"
        await self._interview.record_playback(key.session_id, key.turn, spoken, heard)
        return "noted"


def _may_lack(entry: TranscriptEntry, playback: Playback) -> bool:
    """Whether more may be known of a reply than was noted."""
    is_told = playback.index >= 0
    return entry.spoken is None or (is_told and (entry.heard is None or not entry.heard.is_complete))
