"""Every Redis key of xquizit: its name, its one writer and its lifetime. No key is spelled anywhere else.

All keys of a session carry the hash tag `{session_id}`: one slot in a cluster, so that scripts can touch several.

| key                        | writer        | holds                                                       |
|----------------------------|---------------|-------------------------------------------------------------|
| `xq:{id}:state`            | interview     | the whole interview, versioned JSON, compare-and-set        |
| `xq:{id}:turn:<n>:events`  | gateway       | Redis Stream: the SSE events of turn n                      |
| `xq:{id}:turn:<n>:lease`   | gateway       | who drives the turn: a token, expires unless renewed        |
| `xq:{id}:turn:<n>:fence`   | gateway       | counter: the newest driver's fencing token                  |
| `xq:{id}:turn:<n>:playback`| gateway       | how much of the reply's audio is heard, and who wants more  |
| `xq:{id}:answer:<n>`       | transcription | the answer's final segments and acknowledged samples        |
| `xq:{id}:vocabulary`       | transcription | texts that the candidate's words will resemble              |
| `xq:{id}:pauses`           | transcription | how the candidate pauses within answers                     |
| `xq:{id}:language`         | transcription | in which language it is held, where that has to be found    |
| `xq:{id}:spoken`           | tts           | set: where the pieces lie that were spoken for the session  |
| `xq:tts:<hash>`            | tts           | one spoken piece, see piece_codec.py                        |
"""

import hashlib

AUDIO_TTL_S = 3600
"""A spoken piece stays cached this long."""


def state(session_id: str) -> str:
    """The interview's state."""
    return f"xq:{{{session_id}}}:state"


def turn_events(session_id: str, turn: int) -> str:
    """The stream of one turn's SSE events."""
    return f"xq:{{{session_id}}}:turn:{turn}:events"


def turn_lease(session_id: str, turn: int) -> str:
    """Who drives one turn."""
    return f"xq:{{{session_id}}}:turn:{turn}:lease"


def turn_fence(session_id: str, turn: int) -> str:
    """The fencing token of one turn's newest driver."""
    return f"xq:{{{session_id}}}:turn:{turn}:fence"


def turn_playback(session_id: str, turn: int) -> str:
    """What the candidate's page tells about hearing one turn's audio."""
    return f"xq:{{{session_id}}}:turn:{turn}:playback"


def answer(session_id: str, turn: int) -> str:
    """The final segments of one spoken answer."""
    return f"xq:{{{session_id}}}:answer:{turn}"


def vocabulary(session_id: str) -> str:
    """The texts that prepare the recognizer."""
    return f"xq:{{{session_id}}}:vocabulary"


def pauses(session_id: str) -> str:
    """How the candidate pauses."""
    return f"xq:{{{session_id}}}:pauses"


def language(session_id: str) -> str:
    """In which language the candidate speaks."""
    return f"xq:{{{session_id}}}:language"


def spoken(session_id: str) -> str:
    """Where the pieces lie that were spoken for a session: a set of keys of the audio cache."""
    return f"xq:{{{session_id}}}:spoken"


def session_keys(session_id: str, last_turn: int) -> list[str]:
    """Every key that a session with turns 0..`last_turn` can have; deleting them erases the session."""
    kinds = (turn_events, turn_lease, turn_fence, turn_playback, answer)
    per_turn = [key(session_id, turn) for turn in range(last_turn + 1) for key in kinds]
    return [
        state(session_id),
        vocabulary(session_id),
        pauses(session_id),
        spoken(session_id),
        language(session_id),
        *per_turn,
    ]


def spoken_piece(engine: str, voice: str, speed: float, text: str) -> str:
    """The cached audio of one piece of speech; the same words by the same voice are the same key."""
    digest = hashlib.sha256("\x00".join((engine, voice, f"{speed:.3f}", text)).encode()).hexdigest()
    return f"xq:tts:{digest}"
