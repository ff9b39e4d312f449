"""The picture along the tool: a cross where it points, and the plan where it should, as wide as the expected error."""

from dataclasses import dataclass

import qt

SIZE = 260
_PER_MM = 11.0
_RINGS_MM = (2, 5, 10)
_PLAN, _SCALE = "#f4d35e", "#56606a"

Place = tuple[float, float]


@dataclass(frozen=True)
class Eye:
    """What is drawn, in mm from the middle, to the right and up.

    Attributes
    ----------
    planned : Place or None
        Where the plan meets the plane of the tip.
    end : Place or None
        The planned end, seen along the tool.
    trace : Place or None
        Of a cut: the direction of its line.
    error_mm : float
        What is expected, for the width of the plan.
    """

    planned: Place | None
    end: Place | None
    trace: Place | None
    error_mm: float
    colour: str


def drawn(eye: Eye) -> "qt.QPixmap":
    """The picture."""
    pixmap = qt.QPixmap(SIZE, SIZE)
    pixmap.fill(qt.QColor("#14181c"))
    painter = qt.QPainter(pixmap)
    painter.setRenderHint(qt.QPainter.Antialiasing, True)
    _scale(painter)
    if eye.trace is not None and eye.planned is not None:
        _draw_cut(painter, eye.planned, eye.trace, eye.error_mm)
    else:
        _draw_line(painter, eye)
    _draw_tool(painter, eye.colour)
    painter.end()
    return pixmap


def _scale(painter: "qt.QPainter") -> None:
    _pen(painter, _SCALE, 1)
    for radius_mm in _RINGS_MM:
        _circle(painter, (0.0, 0.0), radius_mm)
        x, y = _pixel((0.71 * radius_mm, 0.71 * radius_mm))
        painter.drawText(x + 2, y - 2, f"{radius_mm} mm")


def _draw_cut(painter: "qt.QPainter", planned: Place, trace: Place, error_mm: float) -> None:
    """The cut's line, and beside it two thin ones as far away as the expected error."""
    for offset_mm, width in ((0.0, 3), (error_mm, 1), (-error_mm, 1)):
        middle = (planned[0] - offset_mm * trace[1], planned[1] + offset_mm * trace[0])
        _pen(painter, _PLAN, width)
        ends = [(middle[0] + far * trace[0], middle[1] + far * trace[1]) for far in (-40.0, 40.0)]
        painter.drawLine(*_pixel(ends[0]), *_pixel(ends[1]))


def _draw_line(painter: "qt.QPainter", eye: Eye) -> None:
    """Where the planned line is now, and its end; the ring round it is as large as the expected error."""
    if eye.planned is not None and eye.end is not None:
        _pen(painter, _PLAN, 1)
        painter.drawLine(*_pixel(_held(eye.planned)), *_pixel(_held(eye.end)))
    for place, width in ((eye.planned, 3), (eye.end, 1)):
        if place is not None:
            _pen(painter, _PLAN, width)
            _circle(painter, _held(place), max(eye.error_mm, 0.4))


def _draw_tool(painter: "qt.QPainter", colour: str) -> None:
    """A cross that leaves its middle open."""
    _pen(painter, colour, 3)
    middle = SIZE // 2
    for start, end in ((-40, -8), (8, 40)):
        painter.drawLine(middle + start, middle, middle + end, middle)
        painter.drawLine(middle, middle + start, middle, middle + end)


def _pen(painter: "qt.QPainter", colour: str, width: int) -> None:
    pen = qt.QPen(qt.QColor(colour))
    pen.setWidth(width)
    painter.setPen(pen)


def _circle(painter: "qt.QPainter", place: Place, radius_mm: float) -> None:
    x, y = _pixel(place)
    size = round(radius_mm * _PER_MM)
    painter.drawEllipse(x - size, y - size, 2 * size, 2 * size)


def _held(place: Place) -> Place:
    """A place out of the picture is held at its edge."""
    most = SIZE / 2 / _PER_MM - 0.8
    return max(-most, min(most, place[0])), max(-most, min(most, place[1]))


def _pixel(place: Place) -> tuple[int, int]:
    middle = SIZE // 2
    return middle + round(place[0] * _PER_MM), middle - round(place[1] * _PER_MM)
