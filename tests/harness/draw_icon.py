"""Draws the module's icon: two bones that meet at a joint, each in a colour of its own.

``python -m harness.draw_icon`` from ``tests/`` writes ``BoneSegmentation.png`` into the module's ``Resources/Icons``.
"""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen

SIZE = 128
TARGET = Path(__file__).resolve().parents[2] / "modules/BoneSegmentation/Resources/Icons/BoneSegmentation.png"


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


def draw() -> QImage:
    image = QImage(SIZE, SIZE, QImage.Format_ARGB32)
    image.fill(Qt.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setPen(QPen(QColor(255, 255, 255, 230), 7))
    shapes = (((40, 42), 52, QColor(113, 78, 194)), ((88, 84), -12, QColor(214, 158, 84)))
    for outline in (True, False):
        for (x, y), angle, color in shapes:
            painter.save()
            painter.translate(x, y)
            painter.rotate(angle)
            painter.setPen(QPen(QColor(255, 255, 255), 8) if outline else QPen(color.darker(150), 3))
            painter.setBrush(color)
            painter.drawPath(bone(56, 15))
            painter.restore()
    painter.end()
    return image


if __name__ == "__main__":
    app = QGuiApplication([])
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    if not draw().save(str(TARGET)):
        raise SystemExit(f"{TARGET} could not be written")
