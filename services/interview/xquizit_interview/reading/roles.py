"""Which role a job description is for: its field, its title line, or how its sentences call it."""

import re
from collections.abc import Iterator

from xquizit_interview.reading.document_lines import PICTURES, Line
from xquizit_interview.reading.headings import heading_of
from xquizit_interview.reading.job_titles import ORGANISATION, TITLE
from xquizit_interview.reading.lead_ins import Section
from xquizit_interview.words import words

_FIELD = re.compile(
    r"(?:job title|(?:position|post|role|class|working|vacancy|official) title|job role|designation|position|role"
    r"|title|vacancy|post|job|opening|occupation"
    r"|(?:job|position|post|role) (?:description|profile|specification))"
    r"\s*(?:[:|\u2013\u2014]|\s-)\s*(?P<role>\S.{2,90})",
    re.I,
)
_HEAD_LINES = 25
_TITLE_LINES = 8
_MOST_WORDS = 7
_CALLED = r"(?P<role>[\w/&+#',-]+(?:\s[\w/&+#',-]+){0,11}?)"
_ENDS = (
    r"(?=\s+(?:to|who|with|for|at|in|on|that|will|is|has|you|role|position|job|post|vacancy)\b|[.;:!?(\u2013\u2014]"
    r"|\s-\s|$)"
)
_BY_PHRASE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?i:looking (?:for|to (?:appoint|hire|recruit))|seek(?:s|ing)?|hiring|recruit(?:s|ing)?|appoint(?:ing)?"
        r"|searching for|in need of|are after|'re after|\u2019re after|join (?:us|our (?:[\w-]+ ){0,3}team) as|need"
        r"|(?:opportunity|vacancy|opening) for"
        r"|require[sd]?|(?:role|position|post) (?:of|as))"
        rf"\s+(?i:an?|our next|the)\s+{_CALLED}{_ENDS}",
        r"\b[Oo]ur (?P<role>(?:[a-z]+ ){0,3}[a-z]+)(?:,? [A-Z]\w+,?)? (?:is|are) (?:retiring|leaving|moving|off"
        r"|going)\b",
        rf"\b(?:[Aa]s|[Bb]eing) (?:an?|our|the) (?:new )?{_CALLED},? (?:you|safety|your)\b",
        r"\bThe (?P<role>[A-Z][\w/&+-]*(?: (?:of |and |for |& )?[A-Z][\w/&+-]*){0,4}) (?:performs?|is (?:responsible"
        r"|accountable|part|the|a)|will|reports?|plays?|works?|provides?|supports?|leads?|manages?|ensures?|assists?"
        r"|must|should|has)\b",
        rf"^{_CALLED} (?i:wanted|required|needed|vacancy|position available)\b",
    )
)
_NO_ROLE = re.compile(
    r"\b(?:about|overview|welcome|who|what|where|when|why|we|we're|our|us|is|are|you|your|hello|hi|dear|confidential"
    r"|job (?:advert\w*|description|details|posting|profile|specification|opportunity|announcement|ad)"
    r"|position (?:description|summary|profile)|role (?:profile|description)|(?:person|class) specification"
    r"|vacancy (?:notice|announcement|bulletin)|apply|salary|full[- ]time|part[- ]time|january|february|march|april|may"
    r"|june|july|august|september|october|november|december|today|now|com|org|www|http\w*|url|pdf|log ?in|sign|skip"
    r"|error|found|menu|learn|immediate(?:ly)?|m/f\w*|m/w\w*|ltd|limited|llc|inc|gmbh|ag|plc|llp|corp"
    r"|& (?:co|sons|partners))\b|[@£€$#]|(?<!class )(?<!level )(?<!stage )(?<!category )(?<!tier )\b\d",
    re.I,
)
_NO_ROLE_ALONE = re.compile(
    r"\b(?:police|constabulary|municipality|county|parish|department|airways|airlines|hospitals?|inn|suites|ministry"
    r"|district|borough|republic|state|city|farms?|estate|council|trust|university|college|school|academy|company"
    r"|employer|location|summary|introduction|recruitment|careers?|hiring|permanent|remote|hybrid|page|doc(?:ument)?"
    r"|rev(?:ision)?|ref(?:erence)?|street|road|avenue|lane|home|start|colleague|person|someone|team|individual"
    r"|candidate|member)\b",
    re.I,
)
"""What names an employer, a place or a document, unless a word for a role comes last: `Police Officer`."""
_MORE_TITLES = re.compile(
    r"\b(?:crew|hygienist|binder|bookbinder|keeper|gardener|groom|herdsman|herdsperson|farmer|farmhand|worker|hand"
    r"|handler|host|hostess|steward(?:ess)?|pilot|captain|sailor|fisher|florist|tailor|plasterer|tiler|scaffolder"
    r"|installer|rigger|labou?rer|upholsterer|joiner|carpenter|mason|painter"
    r"|decorator|roofer|glazier|fitter|turner|miller|smith|fireman|firefighter|constable|inspector|detective|judge"
    r"|clerk|notary|registrar|curator|archivist|conservator|musician|actor|dancer|singer|director|producer|editor"
    r"|[a-z]+(?:ist|ician|grapher|ologist|keeper|maker|worker|master|woman|man|wright)|educator|assistant|mate|aide"
    r"|nanny|tutor|coach|counsell?or|mentor|ambassador|evangelist|strategist|officer|superintendent|dispatcher"
    r"|estimator|[a-z]+layer|underwriter|broker|trader|dealer|auctioneer|negotiator|collector|auditor|assessor"
    r"|examiner|operator"
    r"|attendant|ranger|lifeguard|caretaker|janitor|housekeeper|concierge|sommelier|butcher|fishmonger|brewer"
    r"|distiller|sonographer|radiographer|phlebotomist|chaplain|priest|minister|interpreter|copywriter|author|blogger"
    r"|postdoc(?:toral)?|teller|guide|rep|chemist|engineer)s?\b",
    re.I,
)
"""Words for roles that no resume's employers need to be told from."""
_WANTED = re.compile(
    r"\b(?:wanted|required|needed|urgently|now hiring|we(?:'| a)re hiring|hiring(?: now)?|vacancy|vacancies"
    r"|job opening|opening|job opportunity)\b[\s!:]*",
    re.I,
)
_PIECES = re.compile(
    r"\s+[|\u2013\u2014\u00b7•-]+\s+|[,(|@!?\u2013\u2014\u00b7:]+|\.\s|\s+(?:at|@)\s+|\s+(?:with|for)\s+(?=[A-Z])"
    r"|\s+in (?=London|the\b)"
)
_GRADE = re.compile(
    r"\s+(?:band|grade|level|scale|range|class|code|ref|step)\s+\w{1,3}$|\s+(?:job|position|role|vacancy|post)$"
    r"|\s+\d[\d.,%]*$|\s+(?:m/f|m/w|f/m|w/m|h/f|f/h|all genders)\S*",
    re.I,
)
_NEXT_FIELD = re.compile(
    r"\s+(?:grade|band|scale|directorate|department|division|section|team|salary|pay|location|reports to"
    r"|responsible to|hours|ref(?:erence)?|(?:post|job|position) (?:no|number|code|id|ref)|date|status|class code"
    r"|contract|closing date)\b\.?[^:]{0,12}:.*$",
    re.I,
)
"""A second field on the same line."""
_SENIORITY = re.compile(r"^\s*\((\w+)\W*\)", re.I)
"""`(Senior) Data Engineer` is said without the brackets."""
_PRAISE = re.compile(
    r"^(?:(?:\d+ ?x|an?|the|our|new|experienced|qualified|talented|motivated|skilled|dynamic|enthusiastic"
    r"|passionate"
    r"|hard[- ]?working|friendly|gentle|reliable|ambitious|committed|dedicated|highly|suitably|proactive|exceptional"
    r"|outstanding|great|strong|self-motivated|driven|creative|caring|next|full[- ]time|part[- ]time|permanent"
    r"|temporary|busy|fantastic|brilliant|bright|energetic|professional),?(?: and)?\s+)+",
    re.I,
)


