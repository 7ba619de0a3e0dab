"""Plans an interview from resume and job description: what they share, what is missing, what to ask first."""

import math
import re
from dataclasses import dataclass, field

from xquizit_interview import limits
from xquizit_interview.hygiene import clean, is_private
from xquizit_interview.lexicon import Kind
from xquizit_interview.reading.job_description import JobDescription, Wanted, read_job_description
from xquizit_interview.reading.matching import Evidence
from xquizit_interview.reading.resume import Achievement, Resume, read_resume
from xquizit_interview.reading.skills import entries_in, skills_in, soft_skills_in
from xquizit_interview.recruiter_questions import recruiter_points
from xquizit_interview.state import Documents, Plan, Point, PointKind, Priority, Requirement, Topic
from xquizit_interview.wording.spoken import duty_of, trimmed
from xquizit_interview.words import content_stems, joined

_CREDENTIAL = re.compile(
    r"licen[cs]e|\b(?:a|own) car\b"
    r"|registration|registered|certificat|certified|\bdegree\b|bachelor|master'?s|diploma|\bqts\b|\bcpa\b"
    r"|\bacca\b|\bcima\b|right to work|authori[sz]ed to work|\bdriving\b|clearance|\bdbs\b|background check|over 18"
    r"|qualified teacher",
    re.I,
)
_WEIGHTS = {Priority.CRITICAL: 3.0, Priority.HIGH: 2.5, Priority.MEDIUM: 2.0, Priority.LOW: 1.5}
"""How the time is shared, per prepared question."""
_ORDER = list(Priority)
_GROUP = 3
"""Must-haves in one topic."""
_GENERAL = (
    ("Problem solving", "a problem at work that could not be solved at once"),
    ("Working with others", "a disagreement at work about how something should be done"),
    ("Learning", "something for your work that you had to learn quickly"),
)
"""Topics that fit every role, for documents that give fewer than three."""


@dataclass(slots=True)
class _Draft:
    """A topic in the making."""

    title: str
    priority: Priority
    points: list[Point] = field(default_factory=lambda: [])
    must_haves: list[str] = field(default_factory=lambda: [])
    goals: list[str] = field(default_factory=lambda: [])
    risks: list[str] = field(default_factory=lambda: [])


def make_plan(documents: Documents, *, engine: str) -> Plan:
    """A plan with 3 to 6 topics, must-haves first, for any profession; the same documents give the same plan."""
    job = read_job_description(clean(documents.job_description))
    resume = read_resume(clean(documents.resume), dict(documents.headings))
    evidence = Evidence(resume)
    used: set[str] = set()
    requirements, points = _requirements(job, evidence, used)
    asked = recruiter_points(documents)
    most_points = min(limits.MAX_MUST_HAVE_POINTS, limits.MAX_QUESTIONS - 1 - sum(p.is_must_have for p in asked))
    must_haves = [requirement for requirement in requirements if requirement.is_must_have][:most_points]
    drafts = _must_have_topics(must_haves, points, evidence, most=3 if asked else 4)
    if asked:
        drafts.append(
            _Draft("The recruiter's questions", Priority.HIGH, asked, goals=["Hear what the recruiter asked for"])
        )
    room = limits.MAX_POINTS - sum(len(draft.points) for draft in drafts)
    drafts.append(_background(resume, job, used, most=max(1, min(2, room - 3))))
    room = max(2, room - len(drafts[-1].points))
    drafts += _role_topic(requirements, points, job, room)
    for title, subject in _GENERAL[: max(0, limits.MIN_TOPICS - len(drafts))]:
        point = Point(point_id="", kind=PointKind.GENERAL, subject=subject)
        drafts.append(_Draft(title, Priority.LOW, [point], goals=[f"Hear about {subject}"]))
    return Plan(engine=engine, role=job.role, topics=_finished(drafts), requirements=requirements)


