"""What the interview service sends arrives whole, and what it does not say is not made up."""

import pytest

from xquizit.interview.v1 import interview_pb2 as pb
from xquizit_gateway.clients.interview_messages import entry_of, reply_event_of, status_of
from xquizit_gateway.clients.interview_records import Completed, Heard, Recognition, Span, Spoken
from xquizit_gateway.clients.report_messages import report_of
from xquizit_gateway.clients.report_records import (
    AnswerRating,
    Claim,
    Mended,
    Quote,
    RatingScale,
    RequirementCoverage,
    TimelineEntry,
    Told,
    TopicFinding,
)

QUOTE = pb.Quote(turn=3, start=4, end=9, text="words", is_uncertain=True)
READ_QUOTE = Quote(3, 4, 9, "words", is_uncertain=True)


@pytest.mark.parametrize(
    ("phase", "read"),
    [
        (pb.PHASE_READY, "ready"),
        (pb.PHASE_THINKING, "thinking"),
        (pb.PHASE_LISTENING, "listening"),
        (pb.PHASE_PAUSED, "paused"),
        (pb.PHASE_CONCLUDED, "concluded"),
    ],
)
def test_every_phase_has_its_word(phase: pb.Phase, read: str) -> None:
    status = status_of(pb.InterviewStatus(phase=phase, time_limit_s=3375, pause_remaining_s=12.5))
    assert (status.phase, status.time_limit_s, status.pause_remaining_s) == (read, 3375, 12.5)


def test_no_phase_is_forgotten() -> None:
    known = {status_of(pb.InterviewStatus(phase=number)).phase for number in pb.Phase.values() if number}
    assert len(known) == len(pb.Phase.values()) - 1


def test_a_completed_reply_tells_who_worded_it_and_what_was_mended() -> None:
    completed = pb.TurnCompleted(
        text="And then?",
        kind=pb.TURN_KIND_FOLLOW_UP,
        topic="Payments",
        status=pb.InterviewStatus(turn=3),
        engine="embedded",
        mended=["two_questions", "gemini_timeout"],
    )
    assert reply_event_of(pb.TurnEvent(completed=completed)) == Completed(
        text="And then?",
        kind="follow_up",
        topic="Payments",
        status=status_of(pb.InterviewStatus(turn=3)),
        engine="embedded",
        mended=("two_questions", "gemini_timeout"),
    )


def test_a_typed_answer_has_no_recognition_and_a_badly_heard_one_has() -> None:
    assert entry_of(pb.TranscriptEntry(turn=1, speaker=pb.SPEAKER_CANDIDATE, text="typed")).recognition is None
    heard = pb.TranscriptEntry(turn=1, speaker=pb.SPEAKER_CANDIDATE, text="heard", recognition=pb.Recognition())
    assert entry_of(heard).recognition == Recognition(0.0, ())
    heard.recognition.confidence = 0.75
    heard.recognition.uncertain.add(start=1, end=3)
    assert entry_of(heard).recognition == Recognition(0.75, (Span(1, 3),))


def test_how_words_were_spoken_and_heard_is_told_or_absent() -> None:
    said = pb.TranscriptEntry(turn=1, speaker=pb.SPEAKER_INTERVIEWER, text="Why?")
    assert (entry_of(said).spoken, entry_of(said).heard) == (None, None)
    said.spoken.CopyFrom(pb.Spoken(engines=["kokoro", "espeak"], stood_in_for="kokoro", is_cut=True))
    said.heard.CopyFrom(pb.Heard(characters=2, is_interrupted=True))
    assert entry_of(said).spoken == Spoken(("kokoro", "espeak"), "kokoro", is_cut=True)
    assert entry_of(said).heard == Heard(2, is_complete=False, is_interrupted=True)


