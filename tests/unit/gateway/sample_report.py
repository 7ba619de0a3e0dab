"""A rich report: topics and answers in all states of rating, twelve requirements, a break, long titles."""

from datetime import UTC, datetime

from xquizit_gateway.clients.interview_records import InterviewStatus
from xquizit_gateway.clients.report_records import (
    AnswerRating,
    Claim,
    Mended,
    Quote,
    RatingScale,
    RatingState,
    Report,
    RequirementCoverage,
    TimelineEntry,
    Told,
    TopicFinding,
)

ANSWERS = {
    1: (
        "At Northwind I took over the payment service when it lost about one payout in a thousand. I wrote the "
        "reconciliation job myself, and I moved the queue from Redis lists to Kafka because we needed replay. After "
        "eight weeks we lost none, and the nightly check went from forty minutes to three."
    ),
    2: "We were five people. I paired with the two juniors every week and reviewed all changes to the ledger.",
    4: "I would look at the slow query log first, and then at the lock waits, as I did at Northwind in March.",
    5: "The poster gray cluster had a replica in another zone, and fail over took twenty seconds.",
    7: "I know Kubernetes from one project only: I wrote the Helm charts and the rollout, nothing deeper.",
}
STATUS = InterviewStatus(
    phase="concluded",
    turn=8,
    questions_asked=9,
    max_questions=16,
    is_concluded=True,
    conclusion_reason="candidate_request",
    time_elapsed_s=1834.0,
    time_remaining_s=0.0,
    time_limit_s=3375.0,
    pause_remaining_s=435.0,
    start_time=datetime(2030, 1, 14, 9, 30, tzinfo=UTC),
    expires_at=None,
)
SCALES = (
    RatingScale(
        "experience",
        (
            "speaks of it in general terms, without a situation of their own",
            "names a situation, but leaves open what they did themselves",
            "tells a situation and their own part in it; what came of it stays open",
            "tells a situation, their own steps and what came of them",
            "tells a demanding situation, their own steps with reasons, and a result that can be checked",
        ),
    ),
    RatingScale(
        "way_of_working",
        (
            "claims it without an occasion",
            "names an occasion; what they did stays vague",
            "tells an occasion and what they did",
            "tells an occasion, what they did, and what it changed for others or for the work",
            "the same, with what they took from it or an effect that can be checked",
        ),
    ),
    RatingScale("credential", ("one", "two", "three", "four", "five: held against by nobody")),
)


def quote(turn: int, text: str, *, is_uncertain: bool = False) -> Quote:
    """Words of an answer, with their place in it."""
    start = ANSWERS[turn].index(text)
    return Quote(turn, start, start + len(text), text, is_uncertain)


OWN_JOB = quote(1, "I wrote the reconciliation job myself")
REPLAY = quote(1, "because we needed replay")
RESULT = quote(1, "After eight weeks we lost none, and the nightly check went from forty minutes to three.")
PAIRED = quote(2, "I paired with the two juniors every week")
LOOK_FIRST = quote(4, "I would look at the slow query log first")
CLUSTER = quote(5, "The poster gray cluster had a replica in another zone", is_uncertain=True)
CHARTS = quote(7, "I wrote the Helm charts and the rollout, nothing deeper")


def topic(
    number: int,
    title: str,
    state: RatingState,
    rating: int | None,
    label: str,
    *,
    scale: str = "experience",
    answers: tuple[AnswerRating, ...] = (),
    claims: tuple[Claim, ...] = (),
    told: tuple[Told, ...] = (),
    quotes: tuple[Quote, ...] = (),
    planned_min: float = 7.5,
    spent_min: float = 5.0,
) -> TopicFinding:
    """A topic; the earlier, the more important."""
    return TopicFinding(
        topic_id=f"t{number}",
        title=title,
        priority=("critical", "critical", "high", "high", "medium", "low")[number - 1],  # type: ignore[arg-type]
        rating_state=state,
        rating=rating,
        rating_label=label,
        scale=scale,
        answer_ratings=answers,
        claims=claims,
        told=told,
        quotes=quotes,
        questions_asked=0 if not spent_min else 1 + number % 3,
        minutes_planned=planned_min,
        minutes_spent=spent_min,
    )


