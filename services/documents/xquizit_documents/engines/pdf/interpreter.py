"""Follows the operators of a page and notes what they draw (PDF 1.7, chapters 8 and 9)."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from pypdf import PageObject, get_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import ContentStream, DictionaryObject, NameObject

from xquizit_documents.engines.pdf import colours
from xquizit_documents.engines.pdf.drawing import Drawing
from xquizit_documents.engines.pdf.fonts import FontReader
from xquizit_documents.engines.pdf.geometry import EVERYWHERE, Box, apply, bound, multiply, upright
from xquizit_documents.engines.pdf.operands import Operands, box, dictionary, entry, matrix, numbers, raw_entry
from xquizit_documents.engines.pdf.operations import operations
from xquizit_documents.engines.pdf.paths import Path
from xquizit_documents.engines.pdf.pen import Pen, State

_MAX_DEPTH = 12
"""Of forms within forms."""
_MAX_FORMS = 2000
"""Drawn on one page; forms that use each other may multiply."""
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
"""What pypdf raises on a font that makes no sense: its text is left out, as by pypdf."""


class Interpreter:
    """Draws one page; a form that it uses is drawn in its place."""

    def __init__(self, page: PageObject, layers_off: frozenset[int], fonts: dict[int, FontReader | None]) -> None:
        """Takes the page and what its document knows.

        Args:
            page: Of a document that is open.
            layers_off: Object numbers of the optional content that is switched off.
            fonts: Readers by identity of the font's dictionary, shared by the pages of a document.
        """
        media = _page_box(page)
        self.base = upright(media, int(page.rotation))
        self.drawing = Drawing(page=bound(self.base, media))
        self._page = page
        self._layers_off = layers_off
        self._fonts = fonts
        self._state = State(matrix=self.base, clip=EVERYWHERE)
        self._saved: list[State] = []
        self._marked: list[bool] = []
        self._pen = Pen(self.drawing)
        self._path = Path()
        self._clips = False
        self._resources = dictionary(page.get("/Resources"))
        self._depth = self._forms = 0
        self._named: dict[tuple[int, str], tuple[DictionaryObject, DictionaryObject | None]] = {}
        """Fonts by resources and name; the resources are kept, so that none later has the same identity."""

    def run(self) -> None:
        """Draws everything; what was drawn before something raises stays in `drawing`."""
        content = entry(self._page, "/Contents")
        if content is not None:
            self._draw(ContentStream(content, self._page.pdf, "bytes"))

    def draw_form(self, form: DictionaryObject, *, layer_is_off: bool = False) -> None:
        """Draws a form where the state is now; its own state ends with it."""
        before = self._state, self._saved, self._marked, self._resources
        self._state, self._saved, self._marked = self._state.copy(), [], [*self._marked, layer_is_off]
        self._depth += 1
        self._forms += 1
        if self._forms > _MAX_FORMS:
            raise LimitReachedError(f"more than {_MAX_FORMS} forms on one page")
        if "/Group" in form:
            self._state.group_alpha *= self._state.alpha
            self._state.alpha = self._state.stroke_alpha = 1.0
        self._state.matrix = multiply(matrix(entry(form, "/Matrix")), self._state.matrix)
        if (edge := box(entry(form, "/BBox"))) is not None:
            self._state.clip = self._state.clip.cut(bound(self._state.matrix, edge))
        self._resources = dictionary(form.get("/Resources")) or self._resources
        self._draw(ContentStream(form, self._page.pdf, "bytes"))
        self._depth -= 1
        self._state, self._saved, self._marked, self._resources = before

    def _draw(self, content: ContentStream) -> None:
        read = operations(content.get_data(), get_configuration().stream_parsing_work_maximum_count)
        for operands, operator in content.operations if read is None else read:
            if (handle := self._HANDLERS.get(operator)) is not None:
                handle(self, cast(Operands, operands))

    def _save(self, _args: Operands) -> None:
        self._saved.append(self._state.copy())

    def _restore(self, _args: Operands) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _concatenate(self, args: Operands) -> None:
        self._state.matrix = multiply(matrix(args), self._state.matrix)

    def _set_graphics(self, args: Operands) -> None:
        given = dictionary(dictionary(self._resources.get("/ExtGState")).get(str(args[0]) if args else ""))
        self._state.alpha = _number(entry(given, "/ca"), self._state.alpha)
        self._state.stroke_alpha = _number(entry(given, "/CA"), self._state.stroke_alpha)
        if isinstance(mode := entry(given, "/BM"), NameObject):
            self._state.blends = mode not in ("/Normal", "/Compatible")
        if (mask := entry(given, "/SMask")) is not None:
            self._state.masked = mask != "/None"
        if isinstance(font := entry(given, "/Font"), list) and len(cast(Operands, font)) == 2:
            self._use_font(*cast(Operands, font))

    def _set_fill_space(self, args: Operands) -> None:
        self._state.space = kind = self._space(args)
        self._state.fill = colours.initial(kind)

    def _set_stroke_space(self, args: Operands) -> None:
        self._state.stroke_space = kind = self._space(args)
        self._state.stroke = colours.initial(kind)

    def _space(self, args: Operands) -> str:
        return colours.space(args[0] if args else "", dictionary(self._resources.get("/ColorSpace")))

    def _set_fill(self, args: Operands) -> None:
        self._state.fill = colours.colour(self._state.space, args)

    def _set_stroke(self, args: Operands) -> None:
        self._state.stroke = colours.colour(self._state.stroke_space, args)

    def _set_device_fill(self, args: Operands) -> None:
        self._state.space, self._state.fill = colours.DEVICE, colours.colour(colours.DEVICE, args)

    def _set_device_stroke(self, args: Operands) -> None:
        self._state.stroke_space, self._state.stroke = colours.DEVICE, colours.colour(colours.DEVICE, args)

    def _rectangle(self, args: Operands) -> None:
        x, y, width, height = numbers(args, 4)
        self._path.add_rectangle(self._state.matrix, Box(x, y, x + width, y + height))

    def _move(self, args: Operands) -> None:
        x, y = numbers(args, 2)
        self._path.move(apply(self._state.matrix, x, y))

    def _line(self, args: Operands) -> None:
        x, y = numbers(args, 2)
        self._path.line(apply(self._state.matrix, x, y))

    def _curve(self, args: Operands) -> None:
        x, y = numbers(args[-2:], 2)
        self._path.curve(apply(self._state.matrix, x, y))

    def _clip(self, _args: Operands) -> None:
        self._clips = True

    def _fill_path(self, args: Operands) -> None:
        self._pen.fill(self._state, self._path)
        self._end_path(args)

    def _stroke_path(self, args: Operands) -> None:
        self._pen.stroke(self._path)
        self._end_path(args)

    def _fill_and_stroke_path(self, args: Operands) -> None:
        self._pen.fill(self._state, self._path)
        self._stroke_path(args)

    def _end_path(self, _args: Operands) -> None:
        if self._clips:
            self._state.clip = self._state.clip.cut(self._path.box)
        self._clips = False
        self._path = Path()

    def _shade(self, _args: Operands) -> None:
        self._pen.shade(self._state)

    def _begin_text(self, _args: Operands) -> None:
        self._state.begin_text()

    def _set_text_matrix(self, args: Operands) -> None:
        self._state.set_text_matrix(matrix(args))

    def _move_text(self, args: Operands) -> None:
        self._state.move_text(*numbers(args, 2))

    def _move_text_and_set_leading(self, args: Operands) -> None:
        self._state.leading = -numbers(args, 2)[1]
        self._move_text(args)

    def _next_line(self, _args: Operands) -> None:
        self._state.next_line()

    def _set_leading(self, args: Operands) -> None:
        self._state.leading = numbers(args, 1)[0]

    def _set_letter_space(self, args: Operands) -> None:
        self._state.letter_space = numbers(args, 1)[0]

    def _set_word_space(self, args: Operands) -> None:
        self._state.word_space = numbers(args, 1)[0]

    def _set_stretch(self, args: Operands) -> None:
        self._state.stretch = numbers(args, 1)[0] / 100

    def _set_rise(self, args: Operands) -> None:
        self._state.rise = numbers(args, 1)[0]

    def _set_mode(self, args: Operands) -> None:
        self._state.mode = int(numbers(args, 1)[0])

    def _set_font(self, args: Operands) -> None:
        if len(args) < 2:
            return
        name = (id(self._resources), str(args[0]))
        if name not in self._named:  # a line of text may choose its font ten times
            reference = raw_entry(dictionary(self._resources.get("/Font")), args[0])
            self._named[name] = self._resources, None if reference is None else dictionary(reference)
        self._use_font(self._named[name][1], args[1])

    def _use_font(self, reference: Any, size: object) -> None:
        self._state.size = _number(size, self._state.size)
        self._state.font = None
        if reference is None:
            return
        resource = dictionary(reference)
        if id(resource) not in self._fonts:
            try:
                self._fonts[id(resource)] = FontReader(resource)
            except _UNREADABLE:
                self._fonts[id(resource)] = None
        self._state.font = self._fonts[id(resource)]

    def _show(self, args: Operands) -> None:
        self._show_array([args[:1]])

    def _show_array(self, args: Operands) -> None:
        for part in cast(Operands, args[0]) if args and isinstance(args[0], list) else ():
            if isinstance(part, (int, float)):
                self._state.advance(-float(part) / 1000 * self._state.size * self._state.stretch)
            elif isinstance(part, bytes):
                self._pen.show(self._state, part, layer_is_off=any(self._marked))

    def _show_on_next_line(self, args: Operands) -> None:
        self._state.next_line()
        self._show(args)

    def _show_spaced_on_next_line(self, args: Operands) -> None:
        self._state.word_space, self._state.letter_space = numbers(args, 2)
        self._show_on_next_line(args[2:])

    def _begin_marked(self, args: Operands) -> None:
        is_layer = len(args) == 2 and args[0] == "/OC"
        layers = dictionary(self._resources.get("/Properties"))
        self._marked.append(is_layer and self._is_off(raw_entry(layers, args[1])))

    def _begin_unnamed_mark(self, _args: Operands) -> None:
        self._marked.append(False)

    def _end_marked(self, _args: Operands) -> None:
        if self._marked:
            self._marked.pop()

    def _is_off(self, layer: Any) -> bool:
        if layer is None or not self._layers_off:
            return False
        members = raw_entry(dictionary(layer), "/OCGs")
        if members is None:
            members = [layer]
        elif not isinstance(members, list):
            members = [members]
        return all(getattr(member, "idnum", 0) in self._layers_off for member in cast(list[Any], members))

    def _draw_object(self, args: Operands) -> None:
        drawn = dictionary(dictionary(self._resources.get("/XObject")).get(str(args[0]) if args else ""))
        if drawn.get("/Subtype") == "/Image":
            self._pen.paint_picture(self._state, translucent="/SMask" in drawn or "/ImageMask" in drawn)
        elif drawn.get("/Subtype") == "/Form" and self._depth < _MAX_DEPTH:
            self.draw_form(drawn, layer_is_off=self._is_off(raw_entry(drawn, "/OC")))

    def _draw_inline_image(self, _args: Operands) -> None:
        self._pen.paint_picture(self._state, translucent=False)

    _HANDLERS: ClassVar[dict[bytes, Callable[["Interpreter", Operands], None]]] = {
        **{b"q": _save, b"Q": _restore, b"cm": _concatenate, b"gs": _set_graphics},
        **{b"cs": _set_fill_space, b"CS": _set_stroke_space},
        **{b"sc": _set_fill, b"scn": _set_fill, b"SC": _set_stroke, b"SCN": _set_stroke},
        **dict.fromkeys((b"g", b"rg", b"k"), _set_device_fill),
        **dict.fromkeys((b"G", b"RG", b"K"), _set_device_stroke),
        **{b"re": _rectangle, b"m": _move, b"l": _line, b"c": _curve, b"v": _curve, b"y": _curve},
        **{b"W": _clip, b"W*": _clip, b"n": _end_path, b"S": _stroke_path, b"s": _stroke_path, b"sh": _shade},
        **dict.fromkeys((b"f", b"F", b"f*"), _fill_path),
        **dict.fromkeys((b"B", b"B*", b"b", b"b*"), _fill_and_stroke_path),
        **{b"BT": _begin_text, b"Tm": _set_text_matrix, b"Td": _move_text, b"TD": _move_text_and_set_leading},
        **{b"T*": _next_line, b"TL": _set_leading, b"Tc": _set_letter_space, b"Tw": _set_word_space},
        **{b"Tz": _set_stretch, b"Ts": _set_rise, b"Tr": _set_mode, b"Tf": _set_font},
        **{b"Tj": _show, b"TJ": _show_array, b"'": _show_on_next_line, b'"': _show_spaced_on_next_line},
        **{b"BDC": _begin_marked, b"BMC": _begin_unnamed_mark, b"EMC": _end_marked},
        **{b"Do": _draw_object, b"INLINE IMAGE": _draw_inline_image},
    }


def _number(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, (int, float)) else otherwise


def _page_box(page: PageObject) -> Box:
    media, crop = (Box(*(float(edge) for edge in given)) for given in (page.mediabox, page.cropbox))
    shown = media.cut(crop)
    return shown if shown.area > 0 else media
