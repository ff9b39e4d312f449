"""The figure of a planned nail: its bone from the front and from the side, nail, canal and locking screws in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.planning.nails.canal import Canal
from osteokit.planning.nails.fit import NailFit
from osteokit.planning.plates.holes import ScrewInHole
from osteokit.report.camera import Camera, camera_toward
from osteokit.report.radiograph import path_length_mm, radiograph
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder
from osteokit.surface.transform import moved

SIZE_INCHES = (8.4, 9.6)
DPI = 120
GROUND, INK, MARK, NAIL, SCREW, PRESSES = "#0b0f14", "#e8edf2", "#ffd166", "#37d0e6", "#ff9f6e", "#ff5c5c"
_VIEW_INCHES = (2.9, 9.2)
_PIXELS_PER_INCH = 100
_MARGIN = 1.05
_HALF_LINE_MM = 30.0


@dataclass(frozen=True, eq=False)
class DrawnNail:
    """What is drawn: the nail's ``solid`` in its own frame, how it lies, the canal and the screws (RAS mm)."""

    title: str
    solid: Mesh
    fit: NailFit
    canal: Canal
    screws: Sequence[ScrewInHole]


def write_nail_figure(path: Path, bone: Mesh, landmarks: BoneLandmarks, nail: DrawnNail) -> Path:
    """Write :func:`nail_figure` as PNG or PDF, by the ending of ``path``.

    Raises
    ------
    OsteoError
        It has another ending, or cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("pdf", "png"):
        raise OsteoError(f"{path.name} is neither .pdf nor .png; name the figure with one of these endings.")
    figure = nail_figure(bone, landmarks, nail)
    with whole_file(path) as temporary:
        metadata = {"CreationDate": None} if kind == "pdf" else {}
        figure.savefig(temporary, format=kind, dpi=DPI, facecolor=GROUND, metadata=metadata)
    return path


def nail_figure(bone: Mesh, landmarks: BoneLandmarks, nail: DrawnNail) -> Figure:
    """The bone from the front and from lateral, as on long radiographs, and the numbers beside it."""
    frame = femur_frame(landmarks) if landmarks.bone == "femur" else tibia_frame(landmarks)
    figure = Figure(figsize=SIZE_INCHES, facecolor=GROUND)
    wide, high = (inches / whole for inches, whole in zip(_VIEW_INCHES, SIZE_INCHES, strict=True))
    along = bone.vertices @ frame.z
    center = bone.vertices.mean(axis=0)
    center = center + ((along.max() + along.min()) / 2 - center @ frame.z) * frame.z
    height = _MARGIN * float(np.ptp(along))
    for number, (toward, letters) in enumerate(((frame.y, "RL"), (frame.lateral, "AP"))):
        axes = figure.add_axes((0.01 + number * (wide + 0.01), 0.02, wide, high))
        _draw(axes, bone, nail, camera_toward(toward, frame.z, center, height))
        _letters(axes, letters if number == 0 or landmarks.side == "left" else letters[::-1])
    figure.text(0.73, 0.95, _words(nail), color=INK, fontsize=8.2, va="top", linespacing=1.55, wrap=True)
    return figure


def _draw(axes: Axes, bone: Mesh, nail: DrawnNail, camera: Camera) -> None:
    width, height = (int(_PIXELS_PER_INCH * inches) for inches in _VIEW_INCHES)
    half = camera.height_mm / 2
    aside = half * width / height
    axes.set_facecolor("black")
    axes.set_xticks([])
    axes.set_yticks([])
    extent = (-aside, aside, -half, half)
    axes.imshow(radiograph([bone], camera, (width, height)), extent=extent, cmap="gray", vmin=0.0, vmax=1.05)
    _solid(axes, moved(nail.solid, nail.fit.pose), camera, extent, NAIL)
    for one in nail.screws:
        rod = cylinder(np.array(one.path.entry), np.array(one.path.tip), one.path.diameter_mm / 2, 24)
        _solid(axes, rod, camera, extent, SCREW)
    x, y = _flat(nail.canal.isthmus_point, camera)
    axes.plot([x - _HALF_LINE_MM, x + _HALF_LINE_MM], [y, y], color=MARK, linewidth=1.0, linestyle="--")
    for place in nail.fit.touches:
        x, y = _flat(place, camera)
        axes.plot(x, y, marker="o", color=PRESSES, markersize=3.5)
    axes.set_xlim(-aside, aside)
    axes.set_ylim(-half, half)


def _solid(axes: Axes, solid: Mesh, camera: Camera, extent: tuple[float, float, float, float], color: str) -> None:
    width, height = (int(_PIXELS_PER_INCH * inches) for inches in _VIEW_INCHES)
    inside = (path_length_mm(solid, camera, (width, height)) > 0.05).astype(float)
    x = (np.arange(width) + 0.5) / width * (extent[1] - extent[0]) + extent[0]
    y = extent[3] - (np.arange(height) + 0.5) / height * (extent[3] - extent[2])
    axes.contourf(x, y, inside, levels=[0.5, 1.5], colors=[color], alpha=0.22)
    axes.contour(x, y, inside, levels=[0.5], colors=[color], linewidths=1.1)


def _flat(point: np.ndarray, camera: Camera) -> tuple[float, float]:
    away = point - camera.center
    return float(away @ camera.right), float(away @ camera.up)


def _letters(axes: Axes, letters: str) -> None:
    """The patient's sides: left and right of the picture."""
    for x, letter, align in ((0.04, letters[0], "left"), (0.96, letters[1], "right")):
        axes.text(x, 0.015, letter, color=INK, ha=align, transform=axes.transAxes, fontsize=10)


def _words(nail: DrawnNail) -> str:
    fit = nail.fit
    lines = [
        *nail.title.split("  "),
        "",
        f"isthmus of the canal {fit.isthmus_mm:.1f} mm",
        f"(dashed; from the {nail.canal.source})",
        f"reamed to {fit.reamed_mm:.1f} mm",
        f"cortex reamed away {fit.removed_mm:.1f} mm a side",
        f"least clearance {fit.clearance.min():.1f} mm",
        f"tip to the joint {fit.tip_to_joint_mm:.0f} mm",
        "",
        "locking screws (hole: size)",
        *(f"{one.hole}: {one.path.diameter_mm:g} x {one.path.length_mm:.0f} mm" for one in nail.screws),
    ]
    if fit.warning:
        lines += ["", "red: presses on the cortex"]
    return "\n".join(lines)
