"""Reports: verbatim quotes at their places, coverage, ratings that rest on quotes, and no judgement of our own."""

import re

import pytest

from tests.unit.interview.conversation import LONG_ANSWER, held, planned, reply, say, started
from xquizit_interview import events, policy
from xquizit_interview.reporting.quotes import Quote, quote
from xquizit_interview.reporting.ratings import MIN_CONFIDENCE, RatingState, rating_of
from xquizit_interview.reporting.report import Report, TopicFinding, make_report
from xquizit_interview.reporting.scales import EXPERIENCE, WAY_OF_WORKING, scale_of
from xquizit_interview.state import Assessment, Claim, EngineRecord, Interview, Recognition, Span, Spoken, Turn

TRIAGE = "In my last year I did triage at the front door. The \u201cred\u201d patients \U0001f600 went in first."
KAFKA = "I used Kubernetes for the billing system. Then I wrote Terraform modules so that nobody had to click."
CASES = [f"{LONG_ANSWER} That was case {number}, on ward {number}." for number in range(20)]


def quotes_of(report: Report) -> list[Quote]:
    found = [one for topic in report.topics for one in topic.quotes]
    found += [one for topic in report.topics for claim in topic.claims for one in claim.quotes]
    found += [told.quote for topic in report.topics for told in topic.told]
    return found + [one for requirement in report.requirements for one in requirement.quotes]


@pytest.mark.parametrize("role", ["nurse", "accountant", "teacher", "software"])
@pytest.mark.parametrize(
    "answers", [[LONG_ANSWER], CASES, [TRIAGE], [KAFKA], ["so we did it and it went well i think"]]
)
def test_every_quote_stands_in_the_transcript(role: str, answers: list[str]) -> None:
    interview = held(role, answers)
    report = make_report(interview, is_final=True)
    for one in quotes_of(report):
        spoken = interview.turns[one.turn].answer
        assert spoken[one.span.start : one.span.end] == one.text
    assert all(claim.quotes for topic in report.topics for claim in topic.claims)
    assert answers[0] not in {LONG_ANSWER, *CASES} or quotes_of(report)


def test_what_was_said_on_a_requirement_is_found_wherever_it_was_said() -> None:
    interview = say(started("software"), KAFKA, 60.0)
    [coverage] = [
        one for one in make_report(interview, is_final=False).requirements if "Terraform" in one.requirement.text
    ]
    assert not coverage.was_asked
    assert [one.text for one in coverage.quotes] == [
        "I used Kubernetes for the billing system.",
        "Then I wrote Terraform modules so that nobody had to click.",
    ]


def test_requirements_are_worded_as_in_the_job_description() -> None:
    interview = started("nurse")
    for coverage in make_report(interview, is_final=False).requirements:
        assert coverage.requirement.text in interview.documents.job_description


def test_an_engine_that_does_not_rate_leaves_everything_unrated() -> None:
    report = make_report(held("nurse", CASES), is_final=True)
    assert {finding.rating.state for finding in report.topics} <= {
        RatingState.NOT_RATED,
        RatingState.INSUFFICIENT_EVIDENCE,
    }
    assert {finding.rating.value for finding in report.topics} == {0}
    assert report.scales == ()
    assert report.unassessed == 0
    assert any("Nothing here is rated" in note for note in report.notes)


@pytest.mark.parametrize("answer", [LONG_ANSWER, "Could we skip this one?", "word " * 500])
def test_nothing_says_hire_or_reject(answer: str) -> None:
    report = make_report(held("nurse", [answer]), is_final=True)
    said = [*report.notes, *(claim.text for topic in report.topics for claim in topic.claims)]
    assert not re.search(r"\b(?:hire|reject|recommend this|suitable|excellent|poor)\b", " ".join(said), re.I)


@pytest.mark.parametrize("answer", ["Could we skip this one?", "word " * 500, "Maybe.", "Thanks for watching!"])
def test_without_evidence_there_is_none(answer: str) -> None:
    report = make_report(held("nurse", [answer]), is_final=True)
    assert {finding.rating.state for finding in report.topics} == {RatingState.INSUFFICIENT_EVIDENCE}
    assert quotes_of(report) == []


def test_passed_over_and_empty_answers_are_noted_by_turn() -> None:
    interview = say(say(started(), "Can we skip this one?", 30.0), "Yes.", 60.0)
    notes = make_report(interview, is_final=False).notes
    assert "The candidate passed over the question in turn 1." in notes
    left_out = (
        "Left out, because our rules find that it is too short to show anything: turn 2. Read it in the transcript."
    )
    assert left_out in notes


def test_requirements_not_asked_about_are_noted() -> None:
    report = make_report(started("nurse"), is_final=False)
    assert any(note.startswith("Not asked about:") and "infection control" in note for note in report.notes)
    assert any("provisional" in note for note in report.notes)