def _requirements(
    job: JobDescription, shown: Evidence, used: set[str]
) -> tuple[tuple[Requirement, ...], dict[str, Point]]:
    """The requirements, and the prepared question of each by its id."""
    requirements: list[Requirement] = []
    points: dict[str, Point] = {}
    for index, wanted in enumerate(_without_protected(job.wanted), start=1):
        achievement = shown.best_achievement(wanted.name, wanted.text, used)
        evidence = achievement.line if achievement else shown.best_line(wanted.name, wanted.text)
        requirement = Requirement(
            requirement_id=f"r{index}",
            text=wanted.text,
            name=wanted.name,
            is_must_have=wanted.is_must_have,
            evidence=evidence,
        )
        requirements.append(requirement)
        points[requirement.requirement_id] = _point(requirement, achievement, shown, used)
    return tuple(requirements), points


def _without_protected(wanted: tuple[Wanted, ...]) -> list[Wanted]:
    return [item for item in wanted if not is_private(item.text) or _CREDENTIAL.search(item.text)]


def _point(requirement: Requirement, achievement: Achievement | None, shown: Evidence, used: set[str]) -> Point:
    detail = place = ""
    if achievement is not None and achievement.clause and achievement.line not in used:
        used.add(achievement.line)
        detail, place = achievement.clause, achievement.place
    kinds = {entry.kind for entry, _ in entries_in(requirement.name).values()}
    if _CREDENTIAL.search(requirement.text) or kinds == {Kind.CERTIFICATE}:
        kind, detail = PointKind.CREDENTIAL, ""
    elif soft_skills_in(requirement.name) and not skills_in(requirement.name):
        kind = PointKind.WAY_OF_WORKING
    else:
        is_held = requirement.evidence or shown.touches(requirement.name)
        kind = PointKind.EXPERIENCED_REQUIREMENT if is_held else PointKind.MISSING_REQUIREMENT
    return Point(
        point_id="",
        kind=kind,
        subject=requirement.name,
        detail=detail,
        place=place,
        requirement_id=requirement.requirement_id,
        is_must_have=requirement.is_must_have,
    )


def _must_have_topics(
    must_haves: list[Requirement], points: dict[str, Point], shown: Evidence, *, most: int
) -> list[_Draft]:
    """Skills in groups of about three in the job description's order, then qualifications and ways of working."""
    by_kind: dict[str, list[Requirement]] = {"skill": [], "credential": [], "way": []}
    for requirement in must_haves:
        kind = points[requirement.requirement_id].kind
        name = {PointKind.CREDENTIAL: "credential", PointKind.WAY_OF_WORKING: "way"}.get(kind, "skill")
        by_kind[name].append(requirement)
    others = [
        (title, group)
        for title, group in (("Qualifications", by_kind["credential"]), ("Way of working", by_kind["way"]))
        if group
    ]
    if len(others) == 2 and (most < 4 or len(by_kind["skill"]) > 2 * _GROUP):
        others = [("Qualifications and way of working", by_kind["credential"] + by_kind["way"])]
    drafts = [
        _requirement_topic(_title(group), Priority.CRITICAL if index == 0 else Priority.HIGH, group, points, shown)
        for index, group in enumerate(_groups(by_kind["skill"], most - len(others)))
    ]
    for title, group in others:
        priority = Priority.HIGH if drafts else Priority.CRITICAL
        drafts.append(_requirement_topic(title, priority, group, points, shown))
    return drafts


def _groups(requirements: list[Requirement], most: int) -> list[list[Requirement]]:
    if not requirements:
        return []
    count = min(most, math.ceil(len(requirements) / _GROUP))
    size, larger = divmod(len(requirements), count)
    groups: list[list[Requirement]] = []
    start = 0
    for index in range(count):
        end = start + size + (index < larger)
        groups.append(requirements[start:end])
        start = end
    return groups


def _title(group: list[Requirement]) -> str:
    title = ", ".join(trimmed(re.sub(r"^an? ", "", requirement.name), 5) for requirement in group[:2])
    return title[:1].upper() + title[1:]


def _requirement_topic(
    title: str, priority: Priority, group: list[Requirement], points: dict[str, Point], shown: Evidence
) -> _Draft:
    draft = _Draft(title, priority)
    for requirement in group:
        point = points[requirement.requirement_id]
        draft.points.append(point)
        draft.must_haves.append(requirement.name)
        draft.goals.append(_GOALS[point.kind].format(name=requirement.name))
        if not requirement.evidence and point.kind is not PointKind.WAY_OF_WORKING:
            draft.risks.append(f"The resume does not mention {requirement.name}")
        elif requirement.evidence and (missing := shown.missing_parts(requirement.name)):
            draft.risks.append(f"The resume does not mention {joined(missing)}")
    return draft


