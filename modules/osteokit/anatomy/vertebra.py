"""Landmarks of a vertebra from its mesh, in any pose: the ends of both endplates and the tip of the spinous process."""

from dataclasses import replace

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.bone_axes import BoneSurface, bone_surface, check_size
from osteokit.anatomy.find_extremes import Found, extreme, landmark
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.pelvis_cuts import find_cuts, is_cut
from osteokit.anatomy.vertebra_body import VertebraBody, uprightness, vertebra_body
from osteokit.anatomy.vertebra_symmetry import mirror_plane
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh

_SPACING_MM = 1.5
_LEAST_MM, _LARGEST_MM = 25.0, 200.0
_ASYMMETRIC = 0.08  # mean mismatch over the size
_SLAB = 0.25  # half thickness of a slice, in radii of the body's largest ball
_GAP = 0.3  # where an endplate ends and the arch begins, behind the canal
_ROUNDS = 3
_LEAST_HINT = 0.3  # cosine; a hint across the vertebra says nothing
_ALONG = 0.5  # cosine; a flat end along z may be an endplate
_SURE = 0.4  # of how clearly the shape says which end is up
_UP_UNSURE = "The shape does not tell clearly which end of the vertebra is up; check it or give the upward direction."
_FLAT_END = "An end of the vertebra is as flat as where a field of view ends; check that endplate on the image."
_CUT_OFF = "the field of view cuts the vertebra there"

_ENDS = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "anterior": (0.0, 1.0), "posterior": (0.0, -1.0)}
"""Direction of each end of an endplate: right, front."""


def vertebra_landmarks(mesh: Mesh, up_ras: np.ndarray | None = None) -> BoneLandmarks:
    """Centre, left, right, front and back of both endplates, and the tip of the spinous process.

    ``up_ras`` (3,), where given, says roughly which way is up (``(0, 0, 1)`` for a CT in RAS) and decides where the
    shape alone is not clear.

    Raises
    ------
    OsteoError
        The mesh is no vertebra in mm, or lacks its arch.
    """
    check_size(mesh, "vertebra", _LEAST_MM, _LARGEST_MM)
    surface = bone_surface(mesh, _SPACING_MM)
    mirror = mirror_plane(surface)
    if mirror.residual > _ASYMMETRIC:
        raise OsteoError(
            "The mesh has no plane of symmetry, so it is no vertebra or much of it is missing; use a whole vertebra."
        )
    body = _squared(surface, vertebra_body(surface, mirror))
    frame, sure = _decided(surface, body, up_ras)
    confidence = 0.9 if sure else 0.3
    cuts = find_cuts(surface)
    ends = [cut for cut in cuts if abs(float(cut.outward @ frame.z)) > _ALONG]
    found: dict[str, Landmark] = {}
    missing: dict[str, str] = {}
    places = {"spinous_process_tip": _process_tip(surface, frame, body.radius_mm)}
    for plate, up in (("superior", 1.0), ("inferior", -1.0)):
        around = _endplate(surface, frame, body.radius_mm, up)
        places |= {f"{plate}_endplate_{end}": place for end, place in around.items()}
    for key, place in places.items():
        if place is None or is_cut(place.point, [cut for cut in cuts if cut not in ends]):
            missing[key] = _CUT_OFF
        else:
            trusted = min(confidence, 0.4) if is_cut(place.point, ends) else confidence
            found[key] = landmark(key, place, "shape of the vertebra", trusted)
    warnings = (() if sure else (_UP_UNSURE,)) + ((_FLAT_END,) if ends else ())
    return BoneLandmarks("vertebra", "", found, {}, missing, warnings)


def _squared(surface: BoneSurface, body: VertebraBody) -> VertebraBody:
    """The body with its front amid the directions of both endplates, as their ends tell."""
    for _ in range(_ROUNDS):
        frame = body.frame
        fronts = []
        for up in (1.0, -1.0):
            ends = _endplate(surface, frame, body.radius_mm, up)
            front, back = ends["anterior"], ends["posterior"]
            if front is not None and back is not None:
                fronts.append(unit(front.point - back.point))
        if len(fronts) < 2:
            return body
        y = unit(fronts[0] + fronts[1])
        y = unit(y - (y @ frame.x) * frame.x)
        body = replace(body, frame=Frame(frame.origin, frame.x, y, np.cross(frame.x, y), "", frame.method))
    return body


def _decided(surface: BoneSurface, body: VertebraBody, up_ras: np.ndarray | None) -> tuple[Frame, bool]:
    """The frame whose z is up, and whether that is sure."""
    frame, upright = body.frame, uprightness(surface, body)
    turned = Frame(frame.origin, -frame.x, frame.y, -frame.z, "", frame.method)
    if abs(upright) > _SURE:
        return (frame, True) if upright > 0.0 else (turned, True)
    if up_ras is not None:
        hint = frame.z @ unit(np.asarray(up_ras, np.float64))
        if abs(hint) > _LEAST_HINT:
            return (frame, True) if hint > 0.0 else (turned, True)
    return (frame, False) if upright > 0.0 else (turned, False)


def _process_tip(surface: BoneSurface, frame: Frame, radius: float) -> Found | None:
    local = (surface.points - frame.origin) @ frame.matrix[:3, :3]
    return extreme(surface, -frame.y, (local[:, 1] < -radius) & (np.abs(local[:, 0]) < 0.7 * radius))


def _endplate(surface: BoneSurface, frame: Frame, radius: float, up: float) -> dict[str, Found | None]:
    """The four ends of one endplate, each the corner where the body turns from its top to its side, and the middle."""
    local = (surface.points - frame.origin) @ frame.matrix[:3, :3] / radius
    local[:, 2] *= up
    facing = (surface.normals @ frame.z) * up > 0.0
    top = facing & (local[:, 2] > 0.4) & (local[:, 2] < 1.8)
    ends: dict[str, Found | None] = {}
    for end, (right, front) in _ENDS.items():
        along = local[:, 0] * right + local[:, 1] * front
        across = local[:, 1] if right else local[:, 0]
        slab = top & (np.abs(across) < _SLAB)
        limit = _reach(along[slab & (along > 0.0)])
        direction = (right * frame.x + front * frame.y + up * frame.z) / np.sqrt(2.0)
        ends[end] = extreme(surface, direction, slab & (along > 0.4) & (along <= limit))
    around = [place for place in ends.values() if place is not None]
    ends["center"] = None if len(around) < 4 else _center(around)
    return ends


def _reach(positions: np.ndarray) -> float:
    """How far a run of positions from 0 goes without a gap."""
    ordered = np.concatenate([[0.0], np.sort(positions)])
    gaps = np.flatnonzero(np.diff(ordered) > _GAP)
    return float(ordered[gaps[0]] if len(gaps) else ordered[-1])


def _center(around: list[Found]) -> Found:
    """Amid the four ends: half way between them, level with the rim."""
    spread = np.sqrt(sum(place.spread_mm**2 for place in around)) / len(around)
    return Found(np.mean([place.point for place in around], axis=0), max(0.5, float(spread)))
