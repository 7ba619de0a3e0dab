"""Puts the addresses of links behind the words that they lie on."""

from collections.abc import Sequence
from dataclasses import replace

from xquizit_documents.engines.pdf.drawing import Link
from xquizit_documents.engines.pdf.words import Piece, Word
from xquizit_documents.links import is_told


def linked(pieces: Sequence[Piece], links: Sequence[Link]) -> list[Piece]:
    """`pieces`, those under a link with its address on the last word, unless the words are the address."""
    if not links:
        return list(pieces)
    found: dict[tuple[int, int], str] = {}
    for group in _groups(links):
        under = [
            (number, index)
            for number, piece in enumerate(pieces)
            for index, word in enumerate(piece.words)
            if any(_lies_on(link, word) for link in group)
        ]
        text = " ".join(pieces[number].words[index].text for number, index in under)
        if under and not is_told(group[0].address, text):
            found[under[-1]] = group[0].address
    return [
        replace(
            piece,
            words=tuple(
                replace(word, address=found.get((number, index), "")) for index, word in enumerate(piece.words)
            ),
        )
        for number, piece in enumerate(pieces)
    ]


def _groups(links: Sequence[Link]) -> list[list[Link]]:
    """Areas that follow each other and lead to one address are one link, broken over lines."""
    groups: list[list[Link]] = []
    for link in links:
        if groups and groups[-1][-1].address == link.address:
            groups[-1].append(link)
        else:
            groups.append([link])
    return groups


def _lies_on(link: Link, word: Word) -> bool:
    middle = (word.x0 + word.x1) / 2
    return link.box.has(middle, word.y + 0.25 * word.size)
