"""The parts of reading one by one: words divided at line ends, bullets, marks, conditions, titles, names."""

import pytest

from xquizit_interview.hygiene import clean
from xquizit_interview.reading.document_lines import lines_of
from xquizit_interview.reading.item_marks import marked
from xquizit_interview.reading.job_description import read_job_description
from xquizit_interview.reading.page_text import whole_text
from xquizit_interview.reading.requirement_names import spoken_names
from xquizit_interview.reading.roles import role_of
from xquizit_interview.reading.working_conditions import is_no_skill


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("trouble-\nshooting of pumps", "troubleshooting of pumps"),
        ("labora-\ntory work", "laboratory work"),
        ("a cost-\neffective way", "a cost-effective way"),
        ("cross-\nfunctional teams", "cross-functional teams"),
        ("pre-\nand post-natal care", "pre- and post-natal care"),
        ("Follow-up of cases, then follow-\nup again", "Follow-up of cases, then follow-up again"),
        ("trouble-shooting", "troubleshooting"),
        ("the writing of\n\nHR-12 Rev. 4   Page 1 of 2\n\nprotocols", "the writing of\nprotocols"),
        ("Skills\n- 3 -\nFrench", "Skills\n\nFrench"),
    ],
)
def test_what_a_page_divided_is_whole(text: str, whole: str) -> None:
    assert whole_text(text) == whole


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("\uf0b7 SQL\n\uf0b7 Python", ["SQL", "Python"]),
        ("\u2705SQL\n\u2705 Python", ["SQL", "Python"]),
        ("o SQL\no Python", ["SQL", "Python"]),
        ("E1 SQL\nE2 Python", ["SQL", "Python"]),
        ("A. Handling\nB. Packing", ["Handling", "Packing"]),
        ("3.1 Handling\n3.2 Packing", ["Handling", "Packing"]),
        ("-Handling\n-Packing", ["Handling", "Packing"]),
        (
            "- Knowledge of the Highways\nAct.\n- Reports.\n- Surveys.",
            ["Knowledge of the Highways Act.", "Reports.", "Surveys."],
        ),
    ],
)
def test_bullets_and_numbers_are_no_words(text: str, items: list[str]) -> None:
    lines = lines_of(text)
    assert [line.text for line in lines] == items
    assert all(line.is_bullet for line in lines)


@pytest.mark.parametrize("text", ["C1 English", "5 years of sales", "Oslo and Bergen", "B2B sales", "I am a cook"])
def test_what_looks_like_a_number_stays(text: str) -> None:
    assert [line.text for line in lines_of(text)] == [text]


@pytest.mark.parametrize(
    ("item", "bare", "is_must"),
    [
        ("Level 3 or equivalent \u2013 MUST", "Level 3 or equivalent", True),
        ("Colour correction - must-have, we see a lot of it", "Colour correction", True),
        ("Proper consultations. Must! We listen first", "Proper consultations", True),
        ("Welsh (desirable)", "Welsh", False),
        ("Welsh [nice to have]", "Welsh", False),
        ("Essential | a driving licence", "a driving licence", True),
        ("Bonus points for Rust", "Rust", False),
        ("Cataloguing (E)", "Cataloguing", True),
        ("You must love horses", "You must love horses", None),
        ("Essential oils and massage", "Essential oils and massage", None),
        ("SQL (preferred dialect: Postgres)", "SQL (preferred dialect: Postgres)", None),
    ],
)
def test_marks_are_told_from_words(item: str, bare: str, is_must: bool | None) -> None:
    assert marked(item) == (bare, is_must)


@pytest.mark.parametrize(
    "text",
    [
        "Must be able to lift 25 lb",
        "Safety shoes and hair nets are required",
        "Appointment is subject to vetting and medical clearance",
        "Must pass a background check and drug screen",
        "Must be 18 years or older",
        "You must have the right to work in the UK",
        "Perform other duties as assigned",
        "Candidates must submit a cover letter",
        "Department: Governance",
    ],
)
def test_conditions_and_papers_are_no_skills(text: str) -> None:
    assert is_no_skill(text, is_item=True)


