"""One row of the table: what a candidate saw, what was lost, how late it was; and the rules that must hold in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median
from typing import Any

from tests.provider_faults.cases import CANARY
from tests.provider_faults.stage import Held, Sentence

_CODE_SPEAK = re.compile(
    r"Traceback|\b\w+(Error|Exception|Timeout)\b|File \"|<[a-z!/]|[{}]|https?:|runpod|httpx|grpc|cuda|\b[45]\d\d\b",
    re.IGNORECASE,
)
"""What stands in the texts of exceptions and replies, and in no sentence for a candidate."""
_LETTERS = {"runpod": "R", "pocketsphinx": "p"}
_RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in figures."""

    fault: str
    struck: int
    captions: int
    """How many the candidate saw."""
    told: tuple[str, ...]
    """The engine's messages: warming, standing_in, listening."""
    errors: tuple[str, ...]
    """Codes of error messages, and connections that broke."""
    is_complete: bool
    samples: int
    acknowledged: int
    stored: int
    lost: int
    """Words of sentences that RunPod heard, or nobody."""
    invented: int
    """Words that RunPod heard and nobody said."""
    heard_by: str
    """For each sentence: R RunPod, p pocketsphinx, - nobody."""
    jobs: int
    retries: int
    latencies_s: tuple[float, ...]
    """For each final, from the end of its sentence to its arrival."""
    broken: tuple[str, ...]
    """Rules that do not hold."""

    @property
    def median_s(self) -> float:
        """Of the finals' latencies."""
        return median(self.latencies_s) if self.latencies_s else float("inf")

    @property
    def worst_s(self) -> float:
        """Of the finals' latencies."""
        return max(self.latencies_s, default=float("inf"))


def row_of(held: Held) -> Row:
    """Measures an answer."""
    witness = held.witness
    heard = [_heard(held, sentence) for sentence in held.sentences]
    strays = [_plain(final["text"]) for final in witness.finals if not _is_of_any(final, held)]
    by = [_by(finals) for finals in heard]
    lost = invented = 0
    for sentence, finals, who in zip(held.sentences, heard, by, strict=True):
        if "p" not in who:
            text = _plain(" ".join(final["text"] for final in finals))
            matched = _matched(_plain(sentence.text), text)
            lost += len(_plain(sentence.text)) - matched
            invented += len(text) - matched
    row = Row(
        fault=held.case.title,
        struck=held.struck,
        captions=len(set(filter(None, witness.captions))),
        told=tuple(state for _, state in witness.engines),
        errors=(*(error["code"] for error in witness.of("error")), *_breaks(held)),
        is_complete=held.is_complete,
        samples=witness.samples,
        acknowledged=witness.acknowledged,
        stored=held.stored_samples,
        lost=lost,
        invented=invented + sum(map(len, strays)),
        heard_by=" ".join(by),
        jobs=held.jobs,
        retries=held.counters.retries,
        latencies_s=tuple(round(latency_s, 2) for latency_s in _latencies_s(held)),
        broken=(),
    )
    return _judged(row, held)


def _judged(row: Row, held: Held) -> Row:
    rules = {
        "the fault never struck": held.case.kind is not None and not row.struck,
        "samples not acknowledged": not row.samples == row.acknowledged == row.stored,
        "answer not complete": not row.is_complete,
        f"{row.lost} words lost": row.lost > 0 and not held.case.is_misheard,
        f"{row.invented} words invented": row.invented > 0,
        "exception text shown": _shows_code(held),
        "somebody stood in": held.case.is_mended and ("p" in row.heard_by or "standing_in" in row.told),
    }
    values = {name: getattr(row, name) for name in Row.__slots__}
    return Row(**{**values, "broken": tuple(rule for rule, is_broken in rules.items() if is_broken)})


def _heard(held: Held, sentence: Sentence) -> list[dict[str, Any]]:
    return [final for final in held.witness.finals if _overlap(final, sentence) > 0]


def _is_of_any(final: dict[str, Any], held: Held) -> bool:
    return any(_overlap(final, sentence) > 0 for sentence in held.sentences)


def _overlap(final: dict[str, Any], sentence: Sentence) -> float:
    start, end = float(final["start"]) * _RATE_HZ, float(final["end"]) * _RATE_HZ
    return min(end, sentence.end) - max(start, sentence.start)


def _by(finals: list[dict[str, Any]]) -> str:
    return "".join(sorted({_LETTERS.get(final["engine"], "?") for final in finals})) or "-"


def _plain(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def _matched(said: list[str], heard: list[str]) -> int:
    return sum(block.size for block in SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks())


def _latencies_s(held: Held) -> Iterator[float]:
    """For each sentence until its last final came."""
    for sentence in held.sentences:
        came = [
            time_s
            for time_s, message in held.witness.told
            if message["type"] == "transcript"
            and message["segment"]["is_final"]
            and _overlap(message["segment"], sentence) > 0
        ]
        if came:
            yield came[-1] - held.witness.sent_at(sentence.end)


def _breaks(held: Held) -> Iterator[str]:
    again = held.witness.connections - 1
    if again:
        yield f"{again} reconnects"


def _shows_code(held: Held) -> bool:
    witness = held.witness
    texts = list(witness.farewells)
    for _, message in witness.told:
        texts += [str(message.get(name, "")) for name in ("message", "error")]
        if CANARY.split()[0] in str(message):
            return True
    return any(_CODE_SPEAK.search(text) for text in texts)
