"""Landmarks of the sacrum from its mesh, in any pose: the S1 endplate, its front and its back.

The sacrum is nearly symmetric, and widest at its upper front, where the alae are. The S1 endplate is the largest flat
place of the midline that faces that way and lies there. At its level the arch and its facets lie behind, and nothing in
front, which tells front from back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.bone_axes import BoneSurface, bone_surface, check_size
from osteokit.anatomy.find_extremes import Found, extreme, landmark
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.pelvis_cuts import Cut, find_cuts, is_cut
from osteokit.anatomy.vertebra_symmetry import MirrorPlane, mirror_plane
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh

_SPACING_MM = 2.0
_LEAST_MM, _LARGEST_MM = 60.0, 260.0
_ASYMMETRIC = 0.08  # mean mismatch over the size; sacra have 0.03
_MIDLINE = 0.15  # half width of what counts as midline, of the full width; the endplate takes 0.4 of it
_TURN_DEG = 4.0
_FACING_DEG = 60.0  # of the endplate to the wide end
_PLATE_MM = 1.5
_LEAST_PLATE = 0.02  # of the width squared; real ones have 0.06 within the midline
_DEPTHS = (0.12, 0.45)  # of the endplate from back to front, over the width; real ones have 0.2 to 0.3
_ARCH_DEPTH = 0.15  # below the endplate, of the width: there the arch and its facets lie behind, nothing in front
_CORNER_DEG = 45.0  # between the endplate's normal and its plane, where corners stick out farthest
_NO_ENDPLATE = "the S1 endplate is not in view"
_CHECK_IT = "The sacrum is cut off, so its endplate was recognised by less of its shape; check its landmarks."
_CUT_OFF = "the field of view cuts the S1 endplate"


@dataclass(frozen=True, eq=False)
class _Plate:
    """A flat place of the midline: its middle, normal and area."""

    center: np.ndarray
    normal: np.ndarray
    area_mm2: float


def sacrum_landmarks(mesh: Mesh) -> BoneLandmarks:
    """The centre, front (promontory) and back of the S1 endplate.

    Raises
    ------
    OsteoError
        The mesh is no sacrum in mm.
    """
    check_size(mesh, "sacrum", _LEAST_MM, _LARGEST_MM)
    surface = bone_surface(mesh, _SPACING_MM)
    mirror = mirror_plane(surface)
    if mirror.residual > _ASYMMETRIC:
        raise OsteoError(
            "The mesh has no plane of symmetry, so it is no sacrum or much of it is missing; use the whole sacrum."
        )
    across = (surface.points - mirror.point) @ mirror.normal
    wide = _wide_end(surface, mirror, across)
    cuts = find_cuts(surface)
    plate = _endplate(surface, mirror, across, wide, cuts)
    if plate is None:
        return BoneLandmarks("sacrum", "", {}, {}, dict.fromkeys(_KEYS, _NO_ENDPLATE))
    frame = _frame(surface, plate, mirror)
    mirror = _through_plate(surface, frame, mirror, float(np.ptp(across)))
    return _corners(surface, frame, mirror, cuts)


_KEYS = ("endplate_center", "promontory", "endplate_posterior")


def _wide_end(surface: BoneSurface, mirror: MirrorPlane, across: np.ndarray) -> np.ndarray:
    """Unit direction in the plane of symmetry in which the bone widens: to the alae, up and forward."""
    width = np.abs(across) - np.average(np.abs(across), weights=surface.areas)
    slope = (width * surface.areas) @ (surface.points - mirror.point)
    return unit(slope - (slope @ mirror.normal) * mirror.normal)


def _endplate(
    surface: BoneSurface, mirror: MirrorPlane, across: np.ndarray, wide: np.ndarray, cuts: Sequence[Cut]
) -> _Plate | None:
    """The largest flat place of the midline that faces the wide end and lies there, and is no cut."""
    middle = np.abs(across) < _MIDLINE * np.ptp(across)
    for cut in cuts:
        middle &= surface.points @ cut.outward < cut.height_mm - _PLATE_MM
    if not middle.any():
        return None
    points, normals, areas = surface.points[middle], surface.normals[middle], surface.areas[middle]
    end = float(((points - mirror.point) @ wide).max())
    side = np.cross(mirror.normal, wide)
    best = None
    for turn in np.radians(np.arange(-_FACING_DEG, _FACING_DEG + 0.1, _TURN_DEG)):
        direction = np.cos(turn) * wide + np.sin(turn) * side
        facing = (normals @ direction > 0.9) & ((points - mirror.point) @ wide > 0.4 * end)
        height = points[facing] @ direction
        if len(height) == 0:
            continue
        counts, edges = np.histogram(
            height, np.arange(height.min() - 1.0, height.max() + 2.0, 1.0), weights=areas[facing]
        )
        thick = np.convolve(counts, np.ones(3), "same")
        level = edges[int(thick.argmax())] + 0.5
        in_plate = np.abs(height - level) < _PLATE_MM
        area = float(areas[facing][in_plate].sum())
        if best is None or area > best.area_mm2:
            weights = areas[facing][in_plate]
            center = np.average(points[facing][in_plate], axis=0, weights=weights)
            best = _Plate(center, unit(weights @ normals[facing][in_plate]), area)
    least = _LEAST_PLATE * float(np.ptp(across)) ** 2
    return best if best is not None and best.area_mm2 > least else None


def _frame(surface: BoneSurface, plate: _Plate, mirror: MirrorPlane) -> Frame:
    """Axes of the endplate: z out of it, y to the front in the plane of symmetry; origin in its middle."""
    z = unit(plate.normal - (plate.normal @ mirror.normal) * mirror.normal)
    y = np.cross(mirror.normal, z)
    away = surface.points - plate.center
    level = away @ z > -_ARCH_DEPTH * float(np.ptp(away @ mirror.normal))
    if np.average(away[level] @ y, weights=surface.areas[level]) > 0.0:
        y = -y
    return Frame(plate.center, np.cross(y, z), y, z, "", "S1 endplate")


def _through_plate(surface: BoneSurface, frame: Frame, mirror: MirrorPlane, width_mm: float) -> MirrorPlane:
    """The plane of symmetry moved to the middle of the endplate: the sacrum below it may be bent to a side."""
    local = (surface.points - frame.origin) @ frame.matrix[:3, :3]
    flat = (np.abs(local[:, 2]) < _PLATE_MM) & (surface.normals @ frame.z > 0.9)
    flat &= (np.abs(local[:, 0]) < 0.3 * width_mm) & (np.abs(local[:, 1]) < 0.1 * width_mm)
    if not flat.any():
        return mirror
    center = np.average(surface.points[flat], axis=0, weights=surface.areas[flat])
    return replace(mirror, point=center)


def _corners(surface: BoneSurface, frame: Frame, mirror: MirrorPlane, cuts: Sequence[Cut]) -> BoneLandmarks:
    local = (surface.points - frame.origin) @ frame.matrix[:3, :3]
    across = (surface.points - mirror.point) @ mirror.normal
    width = float(np.ptp(across))
    slab = (np.abs(across) < 0.03 * width) & (np.abs(local[:, 2]) < 0.06 * width)
    front, back = _run(local[slab, 1], 0.015 * width)
    plate = slab & (local[:, 1] > back - 1e-9) & (local[:, 1] < front + 1e-9)
    tilt = np.radians(_CORNER_DEG)
    promontory = extreme(surface, np.cos(tilt) * frame.y + np.sin(tilt) * frame.z, plate & (local[:, 1] > 0.0))
    posterior = extreme(surface, np.sin(tilt) * frame.z - np.cos(tilt) * frame.y, plate & (local[:, 1] < 0.0))
    if not _DEPTHS[0] * width < front - back < _DEPTHS[1] * width:
        return BoneLandmarks("sacrum", "", {}, {}, dict.fromkeys(_KEYS, _NO_ENDPLATE))
    confidence = 0.5 if cuts else 0.9
    found, missing = {}, {}
    for key, place, method in (
        ("promontory", promontory, "front corner of the endplate in the plane of symmetry"),
        ("endplate_posterior", posterior, "back corner of the endplate in the plane of symmetry"),
    ):
        if place is None or is_cut(place.point, cuts):
            missing[key] = _CUT_OFF
        else:
            place = Found(_in_plane(place.point, mirror), place.spread_mm)
            found[key] = landmark(key, place, method, confidence)
    if promontory is None or posterior is None or missing:
        missing["endplate_center"] = _CUT_OFF
    else:
        center = _on_plate(surface, frame, mirror, (promontory.point + posterior.point) / 2)
        spread = float(np.hypot(promontory.spread_mm, posterior.spread_mm)) / 2
        found["endplate_center"] = landmark(
            "endplate_center", Found(center, max(0.5, spread)), "amid its front and back corner", confidence
        )
    return BoneLandmarks("sacrum", "", found, {}, missing, (_CHECK_IT,) if cuts else ())


def _run(positions: np.ndarray, gap_mm: float) -> tuple[float, float]:
    """The ends (high, low) of the run of positions without a gap about 0: what is behind the canal is no endplate."""
    ordered = np.sort(positions)
    breaks = np.flatnonzero(np.diff(ordered) > gap_mm)
    start, end = 0, len(ordered) - 1
    for n in breaks:
        if ordered[n + 1] <= 0.0:
            start = n + 1
        elif ordered[n] > 0.0:
            end = n
            break
    return float(ordered[end]), float(ordered[start])


def _on_plate(surface: BoneSurface, frame: Frame, mirror: MirrorPlane, point: np.ndarray) -> np.ndarray:
    """The point moved along the endplate's normal onto the bone, in the plane of symmetry."""
    point = _in_plane(point, mirror)
    away = surface.points - point
    height = away @ frame.z
    beside = np.linalg.norm(away - height[:, None] * frame.z, axis=1)
    near = (beside < 3.0) & (np.abs(height) < 6.0) & (surface.normals @ frame.z > 0.7)
    if not near.any():
        return point
    return point + np.average(height[near], weights=surface.areas[near]) * frame.z


def _in_plane(point: np.ndarray, mirror: MirrorPlane) -> np.ndarray:
    return point - ((point - mirror.point) @ mirror.normal) * mirror.normal
