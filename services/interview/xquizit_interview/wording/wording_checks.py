"""What can be wrong with a question's words, each as one pure test: leaks, verdicts, protected matters, language."""

import re
from collections.abc import Iterable

from xquizit_interview.hygiene import is_protected
from xquizit_interview.wording.spoken_numbers import spoken
from xquizit_interview.words import sentence_spans, words

_LABEL = re.compile(
    r"^\s*(?:\*\*|__)?(?:(?:next|first|new|follow[- ]?up|final|opening|last)\s+)?(?:question|interviewer|answer"
    r"|assistant|model|reply|response|topic)(?:\s*\d+)?\s*(?::|(?=\*\*|__))\s*(?:\*\*|__)?:?\s*",
    re.I,
)
_LIST_MARK = re.compile(r"^\s*(?:[-*+•>]|#{1,6}|\(?\d{1,2}[.)]|[a-z]\))(?:\s+|$)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(?:\*{1,3}|_{2,3}|`{1,3}|~~)")
_UNSPEAKABLE = re.compile(
    r"https?://|www\.|\b[\w.+-]+@[\w-]+\.\w|\b\w+\.(?:com|org|net|io)/|\b\w+\.(?:com|org)\b|[\[\]{}<>|\\^=]|\n"
    r"|[\U0001f000-\U0001ffff\u2600-\u27bf]",
    re.I,
)

_AUXILIARY = r"(?:did|do|does|was|were|is|are|would|will|can|could|have|has|had)"
_INTERROGATIVE = r"(?:what|how|why|when|where|who|which)"
_JOINT = re.compile(
    rf"[,;]?\s+(?:and|or|but)\s+(?:also\s+|then\s+|if so,?\s+)*{_INTERROGATIVE}\s+(?:\w+\s+){{0,2}}?{_AUXILIARY}\b"
    rf"|[,;]\s+(?:and|or)\s+{_AUXILIARY}\s+(?:you|it|they|that|he|she)\b",
    re.I,
)
_ASKS_ALREADY = re.compile(rf"(?:^|[.,;:]\s+)(?:(?:and|so|then)\s+)?(?:{_INTERROGATIVE}|{_AUXILIARY})\b", re.I)
_ASKS = re.compile(
    r"\?|\b(?:please\s+(?:tell|describe|explain|share|give|walk|take)|(?:tell|walk|take|talk) (?:me|us)|describe"
    r"|explain|share (?:one|an|a)|give me (?:one|an|a)|I(?:'d| would) (?:like|love) to hear)\b",
    re.I,
)

_PERSONAL = re.compile(
    r"\bhow old\b|\byour (?:age|birth\w*|date of birth|religio\w*|faith|church|ethnic\w*|race|nationality|citizenship"
    r"|native (?:language|tongue|country)|mother tongue|accent|marital\w*|wife|husband|spouse|partner|boyfriend"
    r"|girlfriend|sons?|daughters?|mother|father|parents?|mum|mom|dad|baby|child\w*|kids?|famil\w+"
    r"|pregnan\w*|disabilit\w*|illness\w*|medical (?:history|condition)\w*"
    r"|mental health|(?:own |personal )?health(?! (?:and|care|service|system|record|data))|sexual\w*|orientation|gender"
    r"|pronouns|criminal\w*|arrest\w*|conviction\w*|debts?|(?:own |personal )?finances|credit (?:score|history)"
    r"|(?:salary history|previous salary|current salary)|political (?:views?|party|opinions?)|trade union)\b"
    r"|\b(?:do|did|will|would|are|have) you (?:\w+ ){0,3}?(?:have|having|had|want|plan\w*|start\w*|expect\w*|raise|get)"
    r" (?:\w+ ){0,3}?(?:child|children|kids?|famil\w+|baby|married|pregnant|divorced|disabilit\w*|illness\w*)\b"
    r"|\bare you (?:\w+ )?(?:married|single|divorced|pregnant|religious|gay|straight|disabled|healthy|a citizen|muslim"
    r"|christian|jewish|hindu|retired|in a union|a union member)\b"
    r"|\bwhere (?:are|do|did) you (?:originally |really )?(?:come )?(?:from|born)\b|\bwere you born\b"
    r"|\bwhat year (?:were you born|did you (?:graduate|finish school))\b"
    r"|\b(?:have|had|were) you (?:ever )?(?:been )?(?:arrested|convicted|in prison|bankrupt)\b"
    r"|\bwho (?:do|did|would) you vote\b|\bbelieve in god\b",
    re.I,
)
_PERMITTED = re.compile(r"\bauthori[sz]ed to work\b|\bright to work\b|\b(?:over|at least) (?:18|eighteen)\b", re.I)

