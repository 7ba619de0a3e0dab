"""What a Word document's styles say about runs and paragraphs, what they are based on included."""

from collections.abc import Iterator

from xquizit_documents.engines.docx.xml import Element, W, value, whole_number

_MAX_DEPTH = 20
"""Of styles based on each other."""


class Styles:
    """The styles part, looked up by id."""

    def __init__(self, root: Element | None) -> None:
        """Takes `w:styles`; None where the document has none."""
        self._by_id: dict[str, Element] = {}
        self._defaults: Element | None = None
        self._default_paragraph = ""
        self._chains: dict[tuple[str | None, str], tuple[Element, ...]] = {}
        if root is None:
            return
        self._defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        for style in root.iter(f"{W}style"):
            name = style.get(f"{W}styleId") or ""
            self._by_id[name] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default_paragraph = name

    def of_run(self, run: Element | None, paragraph: Element | None) -> Iterator[Element]:
        """The run properties that hold for a run, the strongest first.

        Args:
            run: Its `w:rPr`.
            paragraph: The `w:pPr` of its paragraph.
        """
        if run is not None:
            yield run
            yield from self._chain(value(run, f"{W}rStyle"), f"{W}rPr")
        yield from self._chain(value(paragraph, f"{W}pStyle") or self._default_paragraph, f"{W}rPr")
        if self._defaults is not None:
            yield self._defaults

    def of_paragraph(self, paragraph: Element | None) -> Iterator[Element]:
        """The paragraph properties that hold for a paragraph, the strongest first."""
        if paragraph is not None:
            yield paragraph
        yield from self._chain(value(paragraph, f"{W}pStyle") or self._default_paragraph, f"{W}pPr")

    def number_of(self, name: str) -> int | None:
        """The list that a numbering style is for."""
        for properties in self._chain(name, f"{W}pPr"):
            if (number := whole_number(value(properties, f"{W}numPr/{W}numId"))) is not None:
                return number
        return None

    def paints_tables(self, name: str | None) -> bool:
        """Whether a table style fills cells with a colour."""
        return any(
            (shading.get(f"{W}fill") or "auto") != "auto"
            for style in self._styles(name)
            for shading in style.iter(f"{W}shd")
        )

    def _chain(self, name: str | None, path: str) -> tuple[Element, ...]:
        if (name, path) not in self._chains:
            found = (style.find(path) for style in self._styles(name))
            self._chains[name, path] = tuple(properties for properties in found if properties is not None)
        return self._chains[name, path]

    def _styles(self, name: str | None) -> Iterator[Element]:
        for _ in range(_MAX_DEPTH):
            style = self._by_id.get(name or "")
            if style is None:
                return
            yield style
            name = value(style, f"{W}basedOn")
