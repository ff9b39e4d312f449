"""The medullary canal of a proximal femur, as the room that a stem may take.

Where it comes from, best first: an inner surface of the mesh; a CT, in which what is darker than cortical bone is
canal; the outer surface with a stated estimate of its cortex.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.anatomy.bone_axes import bone_surface, find_shaft, long_axis
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.imaging.interpolate import values_at
from osteokit.imaging.volume import Volume
from osteokit.planning.arthroplasty.hip_geometry import ShaftLine
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.extract import mask_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import split_shells
from osteokit.surface.simplify import simplified
from osteokit.surface.transform import direction_of

CORTICAL_HU = 600.0
"""From here bone counts as cortical and stops a stem (Aamodt 1999, J Bone Joint Surg Br 81:143)."""

ISTHMUS_SHARE = 0.456
"""Width of the canal over that of the bone at the isthmus: 12.3 of 27.0 mm on average (Noble 1988, Clin Orthop
235:148). What the estimate from the outer surface goes by."""

METAPHYSIS_CORTEX_MM = 2.0
"""Cortex that the estimate leaves at and above the lesser trochanter, where a rasp clears all else."""

_FADE_MM = 60.0  # from the lesser trochanter down to where the cortex has its thickness of the shaft
_LEVEL_MM = 5.0
_SLIVERS_MM = 0.01  # faces thinner than this have no normal that tells inside from outside
_FIRST_MM, _LAST_MM = 5.0, 110.0  # below the lesser trochanter: the part of the shaft that a stem follows
_LEAST_SHAFT_MM = 30.0
_TROCHANTER_IN_RADII = 2.4  # the lesser trochanter below the head's centre, where it is not found
_SHORT_IN_RADII = 5.5  # of the head: a piece that reaches no farther from its centre has no shaft
_INNER_PART = 0.02  # of the bone's volume: a smaller cavity is no canal


@dataclass(frozen=True, eq=False)
class Canal:
    """The room for a stem.

    Attributes
    ----------
    depth : callable
        RAS points (n, 3) -> mm (n,) to the wall, positive inside of the canal.
    line : ShaftLine
        The straight axis of its part in the shaft.
    trochanter : ndarray (3,)
        The point of the axis at the height of the lesser trochanter.
    end_mm : float
        How far below ``trochanter`` the bone is in view.
    source : str
        One sentence: what the wall was taken from.
    """

    depth: Callable[[np.ndarray], np.ndarray]
    line: ShaftLine
    trochanter: np.ndarray
    end_mm: float
    source: str

    def width_mm(self, center: np.ndarray, across: np.ndarray, reach_mm: float = 60.0) -> float:
        """Its width through ``center`` (3,) along the unit direction ``across`` (3,); 0 where that lies outside."""
        steps = np.arange(0.0, reach_mm, 0.1)
        width = 0.0
        for way in (across, -across):
            outside = np.flatnonzero(self.depth(center + steps[:, None] * way) < 0.0)
            width += float(steps[outside[0]]) if len(outside) else reach_mm
        return width


def shaft_line(femur: Mesh, landmarks: BoneLandmarks, walls: Mesh | None = None) -> tuple[ShaftLine, np.ndarray, float]:
    """The axis of the shaft below the lesser trochanter, the point of it at that height, and how far below that the
    bone is in view (mm): a line through the centres of the sections of ``walls`` (the canal), else of the bone.

    Raises
    ------
    OsteoError
        Less than 30 mm of the shaft are in view.
    """
    head = landmarks.point("femoral_head_center")
    _require_shaft(femur, landmarks, head)
    surface = bone_surface(femur, 2.0)
    down = long_axis(surface)
    down = down if (surface.points.mean(axis=0) - head) @ down > 0 else -down
    down = _down_along_shaft(surface, down)
    middle = head
    for _ in range(3):
        start = _trochanter_height(landmarks, head, down)
        end = float((femur.vertices @ down).max())
        room = end - start
        if room < _LEAST_SHAFT_MM:
            raise OsteoError(
                f"The {landmarks.side} femur ends {max(end - float(head @ down), 0.0):.0f} mm below the centre of its "
                "head, so its shaft is not in view and no stem can be sized; scan or load more of the femur."
            )
        heights = np.arange(start + _FIRST_MM, min(start + _LAST_MM, end - _FIRST_MM), _LEVEL_MM)
        centers = [_section_center(walls or femur, height * down, down) for height in heights]
        known = np.array([center for center in centers if center is not None])
        if len(known) < 4:
            raise OsteoError(f"The shaft of the {landmarks.side} femur has no closed sections; repair its surface.")
        middle = known.mean(axis=0)
        along = np.linalg.svd(known - middle)[2][0]
        down = along if along @ down > 0 else -along
    line = ShaftLine(middle, down)
    trochanter = line.point + (_trochanter_height(landmarks, head, down) - line.point @ down) * down
    return line, trochanter, float((femur.vertices @ down).max() - trochanter @ down)


def _require_shaft(femur: Mesh, landmarks: BoneLandmarks, head: np.ndarray) -> None:
    """Refuse a piece of which nobody can tell where its shaft goes."""
    reach = float(np.linalg.norm(femur.vertices - head, axis=1).max())
    radius = landmarks.radii_mm.get("femoral_head_center", 24.0)
    if "lesser_trochanter_tip" not in landmarks and reach < _SHORT_IN_RADII * radius:
        raise OsteoError(
            f"Only {reach:.0f} mm of the {landmarks.side} femur from the centre of its head are in view, without "
            "lesser trochanter and shaft, so no stem can be sized; scan or load more of the femur."
        )


def _down_along_shaft(surface, down: np.ndarray) -> np.ndarray:
    """A first direction of the shaft; the long axis where a short piece has no narrow part."""
    try:
        direction = find_shaft(surface, -down).direction
    except OsteoError:
        return down
    return -direction if direction @ down < 0 else direction


def _trochanter_height(landmarks: BoneLandmarks, head: np.ndarray, down: np.ndarray) -> float:
    if "lesser_trochanter_tip" in landmarks:
        return float(landmarks.point("lesser_trochanter_tip") @ down)
    radius = landmarks.radii_mm.get("femoral_head_center", 24.0)
    return float(head @ down) + _TROCHANTER_IN_RADII * radius


def _section_center(mesh: Mesh, point: np.ndarray, normal: np.ndarray) -> np.ndarray | None:
    contours = section(mesh, point, normal)
    return contours[0].center if contours and contours[0].area_mm2 > 20.0 else None


def canal_of(femur: Mesh, landmarks: BoneLandmarks, volume: Volume | None = None) -> Canal:
    """The canal of a femur (RAS mm) by the best source there is: inner surface, CT, estimate.

    Raises
    ------
    OsteoError
        Too little of the shaft is in view; the mesh is not usable; the CT shows no canal in the bone.
    """
    outer, inner = _shells(femur)
    if inner is not None:
        return _canal_in(inner, outer, landmarks, "The canal is the inner surface of the mesh.")
    if volume is not None:
        source = f"The canal is what is darker than {CORTICAL_HU:.0f} HU in the bone (Aamodt 1999)."
        return _canal_in(_canal_in_ct(outer, volume), outer, landmarks, source)
    return _estimated(outer, landmarks)


def _shells(femur: Mesh) -> tuple[Mesh, Mesh | None]:
    """The outside and, turned outward, the largest cavity; None where there is none worth the name."""
    shells = sorted(split_shells(femur), key=lambda shell: shell.volume_mm3)
    outer, inner = shells[-1], shells[0]
    if len(shells) < 2 or inner.volume_mm3 > -_INNER_PART * outer.volume_mm3:
        return outer, None
    return outer, Mesh(inner.vertices, np.ascontiguousarray(inner.faces[:, ::-1]))


def _canal_in(inner: Mesh, outer: Mesh, landmarks: BoneLandmarks, source: str) -> Canal:
    line, trochanter, end = shaft_line(outer, landmarks, inner)
    wall = SurfaceDistance(simplified(inner, _SLIVERS_MM))
    return Canal(lambda points: -wall.signed(points), line, trochanter, end, source)


def _canal_in_ct(outer: Mesh, volume: Volume) -> Mesh:
    """The largest connected region in the bone that is darker than cortical bone."""
    to_ijk = np.linalg.inv(volume.ijk_to_ras)
    ijk = outer.vertices @ to_ijk[:3, :3].T + to_ijk[:3, 3]
    spacing = min(float(min(volume.spacing_mm)), 1.0)
    low, high = outer.vertices.min(axis=0) - 2.0, outer.vertices.max(axis=0) + 2.0
    limits = np.array(volume.voxels.shape[::-1]) - 0.5
    if (ijk.min(axis=0) < -1.5).any() or (ijk.max(axis=0) > limits + 1.0).any():
        raise OsteoError("The femur reaches out of the CT, so they do not belong together; give the CT of this bone.")
    shape = np.ceil((high - low) / spacing).astype(int) + 1
    matrix = np.diag([spacing, spacing, spacing, 1.0])
    matrix[:3, 3] = low
    k, j, i = np.meshgrid(*(np.arange(n) for n in shape[::-1]), indexing="ij")
    points = np.stack([i, j, k], axis=-1).reshape(-1, 3) * spacing + low
    dark = values_at(volume.voxels, volume.ijk_to_ras, points, outside=3000.0) < CORTICAL_HU
    inside = np.zeros(len(points), bool)
    inside[dark] = SurfaceDistance(outer).signed(points[dark]) < -1.0
    labels = np.asarray(ndimage.label(inside.reshape(tuple(shape[::-1])))[0])  # pyright: ignore[reportIndexIssue]
    if not labels.any():
        raise OsteoError("The CT shows no medullary canal in the femur; check that CT and bone belong together.")
    return mask_surface(labels == 1 + int(np.argmax(np.bincount(labels.ravel())[1:])), matrix)


def _estimated(outer: Mesh, landmarks: BoneLandmarks) -> Canal:
    line, trochanter, end = shaft_line(outer, landmarks)
    wall = SurfaceDistance(outer)
    narrowest = min(
        _width(outer, trochanter + height * line.down, line.down) for height in np.arange(20.0, end - 5, 10)
    )
    cortex = (1.0 - ISTHMUS_SHARE) * narrowest / 2

    def depth(points: np.ndarray) -> np.ndarray:
        below = np.clip(((points - trochanter) @ line.down) / _FADE_MM, 0.0, 1.0)
        return -wall.signed(points) - (METAPHYSIS_CORTEX_MM + below * (cortex - METAPHYSIS_CORTEX_MM))

    source = (
        f"The canal is an estimate: the outer surface less {METAPHYSIS_CORTEX_MM:g} mm of cortex at the lesser "
        f"trochanter and {cortex:.1f} mm from {_FADE_MM:.0f} mm below it (Noble 1988); a CT would show it."
    )
    return Canal(depth, line, trochanter, end, source)


def _width(mesh: Mesh, point: np.ndarray, normal: np.ndarray) -> float:
    contours = section(mesh, point, direction_of(normal))
    return 2.0 * float(np.sqrt(contours[0].area_mm2 / np.pi)) if contours else np.inf
