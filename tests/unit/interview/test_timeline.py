"""What was talked about when, and for how long."""

from tests.unit.interview.conversation import LONG_ANSWER, say, started
from xquizit_interview import events, policy
from xquizit_interview.timeline import spent_s, timeline_of


def test_stretches_join_and_breaks_are_left_out_of_the_time_spent() -> None:
    interview = started(now_s=1000.0)
    first = interview.replies[0].move.topic_id
    interview = policy.step(interview, events.Pause(), 1030.0)[0]
    interview = policy.step(interview, events.Resume(), 1090.0)[0]
    interview = say(interview, LONG_ANSWER, 1100.0)
    interview = say(interview, "Could you repeat that?", 1110.0)
    while interview.replies[-1].move.topic_id == first:
        interview = say(interview, LONG_ANSWER, interview.replies[-1].said_at_s + 100.0)
    talked = timeline_of(interview)
    topics = [stretch for stretch in talked if not stretch.is_break]
    assert (topics[0].topic_id, topics[0].start_s, topics[1].start_s) == (first, 0.0, topics[0].end_s)
    assert topics[0].turns == tuple(range(1, interview.turns[-1].number + 1))
    [pause] = [stretch for stretch in talked if stretch.is_break]
    assert (pause.start_s, pause.end_s) == (30.0, 90.0)
    assert spent_s(talked, first) == topics[0].end_s - 60.0
    assert spent_s(talked, "t99") == 0.0


def test_the_last_stretch_lasts_until_now() -> None:
    interview = started(now_s=1000.0)
    assert spent_s(timeline_of(interview, until_s=1500.0), interview.replies[0].move.topic_id) == 500.0
    assert spent_s(timeline_of(interview), interview.replies[0].move.topic_id) == 0.0