def role_of(lines: list[Line]) -> str:
    """The role's title as one would say it; empty where the document does not tell."""
    for line, following in zip(lines[:_HEAD_LINES], [*lines[1:], None], strict=False):
        if (match := _FIELD.match(line.text)) and (title := _title(_whole(match["role"], following), is_sure=True)):
            return title
    pieces = list(_title_pieces(lines))
    for piece in pieces:
        if names_work(piece):
            return piece
    for pattern in _BY_PHRASE:
        for line in lines[: 2 * _HEAD_LINES]:
            for match in pattern.finditer(line.text):
                if title := _title(_work_in(match["role"]), is_sure=False):
                    return title
    first = next(iter(lines), None)
    is_sure = (
        first is not None and bool(pieces) and first.text.lower().startswith(pieces[0].lower()) and len(pieces[0]) > 3
    )
    return pieces[0] if is_sure and heading_of(lines[0], None) is None else ""


def _whole(role: str, following: Line | None) -> str:
    """A field's role with the line below it, where the margin has cut `Shift` off `Supervisor`."""
    is_cut = following is not None and not (names_work(role) or following.follows_blank or following.is_bullet)
    if following is None or not is_cut or ":" in following.text or not names_work(following.text):
        return role
    return f"{role} {following.text}" if len(words(following.text)) <= _MOST_WORDS // 2 else role


