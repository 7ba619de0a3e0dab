"""Job descriptions by agencies, farms, councils and firms whose lists have labels, dashes, grids or no form at all."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="criteria_in_words",
        role="Youth Worker",
        must=("diploma in youth work", "young people", "group program", "case notes", "driver"),
        nice=("mental health",),
        never=("criterion", "words", "panel"),
        text="""\
Role Description: Youth Worker, Band 4
Reports to: Team Leader Youth

Selection Criteria
Please address each criterion below in up to 300 words.

Criterion 1: Diploma in Youth Work or equivalent.
Criterion 2: Demonstrated experience working with young people at risk.
Criterion 3: Ability to plan and run group programs.
Criterion 4: Accurate case notes and reporting.
Criterion 5: Current driver licence and National Police Check.

Desirable
Criterion 6: Mental health first aid training.

Shortlisted applicants will meet a panel of three.
""",
    ),
    Form(
        id="plasterer_agency",
        role="Plasterer",
        must=("CSCS", "skim", "tools"),
        nice=("rendering",),
        never=("paye", "parking", "call"),
        text="""\
2 x Plasterers wanted, Derby - start Mon

Blue CSCS, own tools & transport. Must be exp'd in skimming and boarding to a high standard. Rendering exp. an adv.
CIS or PAYE, £190 per day, 8 wks, parking on site. Call Dean on 07700 900 112.
""",
    ),
    Form(
        id="dental_nurse_short",
        role="Dental Nurse",
        must=("GDC", "implant", "Saturdays"),
        nice=("radiography",),
        never=("uniform", "indemnity", "email"),
        text="""\
Qualified Dental Nurse required (P/T, 24 hrs) for friendly mixed practice in Bath. GDC registration ess. Must have \
assisted with implants and be happy to work alternate Saturdays. Radiography cert. desirable. Uniform and indemnity \
provided. Email CV to Helen.
""",
    ),
    Form(
        id="us_city_notice",
        role="Water Treatment Operator",
        must=("high school", "Grade II", "pumps", "laboratory", "logs", "rotating"),
        nice=("SCADA", "commercial driver"),
        never=("residency", "pension", "lift", "application"),
        text="""\
CITY OF MARROW CREEK
JOB ANNOUNCEMENT
Water Treatment Operator
Open until filled

GENERAL STATEMENT OF DUTIES: Operates and monitors a 4 MGD surface water plant.

MINIMUM QUALIFICATIONS: High school graduation; Grade II water treatment certificate; two years of experience \
operating pumps and chemical feed equipment; or any equivalent combination.

KNOWLEDGE, SKILLS AND ABILITIES
Knowledge of routine laboratory testing of drinking water
Skill in keeping accurate logs and reports
Ability to work rotating shifts

PREFERRED: Experience with SCADA. Commercial driver license.

RESIDENCY: Within 30 minutes of the plant.
BENEFITS: State pension, health plan.
Apply at City Hall; incomplete applications are not accepted.
""",
    ),
    Form(
        id="client_email",
        role="Credit Controller",
        must=("credit control", "disputes", "Excel"),
        nice=("SAP",),
        never=("Friday", "parking", "keen"),
        text="""\
Good morning Theo

Are you still open to a move? My client, a packaging group near Telford, has a vacancy for a Credit Controller.

The successful candidate will have at least two years' credit control experience in a B2B business and will be \
confident handling disputes over the phone. Good Excel skills are essential. Experience of SAP would be preferred.

Salary is 28k with free parking and an early finish on Friday. If you're keen, send me an up to date CV.

Many thanks
Gill
""",
    ),
    Form(
        id="hotel_we_want",
        role="Night Manager",
        must=("hotel", "nights", "complaint", "knowing what to do"),
        nice=("Opera",),
        never=("breakfast", "free", "guests will"),
        text="""\
Night Manager - The Larchmont, York

What the job is
From eleven until seven you are in charge of 84 rooms and whoever comes through the door.

What we want from you
+ Two years in a hotel, front desk or duty manager
+ Happy working nights, four a week
+ Calm with complaints at three in the morning
+ Knows what to do when the fire alarm goes
+ Opera PMS is nice to have

What you get from us
+ £31,500, free breakfast
""",
    ),
    Form(
        id="further_education_lecturer",
        role="Lecturer in Plumbing",
        must=("Level 3", "industry", "teaching qualification", "practical workshops"),
        nice=("assessor", "gas"),
        never=("pension", "safeguard", "holiday"),
        text="""\
Lecturer in Plumbing
Calder Vale College

The person
Essential: Level 3 plumbing qualification; recent industry experience; a teaching qualification or the willingness \
to gain one; ability to run practical workshops for 16 to 19 year olds.
Desirable: assessor award; gas safe registration.

Calder Vale is committed to safeguarding. All posts are subject to an enhanced DBS check. We offer 37 days' holiday \
and the Teachers' Pension.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=[form.id for form in FORMS])
def test_an_agencys_form_gives_its_requirements(form: Form) -> None:
    check(form)
