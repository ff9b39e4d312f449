"""The plane of symmetry of a bone of the midline: sacrum or vertebra."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from osteokit.anatomy.bone_axes import BoneSurface

_SAMPLES = 2500
_MATCHED = 0.7  # of the points; the rest may be asymmetric, as the sacrum's ala or a bent process is
_ROUNDS = 40
_DIRECTIONS = 60
_COARSE_SAMPLES = 400
_REFINED = 4


@dataclass(frozen=True, eq=False)
class MirrorPlane:
    """``normal`` (3,) unit and ``point`` (3,) RAS mm; ``residual``: mean mismatch over the size of the bone."""

    normal: np.ndarray
    point: np.ndarray
    residual: float


def mirror_plane(surface: BoneSurface) -> MirrorPlane:
    """The plane across which the surface is most like itself.

    Normals all round are tried, the best of them refined: points are reflected and paired with the nearest of the
    surface; the next plane is the one that lies best between the partners (an ICP of the bone with its mirror image).
    """
    points = surface.points[:: max(1, len(surface.points) // (3 * _SAMPLES))]
    center = np.average(surface.points, axis=0, weights=surface.areas)
    spread = (surface.points - center) * np.sqrt(surface.areas)[:, None]
    values, axes = np.linalg.eigh(spread.T @ spread)
    size = float(np.sqrt(values.sum() / surface.areas.sum()))
    tree = KDTree(points)
    samples = points[:: max(1, len(points) // _SAMPLES)]
    few = samples[:: max(1, len(samples) // _COARSE_SAMPLES)]
    tried = np.concatenate([axes.T, _directions() @ axes.T])
    mismatch = [float(tree.query(_mirrored(few, normal, center))[0].mean()) for normal in tried]
    best = tried[np.argsort(mismatch)[:_REFINED]]
    planes = [_refined(samples, points, tree, normal, center, size) for normal in best]
    return min(planes, key=lambda plane: plane.residual)


def _directions() -> np.ndarray:
    """Unit vectors (n, 3) evenly over a half sphere (a Fibonacci lattice)."""
    n = np.arange(_DIRECTIONS) + 0.5
    z, turn = n / _DIRECTIONS, n * np.pi * (3.0 - np.sqrt(5.0))
    flat = np.sqrt(1.0 - z**2)
    return np.column_stack([flat * np.cos(turn), flat * np.sin(turn), z])


def _mirrored(points: np.ndarray, normal: np.ndarray, point: np.ndarray) -> np.ndarray:
    return points - 2.0 * ((points - point) @ normal)[:, None] * normal


def _refined(
    samples: np.ndarray, points: np.ndarray, tree: KDTree, normal: np.ndarray, point: np.ndarray, size: float
) -> MirrorPlane:
    for _ in range(_ROUNDS):
        distance, partner = tree.query(_mirrored(samples, normal, point))
        kept = distance < np.quantile(distance, _MATCHED)
        across = (points[partner] - samples)[kept]
        middle = ((points[partner] + samples) / 2)[kept].mean(axis=0)
        following = np.linalg.eigh(across.T @ across)[1][:, 2]
        following = following * np.sign(following @ normal)
        moved = float(np.linalg.norm(following - normal)) + abs(float((middle - point) @ following)) / size
        normal, point = following, middle
        if moved < 1e-6:
            break
    mismatch = float(tree.query(_mirrored(samples, normal, point))[0].mean())
    return MirrorPlane(normal, point, mismatch / size)
