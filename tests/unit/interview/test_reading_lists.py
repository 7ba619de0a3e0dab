"""Job descriptions whose lists are told by codes, marks, pictures and headings within a line."""

from dataclasses import dataclass

import pytest

from xquizit_interview.hygiene import clean
from xquizit_interview.reading.job_description import Wanted, read_job_description
from xquizit_interview.wording.spoken import MAX_NAME_WORDS
from xquizit_interview.words import words


@dataclass(frozen=True)
class Form:
    """A job description and what is to be found in it."""

    id: str
    role: str
    text: str
    must: tuple[str, ...]
    """A word of each must-have's name."""
    nice: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    """What no name may have."""


def names(wanted: list[Wanted], *, must: bool) -> list[str]:
    return [item.name for item in wanted if item.is_must_have is must]


def check(form: Form) -> None:
    """All that is wanted is found, under names that can be said, and nothing else is."""
    job = read_job_description(clean(form.text))
    assert job.role == form.role
    for keys, found in (
        (form.must, names([*job.wanted], must=True)),
        (form.nice, names([*job.wanted], must=False)),
    ):
        for key in keys:
            assert any(key.casefold() in name.casefold() for name in found), (key, found)
        for name in found:
            assert any(key.casefold() in name.casefold() for key in keys), (name, keys)
            assert len(words(name)) <= MAX_NAME_WORDS + 1
    for key in form.never:
        assert not any(key.casefold() in item.name.casefold() for item in job.wanted), key


FORMS = (
    Form(
        id="australian_selection_criteria",
        role="Environmental Health Officer",
        must=(
            "food safety inspections",
            "report writing",
            "negotiat",
            "degree in environmental health",
            "class C driver",
        ),
        nice=("Aboriginal",),
        never=("police check", "lift"),
        text="""\
Wattle Plains Shire Council
POSITION DESCRIPTION

Position Title: Environmental Health Officer
Classification: Band 6
Reports To: Coordinator Environmental Health
Position Number: 40217

POSITION OBJECTIVE
To protect the health of the community through inspection, education and, where needed, enforcement.

KEY RESPONSIBILITY AREAS
KRA1 Inspect registered premises in line with the annual programme.
KRA2 Investigate complaints about noise, odour and wastewater.
KRA3 Undertake other duties as directed.

KEY SELECTION CRITERIA
KSC1 Demonstrated experience in conducting food safety inspections under the relevant Act.
KSC2 Well developed report writing skills, including the preparation of briefs of evidence.
KSC3 Proven ability to negotiate with business owners and to resolve conflict.
KSC4 A tertiary degree in environmental health recognised by the professional body.
KSC5 Current class C driver's licence.
Desirable:
KSC6 Experience in working with Aboriginal communities.

CONDITIONS OF EMPLOYMENT
The appointee must complete a national police check and a pre-employment medical.
Physical requirements: must be able to lift 10 kg and walk on uneven ground.
""",
    ),
    Form(
        id="ksas",
        role="Wastewater Plant Operator II",
        must=("activated sludge", "chlorination", "SCADA", "Grade II", "pump"),
        nice=("laborator",),
        never=("ladder", "drug", "lift", "odor", "duties"),
        text="""\
CITY OF MARSH HOLLOW
Class Specification
Class Title: WASTEWATER PLANT OPERATOR II
Class Code: 4412    FLSA: Non-exempt
Revised: 3/2021

DEFINITION
Under general supervision, operates and maintains the City's wastewater treatment plant.

ESSENTIAL DUTIES AND RESPONSIBILITIES
Essential duties may include, but are not limited to, the following:
1. Adjusts valves, gates and motors to control flow.
2. Collects samples and reads gauges.
3. Performs other related duties as required.

KNOWLEDGE, SKILLS AND ABILITIES
Knowledge of:
- Principles of the activated sludge process.
- Methods of chlorination and dechlorination.
Skill in:
- Operating a SCADA system.
Ability to:
- Diagnose faults in pumps and motors.

LICENSES AND CERTIFICATES
Possession of a Grade II Wastewater Operator certificate.

DESIRABLE QUALIFICATIONS
Coursework in laboratory analysis.

PHYSICAL DEMANDS AND WORKING CONDITIONS
Must be able to climb ladders and lift 50 pounds. Exposure to odors, noise and weather. Must pass a drug test \
before appointment.
""",
    ),
    Form(
        id="linkedin_emoji",
        role="Account Executive",
        must=("B2B", "HubSpot", "cold calling", "French"),
        nice=("fintech",),
        never=("ping", "dog", "Lyon"),
        text="""\
🚀 We're hiring! Account Executive (SMB) 🚀

📍 Lyon or remote
💰 45\u201355k OTE

Who are we? Tilbo helps bakeries get paid faster.

What we're looking for:
✅ 2+ years of B2B SaaS sales
✅ You know HubSpot inside out
✅ Not scared of cold calling
✅ Fluent French & English
👉 Nice to have: fintech experience

🎁 What's in it for you:
🏓 Ping-pong
🐶 Dog-friendly office

Sounds like you? DM me or tag a friend! 👇
#hiring #sales #saas
""",
    ),
    Form(
        id="marks_at_the_end",
        role="Wedding Planner",
        must=("supplier contracts", "seating plans", "budget"),
        nice=("Spanish", "floristry", "drone"),
        never=("commission",),
        text="""\
Wedding Planner at Lark & Lantern

What we'd like to see in you:
1. Negotiating supplier contracts (required)
2. Seating plans for 200 people - required
3. Budget tracking in a spreadsheet [must have]
4. Spanish [nice to have]
5. A feel for floristry (optional)
6. Drone licence *preferred*

We pay a base salary plus commission.
""",
    ),
    Form(
        id="museum_spec_letters",
        role="Collections Assistant",
        must=("handling", "cataloguing", "spreadsheet", "working at height"),
        nice=("TMS", "textiles"),
        never=("salary", "interview"),
        text="""\
The Ormsby Museum
Collections Assistant (0.6 FTE, 18 months)

Person specification
A. Handling museum objects safely (E)
B. Cataloguing to a recognised standard (E)
C. Keeping accurate records in a spreadsheet (E)
D. Training in working at height (E)
E. Familiarity with TMS (D)
F. Knowledge of textiles (D)

Salary £15,300 (FTE £25,500). Interviews will be held on 4 March.
""",
    ),
    Form(
        id="recruiter_agency",
        role="Quantity Surveyor",
        must=("JCT", "subcontract", "cost value reconciliation", "residential"),
        nice=("RICS",),
        never=("CV", "pension", "call"),
        text="""\
Quantity Surveyor
Cardiff
£50,000 - £60,000 + package

My client, a well-established regional contractor, is looking to appoint an experienced Quantity Surveyor \
following a number of recent project wins.

The successful Quantity Surveyor will have:
-Proven experience on residential schemes with a main contractor
-A sound understanding of JCT contracts
-The ability to procure and manage subcontract packages
-Experience of cost value reconciliation
-MRICS or working towards RICS membership (advantageous)

On offer is a competitive salary, company pension and clear route to Senior QS.

If you are interested, please send your CV or call Megan for a confidential chat.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_lists_are_read(form: Form) -> None:
    check(form)
