"""Which way a femur lies: its ends, its head, and the frame of its mechanical axis and posterior condyles."""

from dataclasses import dataclass, replace

import numpy as np

from osteokit.anatomy.bone_axes import CUT, BoneFrame, BoneSurface, Shaft, find_shaft, flat_part, frame_of, long_axis
from osteokit.anatomy.femur.distal import distal_zone, knee_center
from osteokit.anatomy.femur.proximal import medial_below_neck, neck_isthmus
from osteokit.anatomy.find_extremes import extreme, most_prominent
from osteokit.anatomy.landmark import Side
from osteokit.anatomy.sphere import Sphere, most_complete_sphere, refined_sphere
from osteokit.base.errors import OsteoError

_LEAST_HEAD = 0.38  # of a sphere; heads cover 0.45 to 0.7, no other part of a long bone above 0.35
VALGUS_DEG = 6.0  # between anatomical and mechanical axis of the femur (Paley 2002: 7 +- 2; 5 to 7 in Moreland 1987)

TORSION_DEG = 15.0  # of the neck before the condyles (Murphy 1987: 17.5 +- 7; Hernandez 1981: 11.4 +- 7.4)
_ROUNDS = 12
_STILL = np.cos(np.radians(0.01))
_LEAST_SHAFT = 4.5  # head radii below the head's centre; with less, nothing tells where the bone points
_LEAST_LENGTH = 1.5  # of a distal piece, in its widths
UNSURE_DEG = 3.0  # how well those means stand for one bone in the coronal and sagittal view


@dataclass(frozen=True, eq=False)
class Ends:
    """What is in view of a femur.

    ``up`` (3,) points to the proximal end; ``head`` is None without a proximal joint end, ``has_condyles`` is False
    without a distal one; the reasons are sentences for the end that is absent;
    ``is_short`` tells that even the bone's direction is unknown.
    """

    up: np.ndarray
    shaft: Shaft
    head: Sphere | None
    has_condyles: bool
    proximal_reason: str = ""
    distal_reason: str = ""
    is_short: bool = False


def find_ends(surface: BoneSurface) -> Ends:
    """Find head and condyles.

    Raises
    ------
    OsteoError
        Neither is in view.
    """
    up = long_axis(surface)
    shaft = find_shaft(surface, up)
    head = most_complete_sphere(
        surface.points, surface.normals, surface.areas, 1.1 * shaft.radius_mm, 2.6 * shaft.radius_mm
    )
    if head is not None and not _is_head(surface, head, shaft, up):
        head = None
    height = surface.points @ up
    middle = (height.max() + height.min()) / 2
    if head is not None:
        if head.center @ up < middle:
            up, shaft = -up, shaft.turned()
        if head.center @ up - (surface.points @ up).min() < _LEAST_SHAFT * head.radius_mm:
            return Ends(up, shaft, head, False, "", "too little of the bone below the head is in view", True)
        far_is_cut = flat_part(surface, -up) > CUT
        reason = "the distal end is cut off and not in view" if far_is_cut else ""
        if not far_is_cut and not _looks_distal(surface, -up, shaft):
            far_is_cut, reason = True, "the distal end has no two condyles"
        return Ends(up, shaft, head, not far_is_cut, "", reason)
    return _ends_without_head(surface, up, shaft)


def _is_head(surface: BoneSurface, head: Sphere, shaft: Shaft, up: np.ndarray) -> bool:
    """Whether a sphere is nearly complete, at an end of the bone, and beside the line of its shaft."""
    height = surface.points @ up
    level = head.center @ up
    to_end = min(level - height.min(), height.max() - level)
    if head.coverage < _LEAST_HEAD or to_end > 2.5 * head.radius_mm:
        return False
    beside = np.linalg.norm(head.center - shaft.at(np.array([level]), up)[0])
    has_shaft = np.ptp(height) > (_LEAST_SHAFT + 1) * head.radius_mm  # else its line means nothing
    return bool(beside > 0.4 * head.radius_mm) or not has_shaft


