"""Deformity of a bone after Paley 2002: where its axes cross (CORA), by how much, in which true plane."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from osteokit.anatomy.angles import line_crossing, wrapped_deg
from osteokit.anatomy.deformity_lines import (
    NORMAL_DEG,
    AxisLine,
    femur_coronal_lines,
    line_through,
    plane_points,
    tibia_coronal_lines,
    tibia_sagittal_lines,
)
from osteokit.anatomy.deformity_shaft import LEAST_PIECE, straight_pieces
from osteokit.anatomy.error_propagation import spread_matrix
from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError

Plane = Literal["coronal", "sagittal"]
Point = tuple[float, float, float]

STRAIGHT_DEG = 2.0
"""Below it two axes count as one line: the crossing of nearly parallel lines lies anywhere."""

SHAFT_BEND_DEG = 5.0
FEMORAL_BOW_DEG = 12.0
"""A bend of the shaft below it is within the normal bow; the femur is bowed forward (compare with the other side)."""

ERROR_STEP = 0.05
"""Of a spread, for numerical derivatives."""

SIGNIFICANT_SD = 2.0
"""A difference between sides beyond so many of its errors is a difference."""


@dataclass(frozen=True)
class Apex:
    """A centre of rotation of angulation.

    Attributes
    ----------
    magnitude_deg : float
        Signed: varus positive in the coronal, apex to the front (procurvatum) positive in the sagittal plane.
    direction : str
        ``"varus"``, ``"valgus"``, ``"procurvatum"`` or ``"recurvatum"`` of the part below it.
    position_ras : tuple of float
        In the plane through the frame's origin, RAS mm.
    level_share : float
        Height as a part of the bone's mechanical length, 0 at its distal, 1 at its proximal joint; outside 0..1 the
        axes cross outside the bone, and one apex does not explain the deformity.
    translation_mm : float or None
        Offset of the distal axis at the level where the shaft is seen to bend, to lateral or to the front positive;
        None where the method does not see that level. Near 0 where the bend lies at the CORA.
    """

    plane: Plane
    magnitude_deg: float
    direction: str
    position_ras: Point
    level_share: float
    translation_mm: float | None = None


@dataclass(frozen=True)
class PlaneDeformity:
    """Apices in one plane from proximal to distal; none where the axes are one line. ``total_deg`` is the angle from
    the first to the last axis; ``error_deg`` its standard deviation from the spreads of the landmarks, None where it is
    not known; ``method`` says what the axes are made of. ``axes_ras`` are the ends, upper and lower, of each axis from
    proximal to distal in RAS mm, from one apex (or joint) to the next."""

    plane: Plane
    apices: tuple[Apex, ...]
    total_deg: float
    method: str
    error_deg: float | None = None
    warnings: tuple[str, ...] = ()
    axes_ras: tuple[tuple[Point, Point], ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the angle is beyond what the landmarks' spreads explain."""
        return self.error_deg is None or abs(self.total_deg) > SIGNIFICANT_SD * self.error_deg


@dataclass(frozen=True)
class ObliquePlane:
    """One true deformity of which the two views show projections.

    Attributes
    ----------
    magnitude_deg, plane_deg : float
        Exact: tan^2 = tan^2 coronal + tan^2 sagittal; the plane's angle from the coronal plane, -90..90, positive where
        varus goes with procurvatum (or valgus with recurvatum).
    graph_magnitude_deg, graph_plane_deg : float
        By Paley's graph: both angles as sides of a rectangle. It agrees within 1 degree up to about 30 degrees.
    """

    magnitude_deg: float
    plane_deg: float
    graph_magnitude_deg: float
    graph_plane_deg: float


def oblique_plane(coronal_deg: float, sagittal_deg: float) -> ObliquePlane:
    """Resolve the angulations seen in two perpendicular views (each below 90 degrees) into the true one."""
    if max(abs(coronal_deg), abs(sagittal_deg)) >= 90:
        raise OsteoError("An angulation of 90 degrees or more cannot be seen in a projection; check the axes.")
    across, along = np.tan(np.radians([coronal_deg, sagittal_deg]))
    return ObliquePlane(
        float(np.degrees(np.arctan(np.hypot(across, along)))),
        _undirected(across, along),
        float(np.hypot(coronal_deg, sagittal_deg)),
        _undirected(coronal_deg, sagittal_deg),
    )


