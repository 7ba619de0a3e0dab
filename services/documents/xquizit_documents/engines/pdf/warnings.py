"""Sentences about pages that gave no text, or text of another kind."""

from collections.abc import Sequence

_LISTED_PAGES = 5


def warnings_of(
    *, broken: Sequence[int], cut: Sequence[int], blank: Sequence[int], scanned: Sequence[int]
) -> tuple[str, ...]:
    """One sentence for each kind of trouble; page numbers count from 1."""
    sentences: list[str] = []
    if broken:
        sentences.append(f"{_named(broken)} could not be read.")
    if cut:
        sentences.append(f"{_named(cut)} could not be read to the end.")
    if blank:
        sentences.append(f"No text was found on {_named(blank).lower()}; pictures are not read.")
    if scanned:
        verb = "is a picture" if len(scanned) == 1 else "are pictures"
        sentences.append(f"{_named(scanned)} {verb}; its text was recognized by a program and may have mistakes.")
    return tuple(sentences)


def _named(pages: Sequence[int]) -> str:
    if len(pages) == 1:
        return f"Page {pages[0]}"
    listed = ", ".join(map(str, pages[:_LISTED_PAGES]))
    return f"Pages {listed}" + (f" and {len(pages) - _LISTED_PAGES} more" if len(pages) > _LISTED_PAGES else "")