_GOOD_OR_BAD = (
    r"(?:excellent|perfect|great|brilliant|outstanding|impressive|wonderful|fantastic|amazing|superb|terrific|poor"
    r"|weak|bad|disappointing|wrong|incorrect|correct|right|good|strong|solid|nice)"
)
_JUDGED = r"(?:answer|response|reply|example|explanation|work|job|candidate|performance|experience|result)s?"
_VERY = r"(?:(?:really|very|quite|absolutely|truly|so|such|pretty) )?"
_AT_START = r"(?:^|[,.!;:\u2014-]\s*)(?:(?:wow|oh|well|yes|no|ah|and)\W+)?"
_VERDICT = re.compile(
    rf"{_AT_START}{_VERY}{_GOOD_OR_BAD} {_JUDGED}\b|{_AT_START}(?:excellent|perfect|brilliant|outstanding|impressive"
    r"|wonderful|fantastic|amazing|superb|terrific|bravo|well done|good job|nice)(?=\s*[,.!])"
    rf"|\b(?:that(?:'s| is| was)|it(?:'s| was| is)|you gave(?: me)?|what) {_VERY}an? {_VERY}{_GOOD_OR_BAD}"
    rf" (?:\w+ )?{_JUDGED}\b"
    rf"|{_AT_START}that(?:'s| is| was| sounds) (?:not )?{_VERY}{_GOOD_OR_BAD}\b"
    r"|\byou(?:'re| are) (?:the right|hired|rejected|not (?:the right|qualified|suitable)|overqualified|unqualified"
    r"|well suited|very (?:qualified|impressive|talented)"
    r"|an? (?:great|strong|perfect|poor|weak|ideal) (?:candidate|fit))"
    r"|\byou nailed\b|\b(?:i am|i'm) (?:very |really |quite )?(?:impressed|disappointed|not convinced)\b"
    r"|\bi (?:would|will|'ll|'d) (?:recommend|hire|reject|rate)\b|\b(?:highest|lowest|top) (?:rating|score|mark)\b"
    r"|\byou (?:have )?(?:passed|failed)(?= (?:this|the) (?:interview|test|stage)|\s*[.!]|$)"
    r"|\byou (?:have )?scored\b|\byou(?:'ll| will)? (?:get|got|have) the job\b"
    r"|\b(?:right|perfect|ideal) person for (?:this|the)\b",
    re.I,
)

_ENGLISH = frozenset(
    """a about after all also an and another any are as at be because been before being but by can could did do does
    each for from get give had has have how i if in into is it its let let's like me more most much my next no not of
    on one or other our please so some tell than thank thanks that the their them then there these they thing this
    those through time to up us was we were what when where which while who why will with would you your""".split()
)
_FOREIGN = frozenset(
    """und der das ist nicht für mit wie können bitte ich haben wir auf ein eine einen den dem sich auch le les des
    est vous que pour avec dans une sur pas nous comment quel quelle el los las una por qué cómo usted para con del
    en su muy il di che non per sono della come lei uno gli het een van zijn niet voor hebt dat o os um uma não você
    como""".split()
)
_LATIN_END = 0x24F
"""The last letter of the Latin alphabets."""
_NAME = re.compile(r"(?<![.!?:\u2026\"'\u201c(])\s((?:[A-Z][\w&+#'-]*|[a-z]+[A-Z]\w*))")
_NUMBER = re.compile(r"\d[\d.,]*")
_NEVER_A_NAME = frozenset("i i'd i'm i'll i've ok cv mr ms mrs dr english".split())
_SELF_TALK = re.compile(
    r"\b(?:my|the|these|your) (?:system )?(?:instructions|prompt|guidelines|rubric)s?"
    r" (?:are|is|say|tell|state|was|were)\b"
    r"|\bsystem (?:prompt|instruction)|\bas an? (?:ai|artificial|language|large language) ?(?:language )?model\b"
    r"|\ballowed moves\b|\bi (?:was|am|have been) (?:instructed|programmed|prompted|told) to\b",
    re.I,
)
_MARKER_CHARS = 6
_SHINGLE = 5
"""So many words in a row of a secret are a leak."""


def plain(sentence: str) -> tuple[str, bool]:
    """The sentence as it can be spoken (no markdown, no labels), and whether anything had to go."""
    text = _LINK.sub(r"\1", sentence)
    text = _LIST_MARK.sub("", _LABEL.sub("", text))
    text = _EMPHASIS.sub("", _LABEL.sub("", text))
    text = " ".join(text.split())
    return text, text != " ".join(sentence.split())


def is_unspeakable(text: str) -> bool:
    """Whether it holds what a voice cannot say: addresses, brackets, pictures."""
    return _UNSPEAKABLE.search(text) is not None


def asks(text: str) -> bool:
    """Whether it asks for something, by a question or a request."""
    return _ASKS.search(text) is not None


def without_second_question(text: str) -> str:
    """`What was it, and how did it end?` as `What was it?`; anything else as it is."""
    joint = _JOINT.search(text)
    if joint is None or "?" not in text or not _ASKS_ALREADY.search(text[: joint.start()]):
        return text
    return f"{text[: joint.start()].rstrip(' ,;')}?"