TOPICS = (
    topic(
        1,
        "Payment systems: reliability, reconciliation and the ledger behind them",
        "rated",
        5,
        SCALES[0].anchors[4],
        answers=(
            AnswerRating(1, "rated", 5, "experience", "beyond_what_is_told"),
            AnswerRating(2, "rated", 4, "way_of_working", "claims_dropped"),
            AnswerRating(6, "rated", 4, "experience", ""),
            AnswerRating(8, "not_rated", None, "experience", "gemini_bad_assessment"),
        ),
        claims=(
            Claim("Built the reconciliation on their own.", (OWN_JOB,)),
            Claim("Gives a reason for the choice of technology and a measured result.", (REPLAY, RESULT)),
        ),
        told=(Told("own_action", OWN_JOB), Told("reason", REPLAY), Told("result", RESULT)),
        quotes=(RESULT,),
        planned_min=10,
        spent_min=11.5,
    ),
    topic(
        2,
        "PostgreSQL",
        "recognition_uncertain",
        None,
        "recognition uncertain: heard too badly to be rated",
        answers=(AnswerRating(5, "recognition_uncertain", None, "experience", ""),),
        quotes=(CLUSTER,),
        spent_min=4.2,
    ),
    topic(
        3,
        "Working in a team",
        "rated",
        3,
        SCALES[1].anchors[2],
        scale="way_of_working",
        answers=(AnswerRating(2, "rated", 3, "way_of_working", "rated_with_orders"),),
        claims=(Claim("Looks after juniors.", (PAIRED,)),),
        told=(Told("own_action", PAIRED),),
        planned_min=6,
        spent_min=3.3,
    ),
    topic(
        4,
        "Finding the cause of an outage under time pressure with incomplete dashboards and several teams on one call",
        "not_rated",
        None,
        "not rated",
        answers=(
            AnswerRating(4, "not_rated", None, "experience", "not_assessed"),
            AnswerRating(3, "not_rated", None, "experience", "no_quotes"),
        ),
        told=(Told("reason", LOOK_FIRST),),
        quotes=(LOOK_FIRST,),
        spent_min=5.6,
    ),
    topic(
        5,
        "Kubernetes and container orchestration",
        "rated",
        2,
        SCALES[0].anchors[1],
        claims=(Claim("Knows one part of it from one project.", (CHARTS,)),),
        quotes=(CHARTS,),
        planned_min=5,
        spent_min=5.9,
    ),
    topic(
        6,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "insufficient_evidence",
        None,
        "insufficient evidence",
        answers=(AnswerRating(9, "insufficient_evidence", None, "credential", "a_new_reason"),),
        planned_min=4,
        spent_min=0,
    ),
)
REQUIREMENTS = (
    RequirementCoverage(
        "Kubernetes", "Experience with Kubernetes is a plus.", False, True, "Helm charts for three services", (CHARTS,)
    ),
    RequirementCoverage(
        "payment systems",
        "You have built or run payment systems that move real money.",
        True,
        True,
        "Northwind, 2026 to 2029: payment service, reconciliation",
        (OWN_JOB, RESULT),
    ),
    RequirementCoverage("PostgreSQL", "PostgreSQL in production", True, True, "PostgreSQL 14 to 16", (CLUSTER,)),
    RequirementCoverage("Python", "Five years of Python", True, False, "Python since 2021", ()),
    RequirementCoverage("Kafka", "Kafka or a comparable log", True, True, "", (REPLAY,)),
    RequirementCoverage("on-call duty", "You take part in our on-call rota, one week in six.", True, False, "", ()),
    RequirementCoverage("code review", "You review the code of others.", False, True, "", (PAIRED,)),
    RequirementCoverage(
        "communication with auditors, regulators and the banks that hold the safeguarded accounts of our customers in "
        "four countries",
        "You can explain our ledger to auditors.",
        True,
        False,
        "",
        (),
    ),
    RequirementCoverage("Terraform", "Terraform", False, False, "Terraform for the staging environment", ()),
    RequirementCoverage("German", "German is welcome.", False, False, "", ()),
    RequirementCoverage("mentoring", "You help juniors grow.", False, True, "", (PAIRED,)),
    RequirementCoverage("SQL tuning", "You can tune a slow query.", True, True, "", (LOOK_FIRST,)),
)
TIMELINE = (
    TimelineEntry("t1", TOPICS[0].title, 0, 480, (1,), is_break=False),
    TimelineEntry("t3", TOPICS[2].title, 480, 680, (2, 3), is_break=False),
    TimelineEntry("", "", 680, 845, (), is_break=True),
    TimelineEntry("t4", TOPICS[3].title, 845, 1180, (4,), is_break=False),
    TimelineEntry("t2", TOPICS[1].title, 1180, 1432, (5,), is_break=False),
    TimelineEntry("t1", TOPICS[0].title, 1432, 1642, (6,), is_break=False),
    TimelineEntry("t5", TOPICS[4].title, 1642, 1999, (7, 8), is_break=False),
)
REPORT = Report(
    session_id="5c0f5a2e-7f0b-4a56-9d0e-3b8a1f6c2d11",
    is_final=True,
    status=STATUS,
    topics=TOPICS,
    requirements=REQUIREMENTS,
    scales=SCALES,
    timeline=TIMELINE,
    engine="gemini",
    model="gemini-2.5-flash",
    prompt_version="7",
    fallbacks=("interview: gemini -> embedded",),
    mended=(Mended("two_questions", 2), Mended("claims_dropped", 1)),
    unassessed_answers=1,
    extra_time_percent=25,
    notes=(
        "Another engine had to stand in for one reply; see the fallbacks.",
        "Not asked about: Python, on-call duty, communication with auditors.",
    ),
)
