"""What a candidate's turn is, told from its words: an answer, or one of the things that are none."""

import re

from xquizit_interview.state import CandidateKind
from xquizit_interview.verbs import is_past
from xquizit_interview.words import content_stems, words

_SHORT_WORDS = 22
"""Requests are short; the same phrase inside a long answer belongs to the answer."""
_PARTIAL_WORDS = 9
"""An answer of fewer words leaves something to ask."""

_FILLERS = (
    r"(?:um+|uh+|er+|erm+|hmm+|mm+|well|okay|ok|oh|so|right|yeah|yes|no|sorry|please|actually"
    r"|hi|hello|hey|and|but|just)"
)
_LEAD = re.compile(rf"^(?:{_FILLERS}\b[\s,.!?…-]*)+", re.I)

_WISH = (
    r"(?:i(?:'d| would)? (?:like|want|need|prefer|have|wish) to"
    r"|(?:can|could|may|shall|let(?:'s| us)) (?:we |i )?(?:please )?)"
)
_TALK = r"(?:interview|call|conversation)"
_STOPS_THIS = re.compile(
    rf"\b{_WISH}\s*(?:stop|end|quit|finish|leave|cancel)"
    rf"(?: (?:here|now|today|the {_TALK}|this {_TALK}|it here|talking))+\b"
    rf"|\b(?:stop|end|quit) (?:the|this) {_TALK}\b|\bi(?:'m| am) done with (?:this|the) {_TALK}"
    r"|\bi (?:do not|don't) want to (?:continue|go on|do this)\b(?! (?:with|to))",
    re.I,
)
"""A wish to stop this very interview counts whatever stands beside it, `because I feel unwell`."""
_PATTERNS: tuple[tuple[CandidateKind, re.Pattern[str]], ...] = (
    (
        CandidateKind.WANTS_TO_STOP,
        re.compile(
            rf"\b{_WISH}\s*(?:stop|quit|end|finish|leave)(?: (?:this|it))?\s*(?:,?\s*please|,?\s*thank(?:s| you))?"
            r"\s*[.!?]*$",
            re.I,
        ),
    ),
    (
        CandidateKind.REPEAT_REQUEST,
        re.compile(
            r"\b(?:repeat (?:that|the|this|it|your|please)|(?:can|could|would|will) you (?:please )?repeat"
            r"|say (?:that|it|this) (?:again|once more|one more time)"
            r"|(?:didn't|did not|couldn't|could not|can't|cannot) (?:quite )?(?:hear|catch|get) (?:that|you|it|the"
            r"|what|your)|(?:come again|pardon(?: me)?|excuse me)\s*[?.!]*$"
            r"|what (?:was|is) (?:the|your) question|once more,? please|ask (?:that|me) again|one more time)",
            re.I,
        ),
    ),
    (
        CandidateKind.CLARIFICATION_REQUEST,
        re.compile(
            r"\b(?:what (?:do|did) you mean|(?:can|could|would) you (?:please )?(?:explain|clarify|rephrase"
            r"|elaborate|be more specific|give me an example|say what)"
            r"|i (?:do not|don't|didn't|did not) (?:quite |really |fully )?understand (?:the|your|that|this|what"
            r"|it)|(?:i'm|i am) not sure (?:what you mean|i understand|what you(?:'re| are) asking)"
            r"|do you mean\b|are you asking|you mean\b.*\?|what exactly (?:do|are) you|in what sense|which (?:one"
            r"|part|kind|project|role) do you mean|rephrase)",
            re.I,
        ),
    ),
    (
        CandidateKind.SKIP,
        re.compile(
            r"\b(?:(?:can|could|may|shall|let(?:'s| us)) (?:we |i |me )?(?:please )?(?:skip|pass|move on|go on to"
            r"|go to)|skip (?:this|that|it|the)|i(?:'d| would) (?:rather|prefer) (?:to )?(?:not (?:to )?(?:answer"
            r"|say|talk)|skip|pass)"
            r"|i(?:'ll| will)? pass(?: on (?:this|that)(?: one)?)?\s*[.!,]*$|next question\b|(?:no )?comment(?=\W*$)"
            r"|(?:i(?:'d| would)?|i(?:'ll| will)) (?:prefer|rather|would rather) not\b"
            r"|i (?:refuse|decline) to (?:answer|say|talk)"
            r"|(?:that(?:'s| is)|it(?:'s| is)) none of your business"
            r"|i (?:do not|don't|will not|won't|would not|wouldn't) (?:want to |like to )?(?:answer"
            r"|say (?:that|anything)|talk about (?:it|that|this))|(?:you will|you'll) (?:get|have) no answer)"
            r"|^(?:skip|pass|next)(?: it)?[.! ]*$",
            re.I,
        ),
    ),
    (
        CandidateKind.THINKING_ALOUD,
        re.compile(
            r"\b(?:let me (?:think|see|remember|recall)|give me (?:a|one|just a|just one|some) (?:moment|second"
            r"|minute|sec|time)|(?:one|just a|a) (?:moment|second|minute|sec)(?:,? please)?\s*[.…!]*$"
            r"|i(?:'m| am| need| have) (?:just |still |to )*think(?:ing)?(?: about (?:it|that|this))?\s*[.…!]*$"
            r"|i need (?:a|some) (?:moment|time|second|minute)|hold on|bear with me|(?:that's|that is) a (?:good"
            r"|tough|hard|difficult) (?:question|one)[.!… ]*$)",
            re.I,
        ),
    ),
    (
        CandidateKind.SMALL_TALK,
        re.compile(
            r"^(?:\W*(?:thank(?:s| you)(?: so much)? for watching|(?:please )?(?:like and )?subscribe|subtitles? by\b"
            r"|transcri(?:ption|bed) by\b|see you in the next|music(?=\W*$))|how are you"
            r"|nice to (?:meet|talk)|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: (?:so|very) much)?"
            r"(?: for [^.,!?]{0,40})?"
            r"|(?:are you|is this) (?:a |an )?(?:real|human|robot|ai|bot|machine"
            r"|person)"
            r"|can you hear me|is (?:this|it|my mic\w*) (?:working|on)|are you there|testing|what(?:'s"
            r"| is) your name|how(?:'s| is) (?:the weather|your day|it going)|what(?:'s| is) the weather|i(?:'m"
            r"| am) (?:fine|good|ready|a (?:bit|little) nervous|nervous))\b",
            re.I,
        ),
    ),
)
"""In this order: a wish to stop outranks everything, an answer is what is left."""
_ANSWER_STEMS = 5
"""So many telling words beside a request are an answer."""
_DEED = re.compile(r"\b(?:i|we) (?:\w+ly )?(\w+)", re.I)
_NO_DEED = frozenset("heard thought wanted got lost said meant".split())
"""Pasts that belong to requests, `I lost the thread`."""
_TELLS = re.compile(
    r"^(?:i|we)\s+(?!(?:would|didn't|did not|couldn't|could not|can't|cannot|want|need|have to|don't|do not|am"
    r"|think|rather"
    r"|pass|will|wish|prefer|refuse|decline|like|just|still)\b)\w",
    re.I,
)
"""`I asked …`, `we moved …`: tells something, whatever words follow."""
_TRAILING = re.compile(r"(?:\b(?:i|we|they|and|but|or|so|because|then|with|the|a|to|of|for)|…|\.\.\.)\s*$", re.I)


