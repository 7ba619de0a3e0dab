"""What a candidate's turn is, told from its words: an answer, or one of the things that are none."""

import re

from xquizit_interview.state import CandidateKind
from xquizit_interview.words import words

_SHORT_WORDS = 22
"""Requests are short; the same phrase inside a long answer belongs to the answer."""
_PARTIAL_WORDS = 9
"""An answer of fewer words leaves something to ask."""

_FILLERS = (
    r"(?:um+|uh+|er+|erm+|hmm+|mm+|well|okay|ok|oh|so|right|yeah|yes|no|sorry|please|actually"
    r"|hi|hello|hey|and|but|just)"
)
_LEAD = re.compile(rf"^(?:{_FILLERS}\b[\s,.!?…-]*)+", re.I)

_PATTERNS: tuple[tuple[CandidateKind, re.Pattern[str]], ...] = (
    (
        CandidateKind.WANTS_TO_STOP,
        re.compile(
            r"\b(?:i(?:'d| would)? (?:like|want|need|prefer|have|wish) to (?:stop|end|quit|finish|leave"
            r"|cancel)\b(?! the )"
            r"|i(?:'d| would)? (?:like|want|need|prefer|have|wish) to (?:stop|end|quit|finish|leave|cancel) (?:the"
            r"|this) (?:interview|call|conversation)"
            r"|(?:can|could|may|shall|let(?:'s| us)) (?:we |i )?(?:please )?(?:stop|end|quit|finish)(?: (?:here|now"
            r"|the interview|this|it))?\s*(?:please)?[?.!]*$"
            r"|(?:stop|end|quit) (?:the|this) interview|i(?:'m| am) done with (?:this|the) interview"
            r"|i (?:do not|don't) want to (?:continue|go on|do this))",
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
            r"|i(?:'ll| will)? pass\b|next question|no comment)|^(?:skip|pass|next)[.! ]*$",
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
            r"^(?:how are you|nice to (?:meet|talk)|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: (?:so"
            r"|very) much)?(?: for .{0,40})?|(?:are you|is this) (?:a |an )?(?:real|human|robot|ai|bot|machine"
            r"|person)"
            r"|can you hear me|is (?:this|it|my mic\w*) (?:working|on)|are you there|testing|what(?:'s"
            r"| is) your name|how(?:'s| is) (?:the weather|your day|it going)|what(?:'s| is) the weather|i(?:'m"
            r"| am) (?:fine|good|ready|a (?:bit|little) nervous|nervous))\b",
            re.I,
        ),
    ),
)
"""In this order: a wish to stop outranks everything, an answer is what is left."""
_TELLS = re.compile(
    r"^(?:i|we)\s+(?!(?:would|didn't|did not|couldn't|could not|can't|cannot|want|need|have to|don't|do not|am"
    r"|think|rather"
    r"|pass|will|wish|prefer|like|just|still)\b)\w",
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
        for kind, pattern in _PATTERNS:
            if pattern.search(bare):
                return kind
    if count < _PARTIAL_WORDS or _TRAILING.search(plain):
        return CandidateKind.PARTIAL_ANSWER
    return CandidateKind.ANSWER
