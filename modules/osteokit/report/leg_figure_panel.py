"""One view of a leg, in millimetres: the rendered bones, and lines, arcs and numbers drawn over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes

from osteokit.anatomy.frames import Frame
from osteokit.report.camera import Camera, camera_toward
from osteokit.report.marks import camera_letters
from osteokit.report.render import render
from osteokit.surface.mesh import Mesh

INK, AXIS, JOINT, LOAD, SHAFT, CORA = "#1d2733", "#1550b0", "#0a7d46", "#c4161c", "#8a5a00", "#a3129a"
NORMAL, AMBER, RED = "#0a6b3d", "#a86200", "#c4161c"
BONE = (231, 222, 200)
PIXELS_PER_MM = 1.6
HALO = [patheffects.withStroke(linewidth=2.6, foreground="white")]


@dataclass(frozen=True, eq=False)
class Panel:
    """Axes in mm of the picture's plane, the camera that looks at it, and the size of letters in points."""

    axes: Axes
    camera: Camera
    letters: float = 8.0

    def flat(self, points: np.ndarray) -> np.ndarray:
        """RAS points (..., 3) on the picture, mm right and up of its middle, (..., 2)."""
        relative = np.asarray(points, float) - self.camera.center
        return np.stack([relative @ self.camera.right, relative @ self.camera.up], axis=-1)

    def line(self, start: np.ndarray, end: np.ndarray, color: str, beyond_mm: float = 0.0, **style: object) -> None:
        """A line between two RAS points, drawn ``beyond_mm`` further at both ends."""
        a, b = self.flat(start), self.flat(end)
        along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
        ends = np.stack([a - beyond_mm * along, b + beyond_mm * along])
        options = {"linewidth": 1.3, "solid_capstyle": "round", **style}
        self.axes.plot(ends[:, 0], ends[:, 1], color=color, **options)  # pyright: ignore[reportArgumentType]

    def dot(self, point: np.ndarray, color: str, marker: str = "o", size: float = 4.0) -> None:
        x, y = self.flat(point)
        self.axes.plot([x], [y], marker=marker, markersize=size, color=color, markeredgecolor="white", zorder=6)

    def label(self, place: np.ndarray, text: str, color: str, side: str = "center") -> None:
        """Text with a white edge at a place (2,) in mm of the picture; ``side`` is which end of it is there."""
        self.axes.text(
            *place, text, color=color, ha=side, va="center", fontsize=self.letters, path_effects=HALO, zorder=8
        )

    def angle(
        self, corner: np.ndarray, arms: tuple[np.ndarray, np.ndarray], radius_mm: float, text: str, color: str
    ) -> None:
        """The arc from one RAS direction to another about a RAS point, the short way, with its number outside."""
        center = self.flat(corner)
        start, end = (np.arctan2(*(self.flat(self.camera.center + arm)[::-1])) for arm in arms)
        turn = (end - start + np.pi) % (2 * np.pi) - np.pi
        sweep = start + np.linspace(0.0, 1.0, 40) * turn
        arc = center + radius_mm * np.stack([np.cos(sweep), np.sin(sweep)], axis=1)
        self.axes.plot(arc[:, 0], arc[:, 1], color=color, linewidth=1.1)
        middle = start + turn / 2
        outward = np.array([np.cos(middle), np.sin(middle)])
        self.label(center + (radius_mm + 6.0) * outward, text, color, "left" if outward[0] > 0 else "right")


def shown_box(camera: Camera, points: np.ndarray, margins: Sequence[float]) -> tuple[float, float, float, float]:
    """Left, right, bottom, top in mm of what is around RAS ``points`` (n, 3) with margins left, right, bottom, top."""
    across, up = points @ camera.right, points @ camera.up
    return (
        float(across.min()) - margins[0],
        float(across.max()) + margins[1],
        float(up.min()) - margins[2],
        float(up.max()) + margins[3],
    )


def make_panel(
    axes: Axes,
    meshes: Mapping[str, Mesh],
    frame: Frame,
    toward: np.ndarray,
    box: tuple[float, float, float, float],
    letters: float = 8.0,
) -> Panel:
    """Bones seen against ``toward`` with the frame's z up, within ``box`` (see :func:`shown_box`), on ``axes``."""
    left, right, bottom, top = box
    free = camera_toward(toward, frame.z, np.zeros(3), 1.0)
    depth = frame.origin @ free.toward
    center = (left + right) / 2 * free.right + (bottom + top) / 2 * free.up + depth * free.toward
    width, height = right - left, top - bottom
    camera = camera_toward(toward, frame.z, center, height)
    scale = PIXELS_PER_MM * min(3.0, max(1.0, 800.0 / height))
    size = (max(round(width * scale), 8), max(round(height * scale), 8))
    picture = render([(mesh, BONE) for mesh in meshes.values()], camera, size)
    extent = (-width / 2, width / 2, -height / 2, height / 2)
    axes.imshow(picture, extent=extent, aspect="equal", interpolation="antialiased", zorder=0)
    axes.set_xlim(extent[:2])
    axes.set_ylim(extent[2:])
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_edgecolor("#c6ced6")
    panel = Panel(axes, camera, letters)
    _edge_letters(panel, extent)
    return panel


def _edge_letters(panel: Panel, extent: tuple[float, float, float, float]) -> None:
    """Which way is right, left, front and back of the patient, at the picture's sides."""
    letters = camera_letters(panel.camera)
    inset = 0.03 * (extent[3] - extent[2])
    for edge, x, align in (("left", extent[0], "left"), ("right", extent[1], "right")):
        panel.axes.text(
            x + (inset / 3 if align == "left" else -inset / 3),
            extent[3] - inset,
            letters[edge],
            ha=align,
            va="center",
            fontsize=11,
            fontweight="bold",
            color="#5b6876",
            path_effects=HALO,
        )