def _undirected(across: float, along: float) -> float:
    """Angle of a line (not a direction) from the first axis, in (-90, 90]."""
    return 90.0 - (90.0 - float(np.degrees(np.arctan2(along, across)))) % 180.0


def cora(proximal: AxisLine, distal: AxisLine, plane: Plane, frame: Frame, length: tuple[float, float]) -> Apex | None:
    """The crossing of two axis lines; None where they are within :data:`STRAIGHT_DEG` of one line.

    ``length`` is the height of the distal and of the proximal joint in the plane, mm.
    """
    magnitude = _bend(proximal, distal)
    if abs(magnitude) < STRAIGHT_DEG:
        return None
    point = line_crossing(proximal.point, proximal.direction, distal.point, distal.direction)[0]
    position = _in_space(point, plane, frame)
    share = float((point[1] - length[0]) / (length[1] - length[0]))
    return Apex(plane, magnitude, _direction(magnitude, plane), position, share)


def _in_space(point: np.ndarray, plane: Plane, frame: Frame) -> Point:
    across = frame.lateral if plane == "coronal" else frame.y
    x, y, z = (float(value) for value in frame.origin + point[0] * across + point[1] * frame.z)
    return x, y, z


def _bend(proximal: AxisLine, distal: AxisLine) -> float:
    """Varus or procurvatum positive: below a varus the upward axis leans outward, below a procurvatum to the front."""
    return float(wrapped_deg(np.array(proximal.heading_deg - distal.heading_deg)))


def _direction(magnitude_deg: float, plane: Plane) -> str:
    names = ("varus", "valgus") if plane == "coronal" else ("procurvatum", "recurvatum")
    return names[0] if magnitude_deg > 0 else names[1]


def frame_and_length(bone: BoneLandmarks, plane: Plane) -> tuple[Frame, tuple[float, float]]:
    """The bone's own frame and the heights of its distal and proximal joint in one of its planes, mm."""
    if bone.bone == "femur":
        frame, ends = femur_frame(bone), ("knee_center", "femoral_head_center")
    elif bone.bone == "tibia":
        frame, ends = tibia_frame(bone), ("ankle_center", "knee_center")
    else:
        raise OsteoError(f"Deformities are analysed on femur and tibia, not on a {bone.bone}.")
    low, high = (float(plane_points(frame, bone.point(key), plane)[1]) for key in ends)
    return frame, (low, high)


def joint_orientation_deformity(
    bone: BoneLandmarks, plane: Plane, healthy: Mapping[str, float] | None = None
) -> PlaneDeformity:
    """CORA by joint orientation: both axes start at their joint, with the joint's normal angle.

    ``healthy`` gives that angle of the mirrored healthy side by name (``"mLDFA"``, ``"LPFA"``, ``"MPTA"``, ``"LDTA"``,
    ``"PPTA"``, ``"ADTA"``); :data:`NORMAL_DEG` stands for those it lacks. The femur's sagittal plane has no joint line
    that a surface shows: use :func:`shaft_deformity`.

    Raises
    ------
    OsteoError
        A landmark is missing, or there is no such analysis.
    """
    if bone.bone not in ("femur", "tibia"):
        raise OsteoError(f"Deformities are analysed on femur and tibia, not on a {bone.bone}.")
    angles = {**NORMAL_DEG, **(healthy or {})}
    lines = _joint_lines(bone, plane, angles)
    found = _deformity(lines, bone, plane, "joint orientation: " + "; ".join(line.name for line in lines))
    error = _error(lambda moved: _bend(*_joint_lines(moved, plane, angles)), bone)
    if abs(found.total_deg) >= STRAIGHT_DEG and abs(found.total_deg) <= SIGNIFICANT_SD * error:
        sentence = f"The {abs(found.total_deg):.1f} degrees are within the error of the landmarks ({error:.1f}, 1 sd)."
        found = replace(found, warnings=(*found.warnings, sentence))
    return replace(found, error_deg=error)


