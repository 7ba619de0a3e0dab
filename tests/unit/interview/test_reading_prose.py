"""Job descriptions that demand in running text, without headings or with few."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="short_driver_prose",
        role="HGV Class 1 Driver",
        must=("HGV Class 1 licence", "digital tachograph card", "Driver CPC"),
        nice=("multi-drop",),
        never=("training", "Monday", "rate"),
        text="""\
HGV Class 1 Driver - Nights
Pemberfold Haulage Ltd, Crick

Applicants must possess a valid HGV Class 1 licence, a digital tachograph card and a current Driver CPC. \
Previous experience of multi-drop would be advantageous but is not essential as full training will be given. You \
will be required to work Monday to Friday, four on four off. Excellent rates of pay. Call Dean on 01632 960442.
""",
    ),
    Form(
        id="academic_prose",
        role="Postdoctoral Research Associate in Peatland Ecology",
        must=("PhD in ecology", "mixed-effects", "R", "publication"),
        nice=("Welsh", "remote sensing"),
        never=("relocation", "pension"),
        text="""\
University of Elmwater
School of Natural Sciences

Postdoctoral Research Associate in Peatland Ecology

The project asks how quickly drained peat recovers. The post is available for 24 months from 1 March.

Applicants should hold, or be close to completing, a PhD in ecology or a related discipline. The successful \
applicant will have strong skills in mixed-effects modelling and will be proficient in R. Evidence of \
publication in international journals is expected. Familiarity with remote sensing would be an advantage, and \
the ability to speak Welsh is desirable but not essential.

The University contributes to a generous pension and to the costs of relocation.
""",
    ),
    Form(
        id="executive_brief",
        role="Finance Director",
        must=("chartered accountant", "audit committee", "refinancing", "charity accounts"),
        nice=("housing",),
        never=("generous", "chair", "board meets"),
        text="""\
We are looking to appoint a Finance Director for the Hollin Trust, a charity with a turnover of eleven million. \
The board meets six times a year and the chair is generous with her time. Candidates will need to be a chartered \
accountant and to be able to show that they have led a refinancing. We would expect the person appointed to have \
presented to an audit committee. A sound understanding of charity accounts is indispensable. It would help to \
know the housing sector, but we do not insist on it. The salary is in the region of ninety thousand.
""",
    ),
    Form(
        id="school_support_prose",
        role="Teaching Assistant",
        must=("special educational needs", "GCSE", "behaviour"),
        nice=("Makaton", "first aid"),
        never=("safeguarding and promoting", "DBS", "references", "visit"),
        text="""\
Lowmoor Primary School

TEACHING ASSISTANT (Level 2), 27.5 hours per week, term time only

The Governors wish to appoint a Teaching Assistant to support pupils in Year 4.

We are seeking someone who has experience of working with children with special educational needs, who holds \
GCSE grade C or above in English and mathematics, and who is confident in managing behaviour. Makaton would be \
useful, and a first aid qualification is desirable.

The school is committed to safeguarding and promoting the welfare of children. The successful candidate will be \
subject to an enhanced DBS check and satisfactory references. Visits to the school are encouraged.
""",
    ),
    Form(
        id="retail_group_corporate",
        role="Bakery Supervisor",
        must=("food hygiene", "leading", "wastage", "early"),
        nice=("artisan",),
        never=("discount", "uniform", "inclusive"),
        text="""\
BAKERY SUPERVISOR
Ref: 88213
Contract: Permanent
Hours: 39

About the role
As our Bakery Supervisor you'll make sure the shelves are full by seven. You'll coach the team and look after \
customers.

What we need from you
We need someone who is used to leading a small team and who holds a Level 2 food hygiene certificate. You'll \
also need to be comfortable with controlling wastage and with early starts. Artisan bread-making skills would be \
the icing on the cake!

What we'll give you
- 20% discount
- A uniform

We're an inclusive employer.
""",
    ),
    Form(
        id="mechanic_prose_trade",
        role="Agricultural Engineer",
        must=("combine", "hydraulic", "electric", "driving licence", "own initiative"),
        nice=("dealer", "GPS"),
        never=("harvest bonus", "tools must", "accommodation"),
        text="""\
AGRICULTURAL ENGINEER REQUIRED

Fenwick & Daughters are a small independent dealership in the Vale of Sorrel. Owing to expansion we need an \
Agricultural Engineer to join the workshop team.

The ideal applicant will have experience of servicing combines and tractors, a good knowledge of hydraulics and \
an understanding of electrical systems. You must hold a full driving licence and be able to work on your own \
initiative. Dealer training is an advantage, as is experience of GPS guidance.

Tools must be kept in good order. Hours are long in summer and must be expected, for which there is a harvest \
bonus. Single accommodation is available.
""",
    ),
    Form(
        id="startup_no_bullets",
        role="Head of Operations",
        must=("budget", "warehouse", "hiring"),
        nice=("Shopify",),
        never=("equity", "dogs", "pizza"),
        text="""\
Head of Operations
at Mossbox (plants by post)

Who you are

You've run a warehouse or a fulfilment centre before.
You've owned a budget of more than a million.
You're good at hiring people who stay.

Extra credit

You've worked with Shopify.

The deal

£65k, equity, pizza and dogs.
""",
    ),
    Form(
        id="kitchen_porter_text",
        role="Kitchen porter",
        must=("dishes",),
        nice=("food hygiene",),
        never=("tips", "bus", "lift", "Mon"),
        text="""\
Kitchen porter needed ASAP at the Pewter Pot, Harrow Cross

Busy gastro pub, 90 covers. You need to be quick with the dishes and a good team worker. Some food hygiene \
knowledge would be great but we can teach you. Heavy lifting involved. Good bus links, share of tips, meal on \
shift. Text Ravi on 07700 900461
""",
    ),
    Form(
        id="beekeeper_letter",
        role="Beekeeper",
        must=("hives", "swarm", "driving licence"),
        nice=("queen",),
        never=("cottage", "honey as"),
        text="""\
Thistlebank Estate is looking for a Beekeeper to take over its sixty hives from April. We would want you to have \
looked after at least twenty hives through two winters, and you'd need to be calm about swarm collection in \
public places. A driving licence is needed for the out-apiaries. If you have raised your own queens, so much the \
better. A cottage goes with the job, and as much honey as you can eat.
""",
    ),
    Form(
        id="barrister_clerk",
        role="Junior Clerk",
        must=("diary", "telephone", "discretion", "numeracy"),
        nice=("LEX",),
        never=("tea", "suit"),
        text="""\
JUNIOR CLERK
Set of 34 barristers, Lincoln's Inn

You will help the senior clerks with the diary, deliver papers to court and make tea without being asked.

You should be numerate, well presented and possess a good telephone manner. Experience of diary management is \
required. Absolute discretion is a must. Knowledge of LEX would be useful, though training is given.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_running_text_is_read(form: Form) -> None:
    check(form)
