"""Drives one turn to its end: the words to the log and to tts. Who drives is decided in lease.py and registry.py."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from xquizit_gateway.clients.interview import InterviewClient
from xquizit_gateway.clients.interview_records import Accepted, Completed, Restarted, TextDelta
from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.metrics import Metrics
from xquizit_gateway.turns.answers import refuse_another, stored_answer
from xquizit_gateway.turns.audio import AudioShelf
from xquizit_gateway.turns.endings import done, error_data, metadata, voice_state
from xquizit_gateway.turns.entry import Progress, Retelling, TurnKey
from xquizit_gateway.turns.follower import TurnFollower
from xquizit_gateway.turns.hearing import Hearing
from xquizit_gateway.turns.lease import TurnLease
from xquizit_gateway.turns.log import Superseded, TurnLog
from xquizit_gateway.turns.piece import SpokenPiece
from xquizit_gateway.turns.playback_notes import PlaybackNotes
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_gateway.turns.playout import References
from xquizit_gateway.turns.recognition import RecognitionNotes
from xquizit_gateway.turns.speaker import Ending, Manner, Speaker
from xquizit_gateway.turns.writer import TurnWriter
from xquizit_kit.cancellation import end, is_cancelled, raise_if_cancelled
from xquizit_kit.errors import Conflict, Unavailable, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

RETRY_PAUSE_S = 0.1
RETRY_PAUSE_LIMIT_S = 1.0

Outcome = Literal["done", "degraded", "refused", "error", "superseded", "released"]


@dataclass(frozen=True, slots=True)
class Tools:
    """What every driver works with."""

    log: TurnLog
    lease: TurnLease
    follower: TurnFollower
    playbacks: Playbacks
    interview: InterviewClient
    recognition: RecognitionNotes
    playback_notes: PlaybackNotes
    tts: TtsClient
    shelf: AudioShelf
    metrics: Metrics
    settings: GatewaySettings


class TurnDriver:
    """One process's attempt to bring one turn to its end, from wherever its log stands."""

    def __init__(self, tools: Tools, key: TurnKey, answer: str, fence: int, progress: Progress) -> None:
        """Takes a turn whose lease (`fence`) was just taken and whose log was read after that.

        Args:
            tools: What it works with.
            key: The turn.
            answer: The candidate's words; empty for turn 0.
            fence: The lease's token.
            progress: How far the log has come.
        """
        self.key = key
        self.accepted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the answer is stored; carries the refusal when it is not. Nothing is in the log before that."""
        self.stale_error_at = progress.position if progress.ending == "error" else -1
        """An `error` at or before this entry belongs to an earlier attempt."""
        self._tools = tools
        self.answer = answer
        """The candidate's words; empty when a follower took the turn over and they are not fetched yet."""
        self._fence = fence
        self._progress = progress
        self._writer = TurnWriter(tools.log, key, fence, progress, patience_s=tools.settings.turn_patience_s)
        settings = tools.settings
        manner = Manner(settings.audio_ahead_s, settings.voice_patience_s, settings.voice_stall_s)
        self._speaker = Speaker(tools.tts, key, manner, shelve=self._shelve, release=self._release_audio)
        self._began_s = asyncio.get_running_loop().time()
        self._has_text = self._has_audio = False
        self._hearing = Hearing(key, self._speaker, tools.playbacks, tools.follower)
        self._is_new = progress.is_accepted
        """Not a replay: this turn's reply was never told to its end."""
        if progress.is_open:
            self.accepted.set_result(None)

    def hurry(self) -> None:
        """All audio leaves as soon as it is there."""
        self._speaker.hurry()

    async def run(self) -> Outcome:
        """Drives the turn to its end and gives the lease back; never raises an XquizitError."""
        outcome: Outcome = "released"
        try:
            async with asyncio.TaskGroup() as group:
                beside = [
                    group.create_task(self._keep_lease(), name=f"turn-{self.key.turn}-lease"),
                    group.create_task(self._hearing.run(), name=f"turn-{self.key.turn}-playback"),
                ]
                try:
                    outcome = await self._drive(group)
                finally:
                    await end(*beside)
        except* Superseded:
            outcome = "superseded"
        except* XquizitError as errors:
            log.warning("turn could not be written", reason=_first(errors).reason, turn=self.key.turn)
            outcome = "error"
        finally:
            if outcome == "released" and not is_cancelled():  # a mistake of ours: nobody should try it again and again
                await self._end_by_mistake()
            self._settle()
            await self._release()
        return outcome

    async def _drive(self, group: asyncio.TaskGroup) -> Outcome:
        try:
            if self._progress.is_open:
                await self._hearing.recall()
                self._speaker.start(group, self._progress)
                self._begin_hearing(group, ends_turn_before=True)
            completed = await self._listen_with_patience(group)
        except XquizitError as error:
            await self._speaker.hush()
            if not self.accepted.done():
                self.accepted.set_exception(error)
                return "refused"
            await self._writer.append("error", error_data(error))
            return "error"
        self._speaker.finish()
        if not self._progress.has_metadata:
            await self._writer.append("metadata", metadata(self.key.turn, completed))
        if self._is_new:
            self._tools.metrics.count_reply(completed.engine, completed.mended)
            if self.key.turn > 0:  # only now, so that it never competes with the making of the reply
                group.create_task(self._tools.recognition.note(self.key), name=f"turn-{self.key.turn}-recognition")
                before = TurnKey(self.key.session_id, self.key.turn - 1)
                group.create_task(self._tools.playback_notes.note(before), name=f"turn-{before.turn}-heard")
        return await self._end(group, await self._speaker.through())

    async def _end(self, group: asyncio.TaskGroup, ending: Ending) -> Outcome:
        """The last event."""
        engines, stood_in_for = self._progress.engines, self._progress.stood_in_for
        await self._writer.append("done", done(ending, engines, stood_in_for))
        self._tools.metrics.count_voice(voice_state(ending, engines), engines, stood_in_for)
        group.create_task(self._tools.playback_notes.note(self.key), name=f"turn-{self.key.turn}-spoken")
        return "degraded" if ending == "cut" else "done"

    async def _listen_with_patience(self, group: asyncio.TaskGroup) -> Completed:
        """The interview's reply, asked for again and again while the service is away."""
        loop, settings = asyncio.get_running_loop(), self._tools.settings
        failing_since_s: float | None = None
        pause_s = RETRY_PAUSE_S
        while True:
            before = self._progress.position
            try:
                with self._tools.metrics.question_generation_s.time():
                    return await self._listen(group)
            except (Unavailable, Conflict) as error:
                if failing_since_s is None or self._progress.position != before:
                    failing_since_s, pause_s = loop.time(), RETRY_PAUSE_S
                patience_s = settings.turn_patience_s if self.accepted.done() else settings.turn_accept_s
                if loop.time() + pause_s - failing_since_s > patience_s:
                    raise
                log.info("interview asked again", reason=error.reason, turn=self.key.turn)
            raise_if_cancelled()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, RETRY_PAUSE_LIMIT_S)

    async def _listen(self, group: asyncio.TaskGroup) -> Completed:
        """One call: its words go where they are new."""
        if self.key.turn > 0 and not self.answer:  # a follower that came back without it: it is stored
            self.answer = (await self._tools.interview.standing(self.key.session_id)).pending_answer
        retelling = Retelling(self._progress.text)
        reply = self._tools.interview.reply(self.key.session_id, self.key.turn, self.answer, wait_for_ready=False)
        async with aclosing(reply) as events:
            async for event in events:
                raise_if_cancelled()
                match event:
                    case Accepted():
                        self._is_new |= not event.is_replay
                        await self._on_accepted(group, is_replay=event.is_replay)
                    case TextDelta(text):
                        await self._tell(group, *retelling.tell(text))
                    case Restarted():
                        await self._restart(group)
                        retelling = Retelling("")
                    case Completed():
                        await self._on_accepted(group, is_replay=True)
                        if event.text.strip() != self._progress.text.strip() or retelling.is_behind:
                            await self._tell(group, self._progress.has_shown, event.text)
                        return event
        raise AssertionError("a reply ends with Completed or an error")

    async def _on_accepted(self, group: asyncio.TaskGroup, *, is_replay: bool) -> None:
        if self.accepted.done():
            return
        if is_replay and self.key.turn > 0:
            refuse_another(self.answer, await stored_answer(self._tools.interview, self.key))
        if self._progress.ending == "error":
            await self._hearing.make_void(is_tried_again=True)
            await self._restart(group)
        else:
            await self._writer.append("accepted", {})
            self._speaker.start(group, self._progress)
        self._begin_hearing(group, ends_turn_before=not is_replay)
        if self.key.turn == 0 and not is_replay:
            self._tools.metrics.interviews.inc()
        self.accepted.set_result(None)

    async def _tell(self, group: asyncio.TaskGroup, is_void: bool, words: str) -> None:
        """Shows words and speaks them."""
        if is_void:
            await self._restart(group)
        if not words:
            return
        await self._writer.append("text_chunk", {"text": words, "chunk": self._progress.text_chunks})
        if not self._has_text:
            self._has_text = True
            self._tools.metrics.first_text_s.observe(asyncio.get_running_loop().time() - self._began_s)
        self._speaker.say(words)

    async def _restart(self, group: asyncio.TaskGroup) -> None:
        """Makes what was shown void; the voice begins anew with the words to come."""
        await self._speaker.hush()
        if self._progress.has_shown or self._progress.ending == "error":
            if self._progress.pieces:
                await self._hearing.make_void(is_tried_again=False)
            await self._writer.append("restart", {})
            self._tools.metrics.restarts.inc()
        self._speaker.start(group, self._progress)

    def _begin_hearing(self, group: asyncio.TaskGroup, *, ends_turn_before: bool) -> None:
        self._hearing.begin()
        if ends_turn_before and self.key.turn > 0:
            group.create_task(self._hearing.end_turn_before(), name=f"turn-{self.key.turn - 1}-answered")

    def _shelve(self, piece: SpokenPiece) -> References:
        return self._tools.shelf.put(self.key, piece)

    async def _release_audio(self, references: References) -> None:
        at_ms = round(time.time() * 1000)
        await self._writer.append("audio_chunk", *({**reference, "at_ms": at_ms} for reference in references))
        if not self._has_audio:
            self._has_audio = True
            self._tools.metrics.first_audio_s.observe(asyncio.get_running_loop().time() - self._began_s)

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(self._tools.lease.ttl_s / 3)
            try:
                if not await self._tools.lease.renew(self.key, self._fence):
                    raise Superseded
            except Unavailable:
                log.warning("lease not renewed", turn=self.key.turn)  # the fence guards the log meanwhile
            raise_if_cancelled()

    async def _end_by_mistake(self) -> None:
        error = XquizitError("Something went wrong on our side.")
        try:
            if self._progress.is_open:
                await self._writer.append("error", error_data(error))
        except (Superseded, XquizitError):
            log.warning("turn left open", turn=self.key.turn)
        if not self.accepted.done():
            self.accepted.set_exception(error)

    async def _release(self) -> None:
        try:
            await self._tools.lease.release(self.key, self._fence)
        except Unavailable:
            log.warning("lease left to expire", turn=self.key.turn)

    def _settle(self) -> None:
        """Tells waiting callers, when nobody has, that this attempt is over."""
        if not self.accepted.done():
            error = Unavailable("The turn was interrupted. Please try again.", reason="interrupted", retry_after_s=1.0)
            self.accepted.set_exception(error)
        if not self.accepted.cancelled():
            self.accepted.exception()  # nobody may be waiting


def _first(errors: BaseExceptionGroup[XquizitError]) -> XquizitError:
    for error in errors.exceptions:
        return _first(error) if isinstance(error, BaseExceptionGroup) else error
    raise AssertionError("a group is never empty")
