"""Short advertisements and letters: abbreviations, fragments, and sentences that say who is wanted."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="bricklayer_classified",
        role="Bricklayer",
        must=("heritage brickwork", "CSCS", "own tools", "driving licence"),
        nice=("lime mortar",),
        never=("refs", "CIS", "week"),
        text="""\
BRICKLAYERS req'd immed. for listed school job, Pendlebury. Min. 5 yrs' exp. on heritage brickwork. Blue CSCS card \
ess., own tools, clean driving lic. req'd. Lime mortar pref. £220/day CIS, 10 wks' work. Tel. Ged 0161 496 0000.
""",
    ),
    Form(
        id="bar_hospitality",
        role="Bar Supervisor",
        must=("cocktail bar", "personal licence", "cash", "weekends"),
        nice=("coffee", "Portuguese"),
        never=("tips", "meals", "Pop in"),
        text="""\
Bar Supervisor wanted - The Cormorant, Harbour St, F/T

Previous exp. in a busy cocktail bar essential. Personal licence holder. Must be able to cash up and be flexible re \
weekends. Knowledge of speciality coffee pref'd. Some Portuguese an advantage.

£13.80 p/h + tips, meals on shift. Pop in with your CV after 3pm or ring Dina.
""",
    ),
    Form(
        id="hgv_fragments",
        role="HGV Class 2 Driver",
        must=("Cat C", "CPC", "digital tacho", "multi-drop"),
        nice=("Moffett",),
        never=("agencies", "Start", "overtime"),
        text="""\
HGV CLASS 2 DRIVER needed, Harlow. Cat C licence (Class 2), CPC & digital tacho card a must. At least 12 mths' \
multi-drop exp. Moffett ticket a bonus. Mon-Fri, overtime avail. Start 6am. No agencies.
""",
    ),
    Form(
        id="recruiter_email",
        role="Management Accountant",
        must=("month-end", "CIMA", "stock", "Excel"),
        nice=("Sage 200",),
        never=("call", "confidential", "salary", "hybrid"),
        text="""\
Hi Rowan,

Hope you're well! I came across your profile and thought you might be interested in a new opportunity I'm working on \
for a family-owned food manufacturer in Ludlow. They're looking for a Management Accountant to join a finance team \
of four.

What they're after:
- Someone who has run month-end on their own
- CIMA or ACCA, part-qualified is fine
- A good grasp of stock and standard costing
- Excel to a high standard
- Sage 200 would be great but not a deal breaker

They're paying up to 45k plus bonus, hybrid after probation. If this sounds of interest, would you be free for a quick \
call on Thursday? All conversations are confidential.

Best wishes,
Imogen
""",
    ),
    Form(
        id="bakery_notice_prose",
        role="baker",
        must=("sourdough", "early start", "ovens"),
        nice=("pastry",),
        never=("Closed", "bread home", "letter"),
        text="""\
We are a small bakery in Hexham and our baker is moving to Spain, so we need a new one.

You know sourdough: mixing, shaping, and what to do when the starter sulks. You are used to early starts, because we \
are in at two. Experience with deck ovens is essential. If you can also make laminated pastry, even better, but we \
can teach you that.

We are closed on Sundays and Mondays, and you take bread home. Bring us a loaf and a letter.
""",
    ),
    Form(
        id="sports_club_coach",
        role="Head Swimming Coach",
        must=("Level 3", "competitive", "safeguarding", "lifesaving"),
        nice=("para-swimm", "minibus"),
        never=("pool", "interview", "DBS"),
        text="""\
Otterburn Swimming Club

HEAD SWIMMING COACH REQUIRED (25 hrs p.w.)

Our 140 members train at two pools. The successful applicant will hold a Level 3 coaching qualification and have at \
least three years' experience of coaching competitive swimmers. A current safeguarding certificate and a lifesaving \
award are also required. Experience with para-swimmers would be an advantage, as would a minibus licence.

Appointment is subject to an enhanced DBS check. Closing date 4 May; interviews w/c 18 May.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=[form.id for form in FORMS])
def test_a_short_ad_gives_its_requirements(form: Form) -> None:
    check(form)
