"""Draws the modules' icons: ``python -m harness.draw_icon`` from ``tests/`` writes them into ``Resources/Icons``."""

import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen

SIZE = 128
MODULES = Path(__file__).resolve().parents[2] / "modules"
VIOLET, SAND, BLUE, RED = QColor(113, 78, 194), QColor(214, 158, 84), QColor(72, 132, 196), QColor(204, 74, 58)


def bone(length: float, width: float) -> QPainterPath:
    """A long bone along x, centred: a shaft and two knobs at each end."""
    path = QPainterPath()
    path.setFillRule(Qt.WindingFill)
    path.addRoundedRect(QRectF(-length / 2, -width / 2, length, width), width / 3, width / 3)
    knob = width * 0.72
    for x in (-length / 2, length / 2):
        for y in (-knob * 0.8, knob * 0.8):
            path.addEllipse(QPointF(x, y), knob, knob)
    return path.simplified()


def half_bone(length: float, width: float) -> QPainterPath:
    """The left half of a bone, cut straight at the origin."""
    keep = QPainterPath()
    keep.addRect(QRectF(-2 * length, -2 * length, 2 * length, 4 * length))
    return bone(length, width).intersected(keep)


def guide_block() -> QPainterPath:
    """A block on the bone's upper side, with a slot for the saw and a hole for a wire."""
    block = QPainterPath()
    block.addRoundedRect(QRectF(-34, -34, 68, 30), 7, 7)
    opened = QPainterPath()
    opened.addRect(QRectF(-4, -40, 8, 40))
    opened.addEllipse(QPointF(-20, -19), 6, 6)
    opened.addEllipse(QPointF(20, -19), 6, 6)
    return block.subtracted(opened)


def paint(painter: QPainter, path: QPainterPath, color: QColor, place: tuple[float, float], angle: float) -> None:
    """A shape with a white rim and a dark edge."""
    painter.save()
    painter.translate(*place)
    painter.rotate(angle)
    for pen in (QPen(QColor(255, 255, 255), 8), QPen(color.darker(150), 3)):
        painter.setPen(pen)
        painter.setBrush(color)
        painter.drawPath(path)
    painter.restore()


def two_bones(painter: QPainter) -> None:
    """Two bones that meet at a joint, each in a colour of its own."""
    painter.setPen(QPen(QColor(255, 255, 255, 230), 7))
    shapes = (((40, 42), 52, VIOLET), ((88, 84), -12, SAND))
    for outline in (True, False):
        for place, angle, color in shapes:
            painter.save()
            painter.translate(*place)
            painter.rotate(angle)
            painter.setPen(QPen(QColor(255, 255, 255), 8) if outline else QPen(color.darker(150), 3))
            painter.setBrush(color)
            painter.drawPath(bone(56, 15))
            painter.restore()


def opened_wedge(painter: QPainter) -> None:
    """A bone cut through and bent open about a hinge, the load line beside it."""
    painter.setPen(QPen(RED, 4, Qt.DashLine))
    painter.drawLine(QPointF(100, 8), QPointF(100, 120))
    paint(painter, half_bone(72, 18), SAND, (54, 61), 90)
    paint(painter, half_bone(72, 18), VIOLET, (51, 66), -112)


def block_on_bone(painter: QPainter) -> None:
    """A guide on a bone, a saw blade above its slot."""
    paint(painter, bone(84, 22), SAND, (64, 92), 0)
    blade = QPainterPath()
    blade.addRect(QRectF(-3, -30, 6, 62))
    paint(painter, blade, QColor(150, 156, 164), (64, 34), 0)
    paint(painter, guide_block(), BLUE, (64, 88), 0)