def without_verdict(text: str) -> str | None:
    """What is left of a sentence without its judgement of the answer: the same, its question, or None."""
    match = _VERDICT.search(text)
    if match is None:
        return text
    rest = re.sub(r"^(?:[\s,.!;:\u2014-]|(?:and|but|so|now)\b)+", "", text[match.end() :])
    if "?" not in rest or len(words(rest)) < 4 or not re.match(rf"(?:{_INTERROGATIVE}|{_AUXILIARY})\b", rest, re.I):
        return None
    return None if _VERDICT.search(rest) else rest[:1].upper() + rest[1:]


def similarity(one: str, other: str) -> float:
    """The Jaccard similarity of their words; against the whole of `other` and each of its questions, the highest."""
    ours = tokens(one)
    others = [other, *(span.of(other) for span in sentence_spans(other) if "?" in span.of(other))]
    return max((len(ours & theirs) / len(ours | theirs) for text in others if (theirs := tokens(text))), default=0.0)


def leaks(text: str, secrets: Iterable[str]) -> bool:
    """Whether `text` speaks of its instructions, or holds a secret.

    Of a marker six characters in a row count, also backwards and however they are spaced; of a longer text five words
    in a row; of anything else the whole.
    """
    if _SELF_TALK.search(text):
        return True
    squeezed = _squeezed(text)
    heard = [word.lower() for word in words(text)]
    shingles = {tuple(heard[at : at + _SHINGLE]) for at in range(len(heard) - _SHINGLE + 1)}
    for secret in secrets:
        secret_words = [word.lower() for word in words(secret)]
        if len(secret_words) < _SHINGLE:
            if any(piece in squeezed for piece in _pieces(_squeezed(secret))):
                return True
        elif any(tuple(secret_words[at : at + _SHINGLE]) in shingles for at in range(len(secret_words) - _SHINGLE + 1)):
            return True
    return False


def _pieces(secret: str) -> list[str]:
    """What of a squeezed secret may not be said: all of it, of one with figures any few characters, both ways round."""
    if not secret:
        return []
    if len(secret) <= _MARKER_CHARS or not any(character.isdigit() for character in secret):
        return [secret]
    forth = [secret[at : at + _MARKER_CHARS] for at in range(len(secret) - _MARKER_CHARS + 1)]
    return [*forth, *(piece[::-1] for piece in forth)]


def is_improper(text: str, subjects: str = "") -> bool:
    """Whether it touches a matter nobody may be asked about; words that the role itself is about are not such."""
    text = _PERMITTED.sub(" ", text)
    if _PERSONAL.search(text):
        return True
    if not is_protected(text):
        return False
    known = tokens(subjects)
    return is_protected(" ".join(word for word in text.split() if word.lower().strip(".,;:?!") not in known))


def is_foreign(text: str) -> bool:
    """Whether the words are not English, as far as their small words and letters tell."""
    english, _, count = _small_words(text)
    return speaks_foreign(text) or (count >= 5 and english == 0)


def speaks_foreign(text: str) -> bool:
    """Whether the small words are those of another language, or the letters of another script."""
    letters = [letter for letter in text if letter.isalpha()]
    if letters and sum(ord(letter) > _LATIN_END for letter in letters) > 0.3 * len(letters):
        return True
    english, foreign, _ = _small_words(text)
    return foreign >= 2 and foreign > english


def _small_words(text: str) -> tuple[int, int, int]:
    """How many of its words are small English ones, small ones of other languages, and how many there are."""
    found = [word.lower().replace("\u2019", "'") for word in words(text)]
    return sum(word in _ENGLISH for word in found), sum(word in _FOREIGN for word in found), len(found)


def is_ungrounded(text: str, sources: str) -> bool:
    """Whether it holds a number or a name that none of the sources has."""
    known = sources.lower()
    numbers = (match.group().strip(".,") for match in _NUMBER.finditer(text))
    if any(not _has_number(number, known) for number in numbers):
        return True
    names = (match.group(1).lower().removesuffix("'s") for match in _NAME.finditer(text.replace("\u2019", "'")))
    return any(name not in _NEVER_A_NAME and name.strip("'-") not in known for name in names)


def _has_number(number: str, known: str) -> bool:
    """Whether a text has a number, in figures or in words."""
    if re.search(rf"(?<!\d){re.escape(number)}(?!\d)", known):
        return True
    digits = number.replace(",", "")
    said = spoken(int(digits)) if digits.isdigit() else ""
    return bool(said) and re.search(rf"\b{said.replace(' ', r'[ -](?:and )?')}\b", known) is not None


def tokens(text: str) -> frozenset[str]:
    """Its words in lower case."""
    return frozenset(word.lower() for word in words(text))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
