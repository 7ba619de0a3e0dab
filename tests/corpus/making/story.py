"""The sources of the good documents: a small Markdown with columns and links, and the text that a reader must find."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).parent.parent / "good" / "sources"
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True)
class Inline:
    """A piece of a line; with an address it is a link."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Block:
    """One block: `kind` is h1, h2, h3, p, ul or table."""

    kind: str
    lines: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """A table's cells, without the ruler below its head."""
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in self.lines]
        return [row for row in rows if not set("".join(row)) <= set("-: ")]


@dataclass(frozen=True)
class Story:
    """A whole source."""

    labels: dict[str, list[str]]
    parts: tuple[tuple[tuple[Block, ...], ...], ...]
    """Each part has one column or two."""
    header: str = ""
    footer: str = ""
    pages: bool = field(default=False)
    """Whether pages are numbered; a reader does not read numbers out."""

    @property
    def blocks(self) -> list[Block]:
        """All, columns one after the other."""
        return [block for part in self.parts for column in part for block in column]


def load(name: str) -> Story:
    """The source `name`, without ".md"."""
    head, _, body = (SOURCES / f"{name}.md").read_text(encoding="utf-8").partition("---\n")
    labels: dict[str, list[str]] = {}
    for line in head.splitlines():
        key, _, values = line.partition(":")
        separator = "; " if key == "addresses" else ", "
        labels[key] = [value.strip() for value in values.split(separator) if value.strip()]
    parts: list[tuple[tuple[Block, ...], ...]] = []
    for index, text in enumerate(re.split(r"^:::.*\n", body, flags=re.MULTILINE)):
        columns = (
            tuple(tuple(_blocks(column)) for column in text.split("+++\n")) if index % 2 else (tuple(_blocks(text)),)
        )
        if any(columns):
            parts.append(columns)
    return Story(labels, tuple(parts))


def _blocks(source: str) -> Iterator[Block]:
    kind, lines = "", list[str]()
    for line in [*source.splitlines(), ""]:
        match line.split(" ", 1):
            case [("#" | "##" | "###") as marks, text]:
                now, text = f"h{len(marks)}", text.strip()
            case ["-", text]:
                now = "ul"
            case _:
                now, text = ("table" if line.startswith("|") else "p" if line.strip() else ""), line.strip()
        if lines and (now != kind or now[:1] in "hp"):
            yield Block(kind, tuple(lines))
            lines = []
        kind = now
        if now:
            lines.append(text)


def inlines(text: str) -> list[Inline]:
    """The pieces of a line."""
    pieces: list[Inline] = []
    at = 0
    for match in _LINK.finditer(text):
        pieces += [Inline(text[at : match.start()]), Inline(match[1], match[2])]
        at = match.end()
    return [piece for piece in [*pieces, Inline(text[at:])] if piece.text]


def plain(text: str, *, addresses: bool = True) -> str:
    """A line as it is read: the address of a link behind it."""
    return "".join(
        f"{piece.text} ({piece.address})" if piece.address and addresses else piece.text for piece in inlines(text)
    )


def expected(story: Story, *, addresses: bool = True, bullet: str = "• ") -> str:
    """The text that a reader must find.

    Args:
        story: The source.
        addresses: Whether the producer keeps links.
        bullet: In front of the items of lists.
    """
    lines = [story.header] if story.header else []
    for block in story.blocks:
        match block.kind:
            case "ul":
                lines += [bullet + plain(line, addresses=addresses) for line in block.lines]
            case "table":
                lines += [" | ".join(row) for row in block.rows]
            case _:
                lines += [plain(line, addresses=addresses) for line in block.lines]
    return "\n".join([*lines, *([story.footer] if story.footer else [])]) + "\n"
