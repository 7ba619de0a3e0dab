"""Tells the interview how surely a spoken answer was recognized; a turn neither waits for that nor fails by it."""

from xquizit_gateway.clients.interview import InterviewClient
from xquizit_gateway.clients.transcription import TranscriptionClient
from xquizit_gateway.turns.cancellation import raise_if_cancelled
from xquizit_gateway.turns.entry import TurnKey
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)


async def note_recognition(transcription: TranscriptionClient, interview: InterviewClient, key: TurnKey) -> None:
    """Fetches the words of a stored answer and has them recorded; a typed answer has none, and no note.

    Ends within the deadlines of its two calls. What goes wrong is logged: the answer then counts as a typed one.
    Cancelling leaves it undone; noting again is harmless, since the first note counts.
    """
    try:
        words = await transcription.recognized_words(key.session_id, key.turn)
        raise_if_cancelled()
        if words:
            await interview.record_recognition(key.session_id, key.turn, words)
    except XquizitError as error:
        log.warning("recognition not noted", reason=error.reason, turn=key.turn)
