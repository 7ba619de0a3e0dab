"""DOCX: what a reader sees, in the order in which it is seen."""

import io

import docx
import pytest
from docx.document import Document

from tests.corpus import hostile
from xquizit_documents.document import ParseLimits
from xquizit_documents.engines.docx import DocxParser
from xquizit_kit.errors import BadDocument

LIMITS = ParseLimits(max_pages=10, max_text_chars=10_000, max_unpacked_bytes=2**20)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def text_of(data: bytes) -> str:
    return DocxParser().parse(data, LIMITS).text


def body(xml: str) -> bytes:
    return hostile.word(f"<w:document {W}><w:body>{xml}</w:body></w:document>")


def test_paragraphs_and_tables_in_document_order() -> None:
    document = docx.Document()
    document.add_paragraph("Before")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), ("a", "b", "c", ""), strict=True):
        cell.text = text
    document.add_paragraph("After")
    assert text_of(saved(document)) == "Before\na | b\nc\nAfter"


def test_nested_tables_and_merged_cells_are_read_once() -> None:
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "Skills"
    inner = outer.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Python", "SQL"
    merged = document.add_table(rows=1, cols=3)
    merged.cell(0, 0).merge(merged.cell(0, 2)).text = "Wide"
    assert text_of(saved(document)) == "Skills | Python | SQL\nWide"


def test_a_table_for_layout_is_read_cell_by_cell() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Skills\nPython\nSQL\nGo"
    table.cell(0, 1).text = "Experience"
    assert text_of(saved(document)) == "Skills\nPython\nSQL\nGo\nExperience"


def test_headers_and_footers_once() -> None:
    document = docx.Document()
    document.add_paragraph("Body")
    document.add_section()
    for section in document.sections:
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Ada Lovelace"
        section.footer.paragraphs[0].text = "Page"
    assert text_of(saved(document)) == "Ada Lovelace\nBody\n\nPage"


def test_content_controls_text_boxes_and_insertions_count_and_what_is_not_seen_does_not() -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    xml = (
        f"<w:sdt><w:sdtContent><w:p>{run('In a control')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run('Kept ')}<w:ins>{run('added ')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>{run('end')}</w:p>"
        f"<w:p>{run('Around')}<w:r><w:pict><w:txbxContent><w:p>{run('In a box')}</w:p></w:txbxContent></w:pict></w:r>"
        "</w:p>"
    )
    assert text_of(body(xml)) == "In a control\nKept added end\nAround\nIn a box"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (hostile.wordless_docx(), "no_text"),
        (hostile.word("<w:document"), "damaged"),
        (body("<w:p><w:r><w:t>" + "long " * 4000 + "</w:t></w:r></w:p>"), "too_complex"),
        (hostile.word(b" " * (2**20 + 1)), "too_complex"),
    ],
)
def test_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(BadDocument) as refused:
        DocxParser().parse(data, LIMITS)
    assert refused.value.reason == reason
