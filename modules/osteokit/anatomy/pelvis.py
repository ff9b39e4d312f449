"""Landmarks of the pelvis from the meshes of its hip bones and sacrum, in any pose.

The method follows Fischer 2019 in its idea: a first frame from the shape, then the frame of the anterior pelvic plane
by repetition, then every landmark as the outermost place of its region.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from osteokit.anatomy.acetabulum import find_acetabulum, lunate_sphere
from osteokit.anatomy.bone_axes import bone_surface, check_size
from osteokit.anatomy.find_extremes import landmark
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.landmark import BoneLandmarks, Landmark, Side, landmark_terms
from osteokit.anatomy.pelvis_cuts import Cut, find_cuts, is_cut
from osteokit.anatomy.pelvis_doubt import doubt_of, in_doubt
from osteokit.anatomy.pelvis_frame import HipBone, one_sided_frame, two_sided_frame
from osteokit.anatomy.pelvis_plane import Place, SettledFrame, settle
from osteokit.anatomy.pelvis_sockets import socket_landmarks
from osteokit.anatomy.pelvis_spines import ASIS, OTHERS, PUBIC_TUBERCLE, find_spine, is_inside
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.mesh import Mesh

_SPACING_MM = 2.0
_LEAST_MM, _LARGEST_MM = 60.0, 350.0  # diagonal of the box about a hip bone, from a child's to the largest adult's
_UNSURE = 0.4


def pelvis_landmarks(
    left_hip: Mesh | None, right_hip: Mesh | None, sacrum: Mesh | None = None, progress: Progress = silent
) -> BoneLandmarks:
    """Spines, tubercles and sockets of a pelvis of which at least one hip bone is there.

    The pose of the meshes does not matter; their sides do. What is not in view is in ``missing``. A landmark's spread
    is what an error of the surface (0.15 mm) and of the frame (1 degree with both hip bones, 6 with one) does to it.
    The sacrum only tells, by its place, that all are of one pelvis; its own landmarks are
    :func:`osteokit.anatomy.sacrum.sacrum_landmarks`.

    Raises
    ------
    OsteoError
        No hip bone; a mesh that is no hip bone in mm; sides swapped or mirrored; bones that are not of one pelvis.
    """
    meshes: list[tuple[Side, Mesh]] = []
    if left_hip is not None:
        meshes.append(("left", left_hip))
    if right_hip is not None:
        meshes.append(("right", right_hip))
    if not meshes:
        raise OsteoError("A pelvis needs at least one hip bone; give the left one, the right one or both.")
    hips = []
    for n, (side, mesh) in enumerate(meshes):
        progress(0.3 * n, f"Looking for the {side} acetabulum")
        hips.append(_hip_bone(side, mesh))
    start = _start(hips)
    if start is None:
        return _without_frame(hips[0])
    hips = [replace(hip, socket=lunate_sphere(hip.surface, hip.socket, start.z)) for hip in hips]
    progress(0.6, "Settling the anterior pelvic plane")
    cuts = {hip.side: find_cuts(hip.surface) for hip in hips}
    settled = _settle_uncut(hips, _with_origin(start, hips), cuts)
    progress(0.8, "Finding spines and tubercles")
    found: dict[str, Landmark] = {}
    missing: dict[str, str] = {}
    radii: dict[str, float] = {}
    for hip in hips:
        for here, lost in (
            _spines(hip, settled, cuts[hip.side]),
            socket_landmarks(hip, settled.frame, cuts[hip.side]),
        ):
            found |= here
            missing |= lost
        radii[f"acetabulum_center_{hip.side}"] = hip.socket.radius_mm
    for side in ("left", "right"):
        if all(hip.side != side for hip in hips):
            missing |= dict.fromkeys(_keys(side), f"no mesh of the {side} hip bone was given")
    warnings = _warnings(hips, settled, sacrum)
    progress(1.0, "Pelvic landmarks ready")
    return BoneLandmarks("pelvis", "", found, radii, missing, warnings)


def _keys(side: str) -> list[str]:
    return [key for bone, key in landmark_terms() if bone == "pelvis" and key.endswith(f"_{side}")]


def _hip_bone(side: Side, mesh: Mesh) -> HipBone:
    check_size(mesh, f"{side} hip bone", _LEAST_MM, _LARGEST_MM)
    surface = bone_surface(mesh, _SPACING_MM)
    return HipBone(side, surface, find_acetabulum(surface))


def _start(hips: Sequence[HipBone]) -> Frame | None:
    return two_sided_frame(*hips) if len(hips) == 2 else one_sided_frame(hips[0])


def _with_origin(frame: Frame, hips: Sequence[HipBone]) -> Frame:
    """The same axes with the origin amid the sockets."""
    return replace(frame, origin=np.mean([hip.socket.center for hip in hips], axis=0))


def _without_frame(hip: HipBone) -> BoneLandmarks:
    """One hip bone without its ilium: nothing tells up from forward, so the socket alone is reported."""
    key = f"acetabulum_center_{hip.side}"
    reason = "one hip bone without its ilium does not tell up from forward; add the other hip bone"
    missing = {name: reason for name in _keys(hip.side) if name != key}
    other = "right" if hip.side == "left" else "left"
    missing |= dict.fromkeys(_keys(other), f"no mesh of the {other} hip bone was given")
    rough = Landmark(key, _tuple(hip.socket.center), 3.0, _UNSURE, "centre of the sphere of socket and fossa together")
    return BoneLandmarks("pelvis", "", {key: rough}, {key: hip.socket.radius_mm}, missing)


def _settle_uncut(hips: Sequence[HipBone], start: Frame, cuts: dict[Side, list[Cut]]) -> SettledFrame:
    """The settled frame, made without landmarks that lie where the bone is cut off."""
    lost: frozenset[Place] = frozenset()
    while True:
        settled = settle(hips, start, lost)
        more = {key for key, place in settled.plane.items() if is_cut(place.point, cuts[key[1]])}
        if not more:
            return settled
        lost |= more


def _spines(hip: HipBone, settled: SettledFrame, cuts: Sequence[Cut]) -> tuple[dict[str, Landmark], dict[str, str]]:
    """Every spine and tubercle of one hip bone, and why each of the others is missing."""
    found, missing = {}, {}
    for spine in (ASIS, PUBIC_TUBERCLE, *OTHERS):
        key = f"{spine.key}_{hip.side}"
        place = find_spine(hip, settled.frame, spine, settled.height_mm)
        if place is None or is_cut(place.point, cuts):
            missing[key] = f"the field of view cuts the {hip.side} hip bone there"
            continue
        confidence = doubt_of(settled.frame).confidence
        if not is_inside(hip, settled.frame, spine, settled.height_mm, place):
            confidence = min(confidence, _UNSURE)
        place = in_doubt(place, lambda turned, s=spine: find_spine(hip, turned, s, settled.height_mm), settled.frame)
        found[key] = landmark(key, place, spine.method, confidence)
    return found, missing


def _warnings(hips: Sequence[HipBone], settled: SettledFrame, sacrum: Mesh | None) -> tuple[str, ...]:
    frame = settled.frame
    warnings = []
    if frame.y[1] < 0.0:
        warnings.append(
            "The pelvis faces backward in RAS: its coordinates may be LPS read as RAS; check them before planning."
        )
    if frame.z[2] < 0.0:
        warnings.append("The pelvis stands on its head in RAS; check the coordinates of its file.")
    if frame.method.startswith("shape"):
        warnings.append(
            "The anterior pelvic plane is not in view, so directions come from the sockets and may be 10 degrees wrong."
        )
    if len(hips) == 1:
        warnings.append("Only one hip bone was given, so the pelvic frame is an estimate from average proportions.")
    if sacrum is not None:
        _check_sacrum(hips, settled, sacrum)
    return tuple(warnings)


def _check_sacrum(hips: Sequence[HipBone], settled: SettledFrame, sacrum: Mesh) -> None:
    """Refuse a sacrum that lies elsewhere than behind and above the sockets."""
    reach = 8.0 * float(np.mean([hip.socket.radius_mm for hip in hips]))
    nearest = min(float(np.linalg.norm(sacrum.vertices - hip.socket.center, axis=1).min()) for hip in hips)
    if nearest > reach or (sacrum.vertices.mean(axis=0) - settled.frame.origin) @ settled.frame.y > 0.0:
        raise OsteoError(
            "The sacrum does not lie behind the hip bones, so they are not of one pelvis in one coordinate system; "
            "load bones of one scan."
        )


def _tuple(point: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in point)
    return x, y, z
