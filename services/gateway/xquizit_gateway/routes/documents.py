"""Two documents in, a planned interview out."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, NoReturn

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import AfterValidator

from xquizit_gateway.clients.documents import CHUNK_BYTES, ParsedDocument, as_document_error, without_contact
from xquizit_gateway.clients.interview_records import Created
from xquizit_gateway.gateway import Gateway, GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.schemas.interview import (
    BANK_LIMIT,
    BANK_LIMIT_CHARS,
    EXTRA_TIME_LIMIT_PERCENT,
    INSTRUCTIONS_LIMIT,
    DocumentName,
    HiddenTextAnswer,
    Uploaded,
)
from xquizit_kit.errors import InvalidInput, TooLarge, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

FILE_LIMIT_BYTES = 10 * 1024 * 1024

router = APIRouter(tags=["documents"])


def _bank(text: str) -> list[str]:
    """The recruiter's own questions: one a line, blank lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _not_too_many(text: str) -> str:
    if (count := len(_bank(text))) > BANK_LIMIT:
        raise ValueError(f"There are {count} questions, one a line; at most {BANK_LIMIT} can be asked")
    return text


QuestionLines = Annotated[
    str,
    Form(
        max_length=BANK_LIMIT_CHARS,
        description=f"Questions to be asked word for word: one a line, at most {BANK_LIMIT}, each of at most 40 words.",
        examples=["What does a good day at work look like for you?\nHow do you test what you build?"],
    ),
    AfterValidator(_not_too_many),
]
"""The question bank as a form sends it."""


@router.post(
    "/upload-documents",
    status_code=201,
    responses=documented(400, 413, 415, 422, 503),
    summary="Upload resume and job description",
)
async def upload_documents(
    gateway: GatewayHere,
    resume: Annotated[UploadFile, File(description="PDF or DOCX, at most 10 MB.")],
    job_description: Annotated[UploadFile, File(description="PDF or DOCX, at most 10 MB.")],
    custom_instructions: Annotated[
        str, Form(max_length=INSTRUCTIONS_LIMIT, description="What the recruiter wants asked or minded.")
    ] = "",
    questions: QuestionLines = "",
    extra_time_percent: Annotated[
        int, Form(ge=0, le=EXTRA_TIME_LIMIT_PERCENT, description="Longer time for a candidate who needs it.")
    ] = 0,
) -> Uploaded:
    """Reads both documents and plans an interview from them."""
    parsed_resume, parsed_job = await _parse_both(gateway, resume, job_description)
    instructions, bank = custom_instructions.strip(), _bank(questions)
    created = await _plan(gateway, parsed_resume, parsed_job, instructions, bank, extra_time_percent)
    named: dict[DocumentName, ParsedDocument] = {"resume": parsed_resume, "job_description": parsed_job}
    return Uploaded(
        session_id=created.session_id,
        message="Documents read. The interview is ready.",
        resume_length=len(parsed_resume.text),
        job_description_length=len(parsed_job.text),
        has_custom_instructions=bool(instructions),
        custom_instructions_length=len(instructions),
        question_count=len(bank),
        extra_time_percent=extra_time_percent,
        warnings=_warnings(named),
        hidden_text=[
            HiddenTextAnswer(document=name, text=piece.text, why=piece.why)
            for name, parsed in named.items()
            for piece in parsed.hidden
        ],
        expires_at=created.expires_at,
    )


def _warnings(named: Mapping[DocumentName, ParsedDocument]) -> list[str]:
    """What the parsers say, and that something was left out, by document."""
    warnings: list[str] = []
    for name, parsed in named.items():
        warnings += [f"{name}: {warning}" for warning in parsed.warnings]
        if parsed.hidden:
            places = ", ".join(dict.fromkeys(piece.why for piece in parsed.hidden))
            warnings.append(f"{name}: Text that cannot be seen ({places}) was left out.")
    return warnings


async def _plan(
    gateway: Gateway,
    resume: ParsedDocument,
    job_description: ParsedDocument,
    instructions: str,
    bank: list[str],
    extra_time_percent: int,
) -> Created:
    """Plans the interview, and lets the recognizer prepare for it beside the answer."""
    try:
        created = await gateway.interview.create(
            without_contact(resume),
            job_description.text,
            instructions,
            questions=bank,
            extra_time_percent=extra_time_percent,
            headings=resume.headings,
            notes=_warnings({"resume": resume, "job_description": job_description}),
        )
    except InvalidInput as error:
        if error.reason != "bad_question":
            raise
        raise _naming("questions", error) from error
    log.info("interview created", engine=created.engine, topics=len(created.topic_titles), questions=len(bank))
    context = [without_contact(resume), job_description.text, *created.topic_titles]
    gateway.in_background(_prepare_ears(gateway, created.session_id, context), "prepare-ears")
    return created


async def _parse_both(
    gateway: Gateway, resume: UploadFile, job_description: UploadFile
) -> tuple[ParsedDocument, ParsedDocument]:
    """Both at once; when both are refused, both refusals are told."""
    found = await asyncio.gather(
        _parse(gateway, "resume", resume), _parse(gateway, "job_description", job_description), return_exceptions=True
    )
    match found:
        case (ParsedDocument() as first, ParsedDocument() as second):
            return first, second
        case _:
            _refuse([error for error in found if isinstance(error, BaseException)])


async def _parse(gateway: Gateway, field: str, upload: UploadFile) -> ParsedDocument:
    try:
        if upload.size is not None and upload.size > FILE_LIMIT_BYTES:
            raise TooLarge("The file is over 10 MB. Please upload a smaller one.")
        return await gateway.documents.parse(upload.filename or "", _chunks(upload))
    except InvalidInput as error:
        raise _naming(field, as_document_error(error)) from error
    except XquizitError as error:
        raise _naming(field, error) from error


def _naming(field: str, error: XquizitError) -> XquizitError:
    """The same error, saying which field it is about."""
    return type(error)(f"{field}: {error.message}", reason=error.reason, retry_after_s=error.retry_after_s)


def _refuse(errors: list[BaseException]) -> NoReturn:
    refusals = [error for error in errors if isinstance(error, InvalidInput)]
    if len(refusals) < 2:
        raise refusals[0] if refusals else errors[0]
    first = refusals[0]
    raise type(first)("; ".join(error.message.rstrip(".") for error in refusals) + ".", reason=first.reason)


async def _chunks(upload: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await upload.read(CHUNK_BYTES):
        yield chunk


async def _prepare_ears(gateway: Gateway, session_id: str, context: list[str]) -> None:
    """The recognizer hears better when it knows the words; the interview does not depend on it."""
    try:
        engine = await gateway.transcription.prepare(session_id, context)
        log.info("ears prepared", engine=engine)
    except XquizitError as error:
        log.warning("ears not prepared", reason=error.reason)
