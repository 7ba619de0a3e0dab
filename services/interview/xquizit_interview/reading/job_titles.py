"""Words that tell a job title from an employer."""

import re

TITLE = re.compile(
    r"\b(?:engineer|developer|programmer|architect|nurse|midwife|teacher|tutor|lecturer|professor|accountant"
    r"|bookkeeper|auditor|analyst|manager|director|head|lead|leader|officer|assistant|associate|administrator"
    r"|coordinator|consultant|specialist|supervisor|technician|scientist|researcher|designer|writer|editor"
    r"|representative|executive|clerk|cashier|driver|chef|cook|waiter|waitress|electrician|plumber|mechanic"
    r"|operator|therapist|pharmacist|doctor|physician|carer|intern|trainee|apprentice|adviser|advisor|recruiter"
    r"|lawyer|solicitor|paralegal|counsel|secretary|receptionist|planner|buyer|agent|partner|founder|owner"
    r"|president|ceo|cto|cfo|practitioner|sister|matron|warden|guard|librarian|surveyor|controller|staff|instructor"
    r"|trainer|senior|junior|worker|volunteer|fellow|foreman|barista|baker|welder|machinist|operative|commis"
    r"|chargehand|designer|tester"
    r"|porter|cleaner|postman|paramedic|dentist|vet|optician|stylist|hairdresser|artist|photographer|journalist"
    r"|translator"
    r"|actuary|economist|chemist|biologist|physicist|statistician|sous|specialist|recruiter|merchandiser|picker"
    r"|packer)s?\b",
    re.I,
)
ORGANISATION = re.compile(
    r"\b(?:hospital|clinic|infirmary|surgery|care home|nhs|trust|school|academy|college|university|institute|ltd"
    r"|limited|llc"
    r"|inc|gmbh|ag|plc|corp(?:oration)?|company|co|group|holdings|partners?|council|ministry|bank|hotel|restaurant"
    r"|foundation"
    r"|agency|laborator(?:y|ies)|labs?|stores?|logistics|services|solutions|systems|technologies|software|payments"
    r"|llp|llc|builders?|contractors?|bakery|coffee|caf\u00e9|cafe|pharmacy|insurance|retail|housing"
    r"|union|charity|practice|studio|games|works|foods|supplies|interiors|telecom|transit|parcels|sons)\b",
    re.I,
)
"""Words that tell an employer from its ward, department or town."""
