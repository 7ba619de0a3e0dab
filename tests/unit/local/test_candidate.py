"""The simulated candidate answers what it is asked, and does not repeat itself while it has more to tell."""

from pathlib import Path

import pytest

from xquizit_local.demo.candidate import Answer, Candidate, fit, load, roles
from xquizit_local.problem import Problem

CORPUS = Path(__file__).parents[2] / "corpus"


def candidate(*answers: Answer) -> Candidate:
    return Candidate("role", "name", Path("resume.pdf"), Path("job.docx"), answers)


def test_the_answer_that_fits_best_is_told() -> None:
    one = candidate(Answer(("python",), "snakes"), Answer(("message queues", "kafka"), "queues"))
    assert one.reply("How did you use message queues in Python?") == "queues"


def test_endings_of_words_do_not_matter() -> None:
    assert fit(Answer(("testing",), ""), "How do you test?") == 1
    assert fit(Answer(("api",), ""), "Which apiary?") == 0


def test_nothing_is_told_twice_while_something_else_remains() -> None:
    one = candidate(Answer(("python",), "a"), Answer(("go",), "b"))
    assert [one.reply("Python?") for _ in range(4)] == ["a", "b", "a", "b"]


def test_every_role_of_the_corpus_can_be_played() -> None:
    assert roles(CORPUS)
    for role in roles(CORPUS):
        one = load(CORPUS, role)
        assert one.resume.exists()
        assert one.job_description.exists()
        assert len(one.answers) >= 5


def test_an_unknown_role_names_those_there_are() -> None:
    with pytest.raises(Problem, match="registered_nurse"):
        load(CORPUS, "astronaut")
