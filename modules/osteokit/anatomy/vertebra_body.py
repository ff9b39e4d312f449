"""The body of a vertebra and which way it faces, from its shape.

The body holds the largest balls that fit into the bone; the arch and its processes lie behind it. Its endplates are the
two flat places above and below. Pedicles spring from the upper half of the body and the spinous process points down:
these two tell up from down, and where they disagree nothing is sure.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from osteokit.anatomy.angles import unit
from osteokit.anatomy.bone_axes import BoneSurface
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.vertebra_symmetry import MirrorPlane
from osteokit.base.errors import OsteoError

_STARTS = 1200
_DEPTHS = 24
_NEAREST = 8
_FACING = 0.5  # cosine; the surface nearest to a place inside faces straight away from it
_LARGE = 0.93  # of the largest ball
_ARCH_RADII = 2.2  # beyond it from the body's middle only arch and processes are left
_LEAST_ARCH = 0.05  # of the surface
_TILT_DEG = 40.0  # of the endplates to the line from the body to the arch
_STEP_DEG = 2.0
_FLAT = 0.9
_WEIGHTS = np.array([0.35, 0.65])  # pedicles at the middle are common, a rising spinous process is not


@dataclass(frozen=True, eq=False)
class VertebraBody:
    """Axes of a vertebra, origin amid its body; ``frame.z`` may still point down, and x then to the left.
    ``radius_mm`` of the largest ball in the body: about half its height."""

    frame: Frame
    radius_mm: float


def vertebra_body(surface: BoneSurface, mirror: MirrorPlane) -> VertebraBody:
    """Body and axes of a vertebra in any pose.

    Raises
    ------
    OsteoError
        There is no arch behind the body, so nothing tells front from back.
    """
    center, radius = _largest_ball(surface, mirror)
    away = surface.points - center
    far = np.linalg.norm(away, axis=1) > _ARCH_RADII * radius
    if surface.areas[far].sum() < _LEAST_ARCH * surface.areas.sum():
        raise OsteoError(
            "The vertebra has no arch and no processes, so nothing tells its front from its back; use a whole vertebra."
        )
    behind = np.average(away[far], axis=0, weights=surface.areas[far])
    behind = unit(behind - (behind @ mirror.normal) * mirror.normal)
    z = _endplate_axis(surface, mirror, center, radius, behind)
    y = unit(-behind + (behind @ z) * z)
    return VertebraBody(Frame(center, np.cross(y, z), y, z, "", "shape of the vertebra"), radius)


def _largest_ball(surface: BoneSurface, mirror: MirrorPlane) -> tuple[np.ndarray, float]:
    """Middle of the largest balls inside, in the plane of symmetry, and their radius.

    Tried are places inward of the surface; a place is inside where the surface nearest to it faces away.
    """
    start = slice(None, None, max(1, len(surface.points) // _STARTS))
    extent = float(np.ptp(surface.points, axis=0).max())
    depths = np.linspace(0.03, 0.5, _DEPTHS)[:, None, None] * extent
    tried = (surface.points[start] - depths * surface.normals[start]).reshape(-1, 3)
    distance, nearest = KDTree(surface.points).query(tried, k=_NEAREST)
    outward = np.einsum("nkc,nkc->nk", tried[:, None] - surface.points[nearest], surface.normals[nearest])
    inside = (outward < -_FACING * distance).mean(axis=1) > 0.8
    if not inside.any():
        raise OsteoError("The vertebra has no inside; repair its surface first.")
    tried, radius = tried[inside], distance[inside, 0]
    kept = radius > _LARGE * radius.max()
    center = tried[kept].mean(axis=0)
    return center - ((center - mirror.point) @ mirror.normal) * mirror.normal, float(radius.max())


def _endplate_axis(
    surface: BoneSurface, mirror: MirrorPlane, center: np.ndarray, radius: float, behind: np.ndarray
) -> np.ndarray:
    """The direction in the plane of symmetry along which the body has most flat surface on both ends."""
    away = surface.points - center
    level = np.cross(mirror.normal, behind)
    best, most = level, -1.0
    for turn in np.radians(np.arange(-_TILT_DEG, _TILT_DEG + 0.1, _STEP_DEG)):
        axis = np.cos(turn) * level + np.sin(turn) * behind
        height = away @ axis
        facing = np.sign(height) * (surface.normals @ axis) > _FLAT
        beside = np.linalg.norm(away - height[:, None] * axis, axis=1)
        plate = facing & (beside < 1.3 * radius) & (np.abs(height) > 0.6 * radius) & (np.abs(height) < 1.7 * radius)
        ends = [surface.areas[plate & (height > 0)].sum(), surface.areas[plate & (height < 0)].sum()]
        area = float(min(ends)) + 0.1 * float(max(ends))
        if area > most:
            best, most = axis, area
    return best


def uprightness(surface: BoneSurface, body: VertebraBody) -> float:
    """From -1 to 1, how clearly ``body.frame.z`` is up: the pedicles above the middle of the body, the spinous process
    below it."""
    local = (surface.points - body.frame.origin) @ body.frame.matrix[:3, :3] / body.radius_mm
    front = float(local[:, 1].max())
    wall = -front  # the middle of the body lies midway between its front and its back
    pedicle = (local[:, 1] < wall - 0.1) & (local[:, 1] > wall - 0.5) & (np.abs(local[:, 0]) > 0.5)
    back = float(local[:, 1].min())
    tip = (local[:, 1] < back + 0.5) & (np.abs(local[:, 0]) < 0.5)
    if not pedicle.any() or not tip.any():
        return 0.0
    pedicles = float(np.average(local[pedicle, 2], weights=surface.areas[pedicle]))
    process = float(np.average(local[tip, 2], weights=surface.areas[tip]))
    signs = np.clip([pedicles / 0.3, -process / 0.4], -1.0, 1.0)
    return float(signs @ _WEIGHTS)