_GOALS = {
    PointKind.EXPERIENCED_REQUIREMENT: "Hear about {name} in practice, with one concrete case",
    PointKind.MISSING_REQUIREMENT: "Find out what comes closest to {name}",
    PointKind.CREDENTIAL: "Hear where the candidate stands on {name}",
    PointKind.WAY_OF_WORKING: "Hear of an occasion that shows {name}",
}


def _background(resume: Resume, job: JobDescription, used: set[str], *, most: int) -> _Draft:
    """The opening question, and up to `most` things that the resume says were done and nobody asked about yet."""
    post = next((post for post in resume.posts), None)
    opening = Point(
        point_id="",
        kind=PointKind.OPENING,
        subject=f"{post.title}" if post else "",
        detail=job.role,
        place=(post.employer if post else "") or next(iter(resume.projects), ""),
    )
    title = f"Background: {post.title}{f' at {post.employer}' if post.employer else ''}" if post else "Background"
    draft = _Draft(title, Priority.MEDIUM, [opening], goals=["Hear what the candidate has been doing lately"])
    wanted = content_stems(" ".join([job.role, *job.duties, *(item.name for item in job.wanted)]))
    untold = [item for item in resume.achievements if item.clause and item.line not in used]
    untold.sort(key=lambda item: -len(content_stems(item.line) & wanted) - bool(re.search(r"\d", item.line)))
    for item in untold[:most]:
        used.add(item.line)
        draft.points.append(
            Point(point_id="", kind=PointKind.ACHIEVEMENT, subject=item.clause, detail=item.clause, place=item.place)
        )
        draft.goals.append(f"Hear how they {item.clause.replace('your', 'their')}")
    return draft


def _role_topic(
    requirements: tuple[Requirement, ...], points: dict[str, Point], job: JobDescription, room: int
) -> list[_Draft]:
    """What the role brings: duties nobody asked about yet, and what it would be a plus to have."""
    asked = content_stems(" ".join(requirement.name for requirement in requirements if requirement.is_must_have))
    draft = _Draft(f"The work of the {job.role}" if job.role else "The work ahead", Priority.LOW)
    for duty in job.duties:
        stems = content_stems(duty)
        subject = duty_of(duty)
        if subject and len(stems - asked) >= 2 and not is_private(duty) and len(draft.points) < min(2, room):
            draft.points.append(Point(point_id="", kind=PointKind.DUTY, subject=subject))
            draft.goals.append(f"Hear how they would go about {subject}")
    for requirement in [r for r in requirements if not r.is_must_have][: max(1, room - len(draft.points))][:2]:
        draft.points.append(points[requirement.requirement_id])
        draft.goals.append(f"Hear about {requirement.name}, which would be a plus")
    return [draft] if draft.points else []


def _finished(drafts: list[_Draft]) -> tuple[Topic, ...]:
    drafts = sorted(drafts, key=lambda draft: _ORDER.index(draft.priority))
    total = sum(_WEIGHTS[draft.priority] * len(draft.points) for draft in drafts)
    available = (limits.INTERVIEW_S - limits.CLOSING_S) / 60
    topics: list[Topic] = []
    for index, draft in enumerate(drafts, start=1):
        points = tuple(
            point.model_copy(update={"point_id": f"t{index}p{number}"})
            for number, point in enumerate(draft.points, start=1)
        )
        must_haves = sum(point.is_must_have for point in points)
        topics.append(
            Topic(
                topic_id=f"t{index}",
                title=draft.title,
                priority=draft.priority,
                minutes=round(2 * available * _WEIGHTS[draft.priority] * len(points) / total) / 2,
                min_questions=max(1, must_haves),
                max_questions=len(points) + limits.MAX_FOLLOW_UPS_PER_TOPIC,
                goals=tuple(draft.goals),
                points=points,
                must_have_skills=tuple(draft.must_haves),
                risk_areas=tuple(draft.risks),
            )
        )
    return tuple(topics)
