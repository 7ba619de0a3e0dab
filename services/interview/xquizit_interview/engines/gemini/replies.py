"""Turns a model's stream into a reply: the tag becomes a move that is on offer, the sentences pass the guard."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from xquizit_interview.engines.embedded import word_reply
from xquizit_interview.engines.gemini.failures import GeminiFailed, UnusableReply
from xquizit_interview.engines.gemini.prompts import label, subject_of
from xquizit_interview.engines.gemini.tags import Tag, TagReader
from xquizit_interview.port import Choice, Mended, ReplyPart, ReplyRequest
from xquizit_interview.state import CandidateKind, Interview, Move, MoveKind, PointKind, Span
from xquizit_interview.wording.guard import Fate, Guard, Past
from xquizit_interview.wording.wording_checks import asks
from xquizit_interview.words import content_stems, sentence_spans

NAME = "gemini"


def needs_no_model(move: Move, interview: Interview) -> bool:
    """Whether our own words serve as well as a model's: repeating, waiting, closing, what is asked word for word.

    An explanation too, the first time, where the plan knows what the question is about.
    """
    if move.kind in {MoveKind.REPEAT, MoveKind.WAIT, MoveKind.CONCLUDE}:
        return True
    if move.kind is MoveKind.CLARIFY:
        question = interview.open_question
        point = interview.plan.point(question.move.point_id) if question else None
        was_explained = any(turn.reply and turn.reply.move.kind is MoveKind.CLARIFY for turn in interview.turns[-3:])
        return point is not None and bool(point.subject) and not was_explained
    point = interview.plan.point(move.point_id)
    return move.kind is MoveKind.QUESTION and point is not None and point.kind is PointKind.FIXED_QUESTION


def own_words(move: Move, interview: Interview, kind: CandidateKind | None = None) -> tuple[Choice, str]:
    """The move in the words of our rules."""
    choice, text = word_reply(ReplyRequest(interview, (move,)))
    return replace(choice, engine=NAME, candidate_kind=kind), text


async def read_reply(
    request: ReplyRequest, texts: AsyncGenerator[str], *, secrets: tuple[str, ...]
) -> AsyncGenerator[ReplyPart]:
    """The choice and the words of a reply, from a model's text as it streams in; and what had to be mended in it.

    Raises:
        UnusableReply: There is none in it that may be said.
        GeminiFailed: The stream broke before the question was out.
    """
    interview = request.interview
    tag, rest = await _read_tag(texts)
    move = chosen(tag, request.moves)
    if move is None:
        why = "illegal_move" if tag else "no_tag"
        yield Mended(why)
        # Which move the words are meant for shows in the whole of them only.
        rest += "".join([piece async for piece in texts])
        move = request.moves[0]
        if not fits(rest, move, interview):
            raise UnusableReply(why)
    kind = tag.kind if tag else None
    if needs_no_model(move, interview):
        choice, text = own_words(move, interview, kind)
        yield choice
        yield text
        return
    has_spoken = False
    guard = Guard(_past(move, interview, secrets))
    async with aclosing(_allowed(guard, _sentences(rest, texts))) as sentences:
        async for sentence in sentences:
            if isinstance(sentence, Mended):
                yield sentence
                continue
            if not has_spoken:
                yield Choice(move, NAME, _quote(sentence, move, interview), kind)
            yield f" {sentence}" if has_spoken else sentence
            has_spoken = True


async def _read_tag(texts: AsyncGenerator[str]) -> tuple[Tag | None, str]:
    """The tag, and what came after it in the same piece."""
    tags = TagReader()
    async for piece in texts:
        rest = tags.feed(piece)
        if tags.is_decided:
            return tags.tag, rest
    return tags.tag, tags.finish()


async def _allowed(guard: Guard, sentences: AsyncGenerator[str]) -> AsyncGenerator[str | Mended]:
    """Those sentences that the guard lets through; once the question is out, no failure can void it any more."""
    async with aclosing(sentences):
        try:
            async for sentence in sentences:
                ruling = guard.hear(sentence)
                if ruling.fate is Fate.REPLACE:
                    raise UnusableReply(ruling.violation or "guard")
                if ruling.violation:
                    yield Mended(ruling.violation)
                if ruling.fate is Fate.END:
                    break
                if ruling.fate is Fate.SAY:
                    yield ruling.text
        except (GeminiFailed, UnusableReply) as error:
            if not guard.has_asked:
                raise
            yield Mended(f"after_question_{error.reason}")
    if guard.finish().fate is Fate.REPLACE:
        raise UnusableReply("no_question")


def chosen(tag: Tag | None, moves: tuple[Move, ...]) -> Move | None:
    """The move on offer that a tag names, however it spells it; None: it names none of them."""
    if tag is None or not tag.move:
        return None
    by_label = {label(move).upper(): move for move in moves}
    if tag.move in by_label:
        return by_label[tag.move]
    name, _, ident = tag.move.partition(" ")
    questions = [move for move in moves if move.kind is MoveKind.QUESTION]
    if name in {"QUESTION", "TOPIC"} and not ident:
        return questions[0] if len(questions) == 1 else None
    wanted = ident if name in {"QUESTION", "TOPIC"} else tag.move
    return next((move for move in questions if wanted in {move.point_id.upper(), move.topic_id.upper()}), None)


def fits(text: str, move: Move, interview: Interview) -> bool:
    """Whether words that came without a legal tag can be taken for this move."""
    if not asks(text):
        return False
    match move.kind:
        case MoveKind.OPEN:
            return True
        case MoveKind.FOLLOW_UP:
            return bool(content_stems(text) & content_stems(interview.turns[-1].answer))
        case MoveKind.QUESTION:
            point, topic = interview.plan.point(move.point_id), interview.plan.topic(move.topic_id)
            about = f"{subject_of(point) if point else ''} {topic.title if topic else ''}"
            return bool(content_stems(text) & content_stems(about))
        case _:
            return False


async def _sentences(text: str, texts: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """The sentences of `text` and what follows it, each as soon as it is whole; a broken-off one is left out."""
    held = text
    while True:
        spans = sentence_spans(held)
        # A question mark ends a sentence at once; after a full stop the next word must show that it was one.
        is_whole = held.rstrip().endswith("?")
        whole = spans if is_whole else spans[:-1]
        for span in whole:
            yield span.of(held)
        if whole:
            held = "" if is_whole else held[spans[-1].start :]
        piece = await anext(texts, None)
        if piece is None:
            break
        held += piece
    if held.strip():
        yield held.strip()


def _past(move: Move, interview: Interview, secrets: tuple[str, ...]) -> Past:
    plan, documents = interview.plan, interview.documents
    points = [f"{point.subject} {point.detail} {point.place}" for topic in plan.topics for point in topic.points]
    subjects = [plan.role, *(requirement.text for requirement in plan.requirements), *points]
    sources = [
        documents.resume,
        documents.job_description,
        *subjects,
        *(topic.title for topic in plan.topics),
        *(turn.answer for turn in interview.turns),
        *(reply.text for reply in interview.replies),
    ]
    return Past(
        move=move.kind,
        asked=tuple(reply.text for reply in interview.questions),
        sources="\n".join(sources),
        subjects="\n".join(subjects),
        secrets=secrets,
    )


def _quote(text: str, move: Move, interview: Interview) -> Span | None:
    """The sentence of the last answer that a follow-up shares most with."""
    if move.kind is not MoveKind.FOLLOW_UP:
        return None
    answer = interview.turns[-1].answer
    stems = content_stems(text)
    spans = sentence_spans(answer)
    return max(spans, key=lambda span: len(content_stems(span.of(answer)) & stems)) if spans else None
