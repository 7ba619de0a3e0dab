"""What may become an interview: texts within their limits, and questions that can be asked as they are. Pure."""

from xquizit_interview import limits
from xquizit_interview.hygiene import is_for_machines
from xquizit_interview.state import Documents
from xquizit_interview.wording import wording_checks as checks
from xquizit_interview.words import words
from xquizit_kit.errors import InvalidInput, TooLarge


def check(documents: Documents, extra_time_percent: int) -> None:
    """Says what is wrong, if anything is.

    Raises:
        InvalidInput: A text is empty, the extra time is out of range, or a question cannot be asked (`bad_question`).
        TooLarge: A text is too long.
    """
    for name, text in (("resume", documents.resume), ("job description", documents.job_description)):
        if not text.strip():
            raise InvalidInput(f"The {name} has no text.", reason="empty_document")
        if len(text) > limits.MAX_DOCUMENT_CHARS:
            raise TooLarge(f"The {name} may have {limits.MAX_DOCUMENT_CHARS} characters at most.")
    if len(documents.custom_instructions) > limits.MAX_INSTRUCTIONS_CHARS:
        raise TooLarge(f"The instructions may have {limits.MAX_INSTRUCTIONS_CHARS} characters at most.")
    if not 0 <= extra_time_percent <= limits.MAX_EXTRA_TIME_PERCENT:
        raise InvalidInput(f"Extra time may be 0 to {limits.MAX_EXTRA_TIME_PERCENT} per cent.", reason="bad_extra_time")
    if len(documents.questions) > limits.MAX_BANK_QUESTIONS:
        raise InvalidInput(f"There may be {limits.MAX_BANK_QUESTIONS} questions at most.", reason="bad_question")
    for number, question in enumerate(documents.questions, start=1):
        if fault := question_fault(question, subjects=documents.job_description):
            raise InvalidInput(f"Question {number} cannot be asked: {fault}.", reason="bad_question")


def question_fault(question: str, *, subjects: str) -> str:
    """Why a question of a question bank cannot be asked word for word; empty when it can.

    Args:
        question: As it is worded.
        subjects: The job description: what it speaks of (patients with diabetes, say) may be asked about.
    """
    if not words(question):
        return "it has no words"
    if len(words(question)) > limits.MAX_BANK_QUESTION_WORDS:
        return f"it has more than {limits.MAX_BANK_QUESTION_WORDS} words"
    if question.count("?") > 1 or checks.without_second_question(question) != question:
        return "it asks more than one thing"
    if not checks.asks(question):
        return "it asks nothing"
    if checks.plain(question)[1] or checks.is_unspeakable(question):
        return "it holds what a voice cannot say, such as a link or a list mark"
    if checks.is_improper(question, subjects):
        return "it touches a matter that nobody may be asked about"
    if is_for_machines(question):
        return "it gives orders to the interviewer"
    return ""
