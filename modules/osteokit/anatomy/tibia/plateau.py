"""Landmarks of the proximal tibia: plateau, eminence, posterior condyles and tuberosity."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface
from osteokit.anatomy.find_extremes import Found, extreme, most_prominent, ruler
from osteokit.anatomy.find_heights import HeightMap, height_map

_SIDES = (("lateral", -1), ("medial", 1))


@dataclass(frozen=True, eq=False)
class PlateauSize:
    """``width_mm`` along medial, its ``middle`` (coordinate along medial), and the height of the ``top`` along up."""

    width_mm: float
    middle: float
    top: float


def plateau_size(surface: BoneSurface, frame: BoneFrame) -> PlateauSize:
    """Width of the plateau, from the surface down to half a width below its top."""
    x, z = surface.points @ frame.medial, surface.points @ frame.up
    top, width = float(z.max()), 60.0
    zone = z > top - width / 2
    for _ in range(4):
        width = float(np.ptp(x[zone]))
        zone = z > top - width / 2
    return PlateauSize(width, float((x[zone].max() + x[zone].min()) / 2), top)


def posterior_condyles(surface: BoneSurface, frame: BoneFrame) -> dict[str, Found]:
    """Most posterior points near the plateau, by landmark key."""
    size = plateau_size(surface, frame)
    x = surface.points @ frame.medial - size.middle
    near = surface.points @ frame.up > size.top - 0.4 * size.width_mm
    found = {}
    for name, sign in _SIDES:
        point = extreme(surface, -frame.anterior, near & (sign * x > 0.12 * size.width_mm), frame.error_deg)
        if point is not None:
            found[f"posterior_condyle_{name}"] = point
    return found


def plateau_points(surface: BoneSurface, frame: BoneFrame) -> dict[str, Found]:
    """Centres, edges and eminence of the plateau, by landmark key."""
    size = plateau_size(surface, frame)
    above = height_map(surface, frame, surface.points @ frame.up > size.top - 0.35 * size.width_mm, 1)
    found = {}
    for name, sign in _SIDES:
        center = _condyle_center(above, size, sign)
        if center is None:
            continue
        found[f"plateau_{name}_center"] = center
        edge = _edge(surface, frame, size, center.point, sign)
        if edge is not None:
            found[f"plateau_{name}_edge"] = edge
    knee = _knee_center(above, size, found)
    if knee is not None:
        found["knee_center"] = knee
    if "plateau_medial_center" in found:
        found.update(_front_and_back(surface, frame, size, found["plateau_medial_center"].point))
    return found


def _condyle_center(above: HeightMap, size: PlateauSize, sign: int) -> Found | None:
    """The centre of the deepest quarter of one condyle's surface, away from rim and eminence."""
    columns = np.broadcast_to(sign * (above.x - size.middle), above.heights.shape)
    seen = np.isfinite(above.heights)
    high = seen & (above.heights > size.top - 0.3 * size.width_mm)
    inner = np.asarray(ndimage.binary_erosion(high, iterations=max(1, round(0.1 * size.width_mm / above.cell_mm))))
    between = (columns > 0.13 * size.width_mm) & (columns < 0.42 * size.width_mm)
    flat = np.logical_and.reduce([inner, between, np.nan_to_num(above.slope(), nan=9.0) < 0.35])
    if np.count_nonzero(flat) < 20:
        return None
    deep = flat & (above.heights <= np.percentile(above.heights[flat], 25))
    rows, cols = np.nonzero(deep)
    x, y = above.x[cols], above.y[rows]
    point = above.point(float(x.mean()), float(y.mean()))
    spread = 0.25 * float(np.hypot(x.std(), y.std()))
    return Found(point, max(spread, 1.0))


def _edge(surface: BoneSurface, frame: BoneFrame, size: PlateauSize, center: np.ndarray, sign: int) -> Found | None:
    """The outermost point of the rim: not deeper than a tenth of the width below the condyle's centre."""
    height = surface.points @ frame.up - center @ frame.up
    along = np.abs((surface.points - center) @ frame.anterior) < 0.35 * size.width_mm
    rim = (height > -0.1 * size.width_mm) & along & (sign * (surface.points @ frame.medial - size.middle) > 0)
    return extreme(surface, sign * frame.medial, rim, frame.error_deg)


