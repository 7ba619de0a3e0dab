"""Skills of many professions with their other names: `EHR` in one text meets `electronic health records` in another.

A help, not a gate: requirements that no entry knows are matched by their own words.
"""

import re

_ENTRIES = """
# software and data
Python|CPython; JavaScript|JS|ECMAScript; TypeScript; Java; C++|CPP; C#|C Sharp; Go|Golang; Rust
Ruby|Ruby on Rails|Rails; PHP|Laravel; Kotlin; Swift; Scala; SQL|structured query language
Django; Flask; FastAPI; React|React.js|ReactJS; Angular; Vue|Vue.js; Node.js|Node|NodeJS; Spring Boot|Spring
.NET|dotnet|ASP.NET; HTML|HTML5; CSS|CSS3
PostgreSQL|Postgres; MySQL; Oracle; MongoDB|Mongo; Redis; Elasticsearch; Kafka|Apache Kafka; RabbitMQ
Spark|Apache Spark|PySpark; Airflow; Snowflake; dbt; pandas; NumPy; machine learning|ML; deep learning; PyTorch
TensorFlow; data modelling|data modeling
Docker|containers|containerisation; Kubernetes|K8s; Terraform|infrastructure as code; Ansible
AWS|Amazon Web Services; Azure|Microsoft Azure; GCP|Google Cloud
CI/CD|continuous integration|continuous delivery|continuous deployment|Jenkins|GitHub Actions|GitLab CI; Linux|Unix
Git
REST APIs|REST|RESTful|REST API|web APIs; GraphQL; gRPC; microservices|microservice
unit testing|automated testing|automated tests|test automation|test-driven development|TDD|pytest
monitoring|observability|Prometheus|Grafana; on-call|on call|incident response; code review|code reviews
Agile|Scrum|Kanban; system design|distributed systems
performance tuning|performance optimisation|performance optimization
# nursing and care
patient assessment|patient assessments|assessing patients|assess patients|clinical assessment
medication administration|administering medication|administered medication|drug rounds|medicines management
care plans|care planning|care plan; wound care|wound dressing|dressings; infection control|infection prevention
triage; electronic health records|EHR|EMR|electronic medical records|Epic|Cerner; intensive care|ICU|critical care
emergency department|A&E|emergency room; vital signs|observations|NEWS2; BLS|basic life support
ACLS|ALS|advanced life support; safeguarding|child protection; patient education|educating patients
palliative care|end of life care|end-of-life care; ventilators|mechanical ventilation|ventilator
handover|handovers|shift handover; mentoring|mentored|mentor|preceptor|coaching|coached; discharge planning
IV therapy|cannulation|intravenous; manual handling|moving and handling
# accounting and finance
month-end close|month end close|month-end|month end|monthly close|closing the books
reconciliations|reconciliation|reconciled|reconciling|bank reconciliations|account reconciliations
accounts payable|AP|purchase ledger; accounts receivable|AR|sales ledger|credit control
financial statements|statutory accounts|annual accounts|financial reporting
IFRS|International Financial Reporting Standards; GAAP|US GAAP|UK GAAP; VAT|VAT returns|sales tax; payroll
budgeting|budgets|budget; forecasting|forecasts|forecast; audit|audits|external audit|auditors
general ledger|GL|ledger; Excel|Microsoft Excel|spreadsheets|pivot tables; SAP; NetSuite; QuickBooks; Xero; Sage
cash flow|cashflow|treasury; fixed assets; variance analysis|variances; internal controls|SOX|controls
management accounts|management reporting; tax returns|corporation tax|tax compliance; cost accounting|costing
# teaching
lesson planning|lesson plans|lesson plan|planning lessons|planned lessons
classroom management|behaviour management|behavior management|managing behaviour
differentiation|differentiated instruction|differentiated|mixed ability
assessment for learning|formative assessment|marking|grading
curriculum|curriculum design|curriculum development|scheme of work|schemes of work
special educational needs|SEN|SEND|special needs|IEP
parents' evenings|parent communication|communicating with parents|parents; phonics|literacy
numeracy|mathematics|maths|math; GCSE; A level|A-level; pastoral care|tutor group|form tutor
educational technology|Google Classroom|interactive whiteboard; exam preparation|exam results
# sales, service, marketing
CRM|Salesforce|HubSpot; cold calling|prospecting|lead generation; negotiation|negotiating|negotiated
account management|key accounts; customer service|customer care|customer support|guest service
complaints|complaint handling|handling complaints; point of sale|POS|tills|cash handling
merchandising|stock control|inventory management|stocktaking|inventory
SEO|search engine optimisation|search engine optimization; Google Analytics|web analytics
content marketing|copywriting; social media; email marketing; campaign management|campaigns|campaign
paid advertising|PPC|Google Ads; market research; pipeline management|sales pipeline|pipeline
upselling|cross-selling
# project, product, office, HR, law
project management|managing projects|PRINCE2|PMP; stakeholder management|stakeholders|stakeholder
risk management|risk assessments|risk assessment; product roadmap|roadmaps|roadmap
user research|user interviews|usability testing; Figma; UX design|user experience; recruitment|recruiting|hiring
onboarding|induction; employee relations|grievances; employment law; GDPR|data protection
contract drafting|drafting contracts|contracts; legal research; litigation; diary management|calendar management
minute taking|taking minutes; data entry; change management; business analysis|requirements gathering
process improvement|Lean|Six Sigma|continuous improvement|kaizen; training|trained|training staff
team leadership|leading teams|leading a team|led a team|line management|people management|supervised|supervision
# trades, logistics, kitchen, engineering
AutoCAD; SolidWorks|CAD; finite element analysis|FEA; PLC|PLC programming; electrical installation|wiring
fault finding|troubleshooting|diagnosing faults; preventive maintenance|planned maintenance|maintenance; welding
CNC; blueprint reading|technical drawings; health and safety|OSHA|safety regulations|workplace safety|NEBOSH
quality control|quality assurance|inspections; forklift|fork lift; warehouse management|WMS|warehouse
route planning|dispatch|dispatching; supply chain|procurement|purchasing|suppliers; food hygiene|HACCP|food safety
menu planning|menu development|menus; stock rotation; site management|site supervision; surveying
laboratory techniques|lab techniques|PCR|HPLC; clinical trials|GCP guidelines; GMP|good manufacturing practice
"""