def screw() -> QPainterPath:
    """A screw that points down: a head, a shaft with thread, a tip."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(-13, -46, 26, 12), 4, 4)
    shaft = QPainterPath()
    shaft.addRect(QRectF(-6, -36, 12, 66))
    shaft.moveTo(-6, 30)
    shaft.lineTo(0, 44)
    shaft.lineTo(6, 30)
    shaft.closeSubpath()
    threads = QPainterPath()
    for y in range(-26, 30, 9):
        threads.addRoundedRect(QRectF(-10, y, 20, 4), 2, 2)
    return path.united(shaft).united(threads).simplified()


def screw_in_bone(painter: QPainter) -> None:
    """A screw that goes into a bone at an angle."""
    paint(painter, bone(84, 26), SAND, (60, 84), -14)
    paint(painter, screw(), BLUE, (76, 56), 24)


def stylus() -> QPainterPath:
    """A pen that points down, on its end a ball, as a haptic arm has it."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(-8, -40, 16, 50), 6, 6)
    tip = QPainterPath()
    tip.moveTo(-8, 6)
    tip.lineTo(0, 40)
    tip.lineTo(8, 6)
    tip.closeSubpath()
    ball = QPainterPath()
    ball.addEllipse(QPointF(0, -42), 11, 11)
    return path.united(tip).united(ball).simplified()


def stylus_on_bone(painter: QPainter) -> None:
    """A tracked stylus that touches a bone; waves go out from its ball."""
    paint(painter, bone(84, 24), SAND, (60, 98), 0)
    for radius in (14, 24):
        painter.setPen(QPen(VIOLET, 4, Qt.SolidLine, Qt.RoundCap))
        painter.setBrush(Qt.NoBrush)
        painter.drawArc(QRectF(90 - radius, 19 - radius, 2 * radius, 2 * radius), -50 * 16, 100 * 16)
    paint(painter, stylus(), BLUE, (70, 54), 27)


def burr_on_bone(painter: QPainter) -> None:
    """A round burr that cuts a bone, above it a curve that pulses."""
    paint(painter, bone(84, 26), SAND, (60, 98), 0)
    pulse = QPainterPath(QPointF(8, 34))
    for x, y in ((34, 34), (42, 16), (52, 50), (60, 34), (78, 34)):
        pulse.lineTo(x, y)
    painter.setPen(QPen(RED, 5, Qt.SolidLine, Qt.RoundCap, Qt.RoundJoin))
    painter.setBrush(Qt.NoBrush)
    painter.drawPath(pulse)
    tool = QPainterPath()
    tool.addRoundedRect(QRectF(-8, -46, 16, 44), 5, 5)
    tool.addRect(QRectF(-3, -4, 6, 30))
    ball = QPainterPath()
    ball.addEllipse(QPointF(0, 32), 11, 11)
    paint(painter, tool.united(ball).simplified(), BLUE, (86, 52), 24)


def shared_bone(painter: QPainter) -> None:
    """A bone in the middle of places that are linked with it."""
    painter.setBrush(Qt.NoBrush)
    for place in ((22, 26), (106, 26), (64, 116)):
        painter.setPen(QPen(VIOLET, 5, Qt.SolidLine, Qt.RoundCap))
        painter.drawLine(QPointF(64, 64), QPointF(*place))
    for place in ((22, 26), (106, 26), (64, 114)):
        dot = QPainterPath()
        dot.addEllipse(QPointF(0, 0), 12, 12)
        paint(painter, dot, BLUE, place, 0)
    paint(painter, bone(62, 22), SAND, (64, 66), -28)


ICONS: dict[str, Callable[[QPainter], None]] = {
    "BoneSegmentation": two_bones,
    "OsteotomySimulator": opened_wedge,
    "GuideDesigner": block_on_bone,
    "ImplantPlanner": screw_in_bone,
    "HapticLink": stylus_on_bone,
    "SurgeryTrainer": burr_on_bone,
    "HubBrowser": shared_bone,
}


def draw(shapes: Callable[[QPainter], None]) -> QImage:
    image = QImage(SIZE, SIZE, QImage.Format_ARGB32)
    image.fill(Qt.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.Antialiasing)
    shapes(painter)
    painter.end()
    return image


def icon_path(module: str) -> Path:
    return MODULES / module / "Resources" / "Icons" / f"{module}.png"


if __name__ == "__main__":
    app = QGuiApplication([])
    for module, shapes in ICONS.items():
        icon_path(module).parent.mkdir(parents=True, exist_ok=True)
        if not draw(shapes).save(str(icon_path(module))):
            raise SystemExit(f"{icon_path(module)} could not be written")
