"""The picture along the tool: a cross where it points, a ring where it should, as large as the expected error."""

from dataclasses import dataclass

import qt

SIZE = 260
_PER_MM = 6.0


@dataclass(frozen=True)
class Eye:
    """What is drawn: mm from the middle, to the right and up. ``entry`` is where the plan meets the plane of the tip,
    ``end`` the planned end; ``ring_mm`` the radius of the ring."""

    entry: tuple[float, float] | None
    end: tuple[float, float]
    ring_mm: float
    colour: str


def drawn(eye: Eye) -> "qt.QPixmap":
    """The picture."""
    pixmap = qt.QPixmap(SIZE, SIZE)
    pixmap.fill(qt.QColor("#14181c"))
    painter = qt.QPainter(pixmap)
    painter.setRenderHint(qt.QPainter.Antialiasing, True)
    middle = SIZE // 2
    _pen(painter, "#4a535c", 1)
    for radius_mm in (5, 10, 20):
        _circle(painter, middle, middle, radius_mm * _PER_MM)
    if eye.entry is not None:
        start, end = _place(eye.entry), _place(eye.end)
        _pen(painter, "#c9a400", 2)
        painter.drawLine(*start, *end)
        _circle(painter, *start, max(eye.ring_mm * _PER_MM, 5.0))
    _pen(painter, "#f4d35e", 3)
    _circle(painter, *_place(eye.end), max(eye.ring_mm * _PER_MM, 5.0))
    _pen(painter, eye.colour, 3)
    painter.drawLine(middle - 14, middle, middle + 14, middle)
    painter.drawLine(middle, middle - 14, middle, middle + 14)
    painter.end()
    return pixmap


def _pen(painter: "qt.QPainter", colour: str, width: int) -> None:
    pen = qt.QPen(qt.QColor(colour))
    pen.setWidth(width)
    painter.setPen(pen)


def _circle(painter: "qt.QPainter", x: int, y: int, radius: float) -> None:
    size = round(radius)
    painter.drawEllipse(x - size, y - size, 2 * size, 2 * size)


def _place(point: tuple[float, float]) -> tuple[int, int]:
    """In pixels, held at the edge of the picture."""
    middle = SIZE // 2
    x, y = (max(-middle + 6, min(middle - 6, round(value * _PER_MM))) for value in point)
    return middle + x, middle - y
