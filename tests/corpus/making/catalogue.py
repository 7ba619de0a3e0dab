"""Every good document: its producer, its making, its expected text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tests.corpus.making import drawn, pages, word, word_special
from tests.corpus.making.javascript import by_javascript
from tests.corpus.making.layouts import layouts
from tests.corpus.making.pages import page, run
from tests.corpus.making.story import Story, expected, load
from tests.corpus.making.typesetting import by_groff, by_pdflatex, by_typst, latex, troff, typst
from tests.corpus.making.word_special import INJECTION

HEADER, FOOTER = "Confidential application", "Sent through the fictional Exchange of Talents"


@dataclass(frozen=True)
class Document:
    """One document of the corpus."""

    name: str
    """Of the file."""
    producer: str
    make: Callable[[Path], str | None]
    """Writes the file; returns the expected text where it has no story."""
    story: Story | None = None
    text: str = ""
    """The expected text of a story."""
    hidden: tuple[str, ...] = field(default=())
    """What must be reported as hidden."""


def documents() -> Iterator[Document]:
    """All of them."""
    yield from _pages_in_columns()
    yield from _pages_in_one_column()
    yield from _scripts_of_the_world()
    yield from _odd_pdfs()
    yield from _word_documents()
    yield from _layouts()
    yield from _notes()


def _told(name: str, producer: str, story: Story, make: Callable[[Path], None], *, links: bool = True) -> Document:
    labelled = story if links else replace(story, labels={**story.labels, "links": []})
    return Document(name, producer, make, labelled, expected(story, addresses=links))


def _pages_in_columns() -> Iterator[Document]:
    designer, engineer = load("designer"), load("engineer")
    web, css_float = page(designer), page(designer, columns="float")
    yield _told("chromium_sidebar.pdf", "Chromium", designer, partial(pages.by_chromium, web))
    dark = page(designer, style="aside{background:#123;color:#fff;padding:8pt} aside a{color:#fff} body{margin:0}")
    yield _told("chromium_dark_sidebar.pdf", "Chromium", designer, partial(pages.by_chromium, dark))
    spread = page(designer, style="h2{letter-spacing:.25em;text-transform:uppercase;font-size:11pt}")
    yield replace(
        _told("chromium_spread_headings.pdf", "Chromium", designer, partial(pages.by_chromium, spread)),
        text=_upper_headings(designer),
    )
    yield _told("weasyprint_sidebar.pdf", "WeasyPrint", designer, partial(pages.by_weasyprint, web))
    yield _told("wkhtmltopdf_sidebar.pdf", "wkhtmltopdf", designer, partial(pages.by_wkhtmltopdf, css_float))
    yield _told("typst_sidebar.pdf", "Typst", designer, partial(by_typst, typst(designer)))
    table = page(designer, columns="table")
    yield _told("libreoffice_layout_table.pdf", "LibreOffice", designer, partial(pages.by_libreoffice, table))
    yield _told(
        "reportlab_frames.pdf", "ReportLab", designer, lambda target: drawn.by_reportlab(designer, target, sidebar=True)
    )
    yield _told("pdfmake_columns.pdf", "pdfmake", designer, partial(by_javascript, "pdfmake", designer))
    narrow = _without_tables(engineer)
    yield _told(
        "latex_two_columns.pdf",
        "pdfTeX",
        narrow,
        partial(by_pdflatex, latex(narrow, columns=True, preamble=r"\usepackage[protrusion=true]{microtype}")),
    )
    css = page(narrow, style="body{column-count:2;column-gap:20pt} h1{column-span:all}", lang="en")
    yield _told("weasyprint_two_columns.pdf", "WeasyPrint", narrow, partial(pages.by_weasyprint, css))
    justified = page(
        narrow, style="body{column-count:2;text-align:justify;hyphens:auto} h1{column-span:all}", lang="en"
    )
    yield _told("weasyprint_hyphenated_columns.pdf", "WeasyPrint", narrow, partial(pages.by_weasyprint, justified))


def _pages_in_one_column() -> Iterator[Document]:
    engineer, job = load("engineer"), load("job_en")
    edged = replace(engineer, header=HEADER, footer=FOOTER, pages=True)
    yield _told("libreoffice_resume.pdf", "LibreOffice", engineer, partial(pages.by_libreoffice, page(engineer)))
    yield _told("latex_resume.pdf", "pdfTeX", engineer, partial(by_pdflatex, latex(engineer)))
    yield replace(
        _told("groff_resume.pdf", "groff", engineer, partial(by_groff, troff(engineer)), links=False),
    )
    running = (
        "@page{size:A5;margin:20mm 15mm;@top-left{content:'" + HEADER + "'}@bottom-left{content:'" + FOOTER + "'}"
        "@bottom-right{content:counter(page) ' / ' counter(pages)}} header,footer{display:none}"
    )
    yield _told("weasyprint_headers.pdf", "WeasyPrint", edged, partial(pages.by_weasyprint, page(edged, style=running)))
    yield _told("reportlab_headers.pdf", "ReportLab", edged, partial(drawn.by_reportlab, edged))
    yield _told("libreoffice_headers.pdf", "LibreOffice", edged, partial(_through_word, edged), links=False)
    settings = f'#set page(paper: "a5", header: [{HEADER}], footer: [{FOOTER}], numbering: none)'
    yield _told("typst_headers.pdf", "Typst", edged, partial(by_typst, typst(edged, settings=settings)))
    yield _told("chromium_job.pdf", "Chromium", job, partial(pages.by_chromium, page(job)))
    yield _told("jspdf_job.pdf", "jsPDF", job, partial(by_javascript, "jspdf", job), links=False)
    german = load("german")
    yield _told(
        "typst_german_hyphens.pdf",
        "Typst",
        german,
        partial(
            by_typst,
            typst(
                german,
                settings='#set text(lang: "de", hyphenate: true)\n#set par(justify: true)\n#set page(width: 12cm)',
            ),
        ),
    )
    hyphens = "@page{size:A5} body{text-align:justify;hyphens:auto;font-size:12pt}"
    yield _told(
        "weasyprint_german_hyphens.pdf",
        "WeasyPrint",
        german,
        partial(pages.by_weasyprint, page(german, style=hyphens, lang="de")),
    )
    french = load("french")
    yield _told("latex_accents.pdf", "pdfTeX", french, partial(by_pdflatex, latex(french, accents=True)))
    yield _told(
        "weasyprint_pdfa.pdf",
        "WeasyPrint",
        french,
        lambda target: pages.by_weasyprint(page(french, lang="fr"), target, pdf_variant="pdf/a-3b"),
    )
    pdfa = '{"SelectPdfVersion":{"type":"long","value":"2"}}'
    yield _told(
        "libreoffice_pdfa.pdf",
        "LibreOffice",
        german,
        lambda target: pages.by_libreoffice(page(german), target, options=pdfa),
    )
    yield _told("fpdf2_french.pdf", "fpdf2", french, partial(drawn.by_fpdf, french))


def _scripts_of_the_world() -> Iterator[Document]:
    arabic, hebrew, chinese, japanese, cyrillic = map(load, ("arabic", "hebrew", "chinese", "japanese", "cyrillic"))
    for name, story, lang in (("arabic", arabic, "ar"), ("hebrew", hebrew, "he")):
        web = page(story, lang=lang, direction="rtl")
        yield _told(f"chromium_{name}.pdf", "Chromium", story, partial(pages.by_chromium, web))
        yield _told(f"weasyprint_{name}.pdf", "WeasyPrint", story, partial(pages.by_weasyprint, web))
        yield _told(f"libreoffice_{name}.pdf", "LibreOffice", story, partial(_through_word, story, right_to_left=True))
    settings = '#set text(font: ("Noto Serif CJK JP", "Noto Sans CJK JP"), lang: "ja")'
    yield _told("typst_japanese.pdf", "Typst", japanese, partial(by_typst, typst(japanese, settings=settings)))
    yield _told("libreoffice_japanese.pdf", "LibreOffice", japanese, partial(_through_word, japanese))
    yield _told("chromium_chinese.pdf", "Chromium", chinese, partial(pages.by_chromium, page(chinese, lang="zh-CN")))
    yield _told("weasyprint_chinese.pdf", "WeasyPrint", chinese, partial(pages.by_weasyprint, page(chinese, lang="zh")))
    yield _told("weasyprint_alphabets.pdf", "WeasyPrint", cyrillic, partial(pages.by_weasyprint, page(cyrillic)))
    settings = '#set text(font: ("DejaVu Sans",))'
    yield _told("typst_alphabets.pdf", "Typst", cyrillic, partial(by_typst, typst(cyrillic, settings=settings)))


def _odd_pdfs() -> Iterator[Document]:
    yield Document("reportlab_form.pdf", "ReportLab", drawn.form)
    yield Document("reportlab_hidden.pdf", "ReportLab", drawn.hidden, hidden=(INJECTION,) * 7)
    yield Document("reportlab_scan.pdf", "ReportLab", drawn.scan)
    yield Document("reportlab_interleaved_columns.pdf", "ReportLab", drawn.interleaved)
    yield Document("reportlab_shuffled_columns.pdf", "ReportLab", drawn.shuffled)
    job = load("job_en")
    tricks = "".join(
        f"<p style='{style}'>{INJECTION}</p>"
        for style in ("color:#fff", "font-size:1px", "position:absolute;left:-3000px;top:0", "opacity:.01")
    )
    web = page(job).replace("</body>", f"{tricks}</body>")
    yield replace(
        _told("chromium_hidden.pdf", "Chromium", job, partial(pages.by_chromium, web)), hidden=(INJECTION,) * 3
    )
    designer = load("designer")
    web = page(designer)
    yield _told("qpdf_rotated.pdf", "Chromium, qpdf", designer, partial(_through_qpdf, web, "--rotate=90"))
    locked = ("--encrypt", "", "owner", "256", "--", "--object-streams=generate")
    yield _told("qpdf_owner_password.pdf", "Chromium, qpdf", designer, partial(_through_qpdf, web, *locked))
    yield _told(
        "ghostscript_resume.pdf",
        "Chromium, Ghostscript",
        load("engineer"),
        partial(_through_ghostscript, page(load("engineer"))),
        links=True,
    )


def _word_documents() -> Iterator[Document]:
    engineer, designer, job, german = map(load, ("engineer", "designer", "job_en", "german"))
    edged = replace(engineer, header=HEADER, footer=FOOTER, pages=True)
    yield _told("libreoffice_resume.docx", "LibreOffice", engineer, partial(pages.by_libreoffice, page(engineer)))
    table = page(designer, columns="table")
    yield _told("libreoffice_layout_table.docx", "LibreOffice", designer, partial(pages.by_libreoffice, table))
    yield replace(
        _told(
            "pandoc_german.docx",
            "pandoc",
            german,
            partial(pages.by_pandoc, page(german).replace("<title>Document</title>", "")),
        )
    )
    yield _told("python_docx_headers.docx", "python-docx", edged, partial(word.by_python_docx, edged))
    yield _told("python_docx_job.docx", "python-docx", job, partial(word.by_python_docx, job))
    chinese, hebrew, arabic = load("chinese"), load("hebrew"), load("arabic")
    yield _told("python_docx_chinese.docx", "python-docx", chinese, partial(word.by_python_docx, chinese))
    yield _told(
        "python_docx_hebrew.docx", "python-docx", hebrew, partial(word.by_python_docx, hebrew, right_to_left=True)
    )
    web = page(arabic, lang="ar", direction="rtl")
    yield _told("libreoffice_arabic.docx", "LibreOffice", arabic, partial(pages.by_libreoffice, web))
    headed = replace(job, header=HEADER)
    yield _told("docx_js_columns.docx", "docx (JavaScript)", headed, partial(by_javascript, "docx", headed))
    yield _told(
        "html_to_docx_french.docx",
        "html-to-docx (JavaScript)",
        load("french"),
        partial(by_javascript, "htmlToDocx", load("french"), html=page(load("french"))),
    )
    yield Document("word_tracked_changes.docx", "python-docx, Word's XML", word_special.tracked_changes)
    yield Document("word_text_boxes.docx", "python-docx, Word's XML", word_special.text_boxes)
    yield Document("word_footnotes.docx", "python-docx, Word's XML", word_special.footnotes)
    yield Document("word_hidden.docx", "python-docx, Word's XML", word_special.hidden, hidden=(INJECTION,) * 7)
    yield Document("word_numbering.docx", "python-docx, Word's XML", word_special.numbering)
    yield Document("word_tables.docx", "python-docx", word_special.tables)
    yield Document("word_controls.docx", "python-docx, Word's XML", word_special.controls)


def _layouts() -> Iterator[Document]:
    producers = {
        "chromium": ("Chromium", pages.by_chromium),
        "weasyprint": ("WeasyPrint", pages.by_weasyprint),
        "wkhtmltopdf": ("wkhtmltopdf", pages.by_wkhtmltopdf),
    }
    by_layout = {
        "timeline": ("chromium", "weasyprint"),
        "dates_on_the_right": ("chromium", "weasyprint"),
        "chips": ("chromium",),
        "three_columns": ("chromium", "weasyprint"),
        "long_table": ("chromium", "weasyprint", "wkhtmltopdf"),
        "sidebar_on_the_right": ("chromium", "weasyprint"),
        "letter": ("chromium", "weasyprint"),
        "arabic_sidebar": ("chromium", "weasyprint"),
    }
    for layout, web, text in layouts():
        for name in by_layout[layout]:
            producer, make = producers[name]
            yield Document(f"{name}_{layout}.pdf", producer, partial(make, web), text=text)


def _notes() -> Iterator[Document]:
    """Footnotes, and Word's own things as LibreOffice prints them."""
    text = (
        "Research profile of Dr Philippa Nakagawa-Stone\nHer thesis on tidal sediments 1 received the "
        "regional prize 2 .\n"
        "She has taught statistics since 2019.\n1 Submitted in 2014 at the University of the Wash.\n"
        "2 Awarded by the Estuary Society.\n"
    )
    first, second = "Submitted in 2014 at the University of the Wash.", "Awarded by the Estuary Society."
    source = (
        r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{lmodern}\pagestyle{empty}\begin{document}"
        "\nResearch profile of Dr Philippa Nakagawa-Stone\n\n"
        rf"Her thesis on tidal sediments\footnote{{{first}}} received the regional prize\footnote{{{second}}}."
        "\n\nShe has taught statistics since 2019.\n" + r"\end{document}"
    )
    yield Document("latex_footnotes.pdf", "pdfTeX", partial(by_pdflatex, source), text=text)
    source = (
        "Research profile of Dr Philippa Nakagawa-Stone\n\n"
        f"Her thesis on tidal sediments#footnote[{first}] received the regional prize#footnote[{second}].\n\n"
        "She has taught statistics since 2019.\n"
    )
    # Typst takes the font's own raised digits, which say "1" like any other: they stick to their words.
    stuck = text.replace("sediments 1", "sediments1").replace("prize 2 .", "prize2.")
    stuck = stuck.replace("1 Sub", "1Sub").replace("2 Awar", "2Awar")
    yield Document("typst_footnotes.pdf", "Typst", partial(by_typst, source), text=stuck)
    for name in ("tables", "numbering", "hidden"):
        make = getattr(word_special, name)
        hidden = (INJECTION,) * 4 if name == "hidden" else ()
        yield Document(f"libreoffice_{name}.pdf", "LibreOffice", partial(_printed, make), hidden=hidden)


