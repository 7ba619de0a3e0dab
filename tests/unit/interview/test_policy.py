"""The state machine: every transition, every limit."""

import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.interview.conversation import LONG_ANSWER, held, planned, reply, say, started
from xquizit_interview import limits, policy
from xquizit_interview.events import (
    Answer,
    Assessed,
    MakeReply,
    Pause,
    Played,
    Recognized,
    Refuse,
    ReplyMade,
    Resume,
    SayAgain,
    Start,
    TimePassed,
)
from xquizit_interview.moves import allowed_moves
from xquizit_interview.planning import make_plan
from xquizit_interview.policy import step
from xquizit_interview.state import (
    CONVERSATION,
    Assessment,
    CandidateKind,
    Conclusion,
    Heard,
    Interview,
    Move,
    MoveKind,
    Phase,
    Recognition,
    Span,
    Spoken,
)
from xquizit_interview.status import status_at

ASIDE = {
    "Could you repeat that please?": MoveKind.REPEAT,
    "What do you mean by that?": MoveKind.CLARIFY,
    "Let me think for a moment.": MoveKind.WAIT,
    "How are you today?": MoveKind.CHAT,
}
TALK = [*ASIDE, LONG_ANSWER, "We did it.", "Yes", "Can we skip this one?", "We moved the ward and", "silence please"]


def thinking() -> Interview:
    return step(started(), Answer(LONG_ANSWER), 60.0)[0]


def concluded() -> Interview:
    return say(started(), "I would like to stop.", 60.0)


IN_PHASE = {Phase.READY: planned, Phase.THINKING: thinking, Phase.LISTENING: started, Phase.CONCLUDED: concluded}
"""An interview in each phase; THINKING is on turn 1, CONCLUDED after it."""


def test_the_table_has_a_row_for_every_phase_and_event() -> None:
    events = typing.get_args(policy.Event)
    assert set(policy.TRANSITIONS) == {(phase, event) for phase in Phase for event in events}


@pytest.mark.parametrize(
    ("phase", "event", "after", "effect"),
    [
        (Phase.READY, Start(), Phase.THINKING, MakeReply(0)),
        (Phase.READY, Answer("x"), Phase.READY, Refuse("not_started")),
        (Phase.THINKING, Start(), Phase.THINKING, SayAgain(0)),
        (Phase.THINKING, Answer(LONG_ANSWER), Phase.THINKING, MakeReply(1)),
        (Phase.THINKING, Answer("another"), Phase.THINKING, Refuse("conflict")),
        (Phase.THINKING, Answer("another", 1), Phase.THINKING, MakeReply(1)),
        (Phase.THINKING, Answer("next", 2), Phase.THINKING, Refuse("wrong_turn")),
        (Phase.LISTENING, Start(), Phase.LISTENING, SayAgain(0)),
        (Phase.LISTENING, Answer(LONG_ANSWER), Phase.THINKING, MakeReply(1)),
        (Phase.LISTENING, Answer(LONG_ANSWER, 1), Phase.THINKING, MakeReply(1)),
        (Phase.LISTENING, Answer(LONG_ANSWER, 2), Phase.LISTENING, Refuse("wrong_turn")),
        (Phase.CONCLUDED, Start(), Phase.CONCLUDED, SayAgain(0)),
        (Phase.CONCLUDED, Answer("more"), Phase.CONCLUDED, Refuse("concluded")),
        (Phase.CONCLUDED, Answer("more", 2), Phase.CONCLUDED, Refuse("concluded")),
        (Phase.CONCLUDED, Answer("again", 1), Phase.CONCLUDED, SayAgain(1)),
    ],
)
def test_transition(phase: Phase, event: policy.Event, after: Phase, effect: policy.Effect) -> None:
    before = IN_PHASE[phase]()
    interview, effects = step(before, event, 61.0)
    assert (interview.phase, effects) == (after, (effect,))
    assert interview.version == before.version + (interview is not before)


def test_the_answer_that_came_first_counts() -> None:
    interview, _ = step(thinking(), Answer("a later one", 1), 62.0)
    assert interview.turns[1].answer == LONG_ANSWER


def test_a_reply_that_somebody_else_finished_first_is_not_replaced() -> None:
    interview = reply(thinking(), 61.0)
    late = ReplyMade(1, Move(kind=MoveKind.CONCLUDE), "late words", None, "embedded", 60.0)
    after, effects = step(interview, late, 62.0)
    assert after is interview
    assert effects == (SayAgain(1),)


