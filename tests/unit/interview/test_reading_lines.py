"""Job descriptions in a line or two, with the headings in the line."""

import pytest

from tests.unit.interview.test_reading_lists import Form, check

FORMS = (
    Form(
        id="care_home",
        role="Care Assistant",
        must=("NVQ Level 2", "personal care", "medication"),
        nice=("dementia",),
        never=("uniform", "right to work", "parking", "values"),
        text="""\
CARE ASSISTANT \u2013 DAYS
Willowmere Residential Home, 14 Quarry Lane, Bexford BX4 2LT
£12.40 per hour

Essential: NVQ Level 2 in Health and Social Care; experience of personal care; confidence in giving medication.
Desirable: dementia training.

All applicants must have the right to work in the UK. Free parking and uniform provided.
Closing date 14 May
""",
    ),
    Form(
        id="charity_paragraph_headings",
        role="Fundraising Officer",
        must=("trusts and foundations", "writing", "database", "deadlines"),
        nice=("legacy", "rural"),
        never=("mission", "hybrid", "values"),
        text="""\
Fundraising Officer (Trusts), Hedgerow Alliance. Responsibilities: research funders; write applications; report \
back to donors. Requirements: two years of fundraising from trusts and foundations; persuasive writing; use of a \
fundraising database; keeping to deadlines. Nice to have: legacy campaigns; knowledge of rural life. Benefits: \
hybrid working, 28 days of leave, a mission that matters.
""",
    ),
    Form(
        id="csv_style_keywords",
        role="Network Engineer",
        must=("CCNA", "BGP", "firewall", "VPN"),
        nice=("Python", "Ansible"),
        never=("shift", "years"),
        text="""\
Position: Network Engineer
Experience: 4+ years
Must have skills: CCNA, BGP, Palo Alto firewalls, VPN
Good to have skills: Python, Ansible
Shift: rotational
""",
    ),
    Form(
        id="not_required",
        role="Bookbinder",
        must=("sewing", "gold finishing"),
        nice=("letterpress",),
        never=("degree", "car", "computer"),
        text="""\
Bookbinder wanted

Our bookbinder Agnes is retiring after forty years and her bench will be empty.

What you need: hand sewing and gold finishing. A degree is not required, nor do you need a car. You don't have \
to be good with computers either.

A nice extra: letterpress.
""",
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_headings_within_a_line_are_found(form: Form) -> None:
    check(form)