def test_a_topic_arrives_whole() -> None:
    report = report_of(
        pb.Report(
            topics=[
                pb.TopicFinding(
                    topic_id="t1",
                    title="Payments",
                    priority=pb.PRIORITY_HIGH,
                    rating=4,
                    rating_label="own work",
                    claims=[pb.Claim(text="Led it.", quotes=[QUOTE])],
                    quotes=[QUOTE],
                    questions_asked=2,
                    rating_state=pb.RATING_STATE_RATED,
                    scale="experience",
                    answer_ratings=[
                        pb.AnswerRating(turn=2, rating=4, rating_state=pb.RATING_STATE_RATED, scale="experience"),
                        pb.AnswerRating(turn=3, reason="not_assessed", rating_state=pb.RATING_STATE_NOT_RATED),
                    ],
                    told=[pb.Told(part="figure", quote=QUOTE)],
                    minutes_planned=7.5,
                    minutes_spent=6.25,
                )
            ]
        )
    )
    assert report.topics == (
        TopicFinding(
            topic_id="t1",
            title="Payments",
            priority="high",
            rating_state="rated",
            rating=4,
            rating_label="own work",
            scale="experience",
            answer_ratings=(
                AnswerRating(2, "rated", 4, "experience", ""),
                AnswerRating(3, "not_rated", None, "", "not_assessed"),
            ),
            claims=(Claim("Led it.", (READ_QUOTE,)),),
            told=(Told("figure", READ_QUOTE),),
            quotes=(READ_QUOTE,),
            questions_asked=2,
            minutes_planned=7.5,
            minutes_spent=6.25,
        ),
    )


def test_the_rest_of_a_report_arrives_whole() -> None:
    report = report_of(
        pb.Report(
            requirements=[
                pb.RequirementCoverage(
                    requirement="Five years of Python",
                    is_must_have=True,
                    was_asked=True,
                    quotes=[QUOTE],
                    name="Python",
                    resume_evidence="Python since 2021",
                ),
                pb.RequirementCoverage(requirement="Go"),
            ],
            scales=[pb.RatingScale(name="experience", anchors=["a", "b", "c", "d", "e"])],
            timeline=[
                pb.TimelineEntry(topic_id="t1", title="Payments", start_s=1, end_s=2, turns=[1, 2]),
                pb.TimelineEntry(start_s=2, end_s=3, is_break=True),
            ],
            mended=[pb.Mended(what="two_questions", times=2)],
            unassessed_answers=3,
            extra_time_percent=25,
        )
    )
    assert report.requirements == (
        RequirementCoverage("Python", "Five years of Python", True, True, "Python since 2021", (READ_QUOTE,)),
        RequirementCoverage("Go", "Go", False, False, "", ()),
    )
    assert report.scales == (RatingScale("experience", ("a", "b", "c", "d", "e")),)
    assert report.timeline == (
        TimelineEntry("t1", "Payments", 1, 2, (1, 2), is_break=False),
        TimelineEntry("", "", 2, 3, (), is_break=True),
    )
    assert report.mended == (Mended("two_questions", 2),)
    assert (report.unassessed_answers, report.extra_time_percent) == (3, 25)


@pytest.mark.parametrize(
    ("state", "rating", "read"),
    [
        (pb.RATING_STATE_RATED, 1, ("rated", 1)),
        (pb.RATING_STATE_RATED, 5, ("rated", 5)),
        (pb.RATING_STATE_RATED, 0, ("not_rated", None)),
        (pb.RATING_STATE_RATED, 6, ("not_rated", None)),
        (pb.RATING_STATE_NOT_RATED, 4, ("not_rated", None)),
        (pb.RATING_STATE_INSUFFICIENT_EVIDENCE, 4, ("insufficient_evidence", None)),
        (pb.RATING_STATE_RECOGNITION_UNCERTAIN, 4, ("recognition_uncertain", None)),
        (pb.RATING_STATE_UNSPECIFIED, 4, ("not_rated", None)),
    ],
)
def test_there_is_a_number_only_where_it_is_rated(
    state: pb.RatingState, rating: int, read: tuple[str, int | None]
) -> None:
    answer = pb.AnswerRating(rating_state=state, rating=rating)
    finding = pb.TopicFinding(rating_state=state, rating=rating, answer_ratings=[answer])
    [topic] = report_of(pb.Report(topics=[finding])).topics
    assert (topic.rating_state, topic.rating) == read
    [rated] = topic.answer_ratings
    assert (rated.rating_state, rated.rating) == read