def _joint_lines(bone: BoneLandmarks, plane: Plane, angles: Mapping[str, float]) -> tuple[AxisLine, AxisLine]:
    if bone.bone == "femur" and plane == "coronal":
        return femur_coronal_lines(bone, angles["LPFA"], angles["mLDFA"])
    if bone.bone == "tibia" and plane == "coronal":
        return tibia_coronal_lines(bone, angles["MPTA"], angles["LDTA"])
    if bone.bone == "tibia":
        return tibia_sagittal_lines(bone, angles["PPTA"], angles["ADTA"])
    raise OsteoError("The sagittal femur has no joint line on its surface; analyse the axes of its shaft.")


def _error(angle: Callable[[BoneLandmarks], float], bone: BoneLandmarks) -> float:
    """One standard deviation of an angle, by first order over all landmarks of the bone."""
    changes = []
    for key, landmark in bone.landmarks.items():
        for column in spread_matrix({bone.bone: bone}, f"{bone.bone}.{key}").T * ERROR_STEP:
            up, down = (angle(bone.moved(key, landmark.point + sign * column)) for sign in (1, -1))
            changes.append((up - down) / (2 * ERROR_STEP))
    return float(np.linalg.norm(changes))


def shaft_deformity(
    bone: BoneLandmarks, centerline: np.ndarray, plane: Plane, apices: int | None = None
) -> PlaneDeformity:
    """CORAs of the mid-diaphyseal axes: the shaft's centres in straight pieces, whose lines cross at the apices.

    ``centerline`` is that of :func:`deformity_shaft.shaft_centerline`. Without ``apices`` the fewest pieces (at most
    three) are taken after which one more no longer halves the rms distance, or leaves it below 0.5 mm; bends below
    :data:`SHAFT_BEND_DEG` are within the normal bow and left out.
    """
    frame = frame_and_length(bone, plane)[0]
    points = plane_points(frame, np.asarray(centerline, float), plane)
    runs = _fewest_pieces(points) if apices is None else straight_pieces(points, apices + 1)[0]
    runs = runs[::-1]  # proximal first
    if apices is None:
        bow = FEMORAL_BOW_DEG if (bone.bone, plane) == ("femur", "sagittal") else SHAFT_BEND_DEG
        runs = _without_bow(points, runs, bow)
    lines = _piece_lines(points, runs)
    bends = [float(points[run.start - 1 : run.start + 1, 1].mean()) for run in runs[:-1]]
    return _deformity(lines, bone, plane, "mid-diaphyseal axes", bends)


def _fewest_pieces(points: np.ndarray) -> list[slice]:
    """The fewest straight pieces, up to three, within 0.5 mm rms or within twice the error of three."""
    fits = [straight_pieces(points, count) for count in (1, 2, 3) if len(points) >= count * LEAST_PIECE]
    enough = max(0.5, 2 * fits[-1][1])
    return next(runs for runs, rms in fits if rms <= enough)


def _piece_lines(points: np.ndarray, runs: Sequence[slice]) -> list[AxisLine]:
    """A line through each piece but for its sections at a bend, where callus or the corner moves the centre."""
    lines = []
    for run in runs:
        piece = points[run]
        below, above = int(run.start > 0), int(run.stop < len(points))
        if len(piece) > LEAST_PIECE:
            piece = piece[below : len(piece) - above]
        lines.append(line_through(piece, "shaft"))
    return lines


def _without_bow(points: np.ndarray, runs: list[slice], bow_deg: float) -> list[slice]:
    """Neighbouring pieces that bend less than ``bow_deg`` become one."""
    runs = list(runs)
    while len(runs) > 1:
        lines = _piece_lines(points, runs)
        bends = [abs(_bend(a, b)) for a, b in pairwise(lines)]
        least = int(np.argmin(bends))
        if bends[least] >= bow_deg:
            break
        runs[least : least + 2] = [slice(runs[least + 1].start, runs[least].stop)]
    return runs


