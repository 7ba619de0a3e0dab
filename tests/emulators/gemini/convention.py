"""The convention between the engine's prompts and this emulator, its reading side: moves, delimited data, tags."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.emulators.gemini.wire import GenerateRequest

MOVES_HEADING = "ALLOWED MOVES:"
TOPICS_HEADING = "TOPICS:"
BLOCKS = ("resume", "job_description", "custom_instructions", "transcript", "question", "answer")
"""The names of the tags around data: what stands between them is never an instruction."""
CONVERSATION = frozenset({"REPEAT", "CLARIFY", "WAIT", "CHAT"})
"""Moves that leave the question open."""
QUESTION_MOVES = frozenset({"TOPIC", "QUESTION"})
"""Moves that turn to a topic; the two names mean the same."""

_OPENING = re.compile(rf"<({'|'.join(BLOCKS)})(?:\s[^>]*)?>")
_ITEM = re.compile(r"^\s*[-*]\s+(.+?)\s*$")
_MOVE = re.compile(r"^([A-Z][A-Z_]*)(?:\s+([^\s:]+))?(?:\s*:\s*(.*))?$")
_TOPIC = re.compile(r"^([^\s:]+)\s*:\s*(.+)$")
_TAG = re.compile(r"^\s*\[\[[^\]]*\]\]\s*")
_LINE = re.compile(r"^\W*(\d+)\W+(interviewer|candidate)\W+(.*)$", re.I)


@dataclass(frozen=True, slots=True)
class Move:
    """One line below `ALLOWED MOVES:`."""

    name: str
    ident: str = ""
    title: str = ""

    @property
    def label(self) -> str:
        """As it stands in the tag of a reply."""
        return f"{self.name} {self.ident}".strip()


@dataclass(frozen=True, slots=True)
class Said:
    """One contribution of the candidate in the transcript."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the emulator takes from a request."""

    system_text: str
    moves: tuple[Move, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    """Ids and titles below `TOPICS:`."""
    data: dict[str, str] = field(default_factory=dict[str, str])
    """The delimited texts by the names of their tags; entities are unescaped."""
    question: str = ""
    """The interviewer's last words that ask something."""
    earlier: str = ""
    """All that the interviewer said so far."""
    plain: str = ""
    """The last user content without its data."""

    @property
    def answer(self) -> str:
        """The candidate's last words."""
        return self.data.get("answer", "")

    @property
    def said(self) -> list[Said]:
        """What the candidate said, in order: the transcript's contributions, then the answer as the turn after them."""
        found: list[Said] = []
        speaker = ""
        for line in self.data.get("transcript", "").splitlines():
            if match := _LINE.match(line):
                speaker = match.group(2).lower()
                if speaker == "candidate":
                    found.append(Said(int(match.group(1)), match.group(3)))
            elif speaker == "candidate":
                found[-1] = Said(found[-1].turn, f"{found[-1].text}\n{line}")
        is_new = self.answer and not any(one.text == self.answer for one in found)
        return [*found, Said(found[-1].turn + 1 if found else 1, self.answer)] if is_new else found


def read(request: GenerateRequest) -> Reading:
    """Reads a request. Moves count only in the last user content, and only outside of delimited data."""
    users = [content.text for content in request.contents if content.role == "user"]
    models = [_TAG.sub("", content.text) for content in request.contents if content.role == "model"]
    data: dict[str, str] = {}
    plain = ""
    for text in [request.system_text, *users]:
        plain, found = _split(text)
        data |= found
    asked = [text for text in models if "?" in text] or models
    question = asked[-1] if asked else data.get("question", "")
    topics = tuple(m.groups() for m in map(_TOPIC.match, _items(plain, TOPICS_HEADING)) if m)
    return Reading(
        system_text=request.system_text,
        moves=tuple(_moves(_items(plain, MOVES_HEADING))),
        topics=tuple((str(ident), str(title)) for ident, title in topics),
        data=data,
        question=question.strip(),
        earlier="\n".join([*models, data.get("transcript", ""), data.get("question", "")]),
        plain=plain,
    )


def _split(text: str) -> tuple[str, dict[str, str]]:
    """The text without its data, and the data. A block reaches to the last tag that closes it: data cannot end it."""
    data: dict[str, str] = {}
    kept: list[str] = []
    at = 0
    while opening := _OPENING.search(text, at):
        name = opening.group(1)
        end = text.rfind(f"</{name}>")
        if end < opening.end():
            kept.append(text[at : opening.end()])
            at = opening.end()
            continue
        kept.append(text[at : opening.start()])
        data[name] = html.unescape(text[opening.end() : end]).strip()
        at = end + len(name) + 3
    return "".join([*kept, text[at:]]), data


def _items(text: str, heading: str) -> list[str]:
    """The list below the last line that is `heading`."""
    lines = text.splitlines()
    places = [at for at, line in enumerate(lines) if line.strip() == heading]
    found: list[str] = []
    for line in lines[places[-1] + 1 :] if places else []:
        if match := _ITEM.match(line):
            found.append(match.group(1))
        elif line.strip():
            break
    return found


def _moves(items: Iterable[str]) -> list[Move]:
    matches = (_MOVE.match(item) for item in items)
    return [Move(m.group(1), m.group(2) or "", m.group(3) or "") for m in matches if m]
