"""One whole interview from the candidate's side: upload, listen, answer aloud, stop, read the report."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jiwer

from xquizit_kit.audio import LISTEN_RATE_HZ, SPEAK_RATE_HZ, duration_s, sample_count
from xquizit_local.demo.candidate import CLOSING, Candidate
from xquizit_local.demo.client import TAIL_SILENCE_S, Hearing, InterviewClient, Reply
from xquizit_local.demo.recording import Recording
from xquizit_local.demo.voice import speak
from xquizit_local.problem import Problem

THINKING_S = 0.5
"""Between the end of a question and the candidate's first word, on the conversation's clock."""
GAP_DEFINITION = (
    "turn gap: last speech sample sent → first audio of the reply; the "
    f"{TAIL_SILENCE_S:.1f} s of silence before stop, which stands for endpointing, is left out"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, the answer to it, and how fast the reply came. Times in milliseconds; None: it never came."""

    number: int
    question: str
    said: str
    heard: str
    word_error_rate: float
    recognition_ms: float
    """stop_recording sent → `complete`."""
    first_text_ms: float | None
    """Answer submitted → first words of the reply."""
    first_audio_ms: float | None
    """Answer submitted → first audio of the reply."""
    turn_gap_ms: float | None
    """Last speech sample sent → first audio of the reply, without the silence before stop (endpointing)."""


@dataclass(slots=True)
class Interview:
    """What came of it."""

    session_id: str = ""
    turns: list[Turn] = field(default_factory=list[Turn])
    last_words: str = ""
    is_concluded: bool = False
    report: dict[str, Any] = field(default_factory=dict[str, Any])
    report_markdown: str = ""
    report_page: str = ""
    transcript: dict[str, Any] = field(default_factory=dict[str, Any])
    transcript_markdown: str = ""
    recording: Recording = field(default_factory=Recording)
    silent_since: float = 0.0
    """When the last voice ended (`time.monotonic()`); 0 before anybody spoke."""
    failures: list[str] = field(default_factory=list[str])
    """What should not have happened, a sentence each."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told while it goes on."""

    progress: Callable[[str], None]
    """What happens now."""
    turn: Callable[[Turn], None]
    """A turn is over."""
    note: Callable[[str], None]
    """Something worth keeping happened between turns."""


async def hold(
    client: InterviewClient, candidate: Candidate, *, questions: int, speed: float, watcher: Watcher
) -> Interview:
    """Holds a whole interview.

    Args:
        client: Connected to the gateway.
        candidate: Who answers.
        questions: How many answers it gives before it asks to stop.
        speed: How fast the candidate speaks and listens; 1 is real time.
        watcher: Is told what happens.

    Raises:
        Problem: Something failed that makes going on pointless.
    """
    interview = Interview()
    watcher.progress(f"{candidate.name} uploads {candidate.resume.name} and {candidate.job_description.name}")
    await client.upload(candidate.resume, candidate.job_description)
    interview.session_id = client.session_id
    watcher.progress("waiting for the first question")
    reply = await client.start()
    for number in range(1, questions + 2):
        await _hear(reply, interview, speed, watcher)
        if reply.is_concluded:
            break
        is_last = number == questions + 1
        words = CLOSING if is_last else candidate.reply(reply.text)
        question = reply.text
        hearing = await _say(words, client, interview, speed, watcher)
        watcher.progress("the interviewer thinks")
        reply = await client.answer(hearing.text or words, number)
        turn = _measure(number, question, words, hearing, reply)
        _judge(turn, hearing, reply, interview)
        interview.turns.append(turn)
        watcher.turn(turn)
        if is_last and not reply.is_concluded:
            # The recognizer is not always right; the candidate can type at any time.
            watcher.note(f"The wish to stop was not understood from “{hearing.text}”; it is typed now.")
            await _hear(reply, interview, speed, watcher)
            reply = await client.answer(CLOSING, number + 1)
        if is_last:
            await _hear(reply, interview, speed, watcher)
    interview.last_words = reply.text
    interview.is_concluded = reply.is_concluded
    await _read_results(client, interview, watcher)
    return interview