def test_an_illegal_choice_counts_as_the_policys_own() -> None:
    interview = thinking()
    illegal = ReplyMade(1, Move(kind=MoveKind.QUESTION, topic_id="t9", point_id="t9p9"), "?", None, "embedded", 60.0)
    after, _ = step(interview, illegal, 61.0)
    assert after.turns[-1].reply is not None
    assert after.turns[-1].reply.move == allowed_moves(interview, 60.0)[0]


def test_another_engine_is_recorded_once() -> None:
    interview = started()
    for now_s in (60.0, 120.0):
        interview, _ = step(interview, Answer(LONG_ANSWER), now_s)
        turn = interview.turns[-1].number
        move = allowed_moves(interview, now_s)[0]
        interview, _ = step(interview, ReplyMade(turn, move, f"Words {turn}?", None, "other", now_s), now_s)
    assert interview.fallbacks == ("interview: embedded -> other",)


@pytest.mark.parametrize(("words", "move"), ASIDE.items())
def test_an_aside_gets_its_reply_and_costs_no_question(words: str, move: MoveKind) -> None:
    before = started()
    after = say(before, words, 30.0)
    assert after.replies[-1].move.kind is move
    assert len(after.questions) == len(before.questions)


def test_repeating_says_the_question_again() -> None:
    before = say(started(), LONG_ANSWER, 30.0)
    after = say(before, "Sorry, could you repeat the question?", 60.0)
    question = before.replies[-1].text.split(". ")[-1]
    assert after.replies[-1].text.endswith(question)


def test_after_three_asides_the_interview_goes_on() -> None:
    interview = started()
    for turn in range(limits.MAX_CONVERSATION_IN_A_ROW + 1):
        interview = say(interview, "Could you repeat that?", 30.0 + turn)
    kinds = [entry.move.kind for entry in interview.replies[1:]]
    assert kinds == [MoveKind.REPEAT] * 3 + [MoveKind.QUESTION]


def test_a_skipped_question_is_not_followed_up() -> None:
    interview = say(started(), "Can we skip this one?", 30.0)
    assert interview.replies[-1].move.kind is MoveKind.QUESTION
    assert interview.turns[-1].candidate_kind is CandidateKind.SKIP


@pytest.mark.parametrize(
    ("elapsed_s", "phase", "conclusion"),
    [
        (limits.INTERVIEW_S - limits.CLOSING_S - 1, Phase.LISTENING, None),
        (limits.INTERVIEW_S - limits.CLOSING_S, Phase.CONCLUDED, Conclusion.TIME),
        (limits.INTERVIEW_S, Phase.CONCLUDED, Conclusion.TIME),
        (limits.INTERVIEW_S + limits.GRACE_S, Phase.CONCLUDED, Conclusion.TIME),
    ],
)
def test_the_last_minutes(elapsed_s: float, phase: Phase, conclusion: Conclusion | None) -> None:
    interview = say(started(), LONG_ANSWER, elapsed_s)
    assert (interview.phase, interview.conclusion) == (phase, conclusion)
    assert interview.turns[1].answer == LONG_ANSWER


def test_after_the_grace_the_interview_is_over() -> None:
    too_late_s = limits.INTERVIEW_S + limits.GRACE_S + 1
    interview, effects = step(started(), Answer(LONG_ANSWER), too_late_s)
    assert (interview.phase, interview.conclusion, effects) == (
        Phase.CONCLUDED,
        Conclusion.TIME,
        (Refuse("concluded"),),
    )
    status = status_at(started(), too_late_s)
    assert (status.phase, status.conclusion, status.time_remaining_s) == (Phase.CONCLUDED, Conclusion.TIME, 0)
    assert status.time_elapsed_s == limits.INTERVIEW_S


def test_a_reply_made_anew_after_the_time_asks_nothing() -> None:
    pending = thinking()
    assert [move.kind for move in allowed_moves(pending, limits.INTERVIEW_S + 300)] == [MoveKind.CONCLUDE]


def test_time_stands_still_once_it_is_over() -> None:
    interview = concluded()
    assert status_at(interview, 1000.0).time_elapsed_s == status_at(interview, 61.0).time_elapsed_s == 60.0


@pytest.mark.parametrize("role", ["nurse", "accountant", "teacher", "software"])
def test_every_must_have_is_asked_about(role: str) -> None:
    interview = held(role, [LONG_ANSWER])
    points = [point for topic in interview.plan.topics for point in topic.points if point.is_must_have]
    assert points
    assert {point.point_id for point in points} <= interview.asked_points
    assert interview.conclusion in {Conclusion.QUESTIONS, Conclusion.PLAN_COMPLETE}