def _ends_without_head(surface: BoneSurface, up: np.ndarray, shaft: Shaft) -> Ends:
    distal = [down for down in (up, -up) if flat_part(surface, down) < CUT and _looks_distal(surface, down, shaft)]
    if len(distal) != 1:
        raise OsteoError(
            "The mesh shows neither a femoral head nor two condyles; load a femur with a joint end in view."
        )
    up = -distal[0]
    if np.ptp(surface.points @ up) < _LEAST_LENGTH * _width_across(surface, up):
        raise OsteoError("Too little of the femur above its condyles is in view; load a femur with more of its shaft.")
    cut = flat_part(surface, up) > CUT
    reason = "the proximal end is cut off and not in view" if cut else "the proximal end has no spherical head"
    return Ends(up, shaft if shaft.direction @ up > 0 else shaft.turned(), None, True, reason, "")


def _width_across(surface: BoneSurface, up: np.ndarray) -> float:
    """The largest extent across ``up``."""
    across = surface.points - np.outer(surface.points @ up, up)
    return float(np.linalg.norm(across - across.mean(axis=0), axis=1).max() * 2)


def _looks_distal(surface: BoneSurface, down: np.ndarray, shaft: Shaft) -> bool:
    """Whether an end is wide in both directions across the bone, as condyles are."""
    height = surface.points @ down
    near = height > height.max() - 4 * shaft.radius_mm
    across = surface.points[near] - np.outer(height[near], down)
    centered = across - across.mean(axis=0)
    axes = np.linalg.eigh(centered.T @ centered)[1]
    widths = np.ptp(centered @ axes[:, 1:], axis=0)
    return bool(widths.min() > 2.6 * shaft.radius_mm and widths.max() > 4.0 * shaft.radius_mm)


def trimmed_head(surface: BoneSurface, head: Sphere, toward_neck: np.ndarray) -> Sphere:
    """The head's sphere refitted without the surface within 60 degrees of the neck, where head becomes neck."""
    ray = surface.points - head.center
    away = ray @ toward_neck < 0.5 * np.linalg.norm(ray, axis=1)
    refitted = refined_sphere(
        surface.points[away], surface.normals[away], surface.areas[away], head.center, head.radius_mm
    )
    return head if refitted is None or np.linalg.norm(refitted.center - head.center) > 3 else refitted


def distal_frame(surface: BoneSurface, ends: Ends, start: BoneFrame | None = None) -> BoneFrame:
    """The frame of the mechanical axis and the posterior condylar line, both found anew until neither moves.

    Without a head the shaft's line, turned by the usual 6 degrees, stands for the mechanical axis.
    """
    frame = start or _first_frame(surface, ends)
    frame = replace(frame, error_deg=1.0 if ends.head is not None else UNSURE_DEG)
    for n in range(_ROUNDS):
        previous = frame
        lateral, medial = posterior_condyles(surface, frame)
        up = _mechanical_up(surface, ends, frame, n < 3)
        frame = frame_of(medial - lateral, frame.anterior, up, frame.error_deg)
        if n > 3 and min(frame.medial @ previous.medial, frame.up @ previous.up) > _STILL:
            break
    return frame


def _first_frame(surface: BoneSurface, ends: Ends) -> BoneFrame:
    """Medial along the greatest width of the distal end, anterior away from the condyles."""
    down_end = (surface.points @ ends.up).min()
    width_zone = surface.points @ ends.up < down_end + 5 * ends.shaft.radius_mm
    near = surface.points[width_zone]
    across = near - np.outer(near @ ends.up, ends.up)
    centered = across - across.mean(axis=0)
    wide = np.linalg.eigh((centered * surface.areas[width_zone][:, None]).T @ centered)[1][:, 2]
    behind = _backward(surface, ends, wide)
    return frame_of(_toward_head(ends, wide), -behind, ends.up)


def _backward(surface: BoneSurface, ends: Ends, wide: np.ndarray) -> np.ndarray:
    """Posterior: where the condyles stand out beyond the shaft's line."""
    depth = np.cross(ends.up, wide)
    height = surface.points @ ends.up
    zone = height < height.min() + 4 * ends.shaft.radius_mm
    beyond = (surface.points[zone] - ends.shaft.at(height[zone], ends.up)) @ depth
    return depth if beyond.max() > -beyond.min() else -depth


def _toward_head(ends: Ends, wide: np.ndarray) -> np.ndarray:
    """Medial along ``wide``: toward the head; without one, any sign (the caller knows the side)."""
    if ends.head is None:
        return wide
    offset = ends.head.center - ends.shaft.at(np.array([ends.head.center @ ends.up]), ends.up)[0]
    return wide if offset @ wide > 0 else -wide


