"""Job descriptions of authorities, hospitals, schools and charities, with numbers, criteria and paragraphs of terms."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="labels_on_their_own_lines",
        role="Librarian",
        must=("library", "local history", "digitis", "customer service", "working with children"),
        nice=("oral history",),
        never=("SC", "pages", "referee"),
        text="""\
POSITION DESCRIPTION
Librarian, Local Studies (Level 5)
Corella Shire Libraries

SELECTION CRITERIA
Your application must respond to each criterion, in no more than three pages in total.

Essential
SC1
Tertiary qualification in library and information management.
SC2
Demonstrated knowledge of local history resources and how researchers use them.
SC3
Experience in planning and delivering digitisation projects.
SC4
Well developed customer service skills.
SC5
Current Working with Children Check.
Desirable
SC6
Experience in recording oral history.

Applicants should provide two referees. Late applications will not be accepted.
""",
    ),
    Form(
        id="federal_paragraph",
        role="Wildlife Biologist",
        must=("population surveys", "GIS", "habitat management", "state and federal wildlife law", "landowners"),
        nice=("prescribed fire",),
        never=("GS", "transcript", "grade", "month", "citizen", "resume"),
        text="""\
WILDLIFE BIOLOGIST, GS-0486-09
Prairie Marsh National Refuge Complex
Duty location: Tamarack, ND

Duties
As a Wildlife Biologist you will plan surveys, prepare habitat plans and brief the refuge manager.

Qualifications
To qualify you must meet the specialized experience by the closing date of this announcement.
Specialized Experience: Applicants must have one year of specialized experience at the GS-07 level. Specialized \
experience is experience that includes: designing and conducting wildlife population surveys; analyzing spatial data \
in a GIS; and carrying out habitat management on wetlands. This experience must be documented in your resume with \
month and year.
In addition, you will be rated on the following competencies:
Knowledge of state and federal wildlife law.
Skill in working with private landowners.
Experience with prescribed fire is desirable but not required.

Conditions of employment
You must be a U.S. citizen. A transcript is required. One-year trial period.
""",
    ),
    Form(
        id="school_district_union",
        role="Head Custodian",
        must=("diploma", "custodial", "boiler", "cleaning", "directions"),
        nice=("Spanish",),
        never=("FICA", "bumping", "snow", "lift", "bargaining"),
        text="""\
HOLLIS VALLEY UNIFIED SCHOOL DISTRICT
Notice of Vacancy - Classified Bargaining Unit
TITLE: Head Custodian
REPORTS TO: Building Principal
PERFORMANCE RESPONSIBILITIES:
1. Opens and secures the building each day.
2. Assigns and checks the work of two custodians.
3. Removes snow and ice from walks and entrances.
4. Performs other duties as assigned.
TERMS OF EMPLOYMENT: Twelve months, eight hours per day. Range 14 of the negotiated agreement.
QUALIFICATIONS:
1. High school diploma or GED.
2. Two years of custodial experience, preferably in a school.
3. Low-pressure boiler license.
4. Knowledge of cleaning methods, materials and equipment.
5. Ability to read and follow written directions.
6. Spanish helpful.
Seniority and bumping rights apply per Article 9.
""",
    ),
    Form(
        id="charity_a_i_t",
        role="Fundraising Officer",
        must=("trusts", "bids", "CRM", "budgets", "deadlines"),
        nice=("hospice", "driving"),
        never=("A/I", "interview", "criteria"),
        text="""\
Job title: Fundraising Officer (Trusts and Grants)
Responsible to: Head of Income
Charity: Larkmoor Hospice

Person specification
How each criterion is tested: A = application, I = interview, T = task

Essential
Track record of raising income from trusts and foundations (A/I)
Ability to write clear, persuasive bids (A/T)
Experience of using a CRM database (A)
Able to understand and draw up budgets (T)
Able to work to deadlines (I)