def test_must_haves_come_before_the_rest() -> None:
    interview = held("software", ["Yes, we did that."])
    asked = [interview.plan.point(r.move.point_id) for r in interview.questions if r.move.kind is MoveKind.QUESTION]
    is_must = [point.is_must_have for point in asked if point is not None]
    assert is_must == sorted(is_must, reverse=True)


@settings(max_examples=60, deadline=None)
@given(
    role=st.sampled_from(["nurse", "accountant", "teacher", "software"]),
    talk=st.lists(st.tuples(st.sampled_from(TALK), st.floats(1, 400)), min_size=5, max_size=80),
    choice=st.randoms(use_true_random=False),
)
def test_no_limit_is_ever_passed(role: str, talk: list[tuple[str, float]], choice: typing.Any) -> None:
    """Any candidate at any pace, and an engine that makes any of the allowed moves."""
    interview, now_s = started(role), 0.0
    for words, pause_s in talk:
        now_s += pause_s
        interview, effects = step(interview, Answer(words), now_s)
        if isinstance(effects[0], Refuse):
            assert interview.phase is Phase.CONCLUDED
            break
        move = choice.choice(allowed_moves(interview, now_s))
        turn = interview.turns[-1].number
        interview, _ = step(interview, ReplyMade(turn, move, f"Question {turn}?", None, "embedded", now_s), now_s)
        if move.kind not in CONVERSATION | {MoveKind.CONCLUDE}:
            assert now_s < limits.INTERVIEW_S - limits.CLOSING_S
        assert interview.conversation_in_a_row <= limits.MAX_CONVERSATION_IN_A_ROW
    assert len(interview.questions) <= limits.MAX_QUESTIONS
    asked = [r.move.point_id for r in interview.questions if r.move.point_id]
    assert len(asked) == len(set(asked)), "a point was asked twice"
    for topic in interview.plan.topics:
        assert interview.follow_ups(topic.topic_id) <= limits.MAX_FOLLOW_UPS_PER_TOPIC
    kinds = [entry.move.kind for entry in interview.replies]
    assert MoveKind.CONCLUDE not in kinds[:-1], "something was said after the goodbye"


def test_the_clock_alone_stores_nothing_before_the_end() -> None:
    interview = started()
    assert step(interview, TimePassed(), limits.INTERVIEW_S)[0] is interview


@pytest.mark.parametrize("role", ["nurse", "accountant", "teacher", "software"])
def test_an_engine_that_likes_the_least_important_best_still_asks_every_must_have(role: str) -> None:
    interview, now_s = started(role), 0.0
    while interview.phase is not Phase.CONCLUDED:
        now_s += 30.0
        interview, _ = step(interview, Answer(LONG_ANSWER), now_s)
        moves = allowed_moves(interview, now_s)
        points = {move: interview.plan.point(move.point_id) for move in moves if move.kind not in CONVERSATION}
        move = min(reversed(points), key=lambda one: point.is_must_have if (point := points[one]) else False)
        turn = interview.turns[-1].number
        interview, _ = step(interview, ReplyMade(turn, move, f"Question {turn}?", None, "embedded", now_s), now_s)
    assert {p.point_id for t in interview.plan.topics for p in t.points if p.is_must_have} <= interview.asked_points


RECOGNITION = Recognition(confidence=0.5, uncertain=(Span(start=0, end=1),))
ASSESSMENT = Assessment(engine="gemini", model="m", prompt_version="p", rating=4)


def paused(now_s: float = 60.0) -> Interview:
    return step(started(), Pause(), now_s)[0]


def test_a_break_stops_the_clock() -> None:
    interview = step(paused(60.0), Resume(), 360.0)[0]
    assert interview.phase is Phase.LISTENING
    status = status_at(interview, 400.0)
    assert status.time_elapsed_s == 100.0
    assert status.pause_remaining_s == limits.MAX_PAUSE_S - 300.0
    during = status_at(paused(60.0), 200.0)
    assert (during.phase, during.time_elapsed_s, during.time_remaining_s) == (
        Phase.PAUSED,
        60.0,
        limits.INTERVIEW_S - 60.0,
    )


def test_an_answer_ends_the_break_and_a_refused_one_does_not() -> None:
    answered, effects = step(paused(), Answer(LONG_ANSWER), 200.0)
    assert effects == (MakeReply(1),)
    assert answered.pauses[-1].ended_at_s == 200.0
    assert status_at(reply(answered, 200.0), 230.0).time_elapsed_s == 90.0
    refused, effects = step(paused(), Answer(LONG_ANSWER, 5), 200.0)
    assert (refused.phase, effects) == (Phase.PAUSED, (Refuse("wrong_turn"),))