def _work_in(called: str) -> str:
    """Of what a sentence calls the role its title: `Staff Engineer` in `hands-on, curious Staff Engineer`."""
    tokens = called.replace(",", " ,").split()
    end = next((n for n in range(len(tokens), 0, -1) if names_work(tokens[n - 1])), 0)
    start = end
    is_title = end > 0 and tokens[end - 1][:1].isupper()
    while start > 0 and end - start < _MOST_WORDS and tokens[start - 1] not in {",", "and", "or"}:
        if is_title and not (tokens[start - 1][:1].isupper() or tokens[start - 1] in {"of", "&"}):
            break
        start -= 1
    return " ".join(tokens[start:end])


def _title_pieces(lines: list[Line]) -> Iterator[str]:
    """What may be a title among the first lines, in order."""
    for index, line in enumerate(lines[:_TITLE_LINES]):
        heading = heading_of(line, lines[index + 1] if index + 1 < len(lines) else None)
        is_section = heading is not None and heading.section in {Section.REQUIRED, Section.PREFERRED, Section.DUTIES}
        if is_section and index > 1:
            return
        if "://" in line.text or "www." in line.text:
            continue
        is_item = line.is_bullet and (line.marker.isascii() or line.marker in "•\u2013\u2014▪●")
        text = line.text.partition(". ")[0] if index == 0 else line.text
        if is_section or is_item or text.endswith(".") or len(words(text)) > 2 * _MOST_WORDS:
            continue
        for raw in _PIECES.split(_WANTED.sub("! ", _SENIORITY.sub(r"\1 ", text))):
            if raw and (title := _title(raw, is_sure=False)):
                yield title


def names_work(title: str) -> bool:
    """Whether a title has a word for somebody's work."""
    return TITLE.search(title) is not None or _MORE_TITLES.search(title) is not None


def _title(raw: str, *, is_sure: bool) -> str:
    """A title without grade, praise and capitals throughout; empty for what can be none.

    Args:
        raw: A part of a line.
        is_sure: Whether the document says that it is the title.
    """
    text = re.sub(rf"[{PICTURES}\"\u201c\u201d*_]", " ", raw)
    if is_sure:
        text = _NEXT_FIELD.sub("", text)
        text = next((piece for piece in _PIECES.split(text) if words(piece)), "")
    text = _PRAISE.sub("", _GRADE.sub("", " ".join(text.split()))).strip(" .,:;!-\u2013\u2014/&")
    is_short = 1 <= len(words(text)) <= _MOST_WORDS
    if not is_short or _NO_ROLE.search(text):
        return ""
    is_other = ORGANISATION.search(text) or _NO_ROLE_ALONE.search(text)
    if not is_sure and is_other and not names_work(text.split()[-1]):
        return ""
    return _unshouted(_singular(text))


def _singular(title: str) -> str:
    """`Bricklayers wanted` looks for a bricklayer."""
    last = title.rpartition(" ")[2]
    return title[:-1] if re.search(r"[^sS][sS]$", last) and names_work(last[:-1]) else title


def _unshouted(title: str) -> str:
    """`SENIOR QA ENGINEER` as `Senior QA Engineer`."""
    if not title.isupper() or (" " not in title and len(title) <= 4):
        return title
    return " ".join(_word(word) for word in title.split())


def _word(word: str) -> str:
    if word in {"II", "III", "IV", "VI"} or word in _ACRONYMS or not re.search(r"[AEIOUY]", word):
        return word
    return word.lower() if word in {"OF", "AND", "FOR", "THE", "IN", "TO"} else word.title()


_ACRONYMS = frozenset(
    "AI BI CAD CEO CFO COO CTO EHS ERP ESL GIS HGV HR HSE ICU IT MRI PA PE PR QA RN SAP SEO UI UK US UX VP".split()
)
