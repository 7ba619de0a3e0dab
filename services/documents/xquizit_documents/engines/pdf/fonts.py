"""What the bytes of a PDF string say and how wide they are, by pypdf's reading of its fonts."""

from typing import Any, NamedTuple, cast

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font as PypdfFont  # the one that its own extract_text uses; not yet exported

_UNMAPPED_LIMIT = 32


class Shown(NamedTuple):
    """One glyph of a string."""

    text: str
    width: float
    """In thousandths of the font's size."""
    is_space: bool
    """Whether word spacing applies: a single byte 32."""


class FontReader:
    """Reads strings that are set in one font."""

    def __init__(self, resource: DictionaryObject) -> None:
        """Takes the font's dictionary.

        Raises:
            What pypdf raises on broken ones.
        """
        self._font = PypdfFont.from_font_resource(resource)
        self._simple = not isinstance(self._font.encoding, str)
        self._widths = cast(dict[str, Any], self._font.character_widths)
        default = self._widths.get("default", 500)
        self._default = float(default) if isinstance(default, (int, float)) else 500.0
        self._cache: dict[bytes, list[Shown]] = {}
        self._thousandths = _unit_of(resource)

    def read(self, data: bytes) -> list[Shown]:
        """The glyphs of `data`, in order."""
        if (known := self._cache.get(data)) is None:
            known = self._read(data)
            if len(data) < _UNMAPPED_LIMIT:
                self._cache[data] = known
        return known

    def _read(self, data: bytes) -> list[Shown]:
        map_ = cast(dict[str, str], self._font.character_map)
        if self._simple:
            encoding = cast(dict[int, str], self._font.encoding)
            shown: list[Shown] = []
            for code in data:
                char = encoding.get(code, chr(code))
                shown.append(Shown(str(map_.get(char, char)), self._width(chr(code)), code == 32))
            return shown
        try:
            raw = data.decode(cast(str, self._font.encoding), "surrogatepass")
        except UnicodeDecodeError:
            raw = data.decode(cast(str, self._font.encoding), "replace")
        return [Shown(str(map_.get(char, char)), self._width(char), False) for char in raw]

    def _width(self, char: str) -> float:
        width = self._widths.get(char, self._default)
        return float(width) * self._thousandths if isinstance(width, (int, float)) else self._default


def _unit_of(resource: DictionaryObject) -> float:
    """A Type 3 font says by its matrix what its widths are measured in; all others in thousandths."""
    matrix = resource.get("/FontMatrix")
    if resource.get("/Subtype") == "/Type3" and isinstance(matrix, list) and matrix:
        first = cast(list[Any], matrix)[0]
        if isinstance(first, (int, float)) and first:
            return abs(float(first)) * 1000
    return 1.0
