"""The path under construction: as boxes, which is all that is needed of it."""

from xquizit_documents.engines.pdf.geometry import Box, Matrix, bound

Point = tuple[float, float]
_EMPTY = Box(1e9, 1e9, -1e9, -1e9)
_SLACK = 0.5


class Path:
    """Subpaths of one path; points are those of the page."""

    def __init__(self) -> None:
        self._parts: list[list[Point]] = []
        self._curved: list[bool] = []

    def add_rectangle(self, matrix: Matrix, box: Box) -> None:
        """Appends a rectangle that is given before `matrix`."""
        x0, y0, x1, y1 = bound(matrix, box)
        turned = abs(matrix[0] * matrix[1]) > 1e-6
        self._parts.append([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        self._curved.append(turned)

    def move(self, point: Point) -> None:
        """Begins a subpath."""
        self._parts.append([point])
        self._curved.append(False)

    def line(self, point: Point) -> None:
        """Goes on straight."""
        if not self._parts:
            self.move(point)
        else:
            self._parts[-1].append(point)

    def curve(self, point: Point) -> None:
        """Goes on bent."""
        self.line(point)
        self._curved[-1] = True

    @property
    def box(self) -> Box:
        """Around all of it; empty where there is nothing."""
        boxes = [box for box, _ in self.boxes()]
        if not boxes:
            return _EMPTY
        return Box(
            min(box.x0 for box in boxes),
            min(box.y0 for box in boxes),
            max(box.x1 for box in boxes),
            max(box.y1 for box in boxes),
        )

    def boxes(self) -> list[tuple[Box, bool]]:
        """The box of each subpath, and whether that is exactly what it fills."""
        return [
            (_bound(part), not curved and _is_rectangle(part))
            for part, curved in zip(self._parts, self._curved, strict=True)
        ]


def _bound(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _is_rectangle(points: list[Point]) -> bool:
    """Whether every point is a corner of the box around all, and each corner is there."""
    box = _bound(points)
    corners: set[tuple[bool, bool]] = set()
    for x, y in points:
        left, right = x - box.x0 < _SLACK, box.x1 - x < _SLACK
        low, high = y - box.y0 < _SLACK, box.y1 - y < _SLACK
        if not (left or right) or not (low or high):
            return False
        corners.add((right, high))
    return len(corners) == 4 or min(box.width, box.height) < _SLACK
