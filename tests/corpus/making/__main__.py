"""Makes the good documents: `python -m tests.corpus.making [name…]`; ../README.md says what must be installed.

Each comes with its expected text and its labels, made from the source; a document whose producer is missing stays as
it is.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.corpus.making.catalogue import Document, documents

GOOD = Path(__file__).parent.parent / "good"
_PROFILE = ("names", "emails", "phones", "links", "addresses", "sections", "dates")


def make(document: Document) -> None:
    """Writes the document, its expected text and its labels."""
    target = GOOD / document.name
    text = document.make(target) or document.text
    target.with_name(f"{document.name}.txt").write_text(text, encoding="utf-8")
    labels: dict[str, object] = {"producer": document.producer, "hidden": list(document.hidden)}
    if document.story is not None:
        labels["profile"] = {key: document.story.labels.get(key, []) for key in _PROFILE}
    described = json.dumps(labels, ensure_ascii=False, indent=1)
    target.with_name(f"{document.name}.json").write_text(f"{described}\n", encoding="utf-8")


def main(names: list[str]) -> None:
    """Makes the documents with these names, or all."""
    for document in documents():
        if names and document.name not in names:
            continue
        try:
            make(document)
        except (ImportError, OSError, subprocess.SubprocessError) as error:
            sys.stdout.write(f"{document.name}: left as it is: {error!r}\n")
            if isinstance(error, subprocess.CalledProcessError):
                sys.stdout.write(f"{error.stderr[-2000:].decode(errors='replace')}\n")
        else:
            sys.stdout.write(f"{document.name}: {(GOOD / document.name).stat().st_size} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