_SOFT = """
communication|communicate|communicating|communicator|written and verbal|interpersonal
teamwork|team player|team working|collaboration|collaborative|collaborate|working with others
organisation|organised|organized|organisational|time management|prioritise|prioritize|prioritising|multitask
attention to detail|detail-oriented|detail oriented|accuracy|meticulous
problem solving|problem-solving|problem solver|analytical; leadership|leading others
flexibility|flexible|adaptable|adaptability; empathy|compassion|compassionate|caring|patience|patient and
initiative|self-motivated|self motivated|proactive|self-starter
working under pressure|calm under pressure|under pressure|fast-paced|deadlines; creativity|creative
integrity|discretion|confidentiality; reliability|reliable|punctual|punctuality; presentation|presenting
"""


def _parse(table: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            for entry in line.split(";"):
                canonical, *others = (name.strip() for name in entry.split("|"))
                for name in (canonical, *others):
                    names[name.lower()] = canonical
    return names


_SKILLS = _parse(_ENTRIES)
_SOFT_SKILLS = _parse(_SOFT)
_CASED = frozenset(
    {
        "go",
        "ap",
        "ar",
        "rest",
        "sage",
        "spring",
        "node",
        "lean",
        "swift",
        "rails",
        "als",
        "epic",
        "oracle",
        "controls",
        "ml",
        "sen",
        "send",
        "spark",
        "wms",
    }
)
"""Names that are also ordinary words: they count only with a capital letter."""


def _pattern(names: dict[str, str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w+#])(?:{alternatives})(?![\w+#])", re.I)


_SKILL = _pattern(_SKILLS)
_SOFT_SKILL = _pattern(_SOFT_SKILLS)


def skills_in(text: str) -> dict[str, str]:
    """The skills named in `text`: their canonical names, in order, each with the words that name it there."""
    found: dict[str, str] = {}
    for match in _SKILL.finditer(text):
        name = match.group()
        if name.lower() in _CASED and not name[0].isupper():
            continue
        found.setdefault(_SKILLS[name.lower()], name)
    return found


def soft_skills_in(text: str) -> dict[str, str]:
    """The same for ways of working, e.g. teamwork."""
    found: dict[str, str] = {}
    for match in _SOFT_SKILL.finditer(text):
        found.setdefault(_SOFT_SKILLS[match.group().lower()], match.group())
    return found
