"""Job descriptions from pages and tables: broken lines, page numbers, and columns of what is essential."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="pdf_wrapped_council",
        role="Highways Inspector",
        must=("highway inspection", "New Roads and Street Works Act", "driving licence", "report", "handheld"),
        nice=("NVQ Level 3", "winter"),
        never=("page", "car allowance", "politically"),
        text="""\
Brackley Vale District Council                                   1

JOB DESCRIPTION
Job Title: Highways Inspector          Grade: G
Directorate: Place                     Post No: PL2231

Main purpose
To carry out safety inspections of roads and footways and to
make sure that defects are repaired in good time.

Key Tasks
1. To inspect the network on foot and by vehicle.
2. To raise works orders and check completed work.
3. Any other duties commensurate with the grade.

Brackley Vale District Council                                   2

PERSON SPECIFICATION

Essential
\uf0b7 Experience of highway inspection or a closely re-
lated field.
\uf0b7 Working knowledge of the New Roads and Street
Works Act.
\uf0b7 Ability to write clear reports that stand up in
court.
\uf0b7 Able to use a handheld device to record defects.
\uf0b7 Full UK driving licence.

Desirable
\uf0b7 NVQ Level 3 in highway maintenance.
\uf0b7 Experience of winter service decision-
making.

This post is politically restricted. An essential car allowance is paid.
""",
    ),
    Form(
        id="table_essential_desirable",
        role="Library Assistant",
        must=("GCSE", "library management system", "reading groups", "cash", "communication"),
        nice=("library qualification", "social media"),
        never=("application form",),
        text="""\
Person Specification
Post: Library Assistant
Service: Culture and Leisure

Factors | Essential | Desirable | How assessed
Qualifications | GCSE English and mathematics at grade 4 or above | A library qualification | Certificates
Experience | Using a library management system; running reading groups | Managing social media for a service | \
Application form, interview
Skills | Accurate cash handling; clear communication with people of all ages | | Interview
""",
    ),
    Form(
        id="table_ticks",
        role="Refrigeration Engineer",
        must=("F-Gas", "brazing", "driving licence", "fault"),
        nice=("CO2",),
        never=("uniform",),
        text="""\
Refrigeration Engineer

Requirement | Must have | Nice to have
F-Gas certificate category 1 | ✓ |
Pipework brazing | ✓ |
Full UK driving licence | ✓ |
CO2 systems | | ✓
Fault finding on control circuits | ✓ |

Benefits
Van, uniform and a phone.
""",
    ),
    Form(
        id="data_protection_table",
        role="Records Manager",
        must=("retention schedule", "Data Protection Act", "train"),
        nice=("SharePoint",),
        never=("application", "smoke"),
        text="""\
Job title | Records Manager
Department | Governance
Grade | 7

Essential | Desirable
Experience of building a retention schedule | Experience of SharePoint migrations
Knowledge of the Data Protection Act |
Ability to train colleagues at all levels |

The offices are smoke free.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_pages_and_tables_are_read(form: Form) -> None:
    check(form)