async def _hear(reply: Reply, interview: Interview, speed: float, watcher: Watcher) -> None:
    """Listens until the reply has been played to its end, and records it."""
    watcher.progress(f"asked: {reply.text}")
    if not reply.audio:
        interview.failures.append(f"There was no audio for “{reply.text}”.")
        return
    first_at = reply.audio[0][0]
    pause_s = first_at - interview.silent_since if interview.silent_since else 0.0
    begins_s = interview.recording.end_s + pause_s
    position_s = begins_s
    for arrived_at, pcm in reply.audio:
        position_s = max(position_s, begins_s + arrived_at - first_at)
        position_s = interview.recording.add(position_s, pcm, SPEAK_RATE_HZ)
    played_at = first_at + (position_s - begins_s) / speed
    await asyncio.sleep(max(0.0, played_at - time.monotonic()))
    interview.silent_since = played_at


async def _say(words: str, client: InterviewClient, interview: Interview, speed: float, watcher: Watcher) -> Hearing:
    pcm = await asyncio.to_thread(speak, words)
    await asyncio.sleep(THINKING_S / speed)
    start_s = interview.recording.end_s + THINKING_S
    interview.recording.add(start_s, pcm, LISTEN_RATE_HZ)
    length_s = duration_s(sample_count(pcm), LISTEN_RATE_HZ)
    watcher.progress(f"speaks for {length_s:.0f} s")
    hearing = await client.speak(pcm, speed=speed, on_caption=lambda caption: watcher.progress(f"captions: {caption}"))
    interview.silent_since = hearing.stopped_at - TAIL_SILENCE_S / speed
    return hearing


def _measure(number: int, question: str, said: str, hearing: Hearing, reply: Reply) -> Turn:
    def after_submission_ms(moment: float | None) -> float | None:
        return None if moment is None else (moment - reply.asked_at) * 1000

    gap_ms = None if reply.first_audio_at is None else (reply.first_audio_at - hearing.stopped_at) * 1000
    return Turn(
        number=number,
        question=question,
        said=said,
        heard=hearing.text,
        word_error_rate=word_error_rate(said, hearing.text),
        recognition_ms=(hearing.completed_at - hearing.stopped_at) * 1000,
        first_text_ms=after_submission_ms(reply.first_text_at),
        first_audio_ms=after_submission_ms(reply.first_audio_at),
        turn_gap_ms=gap_ms,
    )


def _judge(turn: Turn, hearing: Hearing, reply: Reply, interview: Interview) -> None:
    if not turn.heard:
        interview.failures.append(f"Nothing was heard of answer {turn.number}.")
    if hearing.acked_samples != hearing.sent_samples:
        interview.failures.append(
            f"Answer {turn.number}: {hearing.sent_samples} samples sent, {hearing.acked_samples} acknowledged."
        )
    if not reply.text:
        interview.failures.append(f"Answer {turn.number} got no reply in words.")


async def _read_results(client: InterviewClient, interview: Interview, watcher: Watcher) -> None:
    watcher.progress("reading the transcript and the report")
    try:
        interview.transcript = (await client.read("/transcript/{id}?format=json")).json()
        interview.transcript_markdown = (await client.read("/transcript/{id}?format=md")).text
        interview.report = (await client.read("/report/{id}?format=json")).json()
        interview.report_markdown = (await client.read("/report/{id}?format=md")).text
        interview.report_page = (await client.read("/report/{id}?format=html")).text
    except Problem as refused:
        interview.failures.append(refused.sentence)
    if not interview.is_concluded:
        interview.failures.append("The interview did not conclude when the candidate asked to stop.")


def word_error_rate(said: str, heard: str) -> float:
    """Words wrong, missing or added, by words said; case and punctuation do not count."""
    return float(jiwer.wer(_plain(said), _plain(heard))) if heard else 1.0


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))
