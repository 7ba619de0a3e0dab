"""Sections, dates and contact data: found where they are plain, and nothing taken for what it is not."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_documents.profile import Contact, Profile, SectionKind
from xquizit_documents.profile_contact import contact
from xquizit_documents.profile_dates import date_ranges
from xquizit_documents.profile_headings import kind_of_heading
from xquizit_documents.profiling import profile_of, sections

RESUME = """Tomasz Lindqvist
Senior Platform Engineer
Storgatan 14, 411 24 Göteborg · tomasz@example.com · +46 31 555 01 48
GitHub (https://github.com/tlindqvist-example)
Work Experience
Lead Engineer, Nordhamn AB, April 2021 \u2013 present
• Moved 40 services (01.09.2014 - 31.12.2016).
Education
MSc, 2009 \u2013 2014
SKILLS:
Languages: Go, Python
"""


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Experience", SectionKind.EXPERIENCE),
        ("WORK EXPERIENCE", SectionKind.EXPERIENCE),
        ("2. Professional Experience:", SectionKind.EXPERIENCE),
        ("E X P E R I E N C E", SectionKind.EXPERIENCE),
        ("Teaching experience", SectionKind.EXPERIENCE),
        ("Education and registration", SectionKind.EDUCATION),
        ("Skills & Tools", SectionKind.SKILLS),
        ("Technical Skills", SectionKind.SKILLS),
        ("Certificates", SectionKind.CERTIFICATIONS),
        ("Languages", SectionKind.LANGUAGES),
        ("About me", SectionKind.SUMMARY),
        ("Personal Projects", SectionKind.PROJECTS),
        ("Berufserfahrung", SectionKind.EXPERIENCE),
        ("Compétences", SectionKind.SKILLS),
        ("الخبرة العملية", SectionKind.EXPERIENCE),
        ("השכלה", SectionKind.EDUCATION),
        ("工作经历", SectionKind.EXPERIENCE),
        ("What we offer", SectionKind.OTHER),
        ("Experience with Kafka", None),
        ("• Experience", None),
        ("Languages | Go, Python", None),
        ("I have experience and skills.", None),
        ("Skills,", None),
        ("and of the", None),
        ("", None),
        ("Work", None),
    ],
)
def test_headings(line: str, kind: SectionKind | None) -> None:
    assert kind_of_heading(line) == kind


def test_sections_end_where_the_next_begins() -> None:
    found = sections(RESUME)
    assert [(section.kind.value, section.title) for section in found] == [
        ("experience", "Work Experience"),
        ("education", "Education"),
        ("skills", "SKILLS"),
    ]
    assert RESUME[found[1].start : found[1].end] == "Education\nMSc, 2009 \u2013 2014\n"
    assert found[-1].end == len(RESUME)


def test_a_heading_may_stand_before_a_colon_but_not_within_skills() -> None:
    assert [section.kind.value for section in sections("Education: MSc 2014\nLanguages: Czech")] == [
        "education",
        "languages",
    ]
    assert [section.kind.value for section in sections("Skills\nLanguages: Go\nTools: make")] == ["skills"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("March 2020 \u2013 present", "2020-03", ""),
        ("Sept. 2014 to May 2016", "2014-09", "2016-05"),
        ("03/2019 - 11/2021", "2019-03", "2021-11"),
        ("2019-03 \u2013 2021-11", "2019-03", "2021-11"),
        ("2009\u20132014", "2009", "2014"),
        ("Oktober 2019 \u2013 heute", "2019-10", ""),
        ("janvier 2020 \u2013 présent", "2020-01", ""),
        ("März 2013 bis September 2019", "2013-03", "2019-09"),
        ("2019年3月 \u2013 至今", "2019-03", ""),
        ("2015年7月\u20132019年2月", "2015-07", "2019-02"),
        ("enero de 2018 a marzo de 2019", "", ""),
    ],
)
def test_date_ranges(text: str, first: str, last: str) -> None:
    found = date_ranges(f"Engineer ({text})\nnext")
    assert [(each.first, each.last) for each in found] == ([(first, last)] if first else [])
    for each in found:
        assert f"Engineer ({text})"[each.start : each.end] == text


@pytest.mark.parametrize(
    "text",
    [
        "2021 \u2013 2019",
        "ISO 9001-2015-2018",
        "1234-2015",
        "in 2019",
        "v2.2010-2.2011",
        "99/2019 - 98/2020",
    ],
)
def test_what_is_no_range_of_dates(text: str) -> None:
    assert date_ranges(text) == ()


def test_contact() -> None:
    found = contact(RESUME, sections(RESUME))
    assert found == Contact(
        names=("Tomasz Lindqvist",),
        emails=("tomasz@example.com",),
        phones=("+46 31 555 01 48",),
        links=("https://github.com/tlindqvist-example",),
        addresses=("Storgatan 14, 411 24 Göteborg",),
    )


@pytest.mark.parametrize(
    "first",
    [
        "Curriculum Vitae",
        "Senior Data Engineer",
        "Profile",
        "ada byron",
        "Ada Byron, Analyst",
        "Ada",
        "Welcome to 2020",
    ],
)
def test_what_is_no_name(first: str) -> None:
    text = f"{first}\n\n\nExperience\n2019 \u2013 2020"
    assert contact(text, sections(text)).names == ()


@pytest.mark.parametrize(
    "name",
    [
        "Ada Byron",
        "Éloïse Garçonnet-Lefèvre",
        "Ludwig van der Berg",
        "J. R. Hartley",
        "林晓雯",
        "水野 彩香",
        "ליאת כהן",
        "ADA BYRON",
    ],
)
def test_names(name: str) -> None:
    text = f"{name}\nsomething\nExperience\nEducation"
    assert contact(text, sections(text)).names == (name,)


def test_a_job_description_has_no_name() -> None:
    text = "Harbour Pilot Skelling\nRequirements\nA certificate\nBenefits\n£40,000 to £50,000"
    assert contact(text, sections(text)) == Contact()


@pytest.mark.parametrize(
    "text", ["14 million a day", "2014 \u2013 2016", "01.09.2014 - 31.12.2016", "ISO 9001:2015", "£86,000,000", "12345"]
)
def test_what_is_no_telephone_number(text: str) -> None:
    assert contact(text, ()).phones == ()


@pytest.mark.parametrize(
    "text", ["+49 89 5550 1270", "(555) 010-0199", "0113 496 0182", "+1-555-010-0199", "+972 3 555 0139"]
)
def test_telephone_numbers(text: str) -> None:
    assert contact(f"Call {text} today", ()).phones == (text,)


@pytest.mark.parametrize(
    "text",
    ["12 Weir Lane, Thornwick TW3 9QX", "Schäfflerstraße 7, 80331 München", "12 rue de la Hautefeuille, 75006 Paris"],
)
def test_addresses(text: str) -> None:
    resume = f"Ada Byron\n{text}\nExperience"
    assert contact(resume, sections(resume)).addresses == (text,)


def test_an_address_on_two_lines_of_the_contact_section() -> None:
    resume = (
        "Ada Byron\n" + "line\n" * 20 + "Contact\nKeizersgracht 805\n1017 EE Amsterdam\nExperience\n2019 \u2013 2020"
    )
    assert contact(resume, sections(resume)).addresses == ("Keizersgracht 805, 1017 EE Amsterdam",)


LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [
                "Experience",
                "Education:",
                "Skills: Go",
                "March 2020 \u2013 present",
                "2009 - 2014",
                "a@b.example",
                "+44 113 496 0182",
                "Ada Byron",
                "www.a.example/x",
            ]
        ),
    ),
    max_size=12,
)


@given(LINES)
def test_any_text_has_a_profile_whose_offsets_are_true(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = profile_of(text)
    at = 0
    for section in found.sections:
        assert at <= section.start < section.end <= len(text)
        assert text[section.start : section.end].lstrip().startswith(section.title)
        at = section.end
    at = 0
    for each in found.dates:
        assert at <= each.start < each.end <= len(text)
        assert not each.last or each.last[: len(each.first)] >= each.first[: len(each.last)]
        at = each.end
    plain = " ".join(text.split())
    for email in found.contact.emails:
        assert email in text
    for phone in found.contact.phones:
        assert phone in plain


def test_contact_data_does_not_show_itself_in_logs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("any").info(
            "parsed %s", Profile(contact=Contact(names=("Ada Byron",), emails=("a@b.example",)))
        )
    assert "Ada" not in caplog.text
    assert "a@b.example" not in caplog.text
