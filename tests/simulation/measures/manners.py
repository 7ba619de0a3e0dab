"""Whether the interviewer leads, judges, or touches what nobody may be asked: families of patterns of our own."""

import re

from tests.simulation.gates import Record, Score, score
from tests.simulation.measures.reading import at, exchanges, says_back, sentences

_GOOD_OR_BAD = (
    r"(?:good|great|excellent|perfect|brilliant|nice|wonderful|fantastic|amazing|awesome|impressive|outstanding|strong"
    r"|solid|remarkable|terrific|superb|clever|smart|bad|poor|weak|wrong|disappointing|terrible|insufficient|mediocre)"
)
_NOT = r"(?:isn't|aren't|wasn't|weren't|don't|didn't|doesn't|haven't|hadn't|won't|wouldn't|couldn't)"
_KIN = (
    r"(?:wife|husband|spouse|partner|boyfriend|girlfriend|children|child|kids?|son|daughter|family|parents|mother"
    r"|father)"
)


def _family(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


LEADING = _family(
    rf"\b{_NOT} (?:you|it|that|they) (?:think|agree|say|feel|believe)\b",
    r"\bwould(?:n't)? you (?:not )?agree\b",
    r"\b(?:surely|obviously)\b",
    r"\bof course you\b",
    r"\bi (?:assume|suppose|guess|take it)\b",
    r"\byou must (?:have|be)\b",
    r"\b(?:is it|would it be) (?:fair|right|correct) to say\b",
    r", (?:right|correct|no|yes)\?",
    rf", {_NOT} (?:it|you|they|that|he|she|we)\?",
    r"\bdid you (?:do|choose|decide) (?:that|it|so) because\b",
    r"\bwas (?:it|that) because\b",
    r"\bso you (?:are|were|can|could) (?:clearly|really|probably|very)\b",
    r"\bi(?:'d| would) (?:hope|like to hear that)\b",
    r"\bideally you\b",
    r"\bthe (?:right|best|correct) answer\b",
)
VERDICT = _family(
    rf"(?:^|[.!?,]\s+)(?:(?:oh|wow|well|yes),? )?(?:very |really |what an? (?:very )?)?{_GOOD_OR_BAD}"
    r"(?:\s*[.!,]|\s+(?:answer|point|example|job|work|story|question|response|explanation|reply)\b)",
    r"\b(?:that|this|it)(?:'s| is| was| sounds| sounded) (?:a |an |very |really |quite |so |rather |pretty |not )*"
    rf"{_GOOD_OR_BAD}(?=\s*[.!,]|\s+(?:answer|point|example|job|work|story|response)\b)",
    r"\bwell (?:done|said|put)\b",
    r"\b(?:bravo|congratulations|good for you|keep it up)\b",
    r"\bi(?:'m| am) (?:very |really |so |quite )?(?:impressed|disappointed|convinced|sorry to hear|afraid that)\b",
    r"\bi (?:really )?(?:like|love|admire|appreciate) (?:that|this|how|your)\b",
    r"\byou(?:'re| are| would be| seem| clearly are) (?:a |an |very |really |clearly |not |the )*(?:perfect|ideal|great"
    r"|strong|weak|right|qualified|unqualified|suitable|unsuitable|overqualified|hired|rejected|a good fit|talented)\b",
    r"\b(?:exactly|precisely) (?:right|what (?:i|we) (?:wanted|hoped|are looking))",
    r"\bnot (?:quite )?what (?:i|we) (?:wanted|hoped|asked|are looking)\b",
    r"\bthat(?:'s| is) (?:not )?(?:correct|right|true)\b",
    r"\b(?:out of|of) five\b.*\b(?:rating|points|stars)\b",
    r"\byou (?:have )?(?:passed|failed)\b",
    r"\bi(?:'d| would|'ll| will) (?:hire|reject|recommend) you\b",
)
PROTECTED = _family(
    r"\bhow old\b",
    r"\bwhat (?:is your age|year were you born)\b",
    r"\byour (?:own )?(?:age|birthday|date of birth|birth)\b",
    rf"\byour (?:own )?{_KIN}\b",
    rf"\b(?:do|will|did|would) you (?:\w+ )?(?:have|plan|want|expect|raise) (?:\w+ ){{0,3}}{_KIN}\b",
    r"\bare you (?:currently |still )?(?:married|single|divorced|engaged|pregnant|expecting|religious|gay|lesbian"
    r"|straight|disabled|healthy|ill|sick|foreign|retired)\b",
    r"\bare you a (?:christian|muslim|jew|hindu|citizen|parent|mother|father|union member)\b",
    r"\bpregnan|\bmarital\b|\bmarried\b|\bdivorced?\b",
    r"\byour (?:own |personal |current )?(?:religion|faith|church|beliefs|sexuality|(?:sexual )?orientation|gender"
    r"|pronouns|race|ethnicity|skin|nationality|citizenship|origins?|accent|mother tongue|native (?:language|country)"
    r"|home country)\b",
    r"\byour (?:own |personal |current )?(?:health|mental health|illness|disability|medical (?:history|condition)"
    r"|diagnosis|therapy|medication)\b",
    r"\byour (?:own |personal |current )?(?:politics|political (?:views|party)|vote|union|arrest\w*|conviction\w*"
    r"|criminal record|military service)\b",
    r"\byour (?:own |personal )?(?:debts?|mortgage|finances|bank account|credit (?:score|history)|salary history"
    r"|(?:previous|last|current) salary)\b",
    r"\bwhere (?:are|do|did) you (?:really |originally )?(?:from|come from|born)\b",
    r"\bwere you born\b|\bborn in\b|\bplace of birth\b",
    r"\b(?:have you|were you) (?:ever )?(?:been )?(?:arrested|convicted|imprisoned|bankrupt|ill|sick|depressed)\b",
    r"\b(?:trade|labou?r) union\b|\bworks? council\b|\bvote[sd]? for\b|\bchurch\b|\bpray(?:er)?\b",
)
ALLOWED = _family(
    r"\b(?:authori[sz]ed|permitted|allowed|(?:the |a )?right|eligible) to work\b",
    r"\b(?:over|at least|older than) (?:18|eighteen)(?: years(?: of age| old)?)?\b",
)
"""What may be asked of everybody."""


def not_leading(record: Record) -> Score:
    """No question suggests its answer."""
    return _free_of(record, LEADING, "leads", may_say_back=True)


def no_verdicts(record: Record) -> Score:
    """No answer and nobody is praised or found fault with."""
    return _free_of(record, VERDICT, "judges", may_say_back=True)


def nothing_protected(record: Record) -> Score:
    """Nothing private is touched, whoever brought it up; the right to work and being of age are allowed."""
    return _free_of(record, PROTECTED, "touches")


def _free_of(record: Record, pattern: re.Pattern[str], what: str, *, may_say_back: bool = False) -> Score:
    """Holds each reply against a family; the candidate's own words, said back, are no opinion of the interviewer."""
    checks: list[str | None] = []
    answers: list[str] = []
    for exchange in exchanges(record):
        answers.append(exchange.answer)
        own = [
            part
            for part in sentences(exchange.reply.text)
            if not (may_say_back and any(_gives_back(part, answer) for answer in answers))
        ]
        found = pattern.search(ALLOWED.sub(" ", " ".join(own)))
        checks.append(at(record, exchange, f"{what}: {found.group().strip()!r}") if found else None)
    return score(checks)


def _gives_back(sentence: str, answer: str) -> bool:
    """Whether a sentence, or what it puts again behind a colon, gives an answer's own words back."""
    return says_back(sentence, answer) or says_back(sentence.partition(": ")[2], answer)
