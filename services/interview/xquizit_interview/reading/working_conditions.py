"""What a job description demands and nobody is interviewed about: the body, checks, pay, and how to apply."""

import re

_WEIGHT = r"\d+ ?(?:\w+ )?(?:lbs?|pounds?|kgs?|kilos?|kilograms?)\b"
_BODY = (
    rf"\b(?:lift|carry|push|pull|mov|handl)(?:e|ing)?\b[^.;]*\b{_WEIGHT}|\b{_WEIGHT}[^.;]*\blift"
    r"|\bheavy (?:lifting|loads|objects)|\b(?:stand|sit|walk)(?:ing)?\b[^.;]*\b(?:long(?:er)?|prolonged|extended"
    r"|entire|hours|periods|all day|shift|uneven)\b|\b(?:prolonged|extended|frequent) (?:periods? of )?(?:standing"
    r"|sitting|walking)|\bclimb(?:ing)? (?:ladders|stairs|steps)|\b(?:stoop|kneel|crouch)(?:ing)?\b|\bvisual acuity"
    r"|\bcolou?r vision|\bphysical(?:ly)? (?:fit\w*|able|capable|stamina|demand\w*|requirements?|strength|effort)"
    r"|\bgood (?:eyesight|hearing|physical)|\bsafety (?:shoes|footwear|boots|glasses|goggles)|\bhair ?nets?\b"
    r"|\bpersonal protective equipment|\bexpos(?:ed|ure) to (?:\w+ )?(?:noise|dust|odou?rs|fumes|solvents|chemicals"
    r"|heat|cold|weather|heights|hazard\w*|the elements)"
)
_CHECKED = (
    r"(?:background|criminal|police|reference|pre-employment|barring|drug|alcohol|medical|security|credit|DBS|records?)"
)
_CHECKS = (
    r"\b(?:pass|undergo|complete|consent|obtain|subject|satisfactor\w+|clear|successful\w*|submit|willing\w*"
    r"|requires?d?)\b"
    rf"[^.;]*\b{_CHECKED}\b[^.;]*\b(?:checks?|screen\w*|investigations?|clearances?|examinations?|tests?|vetting)\b"
    r"|\b(?:background|police|DBS|CRB|PVG|criminal records?) (?:and \w+ )?(?:checks?|screening|clearances?"
    r"|investigation)|\bDBS\b|\b(?:through|hold|police|security|pass) vetting|\bvetting applies|\bfitness tests?\b"
    r"|\beyesight\b|\bfingerprint|\b(?:drug|alcohol|polygraph)[- ](?:test|screen|free)\w*|\bsubject to vetting"
    r"|(?<!current )(?<!valid )\bworking with children check"
    r"|\b(?:offers?|appointments?|employment)\b[^.;]*\b(?:subject to|contingent"
    r"|conditional)\b|\b(?:right|eligib\w+|authori[sz]\w+|entitle\w+|legally able"
    r"|permit\w*) to (?:live and )?work (?:in|for)\b|\bright to work\b|\bwork (?:permit|authori[sz]ation)|\bvisas?\b"
    r"|\bproof of eligibility|\b(?:16|18|21)(?: years)?(?: of age| old| or (?:over|older|above))\b|\b(?:over"
    r"|aged?) (?:16|18|21)\b|\bprobation(?:ary)? period|\b(?:must|to) (?:reside|live) (?:in|within)\b|\bresiden(?:t"
    r"|cy) (?:of|in|requirement)|\bnon-?smok\w+"
)
_PAY = (
    r"^(?:salary|pay|reward|wage|compensation|remuneration)(?=:| is\b| from\b| between\b| range| depends| [£€$\d])"
    r"|^[£€$]|[£€$]\s?\d[^.;]*(?:\bper|\ban?|/) ?(?:hour|hr|annum|year|month|week|day)\b"
)
_TO_APPLY = (
    r"^(?:please|to apply|apply (?:now|online|in|by|to|with|at|directly)|send (?:your|us|an?|the)|write to"
    r"|interviews?\b(?! with)|closing|(?:call|ring|phone|telephone) (?:us|me|the|[A-Z]))\b|\b(?:your|with (?:an|the)"
    r"|job|complete) applications?\b|\bwelcome applications?\b|\bapplications? (?:form|which|that will|will be"
    r"|must be|close|received|documents|deadline|process)\b|\b(?:shortlist\w*|cover(?:ing)? letter|closing date"
    r"|equal opportunit\w+|start(?:ing)? date|notice period)\b|\bsounds? like you\b|\bwe look forward\b"
    r"|\b(?:applicants?|candidates?) (?:[\w ]+ )?(?:will|may) be (?:contacted|notified|invited|asked|informed"
    r"|considered|interviewed|assessed|tested|evaluated|scored|ranked|rated|required|expected|rejected|subject)\b"
    r"|\bimmediate (?:joiners?|start)\b|\bjoin immediately\b"
)
_DOCUMENTS = (
    r"(?:applications?|r[e\u00e9]sum[e\u00e9]s?|CVs?|transcripts?|documentation|questionnaires?|narrative"
    r"|cover letters?|subject line|statements? of)"
)
_BY_APPLICANTS = (
    rf"\b(?:submit|attach|include|upload|enclose|provide|describe|document|answer|follow|evaluat|receiv|complet)(?:e"
    rf"|ed|ing|s)?\b[^.;]*\b{_DOCUMENTS}\b|\b{_DOCUMENTS}\b[^.;]*\b(?:must|should|will)\b|^(?:an? |your )?(?:current "
    rf"|completed )?(?:r[e\u00e9]sum[e\u00e9]|cv|letter of (?:interest|motivation)|application|references)s?"
    r"(?:$| (?:showing|stating|with|including|that|and|in)\b)"
    r"|\b(?:applicants?|candidates?|you) (?:must|should|are (?:asked|required|requested) to|need to) (?:also )?(?:meet"
    r"|satisfy|follow|receive|submit|apply|complete|attach|provide|indicate|describe|answer|include|register|note"
    r"|address|respond|send|enclose|list|outline|state|quote|use|refer)\b|\byou will be (?:evaluated|asked|tested"
    r"|scored|rated|assessed)\b|\b(?:criteria|criterion|pages?|packages?)\b[^.;]*\b(?:assessed|considered|address"
    r"|accepted)\b"
    r"|\b(?:maximum|limit|no more than|up to) (?:of )?(?:\w+ )?pages\b"
    r"|\battendance is\b|\bany (?:equivalent )?combination\b|\bvaccinat\w+|^(?:an? )?(?:\w+ )?sense of humou?r\b"
    r"|\bto be considered for (?:employment|interview)|\bfailure to\b|\b(?:may|will) be (?:required|asked"
    r"|expected) to\b|\?$"
)
_OTHER_DUTIES = (
    r"\b(?:other|additional|related|such) (?:\w+ ){0,2}(?:duties|tasks|responsibilities"
    r"|functions)\b[^.;]*\b(?:assigned|required|requested|directed|needed|time to time|commensurate|necessary)\b"
    r"|\bother duties\b"
)
_NO_SKILL = tuple(
    re.compile(pattern, re.I) for pattern in (_BODY, _CHECKS, _PAY, _TO_APPLY, _BY_APPLICANTS, _OTHER_DUTIES)
)
_MONEY = re.compile(r"[£€]|\$\s?\d")
_FIELD = re.compile(
    r"(?:(?:job|post|position|role|class|working|vacancy|requisition) ?)?(?:titles?|ref(?:erence)?|number|code|no\.?"
    r"|id|type|location|grade|class(?:ification)?|family)|post|service|department|division|section|team|unit"
    r"|directorate|location|place of work|based?(?: at)?|work ?place|site|salary|(?:salary|pay) (?:range|scale|band"
    r"|grade)|pay|grade|band|scale|level|(?:working )?hours|working pattern|shifts?(?: pattern)?|contract(?: type)?"
    r"|employment(?: type)?|status|flsa(?: status)?|reports? to|reporting to|responsible (?:to|for)|accountable to"
    r"|line manager|schedule|vacancies|(?:closing|opening|start(?:ing)?|posting|effective) date|date(?: posted)?"
    r"|posted|deadline|duration|tenure|term|company|employer|client|organi[sz]ation|agency|industry|sector|website"
    r"|e?-?mail|phone|tel(?:ephone)?|contact|notice period|ctc|where|when|openings|work (?:arrangement|schedule|model"
    r"|mode|location)|url|link|source|no\.? of (?:posts|positions|openings)|benefits|revised|travel",
    re.I,
)
"""The fields at the head of a document, `Department: …`."""
_FIELD_ENDS = re.compile(r"\s\|\s|:|\s[\u2013\u2014-]\s")
_PAPER = re.compile(r"\b(?:licen[cs]e|certificate|qualification|registration|diploma|degree|card)\b", re.I)


def without_checks(item: str) -> str:
    """`Current driver licence and police check` without the check; as it is where no other paper is named."""
    parts = re.split(r",\s+(?:and\s+)?|\s+(?:and|plus|&)\s+", item.rstrip("."))
    checks = [part for part in parts if any(pattern.search(part) for pattern in _NO_SKILL)]
    others = [part for part in parts if part not in checks]
    is_mixed = bool(checks) and bool(others) and all(_PAPER.search(part) for part in others)
    return " and ".join(others) if is_mixed else item


def is_no_skill(text: str, *, is_item: bool) -> bool:
    """Whether a line or sentence is about conditions, checks, pay or applying, whatever it demands.

    Args:
        text: The line or sentence.
        is_item: Whether it is an item of a list; in running text any sum of money is pay.
    """
    parts = _FIELD_ENDS.split(text, maxsplit=1)
    is_field = len(parts) > 1 and bool(parts[1].strip()) and _FIELD.fullmatch(parts[0].strip()) is not None
    is_pay = not is_item and _MONEY.search(text) is not None
    return is_field or is_pay or any(pattern.search(text) for pattern in _NO_SKILL)