def _deformity(
    lines: Sequence[AxisLine],
    bone: BoneLandmarks,
    plane: Plane,
    method: str,
    bend_heights: Sequence[float | None] | None = None,
) -> PlaneDeformity:
    frame, length = frame_and_length(bone, plane)
    heights = bend_heights or [None] * (len(lines) - 1)
    apices = []
    for a, b, height in zip(lines[:-1], lines[1:], heights, strict=True):
        apex = cora(a, b, plane, frame, length)
        if apex is not None:
            apices.append(apex if height is None else replace(apex, translation_mm=translation_at(a, b, height)))
    warnings = ()
    if any(not 0.0 <= apex.level_share <= 1.0 for apex in apices):
        warnings = (
            "The axes cross outside the bone: there is more than one apex, or a translation; analyse the shaft's axes.",
        )
    axes = _axis_ends(lines, frame, length, plane)
    return PlaneDeformity(plane, tuple(apices), _bend(lines[0], lines[-1]), method, None, warnings, axes)


def _axis_ends(
    lines: Sequence[AxisLine], frame: Frame, length: tuple[float, float], plane: Plane
) -> tuple[tuple[Point, Point], ...]:
    """Each line from where it crosses the one above to where it crosses the one below; near one line, half-way."""
    borders = [length[1]]
    for a, b in pairwise(lines):
        if abs(_bend(a, b)) < STRAIGHT_DEG:
            borders.append(float(a.point[1] + b.point[1]) / 2)
        else:
            borders.append(float(line_crossing(a.point, a.direction, b.point, b.direction)[0][1]))
    borders.append(length[0])
    ends = []
    for line, (top, bottom) in zip(lines, pairwise(borders), strict=True):
        upper, lower = (
            line.point + (height - line.point[1]) / line.direction[1] * line.direction for height in (top, bottom)
        )
        ends.append((_in_space(upper, plane, frame), _in_space(lower, plane, frame)))
    return tuple(ends)


def translation_at(proximal: AxisLine, distal: AxisLine, up_mm: float) -> float:
    """Offset of the distal from the proximal axis at height ``up_mm``, mm square to the proximal axis; to lateral, or
    to the front, positive."""
    on = [line.point + (up_mm - line.point[1]) / line.direction[1] * line.direction for line in (proximal, distal)]
    square = np.array([proximal.direction[1], -proximal.direction[0]])
    return float((on[1] - on[0]) @ square)


@dataclass(frozen=True)
class BoneDeformity:
    """What was analysed on one bone: by joint orientation and by the shaft, in each plane; the true plane of the
    shaft's deformity where both planes were seen; one sentence for each analysis that could not be done."""

    bone: str
    joint_orientation: tuple[PlaneDeformity, ...]
    shaft: tuple[PlaneDeformity, ...]
    oblique: ObliquePlane | None
    not_analysable: Mapping[str, str] = field(default_factory=dict)


def analyse_bone(
    bone: BoneLandmarks, centerline: np.ndarray | None = None, healthy: Mapping[str, float] | None = None
) -> BoneDeformity:
    """All analyses of a femur or tibia; ``healthy`` is :func:`deformity_compare.healthy_angles` of the other side,
    where there is one."""
    joints, shafts, impossible = [], [], {}
    planes: tuple[Plane, ...] = ("coronal", "sagittal")
    for plane in planes:
        try:
            joints.append(joint_orientation_deformity(bone, plane, healthy))
        except OsteoError as reason:
            impossible[f"joint orientation, {plane}"] = str(reason)
        try:
            if centerline is None:
                raise OsteoError("The mesh was not given, so its shaft was not followed.")
            shafts.append(shaft_deformity(bone, centerline, plane))
        except OsteoError as reason:
            impossible[f"shaft, {plane}"] = str(reason)
    oblique = None
    if len(shafts) == 2 and any(one.apices for one in shafts):
        oblique = oblique_plane(shafts[0].total_deg, shafts[1].total_deg)
    return BoneDeformity(bone.bone, tuple(joints), tuple(shafts), oblique, impossible)
