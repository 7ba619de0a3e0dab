"""Resumes and job descriptions of four professions, and candidates' answers, for the tests of the interview."""

from xquizit_interview.state import Documents

NURSE = Documents(
    resume="""Maria Lindqvist
Registered Nurse

Profile
Registered nurse with eight years on acute wards.

Experience

Staff Nurse, St Mary's Hospital, Leeds    2019 - present
• Led the sepsis screening project on a 28-bed acute medical ward
• Mentored six newly qualified nurses during their first year
• Administered medication and IV therapy to up to nine patients per shift

Staff Nurse, Harrogate District Hospital    2015 - 2019
• Cared for post-operative patients and carried out wound care
• Wrote care plans together with patients and the physiotherapy team

Education
BSc Nursing, University of Leeds, 2015

Skills
Patient assessment, wound care, cannulation, SystmOne
""",
    job_description="""Senior Staff Nurse - Emergency Department

About us
Northfield Hospital is a 600-bed teaching hospital. We offer a pension and a gym.

Responsibilities
- Assess, plan and deliver care to acutely ill patients
- Coordinate the shift and allocate staff when the sister is away
- Support students and newly qualified nurses

Requirements
- Active NMC registration as a Registered Nurse
- At least 3 years of experience in acute care
- Strong experience in triage of patients in an emergency setting
- Safe administration of medication and IV therapy
- Experience in mentoring junior staff
- Knowledge of infection control
- Excellent communication skills
- Right to work in the UK

Nice to have
- Advanced life support (ALS) certificate
- Experience with electronic health records
""",
)

ACCOUNTANT = Documents(
    resume="""JONAS WEBER
jonas.weber@example.com | +49 170 0000000

PROFESSIONAL EXPERIENCE

Hartmann Logistics GmbH — Senior Accountant
March 2018 - Present
- Prepared monthly management accounts for six entities
- Reduced the month-end close from ten to six working days by automating reconciliations in Excel
- Acted as contact for the external auditors

Bright & Partner — Junior Accountant
2014 - 2018
- Processed accounts payable for 400 suppliers
- Filed VAT returns for clients in three countries

EDUCATION
Diploma in Business Administration, Hamburg

SKILLS
SAP, Excel, DATEV, HGB
""",
    job_description="""We are looking for a Finance Manager to join our team in Vienna.

What you will do
* Own the month-end close and report to the CFO
* Build a rolling forecast together with the business units
* Lead a team of three accountants

What you bring
* Several years of experience in month-end close and consolidation
* In-depth knowledge of IFRS
* Very good command of SAP and Excel
* Experience in leading a small team
* You must be able to explain figures to people without a finance background
* Accuracy and reliability

Ideally you also have experience with budgeting tools such as Anaplan. Knowledge of German is a plus.
""",
)

TEACHER = Documents(
    resume="""Aisha Rahman - Mathematics Teacher

WORK HISTORY
Mathematics Teacher at Oakfield School (2020 to present)
I teach GCSE and A level mathematics to classes of 28 pupils.
I introduced weekly low-stakes quizzes, which raised the pass rate from 61 to 74 percent.
Form tutor of a year 9 group.

Cover Teacher at Riverside Academy (2018 - 2020)
Planned lessons at short notice for years 7 to 11.

EDUCATION
PGCE Mathematics 2018
""",
    job_description="""Teacher of Mathematics, Head of Year

The role
You will teach mathematics across key stages 3 and 4 and lead a year group of 180 pupils.

Person specification
Essential:
Qualified Teacher Status
Proven ability to raise attainment in mathematics
Strong classroom management
Experience of working with pupils with special educational needs
Ability to communicate well with parents
Desirable:
Experience of leading a year group or department
Ability to offer a second subject
""",
)

SOFTWARE = Documents(
    resume="""Daniel Okoye
Senior Software Engineer

SUMMARY
Backend engineer with nine years of experience.

EXPERIENCE
Senior Software Engineer | Finlane | Jan 2020 - Present
- Led the migration of the billing system from a monolith to microservices on Kubernetes
- Built a Python event pipeline on Kafka that handles 40,000 messages per second
- Introduced code review guidelines and mentored four engineers
Software Engineer | Shoplift Labs | 2015 - 2019
- Developed REST APIs in Django for the checkout
- Improved test coverage from 35% to 80% with pytest

PROJECTS
Ledgerly - open source double-entry accounting library in Python
TransitMap: a bus arrival app used by 3,000 people

SKILLS
Python, Django, PostgreSQL, Kafka, Docker, Kubernetes, AWS
""",
    job_description="""Job title: Staff Backend Engineer

About the role
We build payment infrastructure for small shops.

Responsibilities:
- Design and run services that move money
- Take part in the on-call rotation
- Guide other engineers in architecture questions

Must have:
- 7+ years of experience with Python in production
- Deep knowledge of PostgreSQL, including query tuning
- Hands-on experience with Kubernetes and Terraform
- Solid understanding of distributed systems
- Experience with observability tools (Prometheus, Grafana)
- Strong written and verbal communication skills

Nice to have:
- Go or Rust
- Experience in the payments industry
""",
)

ALL = {"nurse": NURSE, "accountant": ACCOUNTANT, "teacher": TEACHER, "software": SOFTWARE}
