"""What a resume tells when somebody knows its headings already."""

from xquizit_interview.reading.resume import read_resume

TEXT = """\
Jane Roe
Berufserfahrung
Payroll Accountant, Northwind Foods, 2015 - 2020
Prepared the payroll of four hundred people every month
Werdegang in Projekten
Ledger Rewrite
Led the move of the ledger to another system
Freizeit
Won the regional chess cup in 2019
"""


def test_headings_that_are_known_are_taken() -> None:
    resume = read_resume(
        TEXT, {"Berufserfahrung": "experience", "WERDEGANG IN PROJEKTEN:": "projects", "Freizeit": "other"}
    )
    assert [post.employer for post in resume.posts] == ["Northwind Foods"]
    assert "Ledger Rewrite" in resume.projects
    told = " ".join(achievement.line for achievement in resume.achievements)
    assert "payroll of four hundred" in told
    assert "move of the ledger" in told
    assert "chess" not in told


def test_without_them_headings_are_found_by_their_words() -> None:
    found = read_resume(TEXT.replace("Werdegang in Projekten", "Projects"))
    assert found.projects == ("Ledger Rewrite", "Freizeit"), "the last is what a known heading saves from"
