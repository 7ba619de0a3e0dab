"""Job descriptions whose sections are told by their headings."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="you_are_you_have",
        role="Kindergarten Group Leader",
        must=("state-recognised educator", "phonological", "parent", "patien"),
        nice=("music",),
        never=("vegan", "paid"),
        text="""\
Kindergarten Group Leader
Sonnenstrahl gUG

You will
* lead a group of 18 children with a colleague
* plan the day and write observations

You are
* a state-recognised educator or similar
* patient, and fair when two children want the same truck

You have
* experience with phonological awareness programmes
* talked with parents about difficult subjects and stayed friends

You might also
* play an instrument or love music

You get
* 30 days of paid leave
* lunch, which is vegan on Wednesdays
""",
    ),
    Form(
        id="nhs_sections",
        role="Occupational Therapist",
        must=("HCPC", "degree in occupational therapy", "stroke", "discharge", "car"),
        nice=("splint", "student"),
        never=("flexible", "DBS", "responsib"),
        text="""\
Job title: Occupational Therapist Band 5
Employer: East Mallow NHS Foundation Trust
Department: Stroke Unit

Job overview
An opportunity has arisen for an enthusiastic therapist to join our friendly team.

Main duties of the job
To assess and treat a caseload of patients. To attend the weekly meeting.

Working for our organisation
We offer flexible working and a staff choir.

Person specification

Qualifications
Essential criteria
- HCPC registration
- BSc degree in occupational therapy
Desirable criteria
- Splinting course

Experience
Essential criteria
- Work with stroke patients in hospital
- Planning a complex discharge
Desirable criteria
- Supervising a student

Other
Essential criteria
- Use of a car for work

This post is subject to an enhanced DBS check.
""",
    ),
    Form(
        id="us_entry_level",
        role="Night Auditor",
        must=("high school diploma", "Opera", "guest"),
        nice=("Spanish",),
        never=("18", "lift", "background", "stand"),
        text="""\
NOW HIRING!!! NIGHT AUDITOR
The Pinecrest Inn & Suites

Requirements:
High school diploma or GED
Must be 18 years or older
Experience with Opera PMS
Friendly manner with guests at 3 a.m.
Must be able to lift 30 lbs. and stand for an entire shift
Must pass background check

Spanish a plus!

$17.50/hr + free breakfast. Apply in person, ask for Wendell.
""",
    ),
    Form(
        id="ideal_candidate",
        role="Veterinary Nurse",
        must=("RVN", "anaesthe", "radiograph"),
        nice=("exotic", "certificate in emergency"),
        never=("CPD", "rota"),
        text="""\
Veterinary Nurse - Otterbourne Vets

Otterbourne Vets is an independent practice with five vets.

To be considered for this role, you'll need:
o to be an RVN on the RCVS register
o confidence in monitoring anaesthetics
o to position and take radiographs without supervision

It would be lovely if you also had:
o an interest in exotics
o a certificate in emergency and critical care

In return we offer:
o £1,000 for CPD
o a fair rota
""",
    ),
    Form(
        id="bank_corporate",
        role="Credit Risk Analyst",
        must=("IFRS 9", "SAS", "stress test"),
        nice=("Basel", "CFA"),
        never=("hybrid", "inclusive", "monitor"),
        text="""\
Role: Credit Risk Analyst
Division: Risk
Grade: C2

Purpose of the role
To provide insight into the performance of the lending book.

Accountabilities
• Monitor portfolio trends and report them monthly
• Maintain models in line with policy

To be successful as a Credit Risk Analyst, you should have:
• Experience of IFRS 9 provisioning
• SAS or Python
• Practical knowledge of stress testing

Some other highly valued skills may include:
• Basel regulations
• Progress towards the CFA

You may be assessed on the key critical skills relevant for success in the role, such as stakeholder management.

We're proud to be an inclusive employer with hybrid working.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_sections_are_told_by_their_headings(form: Form) -> None:
    check(form)
