"""One slice with a screw on it: the CT in the bone window, bones as thin lines, the screw as its exact outline."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from osteokit.imaging.straightened import OUTSIDE_HU, ObliquePlane, resliced
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.outline import cylinder_outline
from osteokit.planning.screws.values import ScrewPath
from osteokit.report.marks import bar_length_mm, direction_letters
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh

SCREW_WINDOW = (-200.0, 900.0)
"""HU shown black and white: level 350, width 1100, in which cancellous bone is not black."""

LETTERS = "#ffe9a8"
OTHER_SCREW = "#9fd4ff"


def draw_slice(
    axes: Axes,
    plane: ObliquePlane,
    volume: Volume | None,
    bones: Mapping[str, Mesh],
    screws: Mapping[str, tuple[ScrewPath, str]],
) -> None:
    """Draw a plane into matplotlib axes.

    Parameters
    ----------
    bones
        By key, RAS mm; their sections are drawn in their colours.
    screws
        By name: path and colour.
    """
    width, height = plane.size
    if volume is None:
        axes.set_facecolor("#101418")
    else:
        low, high = SCREW_WINDOW
        axes.imshow(resliced(volume, plane, OUTSIDE_HU), cmap="gray", vmin=low, vmax=high, interpolation="bilinear")
    for key, mesh in bones.items():
        lines = section_lines(mesh, plane.origin, plane.normal)
        if len(lines):
            pixels = plane.pixels_of(lines.reshape(-1, 3)).reshape(-1, 2, 2)
            broken = np.full((len(pixels), 3, 2), np.nan)
            broken[:, :2] = pixels
            x, y = broken.reshape(-1, 2).T
            axes.plot(x, y, color=bone_color(key), linewidth=0.7, alpha=0.9)
    for path, color in screws.values():
        outline = cylinder_outline(path, plane.origin, plane.normal)
        if len(outline):
            pixels = plane.pixels_of(np.concatenate([outline, outline[:1]]))
            axes.plot(pixels[:, 0], pixels[:, 1], color=color, linewidth=1.6)
    axes.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5), xticks=[], yticks=[], aspect="equal")
    _mark(axes, plane)


def section_lines(mesh: Mesh, point: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """The straight pieces (n, 2, 3) in which a plane cuts the triangles of a mesh, in no order."""
    height = (mesh.vertices - point) @ normal
    height = np.where(height == 0.0, 1e-12, height)
    sides = height[mesh.faces] > 0
    count = sides.sum(axis=1)
    faces = mesh.faces[(count == 1) | (count == 2)]
    if len(faces) == 0:
        return np.zeros((0, 2, 3))
    sides = height[faces] > 0
    lone = np.where(sides.sum(axis=1) == 1, np.argmax(sides, axis=1), np.argmin(sides, axis=1))
    row = np.arange(len(faces))
    a, b, c = (faces[row, (lone + n) % 3] for n in range(3))
    ends = []
    for other in (b, c):
        share = (height[a] / (height[a] - height[other]))[:, None]
        ends.append(mesh.vertices[a] + share * (mesh.vertices[other] - mesh.vertices[a]))
    return np.stack(ends, axis=1)


def bone_color(key: str) -> tuple[float, float, float]:
    """The colour of a bone in the table, a pale one for what is not in it."""
    try:
        red, green, blue = term(key).color
    except KeyError:
        return (0.89, 0.85, 0.79)
    return red / 255, green / 255, blue / 255


def _mark(axes: Axes, plane: ObliquePlane) -> None:
    """Letters at the edges and a scale bar."""
    width, height = plane.size
    style = {"color": LETTERS, "fontsize": 9, "fontweight": "bold"}
    edges = (
        (0.02, 0.5, "left", "center", -plane.right),
        (0.98, 0.5, "right", "center", plane.right),
        (0.5, 0.97, "center", "top", -plane.down),
        (0.5, 0.03, "center", "bottom", plane.down),
    )
    for x, y, across, up, way in edges:
        axes.text(x, y, direction_letters(way), ha=across, va=up, transform=axes.transAxes, **style)
    length = bar_length_mm(width * plane.pixel_mm)
    pixels = length / plane.pixel_mm
    right, low = 0.97 * width, 0.94 * height
    axes.plot([right - pixels, right], [low, low], color=LETTERS, linewidth=2, solid_capstyle="butt")
    text = {"ha": "center", "va": "bottom", "color": LETTERS, "fontsize": 7}
    axes.text(right - pixels / 2, low - 0.015 * height, f"{length:g} mm", **text)
