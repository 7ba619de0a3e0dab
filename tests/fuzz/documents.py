"""The good documents, and what chance makes of them."""

from functools import cache
from pathlib import Path
from random import Random

from tests.corpus import hostile
from tests.fuzz import bytes_of, docx_of, pdf_of

CORPUS = Path(hostile.__file__).parent
_MAX_BYTES = 150_000
"""Of a good document: larger ones cost time and teach nothing."""


@cache
def good() -> dict[str, list[bytes]]:
    """PDF and DOCX of the corpus, and small ones of every structure that we make ourselves."""
    found = {kind: sorted(CORPUS.rglob(f"*.{kind}")) for kind in ("pdf", "docx")}
    documents = {kind: [path.read_bytes() for path in paths] for kind, paths in found.items()}
    documents["pdf"] += [
        hostile.pdf("Resume of Ada", ""),
        hostile.encrypted_pdf(user_password=""),
        hostile.text_pdf(b"BT /F1 12 Tf 72 720 Td (Resume of Ada) Tj ET"),
    ]
    documents["docx"].append(hostile.word())
    return {kind: [data for data in several if len(data) <= _MAX_BYTES] for kind, several in documents.items()}


def mutated(chance: Random) -> bytes:
    """A good document after one to six changes."""
    kind = chance.choice(("pdf", "docx"))
    data, other = chance.choice(good()[kind]), chance.choice(good()[kind])
    changed = pdf_of.changed if kind == "pdf" else docx_of.changed
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = changed(data, other, chance)
    for _ in range(chance.choice((0, 0, 0, 0, 0, 1, 2))):
        change = chance.choice((bytes_of.flip, bytes_of.cut, bytes_of.drop, bytes_of.double, bytes_of.move, None))
        data = bytes_of.splice(data, other, chance) if change is None else change(data, chance)
    return data