@pytest.mark.parametrize("span", [Span(start=0, end=10_000), Span(start=5, end=5)])
def test_a_quote_outside_the_answer_is_refused(span: Span) -> None:
    turn = say(started(), LONG_ANSWER, 60.0).turns[1]
    with pytest.raises(ValueError, match="not in the answer"):
        quote(turn, span)


# --- with an engine that rates -------------------------------------------------------------------------------------

ENGINE = EngineRecord(name="gemini", model="m", prompt_version="1", assesses=True)


STORIES = [
    LONG_ANSWER,
    "I led a group that counted falls on our ward. We moved the beds, and in a year falls went from twelve to four.",
]


def rated(*ratings: int | None, confidence: float | None = None, assess: bool = True) -> tuple[Interview, TopicFinding]:
    """An interview whose first answers were rated so, and the finding on the topic of the first."""
    interview = planned().model_copy(update={"engine": ENGINE})
    interview = reply(policy.step(interview, events.Start(), 0.0)[0], 0.0)
    topic_id = interview.replies[0].move.topic_id
    for number, rating in enumerate(ratings, start=1):
        interview = say(interview, STORIES[number - 1], 30.0 * number)
        claim = Claim(text="The candidate led a group.", turn=number, quotes=(Span(start=0, end=23),))
        found = Assessment(
            engine="gemini", model="m", prompt_version="1", rating=rating, claims=(claim,) if rating else ()
        )
        if assess:
            interview = policy.step(interview, events.Assessed(number, found), 30.0 * number)[0]
        if confidence is not None:
            heard = Recognition(confidence=confidence, uncertain=(Span(start=4, end=8),))
            interview = policy.step(interview, events.Recognized(number, heard), 30.0 * number)[0]
    report = make_report(interview, is_final=False)
    return interview, next(finding for finding in report.topics if finding.topic.topic_id == topic_id)


def turn_rated(
    number: int, rating: int | None, *, scale: str = "experience", confidence: float | None = None, reason: str = ""
) -> Turn:
    claims = (Claim(text="Claim.", turn=number, quotes=(Span(start=0, end=5),)),) if rating else ()
    return Turn(
        number=number,
        answer=LONG_ANSWER,
        accepted_at_s=0.0,
        recognition=None if confidence is None else Recognition(confidence=confidence),
        assessment=Assessment(
            engine="g", model="m", prompt_version="1", scale=scale, rating=rating, reason=reason, claims=claims
        ),
    )


@pytest.mark.parametrize(
    ("chains", "value"),
    [
        ([[4]], 4),
        ([[4], [3]], 4),
        ([[2], [3]], 3),
        ([[2, 4]], 4),
        ([[5, None], [1]], 3),
        ([[5], [None]], 5),
        ([[1], [1], [2]], 1),
    ],
)
def test_a_topics_rating_is_the_mean_of_its_answers_each_rated_with_its_follow_ups(
    chains: list[list[int | None]], value: int
) -> None:
    made = [[turn_rated(number, rating) for number, rating in enumerate(parts, 1)] for parts in chains]
    rating = rating_of(made, EXPERIENCE, assesses=True)
    assert (rating.state, rating.value, rating.label) == (RatingState.RATED, value, EXPERIENCE.anchor(value))
    assert len(rating.answers) == len(chains)


def test_a_mean_over_several_scales_says_so() -> None:
    made = [[turn_rated(1, 5, scale="credential")], [turn_rated(2, 2)], [turn_rated(3, 3)]]
    rating = rating_of(made, WAY_OF_WORKING, assesses=True)
    assert (rating.value, rating.scale.name) == (3, "experience")
    assert rating.label == "the mean of answers on the scales credential and experience"
    assert [(answer.value, answer.scale) for answer in rating.answers] == [
        (5, "credential"),
        (2, "experience"),
        (3, "experience"),
    ]


def test_an_answer_that_was_heard_badly_is_left_out_alone() -> None:
    made = [[turn_rated(1, 5, confidence=0.4)], [turn_rated(2, 2, confidence=0.9)]]
    rating = rating_of(made, EXPERIENCE, assesses=True)
    assert (rating.value, [answer.state for answer in rating.answers]) == (
        2,
        [RatingState.RECOGNITION_UNCERTAIN, RatingState.RATED],
    )


def test_what_the_model_cannot_be_brought_to_judge_is_not_called_insufficient() -> None:
    rating = rating_of([[turn_rated(1, None, reason="gemini_blocked")]], EXPERIENCE, assesses=True)
    assert (rating.state, rating.answers[0].reason) == (RatingState.NOT_RATED, "gemini_blocked")


def test_claims_stand_with_their_quotes() -> None:
    _, finding = rated(4)
    assert finding.rating.value == 4
    assert finding.claims[0].text == "The candidate led a group."
    assert finding.claims[0].quotes[0].text == "I led a small group tha"


