"""Changes of XML that leave it well-formed: of its tree."""

import copy
from collections.abc import Callable
from random import Random

from lxml import etree

from tests.fuzz import bytes_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMES = (
    *("p", "r", "t", "tbl", "tr", "tc", "tab", "br", "cr", "sym", "del", "ins", "moveFrom", "moveTo", "sdt"),
    *("sdtContent", "hyperlink", "fldSimple", "fldChar", "instrText", "footnoteReference", "txbxContent", "pPr", "rPr"),
    *("numPr", "sectPr", "headerReference", "footerReference", "vanish", "color", "sz", "gridSpan", "vMerge", "body"),
    *("document", "numId", "ilvl", "abstractNum", "lvl", "style", "basedOn", "pStyle", "rStyle"),
    *("noBreakHyphen", "softHyphen"),
)  # fmt: skip
_VALUES = (
    "", "-1", "0", "1", "99999999999", "1e9", "true", "off", "rId1", "rId99", "Normal", "Heading1", "FFFFFF", "auto",
    "begin", "end", "separate", "../../x", "http://127.0.0.1:9", "\u00e9", "\u202e",
)  # fmt: skip
_MOST_ELEMENTS = 5000
"""Of a part that is still changed: doubling it again and again would only be large."""


def changed(part: bytes, chance: Random) -> bytes:
    """One to five changes of its tree; what is no XML stays as it is."""
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return part
    for _ in range(chance.choice((1, 1, 2, 5))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        if len(elements) > _MOST_ELEMENTS:
            break
        change: Callable[[list[etree._Element], Random], None] = chance.choice(
            (_remove, _repeat, _move, _move, _rename, _rename, _set, _set, _set, _unset, _wrap, _write)
        )
        change(elements, chance)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _remove(elements: list[etree._Element], chance: Random) -> None:
    element = chance.choice(elements)
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _repeat(elements: list[etree._Element], chance: Random) -> None:
    element = chance.choice(elements)
    if element.getparent() is not None:
        for _ in range(chance.choice((1, 2, 20))):
            element.addnext(copy.deepcopy(element))


def _move(elements: list[etree._Element], chance: Random) -> None:
    """A copy of an element stands in any other one, itself included."""
    element, target = chance.choice(elements), chance.choice(elements)
    target.insert(chance.randrange(len(target) + 1), copy.deepcopy(element))


def _rename(elements: list[etree._Element], chance: Random) -> None:
    chance.choice(elements).tag = W + chance.choice(_NAMES)


def _set(elements: list[etree._Element], chance: Random) -> None:
    element = chance.choice([each for each in elements if each.attrib] or elements)
    name = chance.choice([str(name) for name in element.attrib] or [W + "val"])
    element.set(name, chance.choice(_VALUES))


def _unset(elements: list[etree._Element], chance: Random) -> None:
    element = chance.choice([each for each in elements if each.attrib] or elements)
    if element.attrib:
        del element.attrib[chance.choice([str(name) for name in element.attrib])]


def _wrap(elements: list[etree._Element], chance: Random) -> None:
    """An element goes some levels deeper."""
    element = chance.choice(elements)
    if (parent := element.getparent()) is None:
        return
    at = parent.index(element)
    for _ in range(chance.choice((1, 3, 40))):
        outer = etree.Element(W + chance.choice(_NAMES))
        parent.insert(at, outer)
        parent, at = outer, 0
    parent.append(element)


def _write(elements: list[etree._Element], chance: Random) -> None:
    letters = chance.choice(("", "\u00ad", "\u202e\u202d", "\ufdfa" * 500, "\t\n ", "a" * 100_000))
    chance.choice(elements).text = letters or bytes_of.extreme(chance).decode()
