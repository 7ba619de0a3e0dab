"""What the recruiter wants asked: questions word for word, and subjects to talk about."""

import re

from xquizit_interview import limits
from xquizit_interview.hygiene import clean, is_for_machines, is_protected
from xquizit_interview.state import Documents, Point, PointKind
from xquizit_interview.terms import question_fault
from xquizit_interview.wording.spoken import speakable, trimmed
from xquizit_interview.words import sentence_spans

_ASKS_ABOUT = re.compile(
    r"\b(?:ask(?: them| the candidate| him| her)?(?: about| how| whether| for)?|focus on|probe|explore|dig into"
    r"|check|find out about|cover|discuss|talk about|pay attention to)\s+(.+)",
    re.I,
)
_FORBIDS = re.compile(r"\b(?:do not|don't|never|no need to|avoid|without)\b", re.I)
"""`Do not ask about salary` names no subject."""
_MAX_SUBJECTS = 2
_SUBJECT_WORDS = 14


def recruiter_points(documents: Documents) -> list[Point]:
    """The questions of the question bank and those within the instructions, then the subjects that these name.

    Questions have to be asked before the end, as they are worded; one in the instructions that cannot be asked so (in
    the bank such are refused when it is handed in) is left out.
    """
    sentences = [span.of(text) for text in [clean(documents.custom_instructions)] for span in sentence_spans(text)]
    wished = [text for text in sentences if not is_protected(text) and not is_for_machines(text)]
    among_wishes = [
        speakable(text)
        for text in wished
        if text.endswith("?") and not question_fault(text, subjects=documents.job_description)
    ]
    questions = list(dict.fromkeys([*documents.questions, *among_wishes]))[: limits.MAX_BANK_QUESTIONS]
    subjects = [
        trimmed(speakable(match.group(1)), _SUBJECT_WORDS)
        for text in wished
        if not text.endswith("?") and not _FORBIDS.search(text) and (match := _ASKS_ABOUT.search(text))
    ]
    return [
        *(Point(point_id="", kind=PointKind.FIXED_QUESTION, subject=text, is_must_have=True) for text in questions),
        *(Point(point_id="", kind=PointKind.INSTRUCTION, subject=text) for text in subjects[:_MAX_SUBJECTS]),
    ]


def confidences(documents: Documents) -> tuple[str, ...]:
    """The sentences of the recruiter's instructions that are not there to be asked: nobody may hear them."""
    text = clean(documents.custom_instructions)
    told = (span.of(text) for span in sentence_spans(text))
    return tuple(one for one in told if not one.endswith("?") and not _ASKS_ABOUT.search(one))