def test_answers_that_show_too_little_are_insufficient_evidence() -> None:
    _, finding = rated(None, None)
    assert finding.rating.state is RatingState.INSUFFICIENT_EVIDENCE


def test_nobody_is_rated_by_words_that_were_heard_badly() -> None:
    interview, finding = rated(5, 5, confidence=MIN_CONFIDENCE - 0.01)
    assert (finding.rating.state, finding.rating.value) == (RatingState.RECOGNITION_UNCERTAIN, 0)
    assert finding.claims[0].quotes[0].is_uncertain
    assert any("recognized with doubt" in note for note in make_report(interview, is_final=True).notes)
    assert rated(5, 5, confidence=MIN_CONFIDENCE)[1].rating.value == 5


def test_what_nobody_has_assessed_yet_is_said() -> None:
    interview, finding = rated(5, assess=False)
    report = make_report(interview, is_final=True)
    assert (finding.rating.state, report.unassessed) == (RatingState.NOT_RATED, 1)
    assert any("1 answer could not be assessed yet" in note for note in report.notes)
    assert finding.claims, "what was said stands there all the same"


def test_every_topic_has_a_scale_of_five_steps_in_words() -> None:
    for role in ("nurse", "accountant", "teacher", "software"):
        for topic in planned(role).plan.topics:
            anchors = scale_of(topic).anchors
            assert len(set(anchors)) == 5
            assert not re.search(r"\b(?:good|bad|excellent|poor|weak|strong)\b", " ".join(anchors))


def test_extra_time_and_breaks_are_in_the_report() -> None:
    interview = started().model_copy(update={"extra_time_percent": 50})
    interview = policy.step(policy.step(interview, events.Pause(), 10.0)[0], events.Resume(), 70.0)[0]
    report = make_report(say(interview, LONG_ANSWER, 100.0), is_final=False)
    assert any("50 per cent more time" in note for note in report.notes)
    assert [(one.start_s, one.end_s) for one in report.timeline if one.is_break] == [(10.0, 70.0)]


@pytest.mark.parametrize(
    ("engines", "notes"),
    [
        ([("runpod",), ("runpod",)], ["What was spoken was recognized by runpod."]),
        (
            [("runpod",), ("runpod", "pocketsphinx")],
            [
                "What was spoken in turn 1, 2 was recognized by runpod.",
                "What was spoken in turn 2 was recognized by pocketsphinx: it gets every third word of clear speech "
                "wrong, so nobody should be judged by these.",
            ],
        ),
        ([(), ()], []),
    ],
)
def test_who_heard_the_answers_is_told(engines: list[tuple[str, ...]], notes: list[str]) -> None:
    interview = held("nurse", CASES[:3])
    turns = list(interview.turns)
    for number, names in enumerate(engines, start=1):
        heard = Recognition(confidence=0.9, engines=names)
        turns[number] = turns[number].model_copy(update={"recognition": heard})
    report = make_report(interview.model_copy(update={"turns": tuple(turns)}), is_final=True)
    assert [note for note in report.notes if "recognized by" in note] == notes


@pytest.mark.parametrize(
    ("spoken", "notes"),
    [
        ([Spoken(engines=("kokoro",)), Spoken(engines=("kokoro",))], []),
        (
            [
                Spoken(engines=("espeak",), stood_in_for="kokoro"),
                Spoken(engines=("kokoro", "espeak"), stood_in_for="kokoro"),
            ],
            ["What the interviewer said in turn 0, 1 was spoken by espeak, standing in for kokoro."],
        ),
        (
            [Spoken(is_cut=True), None, Spoken(is_cut=True)],
            ["What the interviewer said in turn 0, 2 was shown as text: the voice was away."],
        ),
        (
            [None, Spoken(engines=("kokoro",), is_cut=True), Spoken()],
            ["What the interviewer said in turn 1 was spoken in part: the voice went away."],
        ),
    ],
)
def test_where_the_voice_was_away_or_another_is_told(spoken: list[Spoken | None], notes: list[str]) -> None:
    interview = held("nurse", CASES[:3])
    turns = list(interview.turns)
    for number, how in enumerate(spoken):
        turns[number] = turns[number].model_copy(update={"spoken": how})
    report = make_report(interview.model_copy(update={"turns": tuple(turns)}), is_final=True)
    assert [note for note in report.notes if "interviewer said" in note] == notes


def test_what_was_left_out_of_the_documents_is_told() -> None:
    interview = held("nurse", LONG_ANSWER)
    warning = "resume: Text that cannot be seen (in the colour of its background) was left out."
    noted = interview.model_copy(update={"documents": interview.documents.model_copy(update={"notes": (warning,)})})
    assert warning in make_report(noted, is_final=True).notes
    assert warning not in make_report(interview, is_final=True).notes
