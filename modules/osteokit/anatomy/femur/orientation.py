"""Which way a femur lies: its ends, its head, and the frame of its mechanical axis and posterior condyles."""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.bone_axes import CUT, BoneFrame, BoneSurface, Shaft, find_shaft, flat_part, frame_of, long_axis
from osteokit.anatomy.find_extremes import extreme
from osteokit.anatomy.sphere import Sphere, most_complete_sphere, refined_sphere
from osteokit.base.errors import OsteoError

_LEAST_HEAD = 0.38  # of a sphere; heads cover 0.45 to 0.7, no other part of a long bone above 0.35
_VALGUS_DEG = 6.0  # between anatomical and mechanical axis of the femur (Paley 2002: 7 +- 2; 5 to 7 in Moreland 1987)


@dataclass(frozen=True, eq=False)
class Ends:
    """What is in view of a femur.

    ``up`` (3,) points to the proximal end; ``head`` is None without a proximal joint end, ``has_condyles`` is False
    without a distal one; ``reasons`` are sentences for the end that is absent.
    """

    up: np.ndarray
    shaft: Shaft
    head: Sphere | None
    has_condyles: bool
    proximal_reason: str = ""
    distal_reason: str = ""


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
    if head is not None and head.coverage < _LEAST_HEAD:
        head = None
    height = surface.points @ up
    middle = (height.max() + height.min()) / 2
    if head is not None:
        if head.center @ up < middle:
            up, shaft = -up, shaft.turned()
        far_is_cut = flat_part(surface, -up) > CUT
        reason = "the distal end is cut off and not in view" if far_is_cut else ""
        if not far_is_cut and not _looks_distal(surface, -up, shaft):
            far_is_cut, reason = True, "the distal end has no two condyles"
        return Ends(up, shaft, head, not far_is_cut, "", reason)
    return _ends_without_head(surface, up, shaft)


def _ends_without_head(surface: BoneSurface, up: np.ndarray, shaft: Shaft) -> Ends:
    distal = [down for down in (up, -up) if flat_part(surface, down) < CUT and _looks_distal(surface, down, shaft)]
    if len(distal) != 1:
        raise OsteoError(
            "The mesh shows neither a femoral head nor two condyles; load a femur with a joint end in view."
        )
    up = -distal[0]
    cut = flat_part(surface, up) > CUT
    reason = "the proximal end is cut off and not in view" if cut else "the proximal end has no spherical head"
    return Ends(up, shaft if shaft.direction @ up > 0 else shaft.turned(), None, True, reason, "")


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


def distal_frame(surface: BoneSurface, ends: Ends, rounds: int = 25) -> BoneFrame:
    """The frame of the mechanical axis and the posterior condylar line, both found anew until neither moves.

    Without a head the shaft's line, turned by the usual 6 degrees, stands for the mechanical axis.
    """
    down_end = (surface.points @ ends.up).min()
    width_zone = surface.points @ ends.up < down_end + 5 * ends.shaft.radius_mm
    near = surface.points[width_zone]
    across = near - np.outer(near @ ends.up, ends.up)
    centered = across - across.mean(axis=0)
    wide = np.linalg.eigh((centered * surface.areas[width_zone][:, None]).T @ centered)[1][:, 2]
    behind = _backward(surface, ends, wide)
    frame = frame_of(_toward_head(ends, wide), -behind, ends.up)
    for _ in range(rounds):
        previous = frame
        lateral, medial = posterior_condyles(surface, frame)
        up = _mechanical_up(surface, ends, frame)
        frame = frame_of(medial - lateral, frame.anterior, up)
        if (
            np.degrees(np.arccos(np.clip(frame.medial @ previous.medial, -1, 1))) < 1e-3
            and frame.up @ previous.up > 1 - 1e-9
        ):
            break
    return frame


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


def _mechanical_up(surface: BoneSurface, ends: Ends, frame: BoneFrame) -> np.ndarray:
    if ends.head is not None:
        return ends.head.center - notch_middle(surface, frame)
    angle = np.radians(_VALGUS_DEG)
    line = ends.shaft.direction
    return np.cos(angle) * line + np.sin(angle) * frame.medial


def distal_zone(surface: BoneSurface, frame: BoneFrame) -> tuple[np.ndarray, float, float]:
    """Mask of the condylar region, the middle of its width along medial, and that width."""
    height = surface.points @ frame.up
    x = surface.points @ frame.medial
    width = 80.0
    zone = height < height.min() + width / 2
    for _ in range(4):  # as high as half its width
        width = float(np.ptp(x[zone]))
        zone = height < height.min() + width / 2
    return zone, float((x[zone].max() + x[zone].min()) / 2), width


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
