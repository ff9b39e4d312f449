"""The pelvis from the front as on a film: bones by their density, implants as outlines, levels that lengths are
measured from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.planning.arthroplasty.frames import SideAxes
from osteokit.planning.arthroplasty.hip import HipBones, HipPlan
from osteokit.report.camera import Camera, camera_toward
from osteokit.report.radiograph import path_length_mm, radiograph
from osteokit.surface.mesh import Mesh

PIXELS_PER_MM = 3.0
LINE, LENGTH, OFFSET, AXIS = "#9fb4c8", "#ffd166", "#7ee081", "#5aa9ff"
COLORS = {"cup": "#37d0e6", "liner": "#c9d7e2", "stem": "#ff9f43", "head": "#f5f5f5"}
_MARGIN_MM = 12.0
_BELOW_STEM_MM = 45.0
_SHADOW = [patheffects.withStroke(linewidth=2.6, foreground="black")]


@dataclass(frozen=True, eq=False)
class AP:
    """A parallel view from the front; ``letters``: which side of the patient is on the left and the right."""

    camera: Camera
    width_mm: float
    height_mm: float
    letters: tuple[str, str]

    @property
    def size(self) -> tuple[int, int]:
        return round(self.width_mm * PIXELS_PER_MM), round(self.height_mm * PIXELS_PER_MM)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        return -self.width_mm / 2, self.width_mm / 2, -self.height_mm / 2, self.height_mm / 2

    def flat(self, points: np.ndarray) -> np.ndarray:
        relative = np.asarray(points, float) - self.camera.center
        return np.stack([relative @ self.camera.right, relative @ self.camera.up], axis=-1)


def view_of(meshes: Sequence[Mesh], bones: HipBones, plan: HipPlan, level: SideAxes) -> AP:
    """From the front of the pelvis, the teardrops level: from the top of the bones down to below the stem."""
    points = np.concatenate([mesh.vertices for mesh in meshes])
    free = camera_toward(level.front, level.up, np.zeros(3), 1.0)
    across, up = points @ free.right, points @ free.up
    bottom = max(float(up.min()), _lowest(bones, plan, free.up))
    seen = up > bottom
    left, right = across[seen].min() - _MARGIN_MM, across[seen].max() + _MARGIN_MM
    low, high = bottom - _MARGIN_MM / 2, up.max() + _MARGIN_MM
    center = (left + right) / 2 * free.right + (low + high) / 2 * free.up + (plan.center @ free.toward) * free.toward
    camera = camera_toward(level.front, level.up, center, high - low)
    patient_right = camera.right @ (level.lateral if bones.side == "right" else -level.lateral)
    return AP(camera, right - left, high - low, ("L", "R") if patient_right > 0 else ("R", "L"))


def _lowest(bones: HipBones, plan: HipPlan, up: np.ndarray) -> float:
    if plan.stem is None:
        return float(plan.center @ up) - 120.0
    tip = plan.stem.fit.pose[:3, :3] @ plan.stem.fit.template.tip + plan.stem.fit.pose[:3, 3]
    return float(tip @ up) - _BELOW_STEM_MM


def draw_bones(axes: Axes, view: AP, meshes: Sequence[Mesh]) -> None:
    picture = radiograph(meshes, view.camera, view.size)
    axes.imshow(picture, extent=view.extent, cmap="gray", vmin=0.0, vmax=1.05, interpolation="bilinear", zorder=0)


def draw_implants(axes: Axes, view: AP, solids: Mapping[str, Mesh]) -> None:
    """Outlines with a breath of their colour, as templates on a film."""
    x = np.linspace(*view.extent[:2], view.size[0] * 2)
    y = np.linspace(view.extent[3], view.extent[2], view.size[1] * 2)
    for name, mesh in solids.items():
        through = path_length_mm(mesh, view.camera, (view.size[0] * 2, view.size[1] * 2))
        inside = (through > 0.05).astype(float)
        axes.contourf(x, y, inside, levels=[0.5, 1.5], colors=[COLORS[name]], alpha=0.16, zorder=2)
        axes.contour(x, y, inside, levels=[0.5], colors=[COLORS[name]], linewidths=1.2, zorder=3)


def draw_levels(
    axes: Axes, view: AP, bones: HipBones, plan: HipPlan, level: SideAxes, femur_motion: np.ndarray
) -> None:
    """The line between the teardrops; on each side the height of the lesser trochanter and the axis of the shaft."""
    pelvis = bones.pelvis_landmarks
    tears = [pelvis.point(key) for key in ("teardrop_left", "teardrop_right") if key in pelvis]
    if len(tears) == 2:
        ends = view.flat(np.array(tears))
        along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
        _line(axes, ends[0] - 85 * along, ends[1] + 85 * along, LINE, 0.9, "--")
    femur = bones.femur_landmarks.transformed(femur_motion)
    _length(axes, view, pelvis, femur, bones.side, level)
    if bones.other_femur_landmarks is not None:
        _length(axes, view, pelvis, bones.other_femur_landmarks, "left" if bones.side == "right" else "right", level)
    moved = not np.allclose(femur_motion, np.eye(4))
    center = plan.center if moved or plan.stem is None else None
    if plan.canal is not None:
        line = plan.canal.line.moved(femur_motion)
        head = plan.center if moved else bones.femur_landmarks.point("femoral_head_center")
        foot = line.at_height_of(head)
        _line(axes, view.flat(foot - 20 * line.down), view.flat(foot + 190 * line.down), AXIS, 0.9, "-.")
        _line(axes, view.flat(head), view.flat(foot), OFFSET, 1.1, "-")
        middle = view.flat((head + foot) / 2)
        _text(axes, middle + np.array([0.0, 4.0]), f"{np.linalg.norm(head - foot):.1f}", OFFSET)
        center = head
    if center is not None:
        axes.plot(*view.flat(center), marker="+", color="white", markersize=7, zorder=6)


def _length(axes: Axes, view: AP, pelvis: BoneLandmarks, femur: BoneLandmarks, side: str, level: SideAxes) -> None:
    key = f"teardrop_{side}"
    if "lesser_trochanter_tip" not in femur or key not in pelvis:
        return
    trochanter, drop = femur.point("lesser_trochanter_tip"), pelvis.point(key)
    height = float((drop - trochanter) @ level.up)
    at = view.flat(trochanter)
    outward = np.sign(at[0] - view.flat(drop)[0])
    top = at + np.array([0.0, height])
    aside = np.array([outward, 0.0])
    _line(axes, at - 14 * aside, at + 8 * aside, LENGTH, 1.0, "-")
    place = at - 9 * aside
    axes.annotate(
        "", xy=place, xytext=top - 9 * aside,
        arrowprops={"arrowstyle": "<->", "color": LENGTH, "lw": 1.0, "shrinkA": 0, "shrinkB": 0}, zorder=5,
    )  # fmt: skip
    _text(
        axes, place + np.array([-3 * outward, height / 2]), f"{height:.1f}", LENGTH, "right" if outward > 0 else "left"
    )


def _line(axes: Axes, start: np.ndarray, end: np.ndarray, color: str, width: float, style: str) -> None:
    axes.plot([start[0], end[0]], [start[1], end[1]], color=color, linewidth=width, linestyle=style, zorder=4)


def _text(axes: Axes, place: np.ndarray, text: str, color: str, side: str = "center") -> None:
    axes.text(
        float(place[0]), float(place[1]), text, color=color, fontsize=8.5, ha=side, va="center", zorder=7,
        path_effects=_SHADOW,
    )  # fmt: skip
