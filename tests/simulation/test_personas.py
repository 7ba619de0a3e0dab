"""The scripted candidates hear what is asked, tell their facts once, and say the same under the same seed."""

import random
from collections import Counter

import pytest

from tests.fakes.redis_process import RedisProcess
from tests.simulation.gates import EMBEDDED, EngineContext
from tests.simulation.interviews import Clock, Held, hold
from tests.simulation.labelled import Pair, load
from tests.simulation.personas import BY_NAME, COOPERATIVE, PERSONAS, STRONG, WEAK, Persona
from tests.simulation.personas.memory import Level, Memory, in_first_person
from tests.simulation.personas.noise import recognised
from xquizit_interview.state import Documents
from xquizit_kit.redis_client import connect

PAIRS = {pair.id: pair for pair in load()}
NURSE = PAIRS["intensive_care_nurse"]


async def held(persona: Persona, pair: Pair, seed: int = 1) -> Held:
    clock = Clock()
    with RedisProcess() as server:
        async with connect(server.url) as redis:
            context = EngineContext(EMBEDDED, seed, (pair,), redis)
            documents = Documents(resume=pair.resume, job_description=pair.job_description)
            async with context.interviewer(clock) as ask:
                candidate = persona.candidate(pair, seed)
                return await hold(ask, clock, documents, candidate, extra_time_percent=persona.extra_time_percent)


def memory(level: Level = "strong") -> Memory:
    return Memory(NURSE, level, random.Random("1"))


@pytest.mark.parametrize(
    ("question", "about"),
    [
        (
            "Let us turn to infection control. What was the most demanding work you have done with it?",
            "infection control",
        ),
        ("How would you show a colleague that medication is given safely?", "safe intravenous medication"),
        ("Where do you stand with Advanced Life Support?", "Advanced Life Support certificate"),
        ("You managed ventilated patients at St Brannoc's. How did you go about that?", "care of ventilated patients"),
        ("Your resume lists Immediate Life Support. Are you on the register?", "Advanced Life Support certificate"),
    ],
)
def test_a_question_is_matched_by_its_words(question: str, about: str) -> None:
    assert memory().about(question).name.startswith(about)


def test_a_follow_up_gets_the_next_part_and_then_something_else() -> None:
    told = memory()
    first = told.tell("Let us talk about infection control. What have you done?")
    asked_on = "You said that you moved the gel to where people actually stood. What came of it in the end?"
    answers = [first, *(told.tell(asked_on) for _ in range(4))]
    assert first in NURSE.facts["infection_control"].strong
    assert len(set(answers)) == len(answers)


def test_the_levels_tell_their_own_facts() -> None:
    question = "Let us talk about infection control. What have you done?"
    fact = NURSE.facts["infection_control"]
    assert memory("weak").tell(question) == fact.weak
    assert memory("bluff").tell(question) == fact.bluff


def test_a_line_of_a_resume_is_said_in_the_first_person() -> None:
    assert in_first_person("Led six people") == "I led six people."
    assert in_first_person("Member of two boards, 2019").endswith(": Member of two boards, 2019.")


def test_recognised_speech_has_no_marks_and_some_wrong_words() -> None:
    said = NURSE.facts["ventilation"].strong
    heard = recognised(said, random.Random("1"))
    assert heard == heard.lower()
    assert not set(heard) & set(".,;:!?-")
    same = Counter(heard.split()) & Counter(said.lower().replace(",", "").replace(".", "").split())
    assert 0.75 * len(said.split()) < same.total() < 0.99 * len(said.split())


@pytest.mark.parametrize("persona", COOPERATIVE, ids=lambda persona: persona.name)
async def test_nobody_who_answers_says_the_same_twice(persona: Persona) -> None:
    said = (await held(persona, NURSE)).said
    answers = [text for text in said if len(text.split()) > 12]
    assert len(set(answers)) == len(answers)
    assert len(answers) >= 12


async def test_the_same_seed_gives_the_same_interview_and_another_does_not() -> None:
    one, same, other = [await held(STRONG[0], NURSE, seed) for seed in (1, 1, 2)]
    assert (one.said, one.heard) == (same.said, same.heard)
    assert one.said != other.said


async def test_a_strong_candidate_tells_every_fact_that_is_asked_for() -> None:
    strong, weak = [" ".join((await held(persona, NURSE)).said) for persona in (STRONG[0], WEAK)]
    facts = [NURSE.facts[must.id] for must in NURSE.must_haves]
    assert sum(fact.strong[:60] in strong for fact in facts) >= len(facts) - 1
    assert sum(fact.weak[:60] in weak for fact in facts) >= len(facts) - 1


async def test_silence_lasts_until_the_clock_ends_it() -> None:
    silent = await held(BY_NAME["silent"], NURSE)
    assert silent.said == []
    assert len(silent.events) == 1
    empty = await held(BY_NAME["empty"], NURSE)
    assert set(empty.refused) == {"empty_answer"}


async def test_slow_typing_uses_the_extra_time() -> None:
    typed = await held(BY_NAME["text-only"], NURSE)
    assert typed.interview.extra_time_percent == 50
    assert typed.view.status.time_elapsed_s > 2700


def test_there_is_a_persona_for_every_name() -> None:
    assert len(BY_NAME) == len(PERSONAS) == 20