def classify(text: str) -> CandidateKind:
    """What a turn with these words is. Text is all there is to tell by: it may lack case and punctuation."""
    plain = text.replace("\u2019", "'").strip()
    bare = _LEAD.sub("", plain)
    count = len(words(bare))
    if not bare.strip(" .,!?…-") and plain:
        is_word = re.fullmatch(r"(?:yes|yeah|no|right|okay|ok)[.! ]*", plain, re.I)
        if is_word:
            return CandidateKind.PARTIAL_ANSWER
        return (
            CandidateKind.SMALL_TALK
            if re.search(r"\b(?:hi|hello|hey)\b", plain, re.I)
            else CandidateKind.THINKING_ALOUD
        )
    if count <= _SHORT_WORDS and not _TELLS.match(bare):
        if _STOPS_THIS.search(bare):
            return CandidateKind.WANTS_TO_STOP
        for kind, pattern in _PATTERNS:
            match = pattern.search(bare)
            if match is not None and not _answers_beside(f"{bare[: match.start()]} {bare[match.end() :]}"):
                return kind
    if count < _PARTIAL_WORDS or _TRAILING.search(plain):
        return CandidateKind.PARTIAL_ANSWER
    return CandidateKind.ANSWER


def _answers_beside(rest: str) -> bool:
    """Whether what stands beside a request is an answer: then the whole turn is one, and nothing of it gets lost."""
    if len(content_stems(rest)) >= _ANSWER_STEMS:
        return True
    return any(is_past(verb) and verb.lower() not in _NO_DEED for verb in _DEED.findall(rest))
