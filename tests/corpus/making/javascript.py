"""Documents that JavaScript programs write; their packages lie in the folder that CORPUS_NODE_MODULES names."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.corpus.making.pages import run
from tests.corpus.making.story import Block, Story, inlines

_SCRIPT = Path(__file__).parent / "node" / "make.cjs"


def by_javascript(producer: str, story: Story, target: Path, *, html: str = "") -> None:
    """PDF or DOCX.

    Args:
        producer: docx, htmlToDocx, pdfmake or jspdf.
        story: The source.
        target: Where to.
        html: The same as a web page, for htmlToDocx.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "story.json"
        content = {
            "blocks": [_block(block) for block in story.blocks],
            "parts": [[[_block(block) for block in column] for column in part] for part in story.parts],
            "header": story.header,
            "html": html,
        }
        given.write_text(json.dumps(content), encoding="utf-8")
        run("node", str(_SCRIPT), producer, str(given), str(target))


def _block(block: Block) -> dict[str, object]:
    lines = [[asdict(piece) for piece in inlines(line)] for line in block.lines]
    return {"kind": block.kind, "lines": lines, "rows": block.rows if block.kind == "table" else []}
