"""Colours, and whether one can be told from another."""

from functools import lru_cache

Colour = tuple[float, float, float]
"""Red, green, blue from 0 to 1."""
WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)


@lru_cache(maxsize=4096)  # it is asked for every letter, and a document has a handful of colours
def contrast(first: Colour, second: Colour) -> float:
    """The contrast ratio of WCAG 2, from 1 (the same to the eye) to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(given: Colour) -> float:
    red, green, blue = (_linear(min(max(part, 0.0), 1.0)) for part in given)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
