"""Word documents with what Word alone writes: tracked changes, text boxes, notes, fields, hidden text, numbering."""

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml

from tests.corpus.making.story import Story, inlines, plain

_NAMES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    }.items()
)
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def add(document: Document, xml: str) -> None:
    """Appends block elements, with the usual prefixes, before the section's settings."""
    body: Any = document.element.body
    for child in parse_xml(f"<w:body {_NAMES}>{xml}</w:body>"):
        body.insert(len(body) - 1, child)


def run(text: str, properties: str = "") -> str:
    """A run."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain text."""
    ppr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{ppr}{content if content.startswith('<') else run(content)}</w:p>"


def by_python_docx(story: Story, target: Path, *, right_to_left: bool = False) -> None:
    """DOCX as python-docx writes it, with header and footer."""
    document = docx.Document()
    for block in story.blocks:
        match block.kind:
            case "h1" | "h2" | "h3":
                document.add_heading(plain(block.lines[0], addresses=False), level=int(block.kind[1]))
            case "table":
                _add_table(document, block.rows)
            case kind:
                for line in block.lines:
                    _add_line(document, line, "List Bullet" if kind == "ul" else None)
    if right_to_left:
        _turn(document)
    document.sections[0].header.paragraphs[0].text = story.header
    footer: Any = document.sections[0].footer.paragraphs[0]
    footer.text = story.footer
    if story.pages:
        for text, name in (("\tPage ", "PAGE"), (" of ", "NUMPAGES")):
            footer.add_run(text)
            footer._p.append(parse_xml(f'<w:fldSimple {_NAMES} w:instr="{name}">{run("1")}</w:fldSimple>'))
    document.save(str(target))


def _add_table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _turn(document: Document) -> None:
    """Has every paragraph read from right to left."""
    for each in document.paragraphs:
        given: Any = each
        given._p.get_or_add_pPr().append(parse_xml(f"<w:bidi {_NAMES}/>"))
        for part in each.runs:
            part.font.rtl = True


def _add_line(document: Document, line: str, style: str | None) -> None:
    made: Any = document.add_paragraph(style=style)
    for piece in inlines(line):
        if piece.address:
            name = document.part.relate_to(piece.address, _HYPERLINK, is_external=True)
            made._p.append(parse_xml(f'<w:hyperlink {_NAMES} r:id="{name}">{run(piece.text)}</w:hyperlink>'))
        else:
            made.add_run(piece.text)


def new() -> Document:
    """An empty document."""
    return docx.Document()


def box(text: str, old: str | None = None, *, fill: str = "<a:noFill/>", offset: int = 0, runs: str = "") -> str:
    """A run with a text box, in the new form and in the one for old programs."""
    content = f"<w:txbxContent>{paragraph(runs or text)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><wp:positionH relativeFrom='page'>"
        f"<wp:posOffset>{offset}</wp:posOffset></wp:positionH><wp:extent cx='2000000' cy='500000'/>"
        "<wp:docPr id='1' name='Box'/><a:graphic><a:graphicData uri='wps'><wps:wsp><wps:spPr>"
        f"{fill}</wps:spPr><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{paragraph(runs or old or text)}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>"
    )


def with_part(document: Document, name: str, kind: str, xml: str, target: Path) -> None:
    """Saves `document` with one more part, such as its footnotes.

    Args:
        document: The document.
        name: Of the part in `word/`, without ".xml".
        kind: Of the relation and content.
        xml: Of the part, with the usual prefixes.
        target: Where to.
    """
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            content = given.read(part.filename)
            if part.filename == "[Content_Types].xml":
                override = (
                    f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument'
                    f'.wordprocessingml.{kind}+xml"/></Types>'
                )
                content = content.replace(b"</Types>", override.encode())
            elif part.filename == "word/_rels/document.xml.rels":
                relation = (
                    '<Relationship Id="rIdMore" '
                    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                    f'{kind}" Target="{name}.xml"/></Relationships>'
                )
                content = content.replace(b"</Relationships>", relation.encode())
            made.writestr(part.filename, content)
        made.writestr(f"word/{name}.xml", xml.replace(">", f" {_NAMES}>", 1))
    target.write_bytes(packed.getvalue())
