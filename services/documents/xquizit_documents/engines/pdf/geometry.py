"""Matrices and boxes of a page, in points (1/72 inch), y upwards."""

import math
from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f (PDF 1.7, 8.3.3)."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where `matrix` puts the point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


class Box(NamedTuple):
    """An upright rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """In points; negative when empty."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """In points; negative when empty."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """In square points; 0 when empty."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    def has(self, x: float, y: float) -> bool:
        """Whether the point lies in it or on its edge."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def cut(self, other: "Box") -> "Box":
        """What both have in common; empty with a negative width or height."""
        return Box(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))


EVERYWHERE = Box(-1e9, -1e9, 1e9, 1e9)


def bound(matrix: Matrix, box: Box) -> Box:
    """The upright box around what `matrix` makes of `box`."""
    corners = [apply(matrix, x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def upright(media: Box, rotation: int) -> Matrix:
    """The matrix that turns a page by `rotation` degrees clockwise, a multiple of 90, and puts its corner at 0, 0."""
    moved: Matrix = (1.0, 0.0, 0.0, 1.0, -media.x0, -media.y0)
    match rotation % 360:
        case 90:
            return multiply(moved, (0.0, -1.0, 1.0, 0.0, 0.0, media.width))
        case 180:
            return multiply(moved, (-1.0, 0.0, 0.0, -1.0, media.width, media.height))
        case 270:
            return multiply(moved, (0.0, 1.0, -1.0, 0.0, media.height, 0.0))
        case _:
            return moved


def quarter_turns(matrix: Matrix) -> int:
    """How often text set by `matrix` is turned by 90 degrees counterclockwise: 0 to 3."""
    return round(math.atan2(matrix[1], matrix[0]) / (math.pi / 2)) % 4


def turned(turns: int, x: float, y: float) -> tuple[float, float]:
    """Where a point comes to lie when text that is turned by so many quarters is turned back."""
    match turns:
        case 1:
            return y, -x
        case 2:
            return -x, -y
        case 3:
            return -y, x
        case _:
            return x, y


def turned_box(turns: int, box: Box) -> Box:
    """The same for a rectangle."""
    (ax, ay), (bx, by) = turned(turns, box.x0, box.y0), turned(turns, box.x1, box.y1)
    return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
