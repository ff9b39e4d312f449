"""Where the discs cross the spine's line: dark plates between bright endplates, spaced as vertebrae are.

A dynamic programme chooses the set of disc heights along the line: each wants a dark middle between bright neighbours,
each pair a spacing that fits the size of the bodies, and neighbouring spacings want to be alike. Where pedicles show
that the dark plates are bodies, which osteoporosis makes darker than narrow discs, the pedicles decide.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage, optimize

from osteokit.segmentation.anatomy_rules.arc import ArcLine, arc_line, sample
from osteokit.segmentation.anatomy_rules.pedicles import bridge_hu, bridged_above, disc_likeness_by_pedicles
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid
from osteokit.segmentation.anatomy_rules.spine import SpineLine


@dataclass(frozen=True, eq=False)
class Disc:
    """``centre`` (3,) RAS mm; ``normal`` (3,) unit, upwards; ``contrast`` 0..1; ``at`` mm along the line."""

    centre: np.ndarray
    normal: np.ndarray
    contrast: float
    at: float


def plate_points(centre: np.ndarray, normal: np.ndarray, radius: float) -> np.ndarray:
    """Points (n, 3) on a round plate, about 2.5 mm apart."""
    right = np.array([1.0, 0, 0]) - normal * normal[0]
    right /= np.linalg.norm(right)
    front = np.cross(normal, right)
    u, v = np.meshgrid(np.arange(-radius, radius + 1, 2.5), np.arange(-radius, radius + 1, 2.5))
    keep = u**2 + v**2 <= radius**2
    return centre + u[keep][:, None] * right + v[keep][:, None] * front


def hu_profile(grid: ReasonGrid, line: ArcLine) -> np.ndarray:
    """Mean HU (cut at 0..600) on plates across the line, one value per mm."""
    hu = np.clip(grid.hu, 0, 600)
    return np.array(
        [sample(grid, hu, plate_points(p, t, max(6.0, 0.33 * d))).mean()
         for p, t, d in zip(line.points, line.tangent, line.depth, strict=True)]
    )  # fmt: skip


def disc_likeness(profile: np.ndarray) -> np.ndarray:
    """Darkness at each place against the brighter of the endplates 4..9 mm above and below, scaled to about 0..1."""
    narrow = ndimage.gaussian_filter1d(profile, 1.0, mode="nearest")
    above = np.max([np.roll(narrow, -d) for d in range(4, 10)], 0)
    below = np.max([np.roll(narrow, d) for d in range(4, 10)], 0)
    likeness = np.minimum(above, below) - narrow
    likeness[:4] = likeness[-4:] = 0
    typical = np.percentile(np.maximum(likeness, 0), 97)
    return np.clip(likeness / max(typical, 25.0), -1, 1.5)


def choose_discs(likeness: np.ndarray, depth: np.ndarray) -> list[int]:
    """Indices (mm along the line) of the chosen discs, ascending.

    A vertebra with its disc is about 0.55..1.3 of its body's depth high and within 13..46 mm (Panjabi's tables of
    vertebral dimensions), and at most some 40 % higher or lower than its neighbour.
    """
    peaks = [
        i for i in range(3, len(likeness) - 3)
        if likeness[i] > 0.12 and likeness[i] >= likeness[i - 3 : i + 4].max()
    ]  # fmt: skip
    if len(peaks) < 2:
        return peaks
    score: dict[tuple[int, int], float] = {}
    back: dict[tuple[int, int], int] = {}
    for b, j in enumerate(peaks):
        for a in range(b):
            i = peaks[a]
            gap = j - i
            usual = np.clip(0.9 * depth[(i + j) // 2], 18.0, 36.0)
            if not 13 <= gap <= 46:
                continue
            own = 1.5 * likeness[j] - 0.3 - 2.0 * np.log(gap / usual) ** 2
            score[a, b], back[a, b] = likeness[i] + own, -1
            for c in range(a):
                if (c, a) not in score:
                    continue
                uneven = np.log(gap / (i - peaks[c])) ** 2
                value = score[c, a] + own - 3.0 * uneven
                if value > score[a, b]:
                    score[a, b], back[a, b] = value, c
    if not score:
        return [max(peaks, key=lambda i: likeness[i])]
    a, b = max(score, key=lambda key: score[key])
    chosen = [peaks[b]]
    while a >= 0:
        chosen.append(peaks[a])
        a, b = back[a, b], a
    return chosen[::-1]


def _fitted(grid: ReasonGrid, hu: np.ndarray, line: ArcLine, at: int, contrast: float) -> Disc:
    """Shift and tilt the plate to where it is darkest."""
    centre, normal = line.points[at], line.tangent[at]
    right = np.array([1.0, 0, 0]) - normal * normal[0]
    right /= np.linalg.norm(right)
    front = np.cross(normal, right)
    radius = 0.42 * line.depth[at]

    def plate(parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        tilted = normal + parameters[1] * right + parameters[2] * front
        return centre + parameters[0] * normal, tilted / np.linalg.norm(tilted)

    def darkness(parameters: np.ndarray) -> float:
        values = sample(grid, hu, plate_points(*plate(parameters), radius))
        dark = values.mean() if values.size else 0.0  # a plate too small for the grid stays where it is
        return float(dark + 40 * (parameters[1] ** 2 + parameters[2] ** 2) + 0.6 * parameters[0] ** 2)

    start = np.array([[0, 0, 0], [2, 0, 0], [0, 0.15, 0], [0, 0, 0.15]], float)
    best = optimize.minimize(
        darkness, np.zeros(3), method="Nelder-Mead", options={"initial_simplex": start, "maxfev": 60}
    )
    shift = np.clip(best.x, [-5, -0.45, -0.45], [5, 0.45, 0.45])
    moved, tilted = plate(shift)
    return Disc(moved, tilted, float(np.clip(contrast, 0, 1)), float(at + shift[0]))


def find_discs(grid: ReasonGrid, spine: SpineLine) -> tuple[ArcLine, list[Disc]]:
    """The line by arc length and the discs on it, from below upwards."""
    line = arc_line(spine)
    if len(line.s) < 15:
        return line, []
    profile, bridge = hu_profile(grid, line), bridge_hu(grid, line)
    likeness = disc_likeness(profile)
    chosen = choose_discs(likeness, line.depth)
    if chosen and bridged_above(bridge)[chosen].mean() > 0.5:
        # nor is the plate moved to where it is darkest: that is the body beside it
        likeness = disc_likeness_by_pedicles(bridge, profile)
        chosen = choose_discs(likeness, line.depth)
        contrast = np.clip(likeness, 0, 1)
        return line, [Disc(line.points[i], line.tangent[i], float(contrast[i]), float(i)) for i in chosen]
    hu = np.clip(grid.hu, 0, 600)
    return line, [_fitted(grid, hu, line, i, likeness[i]) for i in chosen]
