"""The candidate's words, cut out of their answers: every quote is made here, so that none can differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from xquizit_interview.state import Span, Turn
from xquizit_interview.words import sentence_spans, words

_MAX_QUOTE_WORDS = 60
_MIN_QUOTE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Quote:
    """The candidate's words, verbatim."""

    turn: int
    span: Span
    text: str
    is_uncertain: bool = False
    """Some of its words may have been misheard."""


def quote(turn: Turn, span: Span) -> Quote:
    """The words of `turn` at `span`.

    Raises:
        ValueError: The span is not within the answer.
    """
    if not 0 <= span.start < span.end <= len(turn.answer):
        raise ValueError(f"characters {span.start}..{span.end} are not in the answer of turn {turn.number}")
    uncertain = turn.recognition.uncertain if turn.recognition else ()
    is_uncertain = any(word.start < span.end and span.start < word.end for word in uncertain)
    return Quote(turn.number, span, span.of(turn.answer), is_uncertain)


def sentences(turn: Turn) -> list[Quote]:
    """The sentences of an answer that are long enough to tell something; of a very long one the beginning."""
    found: list[Quote] = []
    for span in sentence_spans(turn.answer):
        count = len(words(span.of(turn.answer)))
        if count >= _MIN_QUOTE_WORDS:
            found.append(quote(turn, _shortened(turn.answer, span) if count > _MAX_QUOTE_WORDS else span))
    return found or ([quote(turn, spans[0])] if (spans := sentence_spans(turn.answer)) else [])


def in_order(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """By where they stand in the interview, each once."""
    return tuple(sorted(dict.fromkeys(quotes), key=lambda found: (found.turn, found.span.start, found.span.end)))


def _shortened(answer: str, span: Span) -> Span:
    pieces = span.of(answer).split()[:_MAX_QUOTE_WORDS]
    end = span.start
    for piece in pieces:
        end = answer.index(piece, end) + len(piece)
    return Span(start=span.start, end=end)
