"""The wording by which a sentence demands something, or says that it would be nice."""

import re

NEEDED = (
    r"(?:required|essential|mandatory|needed|necessary|expected|indispensable|vital|crucial|imperative"
    r"|non[- ]negotiable|not negotiable|taken (?:for granted|as read)|(?:a|an absolute) must|a requirement"
    r"|a (?:pre-?requisite|condition)|the (?:first|second|third|main|only)(?: essential| must)?)"
)
"""What is said of something that must be there, behind `is` or `are`."""
SURELY = r"(?:(?:absolutely|also|therefore|always|still|naturally|both|all) )?"
PERSON = (
    r"(?:candidates?|applicants?|whoever (?!you\b)\w+(?: \w+){0,3}|anyone (?:who|applying)(?: \w+){0,3}|(?:(?:the|our"
    r"|an?|any) )(?:(?:ideal|right|perfect|successful|suitable|strong|best|preferred) )*(?:candidate|applicant|person"
    r"|individual|appointee|post ?holder|incumbent|colleague)(?: (?:that |who(?:m)? )?(?:we (?:are"
    r"|'re) (?:looking for|after|seeking|hoping for)|we (?:want|need|seek|appoint|hire|choose)|appointed|for (?:this"
    r"|the) (?:job|role|post|position)))?)"
)
"""The one who gets the job, as the subject of a sentence."""
HAS = (
    r"(?:ha(?:s|ve)|can|holds?|brings?|possess(?:es)?|knows?|speaks?|understands?|demonstrates?|shows?|enjoys?|loves?"
    r"|likes?)"
)
_NO_BEING = (
    r"(?!be (?:based|responsible|offered|paid|joining|expected|required|working|part|given|asked|subject|employed"
    r"|appointed|reporting|the|invited|told|trained|supported|provided|notified|contacted|selected|made|eligible)\b)"
)
"""What a successful candidate will be, and need not be yet."""
SOMEBODY = (
    r"(?:(?:someone|somebody|people|candidates|colleagues|(?:an? )?(?:\w+ ){0,3}(?:person|individual|colleague"
    r"|candidate))(?= who| with| to)|you(?= to\b))"
)
_NO_PASSIVE = (
    r"(?!(?:\w+ly )?(?!(?:experienced|qualified|registered|licen[sc]ed|certified|motivated|skilled|organi[sz]ed"
    r"|prepared|interested|committed|dedicated|trained|chartered|accredited|focused|versed|open|accustomed|educated"
    r"|mixed)\b)(?:\w+ed|\w\w+en|kept|held|made|done|paid|sent|met|put|worn|there|read|built)\b)"
)
"""`Records must be kept` demands nothing of a person."""
MUST = re.compile(
    rf"\b(?:must(?:[- ]haves?)?\b|(?:is|are) {SURELY}{NEEDED}|required\b(?! to)"
    r"|essential\b|mandatory\b|pre-?requisite|you(?:'ll|'d| will| should| would)? (?:also )?(?:have|need|bring|hold"
    r"|possess)\b|you(?:'ve| have) got\b|(?:you|candidates|applicants) should (?:also )?(?:enjoy|be|know|have|hold"
    r"|possess)\b|we (?:also |would )?(?:require|need|expect|want (?=you\b|an?\b|some|people)|ask for|insist on"
    r"|(?:are looking|look|are searching) for (?:an? \w+ (?:who|with)|someone|somebody|people|candidates))\b"
    r"|minimum (?:of )?\d|at least (?:\d|an?\b|one|two|three|four|five)"
    rf"|{PERSON} (?:will |would |should )?(?:also )?{_NO_BEING}(?:{HAS}|is|be|needs?)\b"
    r"|(?:and )?so is\b|goes without saying|(?:is|are) second nature)",
    re.I,
)
STRONG = re.compile(
    rf"\b(?:you|{PERSON}) (?:will |also |would |therefore )*(?:must|needs? to (?:have|be|know|show|hold|possess"
    rf"|understand|demonstrate)"
    r"|have to (?:be able|have|hold|know|understand))\b"
    rf"|\b{PERSON} (?:will |would |should )(?:also |ideally )?{_NO_BEING}(?:{HAS}|be|need)\b|\b{PERSON} (?:{HAS}|is"
    rf"|needs)\b(?! (?:paid|based|offered|expected|responsible|the)\b)"
    r"|\b(?:candidates|applicants|you) should (?:also )?(?:have|hold|possess|demonstrate|be (?!aware|available"
    r"|prepared|able to (?:start|begin)))"
    rf"|\bmust (?:also |therefore )?(?:be {_NO_PASSIVE}|(?:have|hold|know|possess|understand|speak|demonstrate"
    rf"|enjoy)\b)"
    r"|\b(?:position|role|job|post|work) (?:also )?(?:requires|calls for|demands)\b"
    rf"|\b(?:my|our) client (?:also )?(?:requires|needs|wants|is (?:looking for|seeking|after)) {SOMEBODY}"
    r"|^you (?:know\b|are (?:used to|able to|comfortable|confident|at (?:home|ease)|happy to|good (?:at|with)|fluent"
    r"|experienced|familiar)\b)"
    rf"|(?:is|are) {SURELY}{NEEDED}\b|\bwe (?:also |would |do )?(?:require\b|insist on\b|need you|need (?:proven"
    rf"|solid|strong|experience)|(?:expect|need|want|look for|are (?:looking for|after)|seek) {SOMEBODY}"
    rf"|are seeking {SOMEBODY}|(?:wish|want|are looking|hope) to (?:appoint|hire|recruit|find) {SOMEBODY}"
    rf"|expect (?:you|a|experience|proven|the (?:person|successful)))"
    r"|(?:^|[,;:] |\bthis |\band )you(?:'ll|'d| will| would)? (?:also )?(?:need|bring)\b|\bso is\b"
    r"|\ba requirement for\b|\bpre-?requisite\b|\bgoes without saying\b|\bthis is (?:a|the) (?:job|role"
    r"|post) for (?:someone|somebody|people|a person) who\b",
    re.I,
)
"""What demands by itself, outside of any section of requirements."""
PREFERRED = re.compile(
    r"\b(?:nice[- ]to[- ]have|preferred|preferabl[ey]|desirable|desired|(?:an?|added|definite) (?:(?:strong|big|real"
    r"|definite|added"
    r"|distinct|huge|nice|great) )?(?:plus|bonus|advantage|asset)|(?:so much|all) the better|advantageous|beneficial"
    r"|ideally|optional|(?:would|will|'d) (?:also )?be (?:great|nice|good|helpful|welcome|delighted|handy|useful"
    r"|lovely|valuable|brilliant|fantastic|of (?:benefit|interest|advantage))|(?:is|are) (?:warmly |very )?(?:welcome"
    r"|handy|useful|helpful|valued)|(?:would|will|'d) (?:also |really )?help\b(?! (?:you|us|them|people|our|the"
    r"|customers|clients|others)\b)|helps if|be nice if|delighted if|helpful|(?:bonus|extra|brownie) points"
    r"|(?:the )?icing on the cake|a nice extra|even better)\b|^if you (?:can|speak|know"
    r"|(?:also )?have (?:also )?(?!applied|received|read)\w+(?:ed|en|un|ade|ld))\b"
    r"[^,]*, (?:please|do|tell|let|mention|we|say)\b",
    re.I,
)
A_PLUS = re.compile(
    r"\b(?:better|plus|bonus|advantage\w*|nice|delighted|optional|help|desirable|preferred|preferably|ideally"
    r"|handy|useful|asset|lovely|beneficial|great if|good if|helpful|of benefit|valuable|points)\b|^if you\b",
    re.I,
)
"""What says so in any sentence; `Visits are welcome` is only polite."""
_NEGATED = re.compile(
    r"\b(?:not|n't|n\u2019t|never|no longer)(?: (?:strictly|absolutely|always|usually))? (?:expect\w*|need(?:ed)?"
    r"|required?|have to|essential|necessary|mandatory|insist on|a (?:must|requirement|condition|prerequisite))\b"
    r"|\bneed not\b(?! only)|\bnor (?:do|does|is|are|must|need)\b.*|\bno\b[^,.;]* (?:is |are )?(?:required|necessary"
    r"|needed|expected)\b|\bwe need you\b(?! to\b)",
    re.I,
)
_REFUSED = re.compile(r"\b(?:not|n't|n\u2019t|never) (?:expect|need|require|have to)\b|\bwe need you\b(?! to)", re.I)


def demands(sentence: str) -> bool:
    """Whether a sentence demands something in any way."""
    return MUST.search(_NEGATED.sub(" ", sentence)) is not None and not _is_refusal(sentence)


def demands_strongly(sentence: str) -> bool:
    """Whether it does so wherever it stands."""
    return STRONG.search(_NEGATED.sub(" ", sentence)) is not None and not _is_refusal(sentence)


def prefers(sentence: str) -> re.Match[str] | None:
    """The words that say of something that it would be nice."""
    return PREFERRED.search(sentence)


def excuses(sentence: str) -> bool:
    """Whether a sentence only says what is not needed: `A degree is not required`."""
    rest = _NEGATED.sub(" ", sentence)
    return rest != sentence and not MUST.search(rest) and not PREFERRED.search(rest)


def _is_refusal(sentence: str) -> bool:
    return _REFUSED.search(sentence) is not None
