"""A scripted interview service: real gRPC over a real socket, replies as the test wrote them, every call recorded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis

from xquizit.interview.v1 import interview_pb2 as pb
from xquizit.interview.v1 import interview_pb2_grpc
from xquizit_kit import redis_keys
from xquizit_kit.errors import Conflict, InvalidInput, NotFound, Unavailable, WrongPhase, XquizitError
from xquizit_kit.rpc_server import RpcServer

Step = str | asyncio.Event | XquizitError | None
"""A text delta; a gate to wait at; an error to fail with; None: tell the caller that the text so far is void."""

STARTED_AT_S = 1_893_456_000
"""When all interviews of the script began: the start of 2030."""


@dataclass
class Session:
    """One interview of the script."""

    turn: int = 0
    phase: int = pb.PHASE_READY
    pending_answer: str = ""
    replies: dict[int, str] = field(default_factory=dict)
    answers: dict[int, str] = field(default_factory=dict)
    notes: dict[int, pb.Recognition] = field(default_factory=dict)
    """How surely the answers of turns were recognized, as far as that was noted."""
    spoken: dict[int, pb.Spoken] = field(default_factory=dict)
    heard: dict[int, pb.Heard] = field(default_factory=dict)
    """How the replies of turns were spoken and heard, as far as that was noted."""
    extra_time_percent: int = 0
    pause_remaining_s: float = 600.0


class ScriptedInterview(interview_pb2_grpc.InterviewServiceServicer):
    """Plays `scripts[turn]`: the first call plays the first list of steps, and so on; the last one is played again."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.scripts: dict[int, list[list[Step]]] = {}
        self.calls: list[tuple[int, str]] = []
        """Every StartInterview (turn 0) and SubmitAnswer, as it came."""
        self.recognized: list[tuple[str, int, list[tuple[str, float]]]] = []
        """Every RecordRecognition: session, turn, words with their confidence."""
        self.created: list[pb.CreateInterviewRequest] = []
        """Every CreateInterview, as it came."""
        self.bad_question: InvalidInput | None = None
        """What a question bank is refused with."""
        self.recognitions: dict[int, pb.Recognition] = {}
        """What the transcript tells of the answer of a turn, whatever was noted."""
        self.engine = "script"
        """Who worded the replies."""
        self.mended: list[str] = []
        """What had to be mended in each reply."""
        self.report = pb.Report()
        """The report of every session, without its session and status."""
        self.sessions: dict[str, Session] = {}
        self.refusal: XquizitError | None = None
        """Every call fails with it."""
        self.concludes_at: int | None = None
        self.running = 0
        """Replies being made now."""
        self.deaf = False
        """Nothing can be recorded of what was played."""
        self.played = asyncio.Event()
        """Set by each RecordPlayback that was kept."""
        self._played: dict[int, int] = {}

    async def begin(self, session_id: str, *, started: bool = True) -> str:
        """Creates a session; `started` puts it where answer 1 is due."""
        self.sessions[session_id] = Session(phase=pb.PHASE_LISTENING if started else pb.PHASE_READY)
        if started:
            self.sessions[session_id].replies[0] = "Welcome."
        await self.redis.set(redis_keys.state(session_id), "{}")
        return session_id

    async def CreateInterview(self, request: pb.CreateInterviewRequest, context: Any) -> pb.CreateInterviewResponse:
        self._may_fail()
        self.created.append(request)
        if request.questions and self.bad_question is not None:
            raise self.bad_question
        session_id = await self.begin(f"s{len(self.sessions)}-{id(self)}", started=False)
        self.sessions[session_id].extra_time_percent = request.extra_time_percent
        created = pb.CreateInterviewResponse(
            session_id=session_id, topics=[pb.Topic(title="Payments")], engine="script"
        )
        created.expires_at.GetCurrentTime()
        return created

    async def StartInterview(
        self, request: pb.StartInterviewRequest, context: Any
    ) -> AsyncIterator[pb.StartInterviewResponse]:
        async for event in self._reply(request.session_id, 0, ""):
            yield pb.StartInterviewResponse(event=event)

    async def SubmitAnswer(
        self, request: pb.SubmitAnswerRequest, context: Any
    ) -> AsyncIterator[pb.SubmitAnswerResponse]:
        turn = request.turn if request.HasField("turn") else self._session(request.session_id).turn + 1
        async for event in self._reply(request.session_id, turn, request.answer):
            yield pb.SubmitAnswerResponse(event=event)

    async def PauseInterview(self, request: pb.PauseInterviewRequest, context: Any) -> pb.PauseInterviewResponse:
        session = self._for_a_break(request.session_id)
        if session.phase == pb.PHASE_THINKING:
            raise Conflict("A reply is being made.")
        if session.phase == pb.PHASE_LISTENING:
            if not session.pause_remaining_s:
                raise WrongPhase("There is no time left for breaks.", reason="no_pause_left")
            session.phase = pb.PHASE_PAUSED
        return pb.PauseInterviewResponse(status=self._status(session))

    async def ResumeInterview(self, request: pb.ResumeInterviewRequest, context: Any) -> pb.ResumeInterviewResponse:
        session = self._for_a_break(request.session_id)
        if session.phase == pb.PHASE_PAUSED:
            session.phase = pb.PHASE_LISTENING
        return pb.ResumeInterviewResponse(status=self._status(session))

    async def RecordRecognition(
        self, request: pb.RecordRecognitionRequest, context: Any
    ) -> pb.RecordRecognitionResponse:
        self._may_fail()
        session = self._session(request.session_id)
        if request.turn not in session.answers:
            raise WrongPhase("There is no such answer.", reason="wrong_turn")
        words = [(word.text, word.confidence) for word in request.words]
        if not all(0 <= confidence <= 1 for _, confidence in words):
            raise InvalidInput("A confidence is 0 to 1.", reason="bad_words")
        self.recognized.append((request.session_id, request.turn, words))
        mean = sum(confidence for _, confidence in words) / len(words)
        session.notes.setdefault(request.turn, pb.Recognition(confidence=mean, engines=request.engines))
        return pb.RecordRecognitionResponse()

    async def RecordPlayback(self, request: pb.RecordPlaybackRequest, context: Any) -> pb.RecordPlaybackResponse:
        self._may_fail()
        if self.deaf:
            raise Unavailable("Away.")
        session = self._session(request.session_id)
        if not 0 <= request.turn <= session.turn:
            raise WrongPhase("There is no such turn.", reason="wrong_turn")
        if request.HasField("spoken"):
            session.spoken.setdefault(request.turn, request.spoken)
        if request.HasField("heard"):
            session.heard[request.turn] = request.heard
        self.played.set()
        return pb.RecordPlaybackResponse()

    async def GetInterview(self, request: pb.GetInterviewRequest, context: Any) -> pb.GetInterviewResponse:
        self._may_fail()
        session = self._session(request.session_id)
        return pb.GetInterviewResponse(
            status=self._status(session),
            current_question=session.replies.get(session.turn, ""),
            pending_answer=session.pending_answer,
        )

    async def GetTranscript(self, request: pb.GetTranscriptRequest, context: Any) -> pb.GetTranscriptResponse:
        self._may_fail()
        session = self._session(request.session_id)
        recognitions = session.notes | self.recognitions
        entries: list[pb.TranscriptEntry] = []
        for turn in range(session.turn + 1):
            if turn in session.answers:
                said = pb.TranscriptEntry(turn=turn, speaker=pb.SPEAKER_CANDIDATE, text=session.answers[turn])
                if turn in recognitions:
                    said.recognition.CopyFrom(recognitions[turn])
                entries.append(said)
            if turn in session.replies:
                said = pb.TranscriptEntry(turn=turn, speaker=pb.SPEAKER_INTERVIEWER, text=session.replies[turn])
                if turn in session.spoken:
                    said.spoken.CopyFrom(session.spoken[turn])
                if turn in session.heard:
                    said.heard.CopyFrom(session.heard[turn])
                entries.append(said)
        return pb.GetTranscriptResponse(entries=entries)

    async def GetReport(self, request: pb.GetReportRequest, context: Any) -> pb.GetReportResponse:
        self._may_fail()
        session = self._session(request.session_id)
        if session.phase == pb.PHASE_READY:
            raise WrongPhase("The interview has not started.", reason="not_started")
        report = pb.Report(session_id=request.session_id, status=self._status(session))
        report.MergeFrom(self.report)
        return pb.GetReportResponse(report=report)

    async def DeleteInterview(self, request: pb.DeleteInterviewRequest, context: Any) -> pb.DeleteInterviewResponse:
        self._may_fail()
        self._session(request.session_id)
        del self.sessions[request.session_id]
        await self.redis.delete(redis_keys.state(request.session_id))
        return pb.DeleteInterviewResponse()

    async def _reply(self, session_id: str, turn: int, answer: str) -> AsyncIterator[pb.TurnEvent]:
        self.calls.append((turn, answer))
        self._may_fail()
        session = self._session(session_id)
        if turn > session.turn + 1 or (turn and session.phase == pb.PHASE_READY):
            raise WrongPhase("Another turn is due.", reason="wrong_turn")
        if turn in session.replies and turn not in self.scripts:
            steps: list[Step] = [session.replies[turn]]
        else:
            scripts = self.scripts.get(turn) or [[f"Question {turn}?"]]
            played = self._played.get(turn, 0)
            self._played[turn] = played + 1
            steps = scripts[min(played, len(scripts) - 1)]
        if steps and isinstance(steps[0], XquizitError):
            raise steps[0]
        if turn not in session.replies:
            session.turn, session.phase = turn, pb.PHASE_THINKING
            session.pending_answer = session.answers.setdefault(turn, answer)
        yield pb.TurnEvent(accepted=pb.TurnAccepted(turn=turn, is_replay=turn in session.replies))
        self.running += 1
        try:
            text = ""
            for step in steps:
                match step:
                    case str():
                        text += step
                        yield pb.TurnEvent(text_delta=step)
                    case asyncio.Event():
                        await step.wait()
                    case None:
                        text = ""
                        yield pb.TurnEvent(restarted=pb.TurnRestarted())
                    case error:
                        raise error
        finally:
            self.running -= 1
        session.replies[turn], session.pending_answer = text, ""
        is_last = turn == self.concludes_at
        session.phase = pb.PHASE_CONCLUDED if is_last else pb.PHASE_LISTENING
        kind = pb.TURN_KIND_CONCLUSION if is_last else pb.TURN_KIND_QUESTION
        completed = pb.TurnCompleted(
            text=text,
            kind=kind,
            topic="Payments",
            status=self._status(session),
            engine=self.engine,
            mended=self.mended,
        )
        yield pb.TurnEvent(completed=completed)

    def _may_fail(self) -> None:
        if self.refusal is not None:
            raise self.refusal

    def _for_a_break(self, session_id: str) -> Session:
        self._may_fail()
        session = self._session(session_id)
        if session.phase == pb.PHASE_READY:
            raise WrongPhase("The interview has not started.", reason="not_started")
        if session.phase == pb.PHASE_CONCLUDED:
            raise WrongPhase("The interview is over.", reason="concluded")
        return session

    def _session(self, session_id: str) -> Session:
        if session_id not in self.sessions:
            raise NotFound("There is no such interview.")
        return self.sessions[session_id]

    def _status(self, session: Session) -> pb.InterviewStatus:
        limit_s = 2700.0 * (1 + session.extra_time_percent / 100)
        status = pb.InterviewStatus(
            phase=session.phase,
            turn=session.turn,
            questions_asked=len(session.replies),
            max_questions=16,
            is_concluded=session.phase == pb.PHASE_CONCLUDED,
            conclusion_reason="plan_complete" if session.phase == pb.PHASE_CONCLUDED else "",
            time_elapsed_s=60.0,
            time_remaining_s=limit_s - 60.0,
            time_limit_s=limit_s,
            pause_remaining_s=session.pause_remaining_s,
        )
        if session.phase != pb.PHASE_READY:
            status.start_time.FromSeconds(STARTED_AT_S)
        return status


@asynccontextmanager
async def serving_interview(redis: Redis, address: str = "127.0.0.1:0") -> AsyncIterator[tuple[ScriptedInterview, str]]:
    """The servicer and its address."""
    servicer = ScriptedInterview(redis)
    server = RpcServer("interview", address)
    server.add(
        interview_pb2_grpc.add_InterviewServiceServicer_to_server,
        servicer,
        pb.DESCRIPTOR.services_by_name["InterviewService"],
    )
    await server.start()
    try:
        yield servicer, f"127.0.0.1:{server.port}"
    finally:
        await server.stop(0)
