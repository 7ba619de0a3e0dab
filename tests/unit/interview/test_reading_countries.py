"""Job descriptions in the English of several countries."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="german_english",
        role="Process Engineer",
        must=("degree in chemical engineering", "extrusion", "Six Sigma", "German", "travel"),
        nice=("SAP PP",),
        never=("flexitime", "responsib", "canteen"),
        text="""\
Process Engineer (m/w/d) Polymer Extrusion
Location: Lengsfeld | Full-time | unlimited contract

Lengsfelder Kunststoffe is a hidden champion with 480 employees.

Your responsibilities:
- Independent support of three extrusion lines
- Planning and evaluation of trials
- Contact person for production and sales

Your qualifications:
- Completed degree in chemical engineering, plastics technology or a comparable subject
- Several years of professional experience in the extrusion of technical plastics
- Knowledge of Six Sigma
- SAP PP knowledge is an advantage
- Very good German and English skills, spoken and written
- Willingness to travel (approx. 15 %)

Your benefits:
- flexitime with time account
- company canteen and subsidised public transport

We look forward to receiving your complete application documents, stating your salary expectations and earliest \
possible starting date.
""",
    ),
    Form(
        id="indian_style",
        role="Java Developer",
        must=("Spring Boot", "Hibernate", "microservices", "REST"),
        nice=("Angular", "AWS"),
        never=("notice", "Pune", "CTC"),
        text="""\
Job Title: Java Developer
Experience: 3-6 Years
Location: Pune
Notice Period: Immediate to 30 days
CTC: 12 LPA

Job Description:
We have an opening for Java Developer with our esteemed client.

Roles & Responsibilities:
- Participate in code reviews
- Interact with client stakeholders

Desired Candidate Profile:
- Strong in Core Java and Spring Boot
- Hands on experience in Hibernate
- Must have worked on microservices
- Sound knowledge of REST APIs

Good to have:
- Angular
- Exposure to AWS
""",
    ),
    Form(
        id="canadian_government",
        role="Fisheries Technician",
        must=("diploma", "electrofishing", "small vessel", "data", "initiative", "integrity"),
        nice=("Indigenous", "GIS"),
        never=("citizens", "Secret", "travel", "pool"),
        text="""\
Fisheries Technician
Department of Lakes and Rivers - Science Branch
Thunder Cove (Ontario)
EG-03
Closing date: 12 August - 23:59, Pacific Time

Who can apply: Persons residing in Canada, and Canadian citizens abroad.

Duties
You will collect samples, maintain equipment and enter records.

Essential qualifications
Education:
A two-year diploma in fisheries, biology or environmental science.
Experience:
Experience in electrofishing.
Experience in operating a small vessel.
Competencies:
Demonstrating integrity and respect
Showing initiative
Analysing data

Asset qualifications
Experience in working with Indigenous communities.
Knowledge of GIS software.

Conditions of employment
Secret security clearance. Willing and able to travel.

Other information
A pool of qualified candidates may be created.
""",
    ),
    Form(
        id="french_english",
        role="Sommelier",
        must=("WSET", "cellar", "English", "presentation"),
        nice=("Italian",),
        never=("accommodation", "meals"),
        text="""\
SOMMELIER (M/F)
Permanent contract, 39 h

The Domaine des Trois Puits, a hotel with 31 rooms, is recruiting for its gastronomic restaurant:
1 Sommelier

Missions:
* Advice and service to guests
* Orders and inventory

Profile sought:
* WSET level 3 or equivalent training
* Experience in cellar management of at least 500 references
* Fluent English essential, Italian is a plus
* Excellent presentation

Accommodation possible, meals provided.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_other_englishes_are_read(form: Form) -> None:
    check(form)
