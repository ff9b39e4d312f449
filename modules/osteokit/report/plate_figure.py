"""A plate on its bone, coloured by the gap under it, with a scale in mm."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from scipy.spatial import KDTree

from osteokit.base.files import whole_file
from osteokit.planning.plates.fit import FitMap
from osteokit.planning.plates.holes import ScrewInHole
from osteokit.planning.plates.shape import PlateShape
from osteokit.report.camera import Camera, camera_around
from osteokit.report.creased import creased
from osteokit.report.marks import with_marks
from osteokit.report.render import ColoredMesh, render
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import moved

BONE = (226, 220, 205)
SCREW = (120, 125, 135)
BANDS = (-1e3, -0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 1e3)
"""Bounds of the colours, mm."""
COLORS = (
    (150, 20, 120), (8, 104, 172), (43, 140, 190), (78, 179, 211), (123, 204, 196), (254, 217, 118), (254, 178, 76),
    (252, 141, 60), (215, 48, 31),
)  # fmt: skip
"""From inside the bone through lying on it (blue) to far off (red); light and dark differ too."""
FINE_MM = 0.9
SIZE = (620, 760)


def write_plate_figure(
    path: Path, bone: Mesh, plate: PlateShape, pose: np.ndarray, fit: FitMap, screws: Sequence[ScrewInHole], title: str
) -> None:
    """A PNG of the plate from outside on its bone, from its side with the screws, and of its bone side.

    Raises
    ------
    OsteoError
        The file cannot be written.
    """
    figure = plate_figure(bone, plate, pose, fit, screws, title)
    with whole_file(path) as temporary:
        figure.savefig(temporary, dpi=110, format="png")


def plate_figure(
    bone: Mesh, plate: PlateShape, pose: np.ndarray, fit: FitMap, screws: Sequence[ScrewInHole], title: str
) -> Figure:
    """The figure of :func:`write_plate_figure`."""
    colored = painted(plate, pose, fit)
    solid = moved(plate.mesh, pose)
    rods: list[ColoredMesh] = [
        (cylinder(np.array(one.path.entry), np.array(one.path.tip), one.path.diameter_mm / 2, 24), SCREW)
        for one in screws
    ]
    x, y, z = pose[:3, :3].T
    views = (
        ("from outside", [(bone, BONE), *colored], -z),
        ("screws, seen from the side", [*colored, *rods], y),
        ("side that lies on the bone", colored, z),
    )
    figure = Figure(figsize=(15.5, 7.2), facecolor="white")
    for number, (name, scene, toward) in enumerate(views):
        axes = figure.add_axes((0.01 + 0.29 * number, 0.06, 0.28, 0.82))
        shown = [solid] if number != 1 else [solid, *(mesh for mesh, _ in rods)]
        camera = camera_around(toward, x, shown, SIZE, margin=0.1)
        axes.imshow(with_marks(_drawn(scene, camera, bone if number == 1 else None), camera))
        axes.set_axis_off()
        axes.set_title(name, fontsize=11)
    figure.suptitle(f"{title}\n{_sentence(fit)}", fontsize=12)
    _scale(figure)
    return figure


def _drawn(scene: Sequence[ColoredMesh], camera: Camera, ghost: Mesh | None) -> np.ndarray:
    """The scene; a ``ghost`` is the bone that the screws are seen through."""
    picture = render(scene, camera, SIZE)
    if ghost is None:
        return picture
    whole = render([(ghost, BONE), *scene], camera, SIZE)
    return np.round(0.55 * whole + 0.45 * picture).astype(np.uint8)


def painted(plate: PlateShape, pose: np.ndarray, fit: FitMap) -> list[ColoredMesh]:
    """The plate in RAS as one mesh for each colour: every face has that of the gap under it."""
    fine = mesh_of(manifold_of(plate.mesh).refine_to_length(FINE_MM))
    fine = creased(fine)
    middle = fine.vertices[fine.faces].mean(axis=1)
    nearest = KDTree(plate.points).query(middle)[1]
    band = np.clip(np.digitize(fit.gaps[nearest], BANDS) - 1, 0, len(COLORS) - 1)
    solid = moved(fine, pose)
    return [(Mesh(solid.vertices, solid.faces[band == n]), COLORS[n]) for n in np.unique(band)]


def _sentence(fit: FitMap) -> str:
    inside = f", inside the bone up to {fit.penetration_mm:.1f} mm" if fit.penetration_mm >= 0.05 else ""
    return (
        f"gap: mean {fit.mean_mm:.1f} mm, 95 % below {fit.p95_mm:.1f} mm, largest {fit.max_mm:.1f} mm; "
        f"{100 * fit.near_share:.0f} % of the area within 2 mm{inside}"
    )


def _scale(figure: Figure) -> None:
    axes = figure.add_axes((0.905, 0.12, 0.018, 0.7))
    colors = ListedColormap([np.array(color) / 255 for color in COLORS])
    bounds = [-0.6, *BANDS[1:-1], 8.0]
    even = BoundaryNorm(range(len(bounds)), colors.N)
    bar = figure.colorbar(ScalarMappable(even, colors), cax=axes, spacing="uniform", ticks=range(1, len(bounds) - 1))
    bar.ax.set_yticklabels([f"{bound:g}" for bound in bounds[1:-1]])
    bar.set_label("gap between plate and bone, mm (below -0.1: inside the bone)", fontsize=10)