def test_a_break_that_has_used_up_its_time_is_over_by_itself() -> None:
    interview = paused(60.0)
    late_s = 60.0 + limits.MAX_PAUSE_S + 100.0
    status = status_at(interview, late_s)
    assert (status.phase, status.time_elapsed_s, status.pause_remaining_s) == (Phase.LISTENING, 160.0, 0.0)
    again, effects = step(interview, Pause(), late_s)
    assert (again.phase, effects) == (Phase.LISTENING, (Refuse("no_pause_left"),))
    assert again.version == interview.version + 1


def test_several_breaks_share_their_time() -> None:
    interview = started()
    for begin_s in (100.0, 500.0):
        interview = step(step(interview, Pause(), begin_s)[0], Resume(), begin_s + 200.0)[0]
    assert status_at(interview, 1000.0).time_elapsed_s == 600.0
    third = step(interview, Pause(), 1000.0)[0]
    assert status_at(third, 1000.0 + 300.0).phase is Phase.LISTENING
    assert status_at(third, 1000.0 + 300.0).time_elapsed_s == 700.0


def test_whoever_never_comes_back_from_a_break_has_ended_the_interview() -> None:
    away_s = 60.0 + limits.MAX_PAUSE_S + limits.INTERVIEW_S + limits.GRACE_S
    interview, effects = step(paused(60.0), Answer(LONG_ANSWER), away_s)
    assert (interview.phase, effects) == (Phase.CONCLUDED, (Refuse("concluded"),))


@pytest.mark.parametrize("event", [Pause(), Resume()])
@pytest.mark.parametrize(
    ("make", "refused"), [(planned, "not_started"), (concluded, "concluded")], ids=["before", "after"]
)
def test_no_break_before_or_after(make: typing.Callable[[], Interview], refused: str, event: policy.Event) -> None:
    interview = make()
    assert step(interview, event, 61.0) == (interview, (Refuse(refused),))


def test_no_break_while_a_reply_is_made() -> None:
    interview = thinking()
    assert step(interview, Pause(), 61.0) == (interview, (Refuse("conflict"),))
    assert step(interview, Resume(), 61.0) == (interview, ())


@pytest.mark.parametrize("percent", [25, 100])
def test_extra_time_moves_every_time_limit(percent: int) -> None:
    interview = started().model_copy(update={"extra_time_percent": percent})
    limit_s = limits.INTERVIEW_S * (1 + percent / 100)
    assert status_at(interview, 0.0).time_limit_s == limit_s
    assert say(interview, LONG_ANSWER, limit_s - limits.CLOSING_S - 1).phase is Phase.LISTENING
    assert say(interview, LONG_ANSWER, limit_s - limits.CLOSING_S).conclusion is Conclusion.TIME
    assert step(interview, Answer(LONG_ANSWER), limit_s + limits.GRACE_S + 1)[1] == (Refuse("concluded"),)


@pytest.mark.parametrize("event", [Recognized(1, RECOGNITION), Assessed(1, ASSESSMENT)])
@pytest.mark.parametrize(
    "make",
    [thinking, lambda: reply(thinking(), 61.0), concluded, lambda: step(reply(thinking(), 61.0), Pause(), 61.5)[0]],
    ids=["thinking", "listening", "concluded", "paused"],
)
def test_what_becomes_known_about_an_answer_is_kept_once(
    make: typing.Callable[[], Interview], event: Recognized | Assessed
) -> None:
    before = make()
    after, effects = step(before, event, 62.0)
    assert effects == ()
    assert after.phase is before.phase
    known = after.turns[1]
    assert (known.recognition, known.assessment) == (
        (RECOGNITION, None) if isinstance(event, Recognized) else (None, ASSESSMENT)
    )
    assert known.answer == before.turns[1].answer
    assert known.reply == before.turns[1].reply
    again, _ = step(after, event, 63.0)
    assert again is after


@pytest.mark.parametrize("turn", [0, 2, 99])
def test_nothing_becomes_known_about_an_answer_that_was_not_given(turn: int) -> None:
    before = reply(thinking(), 61.0)
    assert step(before, Assessed(turn, ASSESSMENT), 62.0) == (before, (Refuse("wrong_turn"),))
    assert step(planned(), Assessed(1, ASSESSMENT), 62.0)[1] == (Refuse("not_started"),)