@pytest.mark.parametrize(
    "text",
    [
        "Exposure to AWS",
        "Web application security",
        "Pre-flight checks",
        "Credit control and credit scoring",
        "Email marketing",
        "Call handling in a control room",
        "Managing a budget of \u00a32m",
        "18+ months of sales",
        "Web crawling and scraping",
        "Taking systems live in production",
        "A driving licence",
        "Willingness to work shifts",
    ],
)
def test_skills_that_sound_like_conditions_stay(text: str) -> None:
    assert not is_no_skill(text, is_item=True)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("PAYROLL SPECIALIST\nHarlan Creek Foods, Inc.", "Payroll Specialist"),
        (
            "NORTH HALDSHIRE POLICE\nROLE PROFILE\n\nPost title: Communications Officer (Dispatch)",
            "Communications Officer",
        ),
        ("SENIOR STYLIST WANTED!! Foxglove Hair, Market Street", "Senior Stylist"),
        (
            "Brightwater LLC Position Description\nDoc. HR-118 Rev. 04\n\nAnalytical Chemist II, Quality",
            "Analytical Chemist II",
        ),
        ("Title: Clerk Grade: 4", "Clerk"),
        ("(Senior) QA Engineer (m/f/d) @ Parcelmint", "Senior QA Engineer"),
        ("We farm 640 acres. Our herd manager is retiring in the autumn.", "herd manager"),
        ("Acme\n\nThe Payroll Specialist is responsible for pay.", "Payroll Specialist"),
        ("We are seeking a friendly, hands-on Care Assistant to join us.", "Care Assistant"),
        ("Police Officer\nCity of Marl", "Police Officer"),
        ("Team Leader, Night Shift", "Team Leader"),
        ("Rosebank Care Home\nCare Home Manager", "Care Home Manager"),
        ("University of Elm\nSchool of Arts", ""),
        ("Our values\nKindness", ""),
    ],
)
def test_the_role_is_no_company_and_no_document(text: str, role: str) -> None:
    assert role_of(lines_of(clean(text))) == role


@pytest.mark.parametrize(
    ("item", "name"),
    [
        (
            "Hands-on operation and troubleshooting of HPLC/UPLC systems",
            "operation and troubleshooting of HPLC or UPLC systems",
        ),
        ("3+ years in software testing, at least part of that on a web product", "software testing"),
        ("At least 12 months' experience in a customer-facing role", "work with customers"),
        ("Three (3) years of full-cycle payroll experience", "full-cycle payroll"),
        ("Not afraid to recommend products", "recommending products"),
        ("Ability to quickly learn and apply new methods", "learning and applying new methods"),
        ("Accurate keyboard skills of at least 35 words per minute", "accurate keyboard skills"),
        ("Patient and punctual", "patience and punctuality"),
        ("Bilingual", "speaking a second language"),
        ("Registered nurse with a current entry", "registration as a nurse"),
        ("You can swim 25 metres unaided", "swimming 25 metres unaided"),
        ("Strong SQL skills and hands-on experience with dbt", "SQL and dbt"),
        ("Experience with large, event-based datasets", "large, event-based datasets"),
        ("High school diploma or GED", "high school diploma or GED"),
        ("Good documentation practice", "good documentation practice"),
        ("Possession of a valid forklift licence", "a valid forklift licence"),
        ("5+ years of experience as an Analytics Engineer", "working as an Analytics Engineer"),
    ],
)
def test_names_can_be_said(item: str, name: str) -> None:
    assert [said for _, said in spoken_names(item, is_prose=False)] == [name]


def test_joined_demands_are_asked_one_by_one() -> None:
    sentence = "Applicants must hold a driving licence, a tachograph card and a forklift certificate."
    job = read_job_description(f"Driver\n\n{sentence}\n")
    assert [item.name for item in job.wanted] == ["a driving licence", "a tachograph card", "a forklift certificate"]


@pytest.mark.parametrize("sign", ["(", "*(", "a, ", "lift ", "someone who has a, and who ", "skills", "A/I", "ab-"])
def test_no_text_takes_long(sign: str) -> None:
    assert read_job_description((sign * 200_000)[:200_000]).duties == ()
