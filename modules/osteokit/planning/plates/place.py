"""Where a plate goes, from the landmarks of its bone: sites that surgeons name, or places that they pick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.plates.shape import coarsened
from osteokit.planning.plates.slide import PlacedPlate, PlateOnBone

AXIS = {
    "tibia": ("knee_center", "shaft_proximal_center", "shaft_middle_center", "shaft_distal_center", "ankle_center"),
    "femur": ("femoral_head_center", "shaft_proximal_center", "shaft_middle_center", "shaft_distal_center",
              "knee_center"),
}  # fmt: skip
"""Landmarks of the middle of a bone, from its proximal to its distal end."""

OUTSIDE_MM = 150.0
GAP_MM = 16.0
"""An osteotomy opens no wider; over its gap, the surface is that of the bone beside it."""
ALONG_MM, ACROSS_MM, TURN_DEG = 8.0, 8.0, 12.0
"""How far the best fit is looked for."""
BY_JOINT_MM = 3.0
"""And along the bone beside a joint, where the height of the plate matters more than its fit."""
SEARCHED = 5
FINE = np.array([1.0, 1.0, 1.5])
"""Along, across (mm) and about the plate (degrees)."""


@dataclass(frozen=True)
class Site:
    """A place for a plate.

    Attributes
    ----------
    key, english, chinese : str
    bone : str
        ``"tibia"`` or ``"femur"``.
    lateral : float
        1 on the lateral, -1 on the medial side, 0 in front.
    forward_deg : float
        By how much the direction off the bone is turned from that side to the front.
    end : str
        ``"proximal"`` or ``"distal"``: the end of the plate that lies near the joint; empty for the shaft.
    joint : str
        Landmark of the height of that joint.
    clearance_mm : float
        From the joint to the end of the plate.
    families : tuple of str
        What is made for it, best first.
    screws_mm : tuple of float
        Least and largest screws of plates that hold there (Ruedi et al., AO Principles, 2007).
    least_length_mm : float
        Of such plates.
    """

    key: str
    english: str
    chinese: str
    bone: str
    lateral: float
    forward_deg: float
    end: str
    joint: str
    clearance_mm: float
    families: tuple[str, ...]
    screws_mm: tuple[float, float]
    least_length_mm: float


SITES: Mapping[str, Site] = {
    site.key: site
    for site in (
        # 10 mm below the joint line, on the anteromedial face: Staubli and Jacob, Int Orthop 2010
        Site("proximal_tibia_medial", "Proximal tibia, medial", "胫骨近端内侧", "tibia", -1.0, 20.0, "proximal",
             "plateau_medial_center", 10.0, ("t_plate", "l_plate", "straight_plate"), (3.5, 5.0), 80.0),
        Site("proximal_tibia_lateral", "Proximal tibia, lateral", "胫骨近端外侧", "tibia", 1.0, 20.0, "proximal",
             "plateau_lateral_center", 10.0, ("proximal_tibia_plate", "l_plate", "t_plate"), (3.5, 5.0), 80.0),
        Site("distal_femur_lateral", "Distal femur, lateral", "股骨远端外侧", "femur", 1.0, 0.0, "distal",
             "lateral_condyle_distal", 20.0, ("distal_femur_plate",), (4.5, 5.0), 120.0),
        Site("femur_shaft_lateral", "Femoral shaft, lateral", "股骨干外侧", "femur", 1.0, 0.0, "", "", 0.0,
             ("straight_plate",), (4.5, 5.0), 100.0),
        Site("femur_shaft_anterior", "Femoral shaft, anterior", "股骨干前侧", "femur", 0.0, 90.0, "", "", 0.0,
             ("straight_plate",), (4.5, 5.0), 100.0),
        Site("tibia_shaft_medial", "Tibial shaft, medial", "胫骨干内侧", "tibia", -1.0, 35.0, "", "", 0.0,
             ("straight_plate",), (3.5, 5.0), 80.0),
        Site("tibia_shaft_lateral", "Tibial shaft, lateral", "胫骨干外侧", "tibia", 1.0, 20.0, "", "", 0.0,
             ("straight_plate",), (3.5, 5.0), 80.0),
    )
}  # fmt: skip


def site_of(key: str) -> Site:
    """The site of this key.

    Raises
    ------
    OsteoError
        There is none; the sentence lists those that there are.
    """
    if key not in SITES:
        raise OsteoError(f"There is no plate site {key!r}; there are {', '.join(SITES)}, or pick points on the bone.")
    return SITES[key]


def placed_at(site: Site, plate: PlateOnBone, landmarks: BoneLandmarks, middle: float | None = None) -> PlacedPlate:
    """The plate at a site, settled.

    ``middle`` is for plates of the shaft: where along the bone their middle lies, 0 at the proximal and 1 at the distal
    landmark of its axis; 0.5 where it is not given.

    Raises
    ------
    OsteoError
        The bone is another one, a landmark is missing, or the bone ends before the plate.
    """
    if landmarks.bone != site.bone:
        raise OsteoError(f"{site.english} is a place on the {site.bone}, not on the {landmarks.bone}; choose another.")
    frame = femur_frame(landmarks) if site.bone == "femur" else tibia_frame(landmarks)
    axis = np.array([landmarks.point(key) for key in AXIS[site.bone]])
    off = _off_bone(site, frame)
    half = plate.plate.length_mm / 2
    height = _height(site, landmarks, frame, axis, half, middle)
    reach = 0.6 * half
    middle_point, over_gap = _on_surface(plate, axis, frame, height, off, site)
    upper, lower = (_on_surface(plate, axis, frame, height + way, off, site)[0] for way in (reach, -reach))
    return plate.at(middle_point, upper - lower, off if over_gap else None)


def best_at(site: Site, plate: PlateOnBone, landmarks: BoneLandmarks, middle: float | None = None) -> PlacedPlate:
    """:func:`placed_at`, and from there the best fit nearby; beside a joint, the plate keeps its distance to it."""
    along = ALONG_MM if not site.end or middle is not None else BY_JOINT_MM
    return best_near(plate, placed_at(site, plate, landmarks, middle), along)


def placed_through(plate: PlateOnBone, points: Sequence[Sequence[float]]) -> PlacedPlate:
    """The plate with its middle halfway between the first and the last of two or more points that a person picked, its
    proximal end toward the first; settled.

    Raises
    ------
    OsteoError
        Fewer than two points, or they are one.
    """
    picked = np.asarray(points, np.float64)
    if picked.ndim != 2 or picked.shape[1:] != (3,) or len(picked) < 2 or not np.isfinite(picked).all():
        raise OsteoError("Pick two or more points on the bone along which the plate shall lie.")
    if np.linalg.norm(picked[0] - picked[-1]) < 1.0:
        raise OsteoError("The first and the last point for the plate are one; pick them farther apart.")
    along = np.linalg.norm(np.diff(picked, axis=0), axis=1).cumsum()
    ends = np.concatenate([[0.0], along])
    middle = np.array([np.interp(ends[-1] / 2, ends, picked[:, k]) for k in range(3)])
    return plate.at(middle, picked[0] - picked[-1])


def best_near(
    plate: PlateOnBone,
    start: PlacedPlate,
    along_mm: float = ALONG_MM,
    across_mm: float = ACROSS_MM,
    turn_deg: float = TURN_DEG,
) -> PlacedPlate:
    """The place with the least mean gap that small moves from ``start`` find: a pattern search (Hooke and Jeeves 1961)
    along, across and about the plate, no farther than ``along_mm``, ``across_mm`` and ``turn_deg``.

    It is searched with one of SEARCHED points of the plate; what is found is settled with all.
    """
    rough = PlateOnBone(coarsened(plate.plate, SEARCHED), plate.bone)
    begin = rough.settled(start.pose)
    limits = np.array([along_mm, across_mm, turn_deg])
    best = _searched(rough, begin, limits, (limits / 2, limits / 4, limits / 8))
    found = start if best is begin else plate.settled(best.pose)
    return found if found.fit.mean_mm <= start.fit.mean_mm else start


def finished(plate: PlateOnBone, placed: PlacedPlate) -> PlacedPlate:
    """The best fit in the small neighbourhood that :func:`best_near` is too rough for, by all points."""
    return _searched(plate, placed, FINE, (FINE, FINE / 2))


def _searched(plate: PlateOnBone, start: PlacedPlate, limits: np.ndarray, steps: Sequence[np.ndarray]) -> PlacedPlate:
    best, where = start, np.zeros(3)
    for step in steps:
        for way in (*np.diag(step), *np.diag(-step)):
            while (np.abs(where + way) <= limits + 1e-9).all():
                tried = plate.slid(best.pose, float(way[0]), float(way[1]), float(way[2]))
                if tried.fit.mean_mm >= best.fit.mean_mm - 0.005:
                    break
                best, where = tried, where + way
    return best


def _off_bone(site: Site, frame: Frame) -> np.ndarray:
    side = frame.lateral * (site.lateral or 1.0)
    turn = np.radians(site.forward_deg)
    return np.cos(turn) * side + np.sin(turn) * frame.y


def _height(
    site: Site, landmarks: BoneLandmarks, frame: Frame, axis: np.ndarray, half: float, middle: float | None
) -> float:
    """Of the middle of the plate along the frame's z, mm."""
    if site.end and middle is None:
        joint = float((landmarks.point(site.joint) - frame.origin) @ frame.z)
        return joint - site.clearance_mm - half if site.end == "proximal" else joint + site.clearance_mm + half
    share = 0.5 if middle is None else float(middle)
    if not 0 < share < 1:
        raise OsteoError(f"The middle of a plate lies between 0 and 1 of the bone's length, not at {share:g}.")
    heights = (axis - frame.origin) @ frame.z
    return float(heights[0] + share * (heights[-1] - heights[0]))


def _on_surface(
    plate: PlateOnBone, axis: np.ndarray, frame: Frame, height: float, off: np.ndarray, site: Site
) -> tuple[np.ndarray, bool]:
    """Where the bone is met at a height, coming from outside toward its axis, and whether that is over a gap, so that
    the bone beside it had to tell."""
    heights = (axis - frame.origin) @ frame.z
    order = np.argsort(heights)
    center = np.array([np.interp(height, heights[order], axis[order, k]) for k in range(3)])
    center += (height - (center - frame.origin) @ frame.z) * frame.z
    up = np.linspace(-GAP_MM, GAP_MM, 17)  # with the height itself in the middle
    starts = center + OUTSIDE_MM * off + up[:, None] * frame.z
    way, _ = plate.bone.first_hit(starts, -off, OUTSIDE_MM)
    if not np.isfinite(way).any():
        raise OsteoError(f"{site.english}: the bone ends before the plate does; choose a shorter plate.")
    outer = np.flatnonzero(way < way.min() + GAP_MM)  # deeper is in the gap of an osteotomy
    best = outer[np.argmin(np.abs(up[outer]))]
    return center + (OUTSIDE_MM - float(way[best])) * off, bool(abs(up[best]) > 0.1)
