"""Spheres: least squares, and the search for the femoral head as the most complete sphere of a bone."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

_PAIRS = 3000
_MOST_POINTS = 4000
_TOLERANCE = 0.05  # of the radius
_CUTOFF = 0.06  # of the radius: surface farther from the sphere does not count
_LEAST_AGREEMENT = 0.85  # cosine between surface normal and radius: 32 degrees, so that a noisy surface passes


@dataclass(frozen=True, eq=False)
class Sphere:
    """``center`` (3,) RAS mm; ``coverage``: part of the whole sphere on which it lies; ``residual_mm``: rms."""

    center: np.ndarray
    radius_mm: float
    coverage: float
    residual_mm: float


def fit_sphere(points: np.ndarray, weights: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """Centre (3,) and radius of the sphere that is nearest to points (n, 3): algebraic fit, then Gauss-Newton steps.

    The algebraic fit (Coope 1993) is linear in the centre and in r^2 - |c|^2; the steps make it geometric.
    """
    weights = np.ones(len(points)) if weights is None else weights
    origin = np.average(points, axis=0, weights=weights)
    moved = points - origin
    root = np.sqrt(weights)
    rows = np.column_stack([2 * moved, np.ones(len(moved))])
    solution = np.linalg.lstsq(rows * root[:, None], (moved**2).sum(axis=1) * root, rcond=None)[0]
    center, radius = solution[:3], float(np.sqrt(max(solution[3] + solution[:3] @ solution[:3], 1e-12)))
    for _ in range(8):
        ray = moved - center
        distance = np.maximum(np.linalg.norm(ray, axis=1), 1e-9)
        jacobian = np.column_stack([ray / distance[:, None], np.ones(len(ray))])
        step = np.linalg.lstsq(jacobian * root[:, None], (distance - radius) * root, rcond=None)[0]
        center, radius = center + step[:3], radius + float(step[3])
    return origin + center, radius


def most_complete_sphere(
    points: np.ndarray, normals: np.ndarray, areas: np.ndarray, least_radius: float, largest_radius: float
) -> Sphere | None:
    """The sphere of which the surface covers the largest part, its convex side outward; None where nothing fits.

    Candidates come from pairs of points (the point nearest to both their normals), as in RANSAC; the best is refitted
    to its inliers until they no longer change. The choice of pairs is the same in every pose.
    """
    stride = max(1, len(points) // _MOST_POINTS)
    p, n, a = points[::stride], normals[::stride], areas[::stride] * stride
    centers, radii = _candidates(p, n, least_radius, largest_radius)
    if len(centers) == 0:
        return None
    coverage = np.zeros(len(centers))
    for i in range(0, len(centers), 250):
        ray = p[None] - centers[i : i + 250, None]
        distance = np.linalg.norm(ray, axis=2)
        radius = radii[i : i + 250, None]
        agrees = np.einsum("kij,ij->ki", ray, n) > _LEAST_AGREEMENT * distance
        coverage[i : i + 250] = ((np.abs(distance - radius) < _TOLERANCE * radius) & agrees) @ a
    coverage /= 4 * np.pi * radii**2
    best = int(np.argmax(coverage))
    return refined_sphere(points, normals, areas, centers[best], float(radii[best]))


def refined_sphere(
    points: np.ndarray, normals: np.ndarray, areas: np.ndarray, center: np.ndarray, radius: float
) -> Sphere | None:
    """Refit a sphere to the surface near it until the fit no longer changes; None where it loses its surface.

    Weights are Tukey's biweight of the distance to the sphere (Beaton and Tukey 1974): surface that leaves it counts
    less and less, so the fit ends at the same sphere wherever nearby it began.
    """
    weights = np.zeros(len(points))
    reach = np.linalg.norm(points - center, axis=1) < 1.4 * radius
    points, normals, areas = points[reach], normals[reach], areas[reach]
    for step in range(60):
        ray = points - center
        distance = np.linalg.norm(ray, axis=1)
        outward = np.einsum("ij,ij->i", ray, normals) > _LEAST_AGREEMENT * distance
        off = (distance - radius) / (_CUTOFF * radius * (2.0 if step < 5 else 1.0))
        weights = areas * outward * np.clip(1 - off**2, 0, None) ** 2
        if np.count_nonzero(weights) < 12:
            return None
        previous = center
        center, radius = fit_sphere(points[weights > 0], weights[weights > 0])
        if step > 6 and np.linalg.norm(center - previous) < 1e-4:
            break
    residual = np.linalg.norm(points - center, axis=1) - radius
    inside = (weights > 0) & (np.abs(residual) < _TOLERANCE * radius)
    return Sphere(
        center,
        radius,
        float(areas[inside].sum() / (4 * np.pi * radius**2)),
        float(np.sqrt(np.average(residual**2, weights=weights))),
    )


def _candidates(
    points: np.ndarray, normals: np.ndarray, least_radius: float, largest_radius: float
) -> tuple[np.ndarray, np.ndarray]:
    """Centres (k, 3) and radii (k,) from pairs of neighbouring points whose normals nearly meet."""
    random = np.random.default_rng(0)
    first = random.integers(0, len(points), _PAIRS)
    neighbours = KDTree(points).query_ball_point(points[first], 1.4 * largest_radius, return_sorted=True)
    pick = random.random(_PAIRS)
    second = np.array([near[int(u * len(near))] for near, u in zip(neighbours, pick, strict=True)])
    between = points[first] - points[second]
    n1, n2 = normals[first], normals[second]
    cosine = np.einsum("ij,ij->i", n1, n2)
    apart = np.abs(cosine) < 0.95
    first, second, between = first[apart], second[apart], between[apart]
    n1, n2, cosine = n1[apart], n2[apart], cosine[apart]
    # p1 - s n1 = p2 - t n2 in the least squares sense
    d1, d2 = np.einsum("ij,ij->i", between, n1), np.einsum("ij,ij->i", between, n2)
    s, t = (d1 - cosine * d2) / (1 - cosine**2), (cosine * d1 - d2) / (1 - cosine**2)
    radius = (s + t) / 2
    good = (np.abs(s - t) < 0.15 * radius) & (radius > least_radius) & (radius < largest_radius)
    centers = (points[first] - s[:, None] * n1 + points[second] - t[:, None] * n2) / 2
    return centers[good], radius[good]