def _mechanical_up(surface: BoneSurface, ends: Ends, frame: BoneFrame, is_first: bool) -> np.ndarray:
    """From the knee to the head; the knee is the middle of the condyles at first, the notch when they are known."""
    if ends.head is None:
        return usual_mechanical_up(ends.shaft, frame.medial)
    knee = None if is_first else knee_center(surface, frame)
    return ends.head.center - (notch_middle(surface, frame) if knee is None else knee.point)


def usual_mechanical_up(shaft: Shaft, medial: np.ndarray) -> np.ndarray:
    """The mechanical axis of a femur of which only the shaft's line is known."""
    angle = np.radians(VALGUS_DEG)
    return np.cos(angle) * shaft.direction + np.sin(angle) * medial


def posterior_condyles(surface: BoneSurface, frame: BoneFrame) -> tuple[np.ndarray, np.ndarray]:
    """Most posterior points (3,) of the lateral and the medial condyle."""
    zone, middle, width = distal_zone(surface, frame)
    x = surface.points @ frame.medial - middle
    found = [extreme(surface, -frame.anterior, zone & (sign * x > 0.1 * width)) for sign in (-1, 1)]
    if found[0] is None or found[1] is None:
        raise OsteoError("The distal femur has no two condyles; load a femur whose knee end is whole.")
    return found[0].point, found[1].point


def notch_middle(surface: BoneSurface, frame: BoneFrame) -> np.ndarray:
    """A first knee centre: in the middle of the condyles' width and depth, at about the height of the notch."""
    zone, middle, width = distal_zone(surface, frame)
    points = surface.points[zone]
    depth = points @ frame.anterior
    low = float((points @ frame.up).min())
    return middle * frame.medial + (depth.max() + depth.min()) / 2 * frame.anterior + (low + 0.13 * width) * frame.up


def checked_frame(surface: BoneSurface, ends: Ends, side: Side) -> tuple[BoneFrame, tuple[str, ...]]:
    """The frame of what is in view, with the side that the caller tells, and what is unsure about it.

    Raises
    ------
    OsteoError
        The bone is of the other side.
    """
    warnings: tuple[str, ...] = ()
    if ends.head is None:
        frame = distal_frame(surface, ends)
        if frame.handed != side:  # nothing but the head tells medial from lateral
            frame = distal_frame(surface, ends, replace(frame, medial=-frame.medial))
        return frame, (
            f"The mechanical axis is estimated from the shaft, because {ends.proximal_reason}.",
            f"The side could not be checked, because {ends.proximal_reason}.",
        )
    if ends.has_condyles:
        frame, evidence = distal_frame(surface, ends), "the head lies on the other side of the shaft, seen from behind"
    else:
        frame, evidence = proximal_frame(surface, ends), "the lesser trochanter lies on the other side of the neck"
        warnings = (f"Mechanical axis and version are usual ones, not measured, because {ends.distal_reason}.",)
    if frame.handed != side:
        raise OsteoError(
            f"The femur is called {side} but looks like a {frame.handed} one ({evidence}); check the side."
        )
    return frame, warnings


def proximal_frame(surface: BoneSurface, ends: Ends) -> BoneFrame:
    """Posterior is the side of the lesser trochanter, the most prominent bump below the neck.

    Mechanical axis and condyles are not in view: they are laid at the usual angles to the shaft and to the neck.
    """
    head = ends.head
    assert head is not None
    up = ends.shaft.direction
    medial = head.center - ends.shaft.at(np.array([head.center @ up]), up)[0]
    frame = frame_of(medial, np.cross(up, medial), up)
    isthmus = neck_isthmus(surface, head, ends.shaft, frame)
    if isthmus is None:
        raise OsteoError("The femur shows a head but no neck; load a femur with more of its proximal end.")
    zone = medial_below_neck(surface, head, isthmus[0], ends.shaft, frame)
    bump = most_prominent(surface, zone, 0.6 * head.radius_mm)
    if bump is None:
        raise OsteoError("The femur is cut above the lesser trochanter; load a femur with more of its shaft.")
    offset = bump.point - ends.shaft.at(np.array([bump.point @ up]), up)[0]
    frame = frame_of(medial, -offset, up)
    torsion = np.radians(TORSION_DEG)
    medial = np.cos(torsion) * frame.medial - np.sin(torsion) * frame.anterior
    return frame_of(medial, frame.anterior, usual_mechanical_up(ends.shaft, medial), UNSURE_DEG)
