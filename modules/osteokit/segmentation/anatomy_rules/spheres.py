"""Ball-shaped joint heads by a Hough transform over cortical sheets.

A head and its socket are two bright concentric sheets 3..5 mm apart; at 2..3 mm resolution often only one of them can
be seen in a place. Every sheet votes for the centres that its normal points to, on both sides; the share of a sphere's
surface that voted for its centre is the evidence. It needs no bone mask that separates the joint.
"""

from dataclasses import dataclass

import numba
import numpy as np
from scipy import ndimage, optimize

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid

CELL_MM = 3.5  # cells of the accumulator; the centre is refined afterwards


@dataclass(frozen=True, eq=False)
class Sphere:
    """``centre`` (3,) RAS mm, ``radius`` mm, ``covered`` share 0..1 of the surface on which there is a sheet."""

    centre: np.ndarray
    radius: float
    covered: float


@numba.njit(cache=True)
def _votes(points, directions, radii, shape):
    out = np.zeros((len(radii), shape[0], shape[1], shape[2]), np.float32)
    for n in range(len(points)):
        for sign in (-1.0, 1.0):
            for r in range(len(radii)):
                x = int(np.floor(points[n, 0] + sign * radii[r] * directions[n, 0] + 0.5))
                y = int(np.floor(points[n, 1] + sign * radii[r] * directions[n, 1] + 0.5))
                z = int(np.floor(points[n, 2] + sign * radii[r] * directions[n, 2] + 0.5))
                if 0 <= x < shape[0] and 0 <= y < shape[1] and 0 <= z < shape[2]:
                    out[r, x, y, z] += 1.0
    return out


def bright_sheets(grid: ReasonGrid, sigma_mm: float = 2.5) -> tuple[np.ndarray, np.ndarray]:
    """Voxels (n, 3) on bright sheets, one voxel thick, and the sheets' unit normals (n, 3).

    The sheet is where the largest curvature of the smoothed image is negative (a ridge) and the image highest across.
    """
    hu = np.clip(grid.hu, -100, 700)
    sigma = sigma_mm / grid.h
    smooth = np.asarray(ndimage.gaussian_filter(hu, sigma))
    near = (smooth > 80) & np.asarray(ndimage.binary_dilation(grid.solid), bool)
    points = np.argwhere(near)
    if not len(points):
        return points, np.zeros((0, 3))
    hessian = np.empty((len(points), 3, 3), np.float32)
    for a in range(3):
        for b in range(a, 3):
            order = [0, 0, 0]
            order[a] += 1
            order[b] += 1
            second = ndimage.gaussian_filter(hu, sigma, order=tuple(order))  # type: ignore[arg-type]
            hessian[:, a, b] = hessian[:, b, a] = second[near]
    values, vectors = np.linalg.eigh(hessian)
    normal = vectors[:, :, 0]
    strength = -values[:, 0] * sigma**2
    flat = -values[:, 0] > 1.5 * np.abs(values[:, 1])
    here = smooth[near]
    across = [ndimage.map_coordinates(smooth, (points + s * 1.2 * normal).T, order=1, mode="nearest") for s in (-1, 1)]
    keep = flat & (strength > 15) & (here >= across[0]) & (here >= across[1])
    return points[keep], normal[keep]


def find_spheres(
    grid: ReasonGrid, smallest_mm: float = 18.0, largest_mm: float = 32.0, least: float = 0.08
) -> list[Sphere]:
    """Spheres with bone inside whose surface is covered to at least ``least``, best first, no two overlapping."""
    points, normals = bright_sheets(grid)
    if not len(points):
        return []
    radii = np.arange(smallest_mm, largest_mm + 0.1, 1.5)
    stride = max(1, round(CELL_MM / grid.h))
    cell = grid.h * stride
    shape = tuple(-(-n // stride) for n in grid.shape)
    votes = _votes(
        (points / stride).astype(np.float32), normals.astype(np.float32), (radii / cell).astype(np.float32), shape
    )
    spread = 4.0 / cell
    # a cell takes the votes of stride^3 voxels, a sheet is one voxel thick
    scale = (2 * np.pi) ** 1.5 * spread**3 / stride**2
    score = np.empty_like(votes)
    for r, radius in enumerate(radii):
        score[r] = ndimage.gaussian_filter(votes[r], spread, mode="constant")
        score[r] *= scale / (4 * np.pi * (radius / cell) ** 2)
    best = score.max(0) * (grid.smooth(grid.solid, 6.0)[::stride, ::stride, ::stride] > 0.75)
    peaks = (best == ndimage.maximum_filter(best, 2 * round(12 / cell) + 1)) & (best > least)
    found: list[Sphere] = []
    for index in sorted(np.argwhere(peaks).tolist(), key=lambda p: -best[tuple(p)]):
        at = tuple(index)
        radius = float(radii[int(score[(slice(None), *at)].argmax())])
        centre = grid.to_ras(stride * np.array([index]))[0]
        if all(np.linalg.norm(centre - f.centre) > 0.8 * max(radius, f.radius) for f in found):
            rough = Sphere(centre, radius, float(best[at]))
            found.append(_refined(grid.to_ras(points), normals, rough, smallest_mm, largest_mm))
    return found


def _refined(ras: np.ndarray, normals: np.ndarray, rough: Sphere, smallest: float, largest: float) -> Sphere:
    """Centre and radius on which most of the sheets that face the centre agree, within some millimetres."""
    near = np.linalg.norm(ras - rough.centre, axis=1) < rough.radius + 16
    ras, normals = ras[near], normals[near]

    def disagreement(parameters: np.ndarray) -> float:
        offset = ras - rough.centre - parameters[:3]
        distance = np.maximum(np.linalg.norm(offset, axis=1), 1e-6)
        facing = np.abs((offset * normals).sum(1)) / distance
        radius = rough.radius + parameters[3]
        agree = np.exp(-0.5 * ((distance - radius) / 2.0) ** 2) * facing**8
        return -float(agree.sum()) / radius**1.5

    start = np.vstack([np.zeros(4), 3 * np.eye(4)])
    best = optimize.minimize(
        disagreement, np.zeros(4), method="Nelder-Mead", options={"initial_simplex": start, "maxfev": 150}
    )
    radius = rough.radius + best.x[3]
    if np.linalg.norm(best.x[:3]) > 8.0 or not smallest - 2 <= radius <= largest:
        return rough
    return Sphere(rough.centre + best.x[:3], float(radius), rough.covered)
