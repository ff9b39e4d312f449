"""What the views show while a cut is navigated, ``pictures/operating_room_views.png``: ``python
docs/operating_room_picture.py``.

The schematic tibia of :mod:`example_leg`, and a CT made of it: cortex, cancellous bone, soft tissue.
"""

import io
import sys
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image
from scipy import ndimage

matplotlib.use("Agg")
from matplotlib import pyplot as plt

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

from example_leg import crooked_leg  # noqa: E402

from osteokit.imaging.straightened import ObliquePlane, resliced  # noqa: E402
from osteokit.imaging.volume import Volume  # noqa: E402
from osteokit.report.camera import camera_toward  # noqa: E402
from osteokit.report.creased import creased  # noqa: E402
from osteokit.report.render import render  # noqa: E402
from osteokit.surface.distance import SurfaceDistance  # noqa: E402
from osteokit.surface.mesh import Mesh  # noqa: E402
from osteokit.surface.primitives import box, cylinder  # noqa: E402
from osteokit.tracking.navigation.guidance import PlaneTarget, guidance  # noqa: E402
from osteokit.tracking.navigation.reslice import crosshair, tool_planes  # noqa: E402
from osteokit.tracking.navigation.tool import ToolPlace  # noqa: E402

BONE, PLAN, STEEL = (226, 214, 188), (250, 200, 40), (90, 170, 250)
TARGET = DOCS / "pictures" / "operating_room_views.png"
SIZE, SPACING_MM = 420, 0.8
CORTEX_MM, CORTEX_HU, CANCELLOUS_HU, SOFT_HU = 2.5, 1150.0, 260.0, 45.0


def planned_cut() -> PlaneTarget:
    """From the medial cortex below the plateau towards the head of the fibula, in the bone as it lies."""
    entry, hinge = np.array([31.0, -4.0, -38.0]), np.array([-26.0, -4.0, -18.0])
    way = (hinge - entry) / np.linalg.norm(hinge - entry)
    normal = np.cross(way, [0.0, -1.0, 0.0])
    return PlaneTarget(
        "HTO", "tibia_left", tuple(entry), tuple(way), tuple(normal), float(np.linalg.norm(hinge - entry))
    )


def tool_at(cut: PlaneTarget, depth_mm: float) -> ToolPlace:
    """A wire on its way, a little above the plan and leaning."""
    axis = cut.axis + 0.05 * cut.unit_normal
    tip = np.asarray(cut.entry) + depth_mm * cut.axis + 1.6 * cut.unit_normal
    return ToolPlace(tip, axis / np.linalg.norm(axis), None, 2.5)


def ct_of(bone: Mesh, middle: np.ndarray) -> Volume:
    """A CT of the bone about a place, with noise."""
    axis = np.arange(-60.0, 60.0, SPACING_MM)
    k, j, i = np.meshgrid(axis, axis, axis, indexing="ij")
    points = np.stack([i, j, k], axis=-1).reshape(-1, 3) + middle
    inside = -SurfaceDistance(bone).signed(points).reshape(k.shape)
    hu = np.where(inside < 0, SOFT_HU, np.where(inside < CORTEX_MM, CORTEX_HU, CANCELLOUS_HU))
    hu = ndimage.gaussian_filter(hu, 0.7) + np.random.default_rng(0).normal(0.0, 35.0, hu.shape)
    matrix = np.diag([SPACING_MM] * 3 + [1.0])
    matrix[:3, 3] = middle - 60.0
    return Volume(hu.astype(np.int16), matrix)


def scene(bones: dict[str, Mesh], cut: PlaneTarget, place: ToolPlace) -> np.ndarray:
    """The 3D view, from the front and medially."""
    frame = np.eye(4)
    frame[:3, 0], frame[:3, 2] = cut.axis, cut.unit_normal
    frame[:3, 1] = np.cross(frame[:3, 2], frame[:3, 0])
    frame[:3, 3] = (np.asarray(cut.entry) + np.asarray(cut.end)) / 2
    plane = box((cut.depth_mm + 12.0, 62.0, 0.6), frame)
    wire = cylinder(place.tip, place.tip - 60.0 * place.axis, 1.25, 32)
    handle = cylinder(place.tip - 60.0 * place.axis, place.tip - 130.0 * place.axis, 5.0, 48)
    parts = [
        *((mesh, BONE) for mesh in bones.values()),
        (plane, PLAN),
        (creased(wire), STEEL),
        (creased(handle), STEEL),
    ]
    camera = camera_toward((0.55, 1.0, 0.35), (0.0, 0.0, 1.0), np.array([18.0, 0.0, -32.0]), 190.0)
    return render(parts, camera, (SIZE, SIZE), 3)


def slice_picture(volume: Volume, plane: ObliquePlane, marks: list[tuple[np.ndarray, str, float]]) -> np.ndarray:
    """A slice with lines (n, 2, 3) in RAS drawn over it."""
    figure = plt.figure(figsize=(SIZE / 100, SIZE / 100), dpi=100, facecolor="black")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.imshow(resliced(volume, plane), cmap="gray", vmin=-200, vmax=1200, interpolation="bilinear")
    for line, colour, width in marks:
        pixels = plane.pixels_of(line)
        axes.plot(pixels[:, 0], pixels[:, 1], color=colour, linewidth=width)
    wide, high = plane.size
    side = min(wide, high)
    axes.set(xlim=(wide / 2 - side / 2, wide / 2 + side / 2), ylim=(high / 2 + side / 2, high / 2 - side / 2))
    axes.axis("off")
    stream = io.BytesIO()
    figure.savefig(stream, facecolor="black")
    plt.close(figure)
    return np.asarray(Image.open(stream).convert("RGB"))


def main() -> None:
    bones = crooked_leg()
    cut = planned_cut()
    place = tool_at(cut, 33.0)
    volume = ct_of(bones["tibia"], np.array([0.0, -4.0, -35.0]))
    planes = tool_planes(place, 0.0, 30.0, 0.15)
    assert place.axis is not None
    tool = np.array([place.tip - 80.0 * place.axis, place.tip])
    plan = np.array([cut.entry, cut.end])
    cross = crosshair(planes.eye, cut)
    assert cross.planned is not None and cross.trace is not None
    ends = [cross.planned + far * cross.trace for far in (-60.0, 60.0)]
    trace = np.array([place.tip + end[0] * planes.eye.right - end[1] * planes.eye.down for end in ends])
    arm_x, arm_y = 5.0 * planes.eye.right, 5.0 * planes.eye.down
    across = [(np.array([place.tip - arm, place.tip + arm]), "#5ab0ff", 2.0) for arm in (arm_x, arm_y)]
    pictures = [
        scene(bones, cut, place),
        slice_picture(volume, planes.eye, [(trace, "#fac828", 2.0), *across]),
        slice_picture(volume, planes.first, [(plan, "#fac828", 2.0), (tool, "#5ab0ff", 3.0)]),
    ]
    gap = np.full((SIZE, 8, 3), 255, np.uint8)
    Image.fromarray(np.hstack([pictures[0], gap, pictures[1], gap, pictures[2]])).convert(
        "P", palette=Image.Palette.ADAPTIVE, colors=200
    ).save(TARGET, optimize=True)
    told = guidance(cut, place)
    print(f"distance {told.distance_mm:.1f} mm, angle {told.angle_deg:.1f} deg, depth {told.depth_mm:.1f} mm")


if __name__ == "__main__":
    main()
