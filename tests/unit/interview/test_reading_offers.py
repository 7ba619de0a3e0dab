"""Job descriptions that demand much that nobody is interviewed about: papers, checks, the body, how to apply."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="product_manager_scaleup",
        role="Senior Product Manager",
        must=("product management", "SQL", "discovery", "writing"),
        nice=("Open Banking",),
        never=("bias", "visa", "retreat", "own the roadmap"),
        text="""\
# Senior Product Manager, Payments

**About Coppermill**
Coppermill lets market traders take cards.

**The role**
You'll own the roadmap for payouts and refunds and work with eleven engineers.

**You'll be a great fit if you**
- Have 5+ years in product management, at least two of them in payments
- Can pull your own numbers in SQL
- Run discovery with real customers every week
- Write clearly. Our decisions live in documents, not in meetings

**It's a bonus if you**
- Know Open Banking

**What's on offer**
- Yearly retreat, private health cover

We can't sponsor visas at the moment. Don't meet every requirement? Apply anyway: we know that bias keeps people \
from applying.
""",
    ),
    Form(
        id="federal_qualifications",
        role="Archives Technician",
        must=("reading room", "digitiz", "records", "customer"),
        never=("citizen", "Selective Service", "transcript", "drug", "resume", "grade"),
        text="""\
Archives Technician

Summary
This position is part of the Field Records Division. The incumbent assists researchers.

Requirements
Conditions of Employment
- U.S. citizenship required
- Must be registered for Selective Service if applicable
- You must submit to a drug test

Qualifications
To qualify at the GS-6 level, you must have one year of specialized experience.
Specialized experience includes:
- Serving customers in a reading room or library
- Digitizing documents and photographs
- Arranging and describing records

Your resume must clearly describe your experience. Transcripts must be submitted at the time of application.
""",
    ),
    Form(
        id="lab_manager_intl_org",
        role="Laboratory Manager",
        must=("microbiology", "ISO 17025", "French", "people management"),
        nice=("field", "Arabic"),
        never=("vaccin", "women", "fraud", "Core values"),
        text="""\
VACANCY ANNOUNCEMENT No. 24/017
Title: Laboratory Manager
Duty station: Port Maribel
Duration: 12 months, renewable

Background
The Institute runs three field hospitals.

Duties and responsibilities
• Manage the daily operation of the laboratory
• Ensure the supply of reagents

Required qualifications and experience
Education: Advanced university degree in microbiology
Experience: Minimum seven years, of which three supervising staff; implementation of ISO 17025
Languages: Fluency in French is required. Knowledge of Arabic is an asset.

Desirable
Field experience in emergencies

Core values: integrity, respect, professionalism

The Institute does not charge a fee and warns of fraud. Women are encouraged to apply. Candidates must be vaccinated.
""",
    ),
    Form(
        id="nursery_ad",
        role="Nursery Practitioner",
        must=("Level 3", "EYFS", "observ"),
        nice=("forest school", "paediatric first aid"),
        never=("uniform", "DBS", "policy", "fee"),
        text="""\
Nursery Practitioner \u2013 Little Acorns, Shepton Bray

We're on the lookout for a caring Nursery Practitioner to join our baby room.

About you:
Level 3 childcare qualification (full and relevant)
Good understanding of the EYFS
Able to write observations that parents enjoy reading

Desirable but not essential:
Forest school training
Paediatric first aid

What we can do for you:
Discounted fees, free uniform, your birthday off

Little Acorns follows safer recruitment. All staff must have an enhanced DBS and must follow our mobile phone policy.
""",
    ),
    Form(
        id="translator_remote",
        role="Translator",
        must=("German", "legal", "memoQ", "degree in translation"),
        nice=("Dutch", "court"),
        never=("rate", "test translation", "invoice"),
        text="""\
WANTED: Translator, German to English

Who we are
A boutique agency with nine linguists.

The right person will
• be a native speaker of English with excellent German
• have at least five years' experience of legal translation
• be proficient in memoQ
• hold a degree in translation

Dutch would be welcome. Being a sworn court translator is a distinct advantage.

Please send your rates. Selected applicants must complete a test translation. You must be able to invoice us in euros.
""",
    ),
    Form(
        id="executive_search_dash_list",
        role="Chief Nursing Officer",
        must=("nurse", "board", "quality improvement", "master"),
        nice=("digital",),
        never=("confidence", "conversation"),
        text="""\
CHIEF NURSING OFFICER

Stonebeck University Hospitals NHS Foundation Trust

Candidate brief

The role
Reporting to the Chief Executive, the Chief Nursing Officer is accountable for the professional leadership of \
4,200 nurses and midwives.

Experience and knowledge
\u2014 Registered nurse with current NMC registration (essential)
\u2014 Experience at or near board level in a complex organisation (essential)
\u2014 A record of quality improvement with measurable results (essential)
\u2014 Master's degree or equivalent (essential)
\u2014 Leading digital change (desirable)

For a conversation in confidence, please contact our advisers.
""",
    ),
    Form(
        id="prison_officer",
        role="Prison Officer",
        must=("communicat", "conflict", "written"),
        never=("fitness", "eyesight", "vetting", "nationality"),
        text="""\
Prison Officer - HMP Grenmoor

Overview of the job
Officers supervise and support people in custody.

Summary
The post holder will carry out searches and write reports.

Skills and abilities
The following skills will be tested at the assessment centre:
- Communicating clearly with people who are distressed
- De-escalating conflict
- Writing accurate written reports

Eligibility
You must pass a fitness test and meet the eyesight standard. You must be cleared through vetting. Nationality \
rules apply.
""",
    ),
    Form(
        id="logistics_us",
        role="Warehouse Supervisor",
        must=("WMS", "forklift", "supervis", "OSHA", "inventory"),
        nice=("second language", "Lean"),
        never=("40 pounds", "401", "noise"),
        text="""\
Job Summary:
Tri-River Cold Storage is hiring a Warehouse Supervisor for second shift.

Duties/Responsibilities:
Oversees receiving and shipping.
Trains new employees.

Required Skills/Abilities:
Proficient with WMS software.
Thorough understanding of OSHA regulations.
Excellent inventory control skills.

Education and Experience:
Two years of supervisory experience required.
Forklift certification required.
Bilingual (Spanish) preferred.
Lean certification a plus.

Physical Requirements:
Must be able to lift up to 40 pounds at a time.
Must tolerate cold and noise.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_only_what_can_be_asked_is_a_requirement(form: Form) -> None:
    check(form)