def _printed(make: Callable[[Path], str], target: Path) -> str:
    given = target.with_suffix(".in.docx")
    # LibreOffice does show what Word hides by a line that is one point high.
    text = make(given).replace("Speaks Polish", f"{INJECTION}\nSpeaks Polish")
    try:
        pages.by_libreoffice(given, target)
    finally:
        given.unlink()
    return text


def _without_tables(story: Story) -> Story:
    parts = tuple(
        tuple(tuple(block for block in column if block.kind != "table") for column in part) for part in story.parts
    )
    return replace(story, parts=parts)


def _upper_headings(story: Story) -> str:
    headings = {line for block in story.blocks if block.kind == "h2" for line in block.lines}
    return "".join(f"{line.upper() if line in headings else line}\n" for line in expected(story).splitlines())


def _through_word(story: Story, target: Path, *, right_to_left: bool = False) -> None:
    """PDF as LibreOffice exports it from a Word document."""
    given = target.with_suffix(".in.docx")
    word.by_python_docx(story, given, right_to_left=right_to_left)
    try:
        pages.by_libreoffice(given, target)
    finally:
        given.unlink()


def _through_qpdf(web: str, *arguments: str | Path) -> None:
    """Chromium's PDF, changed by qpdf; the last argument is the target."""
    *options, target = arguments
    given = Path(target).with_suffix(".in.pdf")
    pages.by_chromium(web, given)
    try:
        if options[0] == "--encrypt":
            run("qpdf", str(given), *map(str, options), str(target))
        else:
            run("qpdf", *map(str, options), str(given), str(target))
    finally:
        given.unlink()


def _through_ghostscript(web: str, target: Path) -> None:
    """Chromium's PDF, distilled again."""
    given = target.with_suffix(".in.pdf")
    pages.by_chromium(web, given)
    try:
        run("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-sOutputFile={target}", str(given))
    finally:
        given.unlink()
