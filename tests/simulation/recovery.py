"""Interviews that are cut, sent again, doubled and mixed up at every point: each must end as the undisturbed one."""

from tests.simulation.disturbances import DISTURBANCES, Course, Disturbance, Replicas, doubled, replicas
from tests.simulation.gates import EngineContext, Score, score
from tests.simulation.interviews import MOST_TURNS, hold
from tests.simulation.labelled import Pair
from tests.simulation.speaker import Speaker
from xquizit_interview.state import Documents, Interview, Phase
from xquizit_kit.errors import WrongPhase

PAIR_IDS = ("electrician", "ux_designer")
PACE_S = 200.0


async def course_of(service: Replicas, pair: Pair, disturb: Disturbance) -> tuple[Course, Interview]:
    """A whole interview with something on every turn; the interview as it is stored in the end, assessments and all.

    Raises:
        AssertionError: It does not end.
    """
    documents = Documents(resume=pair.resume, job_description=pair.job_description)
    speaker = Speaker(pair, PACE_S)
    async with service.one() as ask:
        course = Course(service, (await ask.create(documents)).interview.session_id)
    view = None
    for number in range(MOST_TURNS):
        if view is not None:
            said = speaker.answer("", view)
            service.clock.pass_s(said.after_s)
            course.answer, course.number = said.text, number
        await disturb(course)
        async with service.one() as ask:
            view = await ask.view(course.session_id)
        if view.status.phase is Phase.CONCLUDED:
            break
    assert view is not None
    assert view.status.phase is Phase.CONCLUDED, "the interview does not end"
    async with service.one() as ask:
        await course.again(ask, course.number, course.answer or "")
        await course.is_refused(ask, "One thing more.", course.number + 1, WrongPhase)
        _, view = await ask.report(course.session_id)
    return course, view.interview


async def held(service: Replicas, pair: Pair) -> Interview:
    """The interview that nothing disturbs, at one replica from start to end."""
    documents = Documents(resume=pair.resume, job_description=pair.job_description)
    async with service.one() as ask:
        whole = await hold(ask, service.clock, documents, Speaker(pair, PACE_S))
    return whole.interview


def differences(course: Course, stored: Interview, whole: Interview) -> list[str]:
    """What a disturbed interview has otherwise than the undisturbed one, and what its callers heard otherwise."""
    found = [*course.faults, *disagreements(course, stored)]
    if len(stored.turns) != len(whole.turns):
        return [*found, f"{len(stored.turns)} turns, not {len(whole.turns)}"]
    found += [
        f"turn {one.number} differs" for one, other in zip(stored.turns, whole.turns, strict=True) if one != other
    ]
    ours, theirs = (one.model_dump(exclude={"session_id", "version", "turns"}) for one in (stored, whole))
    return found + [f"{name} differs" for name in ours if ours[name] != theirs[name]]


def disagreements(course: Course, stored: Interview) -> list[str]:
    """Turns whose callers had different words in the end, and questions that were asked twice."""
    found = [
        f"turn {number}: not everybody heard the same"
        for number, told in course.told.items()
        if {*told} != {reply.text if (reply := stored.turns[number].reply) else ""}
    ]
    points = [reply.move.point_id for reply in stored.questions if reply.move.point_id]
    texts = [reply.text for reply in stored.questions]
    doubled_questions = len({*points}) < len(points) or len({*texts}) < len(texts)
    return [*found, *(["a question was asked twice"] if doubled_questions else [])]


class RecoveryGate:
    """Whatever dies, doubles or gets mixed up, the interview is the same."""

    name = "recovery"
    definition = "cut, killed, doubled, mixed up at every point: same state, same words for all callers"
    threshold = 1.0

    async def run(self, context: EngineContext) -> Score:
        """Disturbs the interviews of two pairs."""
        checks: list[str | None] = []
        for pair in context.pairs:
            if pair.id not in PAIR_IDS:
                continue
            async with replicas(context.engine, context.redis) as service:
                whole = await held(service, pair)
            for disturb in DISTURBANCES:
                async with replicas(context.engine, context.redis) as service:
                    found = differences(*await course_of(service, pair, disturb), whole)
                checks.append(_wrong(context, pair, disturb, found))
            # Replicas whose models word things differently: what one has stored, all say.
            async with replicas(context.engine, context.redis, seeds=(1, 2)) as service:
                checks.append(_wrong(context, pair, doubled, disagreements(*await course_of(service, pair, doubled))))
        return score(checks)


def _wrong(context: EngineContext, pair: Pair, disturb: Disturbance, found: list[str]) -> str | None:
    return f"{context.engine}: {pair.id}: {disturb.__name__}: {'; '.join(found)}" if found else None