Desirable
Knowledge of the hospice movement (I)
Full driving licence (A)
""",
    ),
    Form(
        id="nhs_grid_lost_columns",
        role="Specialist Dietitian",
        must=("HCPC", "dietetics", "enteral feeding", "multidisciplinary", "caseload"),
        nice=("prescrib", "research"),
        never=("smok", "values"),
        text="""\
Job title: Specialist Dietitian, Gastroenterology
Band: 6
PERSON SPECIFICATION
Qualifications
Essential criteria
- HCPC registration
- BSc in dietetics or equivalent
Desirable criteria
- Supplementary prescribing qualification
Experience
Essential criteria
- Post-registration experience with enteral feeding
- Working within a multidisciplinary team
Desirable criteria
- Involvement in research
Skills
Essential criteria
- Able to prioritise own caseload
""",
    ),
    Form(
        id="irish_ad",
        role="Social Care Worker",
        must=("CORU", "intellectual disab", "personal care", "manual driving"),
        nice=("LAMH", "PBS"),
        never=("Garda", "panel", "sleepover"),
        text="""\
Glenamoy Services CLG invites applications for the following post:

SOCIAL CARE WORKER - Permanent, 39 hrs
Location: Ballina, Co. Mayo

Essential Requirements:
o Registered with CORU as a social care worker
o Minimum 2 years' experience supporting adults with an intellectual disability
o Experience of personal care
o Full clean manual driving licence
Desirable:
o LAMH
o Knowledge of PBS

Sleepovers are paid at the agreed rate. A panel may be formed from which future vacancies will be filled. Successful \
candidates will be subject to Garda vetting. Informal enquiries to Aoife Tolan.
""",
    ),
    Form(
        id="indian_ad",
        role="Quality Inspector",
        must=("diploma in mechanical engineering", "CMM", "drawings", "ISO 9001"),
        nice=("Six Sigma",),
        never=("CTC", "joiner", "immediate", "shift"),
        text="""\
Urgent opening for Quality Inspector at Pithampur (auto components)

Position - Quality Inspector
Exp - 3 to 5 yrs
CTC - 4.5 LPA max
Qualification - Diploma in Mechanical Engineering

Candidate should have:
1) Hands on exp in CMM and other instruments
2) Should be able to read engineering drawings & GD&T
3) Good knowledge of ISO 9001 documentation
4) Six Sigma will be added advantage

Immediate joiners preferred. Rotational shift. Interested candidates share CV on the below mail id.
""",
    ),
    Form(
        id="your_profile",
        role="Process Engineer",
        must=("degree in chemical engineering", "distillation", "simulation", "English", "travel"),
        nice=("French",),
        never=("holiday", "canteen", "responsib"),
        text="""\
Process Engineer (m/f/d)
Nordhafen Chemie AG

Your tasks
- Optimise our distillation units
- Support the start-up of new plants

Your profile
- Completed degree in chemical engineering or a comparable qualification
- Several years of professional experience with distillation or rectification
- Confident handling of simulation software (Aspen or similar)
- Very good written and spoken English; French is an advantage
- Willingness to travel (about 20 %)

Our offer
- 30 days of holiday
- Canteen
""",
    ),
    Form(
        id="who_we_are_looking_for",
        role="Community Organiser",
        must=("volunteers", "public meetings", "evenings"),
        nice=("Bengali", "housing"),
        never=("lived", "union", "Friday"),
        text="""\
Community Organiser

Eastway Tenants' Union

Who we are
We are 2,300 renters in four boroughs.

Who we're looking for
You've recruited and kept volunteers, and you can show us how. You listen more than you talk. You're comfortable \
chairing public meetings, including difficult ones. You are able to work evenings, about two a week.

Speaking Bengali or Sylheti would be a real asset, and so would some knowledge of housing law.

Who'll you work with
A team of three, and every other Friday the whole committee.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=[form.id for form in FORMS])
def test_a_public_bodys_form_gives_its_requirements(form: Form) -> None:
    check(form)