STOOD_IN = Spoken(engines=("kokoro", "espeak"), stood_in_for="kokoro")


@pytest.mark.parametrize(
    "make",
    [thinking, lambda: reply(thinking(), 61.0), concluded, lambda: step(reply(thinking(), 61.0), Pause(), 61.5)[0]],
    ids=["thinking", "listening", "concluded", "paused"],
)
def test_how_a_reply_was_spoken_is_kept_once_and_a_stand_in_is_told(make: typing.Callable[[], Interview]) -> None:
    before = make()
    after, effects = step(before, Played(0, spoken=STOOD_IN), 62.0)
    assert (effects, after.phase) == ((), before.phase)
    assert after.turns[0].spoken == STOOD_IN
    assert after.fallbacks == (*before.fallbacks, "tts: kokoro -> espeak")
    assert after.turns[1:] == before.turns[1:]
    again, _ = step(after, Played(0, spoken=Spoken(is_cut=True)), 63.0)
    assert again is after
    other, _ = step(after, Played(1, spoken=STOOD_IN), 63.0)
    assert other.fallbacks == after.fallbacks


@pytest.mark.parametrize("turn", [-1, 2, 99])
def test_nothing_is_heard_of_a_turn_that_was_not_taken(turn: int) -> None:
    before = reply(thinking(), 61.0)
    assert step(before, Played(turn, heard=Heard(characters=1)), 62.0) == (before, (Refuse("wrong_turn"),))
    assert step(planned(), Played(0, heard=Heard(characters=1)), 62.0)[1] == (Refuse("not_started"),)


heards = st.builds(Heard, characters=st.integers(0, 90), is_complete=st.booleans(), is_interrupted=st.booleans())


@given(st.lists(heards, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_what_was_heard_only_grows_in_whatever_order_it_is_told(told: list[Heard], order: typing.Any) -> None:
    def after(notes: list[Heard]) -> Heard | None:
        interview = started()
        for heard in notes:
            interview, _ = step(interview, Played(0, heard=heard), 61.0)
        return interview.turns[0].heard

    shuffled = [*told, *told]
    order.shuffle(shuffled)
    found = after(told)
    assert found == after(shuffled)
    assert found is not None
    assert found.characters == max(heard.characters for heard in told)
    assert found.is_complete == any(heard.is_complete for heard in told)
    assert found.is_interrupted == (any(heard.is_interrupted for heard in told) and not found.is_complete)


def test_a_reply_that_nobody_comes_back_for_does_not_keep_an_interview_open() -> None:
    status = status_at(thinking(), limits.INTERVIEW_S + limits.GRACE_S + 1)
    assert (status.phase, status.conclusion) == (Phase.CONCLUDED, Conclusion.TIME)
    # Whoever does come back has the closing words, and the answer was kept.
    late = reply(thinking(), limits.INTERVIEW_S + 300)
    assert (late.phase, late.conclusion, late.turns[1].answer) == (Phase.CONCLUDED, Conclusion.TIME, LONG_ANSWER)


def test_a_topic_that_has_had_its_time_is_not_asked_on() -> None:
    quick, slow = say(started(), LONG_ANSWER, 30.0), say(started(), LONG_ANSWER, 1500.0)
    assert quick.replies[-1].move.kind is MoveKind.FOLLOW_UP
    assert slow.replies[-1].move.kind is MoveKind.QUESTION
    assert slow.replies[-1].move.topic_id != slow.replies[0].move.topic_id


@pytest.mark.parametrize("pace_s", [30.0, 160.0])
def test_the_question_bank_is_asked_word_for_word_among_the_rest(pace_s: float) -> None:
    bank = tuple(f"What did number {n} of your machines teach you?" for n in ("one", "two", "three", "four"))
    documents = planned().documents.model_copy(update={"questions": bank})
    interview = planned().model_copy(update={"documents": documents, "plan": make_plan(documents, engine="embedded")})
    interview, now_s = reply(step(interview, Start(), 0.0)[0], 0.0), 0.0
    while interview.phase is not Phase.CONCLUDED:
        now_s += pace_s
        interview = say(interview, LONG_ANSWER, now_s)
    asked = [entry.text for entry in interview.questions]
    for question in bank:
        assert sum(question in text for text in asked) == 1
    must_haves = {p.point_id for t in interview.plan.topics for p in t.points if p.is_must_have}
    assert must_haves <= interview.asked_points
    assert len(asked) > len(must_haves)