def _knee_center(above: HeightMap, size: PlateauSize, found: dict[str, Found]) -> Found | None:
    """The middle between the tips of the eminence, on the line over both condyles' centres in the coronal view."""
    if "plateau_medial_center" not in found or "plateau_lateral_center" not in found:
        return None
    central = np.abs(above.x - size.middle) < 0.22 * size.width_mm
    columns = np.flatnonzero(central)
    depth = [found[f"plateau_{name}_center"].point @ above.frame.anterior for name, _ in _SIDES]
    rows = np.abs(above.y - np.mean(depth)) < 0.3 * size.width_mm
    heights = np.where(np.isfinite(above.heights), above.heights, -np.inf)[np.ix_(rows, columns)]
    profile = heights.max(axis=0)
    tips = _two_peaks(profile)
    rows_of = np.flatnonzero(rows)[heights.argmax(axis=0)[tips]]
    x, y = float(above.x[columns[tips]].mean()), float(above.y[rows_of].mean())
    medial, lateral = (found[f"plateau_{name}_center"].point for name in ("medial", "lateral"))
    frame = above.frame
    part = (x - lateral @ frame.medial) / ((medial - lateral) @ frame.medial)
    height = float((lateral + part * (medial - lateral)) @ frame.up)
    return Found(x * frame.medial + y * frame.anterior + height * frame.up, 1.5 if len(tips) == 2 else 2.5)


def _two_peaks(profile: np.ndarray) -> np.ndarray:
    """Indices of the two highest peaks of a profile, or of the only one."""
    inner = np.arange(1, len(profile) - 1)
    peaks = inner[(profile[1:-1] >= profile[:-2]) & (profile[1:-1] > profile[2:])]
    if len(peaks) == 0:
        return np.array([int(np.argmax(profile))])
    ranked = peaks[np.argsort(-profile[peaks])]
    for other in ranked[1:]:
        low, high = sorted((int(ranked[0]), int(other)))
        if profile[other] - profile[low : high + 1].min() > 0.4:
            return np.array([ranked[0], other])
    return ranked[:1]


def _front_and_back(surface: BoneSurface, frame: BoneFrame, size: PlateauSize, center: np.ndarray) -> dict[str, Found]:
    """The crests before and behind the middle of the medial plateau: where a ruler laid on it sagittally rests.

    That ruler is the edge over the centre of the upper hull of the sagittal profile. Where the plateau is not hollow,
    so that the ruler would rock, they are where the profile turns down by 45 degrees.
    """
    slab = (np.abs((surface.points - center) @ frame.medial) < 2.0) & (surface.normals @ frame.up > -0.2)
    off = surface.points[slab] - center
    y, z = off @ frame.anterior, off @ frame.up
    near = z > -0.2 * size.width_mm
    order = np.argsort(y[near])
    y, z = y[near][order], z[near][order]
    cells = np.round(y).astype(int)
    at = np.unique(cells)
    top = ndimage.gaussian_filter1d(np.array([np.percentile(z[cells == n], 90) for n in at]), 1.0)
    contact = ruler(at, top, 0.0)
    if contact is None or at[contact[1]] - at[contact[0]] < 0.25 * size.width_mm:
        contact = (_turn(at, top, -1), _turn(at, top, 1))
    found = {}
    for name, end in zip(("posterior", "anterior"), contact, strict=True):
        point = center + float(at[end]) * frame.anterior + float(top[end]) * frame.up
        found[f"plateau_medial_{name}"] = Found(point, 1.5)
    return found


def _turn(at: np.ndarray, top: np.ndarray, direction: int) -> int:
    """From the middle outward, the last index before the profile falls by more than 45 degrees."""
    n = int(np.argmin(np.abs(at)))
    while 0 <= n + direction < len(at) and top[n] - top[n + direction] < abs(int(at[n + direction] - at[n])):
        n += direction
    return n


def tuberosity(surface: BoneSurface, frame: BoneFrame) -> Found | None:
    """The most prominent point in front, between 0.3 and 0.9 plateau widths below the top."""
    size = plateau_size(surface, frame)
    below = (size.top - surface.points @ frame.up) / size.width_mm
    middle = np.abs(surface.points @ frame.medial - size.middle) < 0.3 * size.width_mm
    zone = (below > 0.3) & (below < 0.9) & middle & (surface.normals @ frame.anterior > 0.3)
    return most_prominent(surface, zone, 0.3 * size.width_mm)
