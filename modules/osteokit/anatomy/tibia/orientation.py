"""Which way a tibia lies: its ends, its front and its inner side."""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.bone_axes import CUT, BoneSurface, Shaft, find_shaft, flat_part, long_axis
from osteokit.anatomy.sections import Contour, section
from osteokit.base.errors import OsteoError

_PLATEAU_TIP = 0.45  # the eminence is near the middle of its end, the malleolus at the border (in radii of the section)


@dataclass(frozen=True, eq=False)
class Ends:
    """What is in view of a tibia. ``up`` (3,) points to the knee; ``reasons`` tell why an end is absent."""

    up: np.ndarray
    shaft: Shaft
    has_plateau: bool
    has_plafond: bool
    proximal_reason: str = ""
    distal_reason: str = ""


def find_ends(surface: BoneSurface) -> Ends:
    """Find plateau and plafond.

    Raises
    ------
    OsteoError
        Neither is in view, or the bone has two ends of the same kind.
    """
    axis = long_axis(surface)
    shaft = find_shaft(surface, axis)
    cut = [flat_part(surface, outward) > CUT for outward in (axis, -axis)]
    if all(cut):
        raise OsteoError("Both ends of the tibia are cut off; load a tibia with a joint end in view.")
    tips = [_tip_offset(surface, outward, shaft) for outward in (axis, -axis)]
    if not any(cut):
        up = axis if tips[0] < tips[1] else -axis
        if abs(tips[0] - tips[1]) < 0.1:
            raise OsteoError("The ends of the mesh are alike, so it is no tibia; load the tibia alone.")
        return Ends(up, _turned_to(shaft, up), True, True)
    outward, tip = (axis, tips[0]) if not cut[0] else (-axis, tips[1])
    if tip < _PLATEAU_TIP:
        return Ends(outward, _turned_to(shaft, outward), True, False, "", "the distal end is cut off and not in view")
    return Ends(-outward, _turned_to(shaft, -outward), False, True, "the proximal end is cut off and not in view", "")


def _turned_to(shaft: Shaft, up: np.ndarray) -> Shaft:
    return shaft if shaft.direction @ up > 0 else shaft.turned()


def _tip_offset(surface: BoneSurface, outward: np.ndarray, shaft: Shaft) -> float:
    """How far from the middle of an end its outermost point lies, in radii of the end's widest section."""
    height = surface.points @ outward
    widest = widest_section(surface, outward, 4 * shaft.radius_mm)
    top = surface.points[height > height.max() - 1.0].mean(axis=0)
    off = top - widest.center
    off -= (off @ outward) * outward
    return float(np.linalg.norm(off) / np.sqrt(widest.area_mm2 / np.pi))


def widest_section(surface: BoneSurface, outward: np.ndarray, within_mm: float) -> Contour:
    """The largest section within a depth from the end toward ``outward``."""
    top = float((surface.points @ outward).max())
    best = None
    for depth in np.linspace(0.04, 1.0, 25) * within_mm:
        contours = section(surface.mesh, outward * (top - depth), outward)
        if contours and (best is None or contours[0].area_mm2 > best.area_mm2):
            best = contours[0]
    if best is None:
        raise OsteoError("The mesh has no closed cross-sections; repair it first.")
    return best


def forward(surface: BoneSurface, ends: Ends) -> tuple[np.ndarray, float]:
    """Anterior (3,) from the proximal tibia, and how clear it is (0..1).

    Across the wider direction of the plateau, three things tell front from back: the hollow between the condyles is
    behind, the tuberosity stands out in front, and the crest of the shaft points forward.
    """
    plateau = widest_section(surface, ends.up, 4 * ends.shaft.radius_mm)
    off = plateau.points - plateau.center
    axes = np.linalg.eigh((off * plateau.weights[:, None]).T @ off)[1]
    wide = axes[:, 2]
    depth = np.cross(ends.up, wide)
    hollow = _hollow(off, wide, -depth) - _hollow(off, wide, depth)
    crest = _crest(surface, ends, depth)
    tuberosity = _standing_out(surface, ends, plateau, depth)
    votes = np.clip([hollow / 0.05, crest / 0.1, tuberosity / 0.1], -1, 1)
    total = float(votes.sum())
    return (depth if total > 0 else -depth), abs(total) / 3


def _hollow(off: np.ndarray, wide: np.ndarray, direction: np.ndarray) -> float:
    """How much the middle of a contour lies behind the line over both its halves, in parts of its width."""
    x, y = off @ wide, off @ direction
    width = float(np.ptp(x))
    near_middle = np.abs(x) < 0.06 * width
    halves = [y[sign * x > 0.12 * width].max() for sign in (-1, 1)]
    return (min(halves) - float(y[near_middle].max())) / width


def _crest(surface: BoneSurface, ends: Ends, depth: np.ndarray) -> float:
    """Mean asymmetry of the shaft's sections along ``depth``: positive where they are pointed toward it."""
    values = []
    for center in ends.shaft.centers[2:-2:2]:
        contours = section(surface.mesh, center, ends.up)
        if contours:
            y = (contours[0].points - contours[0].center) @ depth
            values.append((y.max() + y.min()) / (y.max() - y.min()))
    return float(np.mean(values)) if values else 0.0


def _standing_out(surface: BoneSurface, ends: Ends, plateau: Contour, depth: np.ndarray) -> float:
    """The same asymmetry between 0.5 and 0.9 plateau radii below the plateau, where the tuberosity is."""
    radius = np.sqrt(plateau.area_mm2 / np.pi)
    values = []
    for below in np.linspace(0.7, 1.4, 5) * radius:
        contours = section(surface.mesh, plateau.center - below * ends.up, ends.up)
        if contours:
            y = (contours[0].points - contours[0].center) @ depth
            values.append((y.max() + y.min()) / (y.max() - y.min()))
    return float(np.mean(values)) if values else 0.0


def toward_malleolus(surface: BoneSurface, ends: Ends) -> np.ndarray:
    """From the middle of the ankle's end to the tip of the malleolus, across ``up``; (3,) mm."""
    height = surface.points @ ends.up
    low = surface.points[height < height.min() + 1.0].mean(axis=0)
    off = low - widest_section(surface, -ends.up, 3 * ends.shaft.radius_mm).center
    return off - (off @ ends.up) * ends.up
