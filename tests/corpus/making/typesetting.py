"""TeX, Typst and troff sources from a story, and the programs that set them."""

import tempfile
from pathlib import Path

from tests.corpus.making.pages import run
from tests.corpus.making.story import Block, Story, inlines

_TEX = str.maketrans(
    {
        **{
            "&": r"\&",
            "%": r"\%",
            "_": r"\_",
            "#": r"\#",
            "$": r"\$",
            "·": r"\textperiodcentered{}",
            "€": r"\texteuro{}",
        },
        **{"\u2013": "--", "'": "'", "œ": r"{\oe}", "Œ": r"{\OE}", "ß": r"{\ss}"},
    }
)


def latex(story: Story, *, options: str = "", preamble: str = "", columns: bool = False, accents: bool = False) -> str:
    """A TeX document.

    Args:
        story: The source; its columns are set one after the other where `columns` lets the text flow through two.
        options: Of the class.
        preamble: Packages and settings beyond the plain ones.
        columns: Whether the body flows through two columns.
        accents: Whether accents are set as glyphs of their own, in TeX's old encoding.
    """
    encoding = "" if accents else r"\usepackage[T1]{fontenc}\usepackage{lmodern}"
    body: list[str] = []
    for index, block in enumerate(story.blocks):
        if columns and index == 2:
            body.append(r"\begin{multicols}{2}")
        body.append(_tex_block(block))
    if columns:
        body.append(r"\end{multicols}")
    return "\n".join(
        [
            rf"\documentclass[11pt,a4paper{options}]{{article}}",
            r"\usepackage[utf8]{inputenc}" + encoding + r"\usepackage{textcomp,multicol,hyperref,fancyhdr}",
            r"\usepackage[margin=25mm]{geometry}\hypersetup{hidelinks}\setcounter{secnumdepth}{0}",
            preamble,
            r"\begin{document}",
            *body,
            r"\end{document}",
        ]
    )


def _tex_block(block: Block) -> str:
    match block.kind:
        case "h1":
            return rf"\begin{{center}}\Huge\bfseries {_tex(block.lines[0])}\end{{center}}"
        case "h2" | "h3":
            level = "section" if block.kind == "h2" else "subsection"
            return rf"\{level}{{{_tex(block.lines[0])}}}"
        case "ul":
            return r"\begin{itemize}" + "".join(rf"\item {_tex(line)} " for line in block.lines) + r"\end{itemize}"
        case "table":
            rows = "".join(" & ".join(_tex(cell) for cell in row) + r" \\ \hline " for row in block.rows)
            return rf"\begin{{tabular}}{{|{'l|' * len(block.rows[0])}}}\hline {rows}\end{{tabular}}"
        case _:
            return "\n\n".join(_tex(line) for line in block.lines) + "\n"


def _tex(text: str) -> str:
    return "".join(
        rf"\href{{{piece.address}}}{{{piece.text.translate(_TEX)}}}" if piece.address else piece.text.translate(_TEX)
        for piece in inlines(text)
    )


def by_pdflatex(source: str, target: Path) -> None:
    """PDF as pdfTeX sets it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "given.tex").write_text(source, encoding="utf-8")
        for _ in range(2):
            run("pdflatex", "-interaction=nonstopmode", "given.tex", cwd=Path(folder))
        target.write_bytes((Path(folder) / "given.pdf").read_bytes())


def typst(story: Story, *, settings: str = "") -> str:
    """A Typst document; two columns become a grid."""
    lines = [settings]
    for part in story.parts:
        sides = ["\n".join(_typst_block(block) for block in column) for column in part]
        if len(sides) == 1:
            lines.append(sides[0])
        else:
            lines.append(f"#grid(columns: (30%, 1fr), gutter: 18pt, [{sides[0]}], [{sides[1]}])")
    return "\n".join(lines)


def _typst_block(block: Block) -> str:
    match block.kind:
        case "h1" | "h2" | "h3":
            return f"{'=' * int(block.kind[1])} {_typst(block.lines[0])}\n"
        case "ul":
            return "\n".join(f"- {_typst(line)}" for line in block.lines) + "\n"
        case "table":
            cells = ", ".join(f"[{_typst(cell)}]" for row in block.rows for cell in row)
            return f"#table(columns: {len(block.rows[0])}, {cells})\n"
        case _:
            return "\n\n".join(_typst(line) for line in block.lines) + "\n"


def _typst(text: str) -> str:
    parts: list[str] = []
    for piece in inlines(text):
        said = piece.text
        for char in "\\#@*_$<>[]`":
            said = said.replace(char, f"\\{char}")
        parts.append(f'#link("{piece.address}")[{said}]' if piece.address else said)
    return "".join(parts)


def by_typst(source: str, target: Path, **options: object) -> None:
    """PDF as Typst sets it."""
    import typst as compiler  # of the maker's environment: see README.md

    target.write_bytes(compiler.compile(source.encode(), format="pdf", **options))


def troff(story: Story) -> str:
    """A document for groff's ms macros."""
    lines = [".nr PS 11", ".nr VS 13"]
    for block in story.blocks:
        match block.kind:
            case "h1":
                lines += [".TL", block.lines[0]]
            case "h2" | "h3":
                lines += [".SH", block.lines[0]]
            case "ul":
                for line in block.lines:
                    lines += [r".IP \(bu 2", _troff(line)]
            case "table":
                lines += [".TS", "allbox;", " ".join("l" for _ in block.rows[0]) + "."]
                lines += ["\t".join(row) for row in block.rows] + [".TE"]
            case _:
                for line in block.lines:
                    lines += [".LP", _troff(line)]
    return "\n".join(lines) + "\n"


def _troff(text: str) -> str:
    return "".join(piece.text for piece in inlines(text)).replace("-", r"\-").replace("'", r"\(cq")


def by_groff(source: str, target: Path) -> None:
    """PDF as groff's own PDF device writes it."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.ms"
        given.write_text(source, encoding="utf-8")
        run("sh", "-c", f"groff -k -t -ms -Tpdf '{given}' > '{target}'")
