"""A plate settles on a bone by contact: the least gap, by lifting and tilting, that goes nowhere into the bone.

The plate keeps its place along the surface; what is free is its height and its two tilts. Minimised is the sum of the
squared gaps by area, with the gap of every point not below zero: a small quadratic programme (Lawson and Hanson,
Solving Least Squares Problems, 1974, ch. 23), solved again after each small move, because gaps change with the place.
Being strictly convex, its solution moves continuously while the plate is dragged; the three points on which a plate
would come to rest under a single force do not.
"""

import numpy as np
from scipy.optimize import nnls

from osteokit.planning.plates.shape import PlateShape
from osteokit.surface.distance import SurfaceDistance

WATCHED_MM = 8.0
"""Points nearer to the bone than this may come to touch it within one round."""

OVERHANG_MM = 3.0
"""Gaps beyond this count less and less: what overhangs does not pull the plate down."""

LARGEST_TILT_RAD, LARGEST_LIFT_MM = 0.12, 12.0
"""In one round, as gaps are linear in small tilts only."""

TOUCH_MM = 0.01
CLOSE_MM = 0.005
SPARSE = 4
ROUNDS, LAST_ROUNDS = 6, 4
_DROP_MM = 60.0


def settled(
    plate: PlateShape, pose: np.ndarray, bone: SurfaceDistance, rounds: int = ROUNDS, last_rounds: int = LAST_ROUNDS
) -> tuple[np.ndarray, np.ndarray]:
    """The pose (4x4) in which the plate lies on the bone, near ``pose``, and the signed gaps (n,) under its points:
    none is inside the bone by more than TOUCH_MM.

    The first ``rounds`` are done with one point of SPARSE, the ``last_rounds`` with all.
    """
    some = slice(None, None, SPARSE)
    for _ in range(rounds):
        change = _change_at(plate.points[some], plate.areas[some], pose, bone)
        pose = pose @ change
        if np.abs(change[:3, 3]).max() < CLOSE_MM and np.abs(change[:3, :3] - np.eye(3)).max() < 1e-4:
            break
    for _ in range(last_rounds):
        pose = pose @ _change_at(plate.points, plate.areas, pose, bone)
    return lifted(plate, pose, bone)


def dropped(plate: PlateShape, pose: np.ndarray, bone: SurfaceDistance) -> np.ndarray:
    """The pose moved straight along its z until the plate first touches the bone, from outside; the same pose where
    nothing of the bone is under the plate."""
    start = _placed(plate.points, pose) - _DROP_MM * pose[:3, 2]
    way, _ = bone.first_hit(start, pose[:3, 2], 3 * _DROP_MM)
    result = pose.copy()
    if np.isfinite(way).any():
        result[:3, 3] += (float(way.min()) - _DROP_MM) * pose[:3, 2]
    return result


def lifted(plate: PlateShape, pose: np.ndarray, bone: SurfaceDistance) -> tuple[np.ndarray, np.ndarray]:
    """The pose moved straight off the bone by as much as takes every point out of it, and the gaps (n,) there."""
    result = pose.copy()
    for _ in range(4):
        points = _placed(plate.points, result)
        gaps = bone.signed(points)
        inside = gaps < -TOUCH_MM
        if not inside.any():
            return result, gaps
        way, _ = bone.first_hit(points[inside], -result[:3, 2], _DROP_MM)
        result[:3, 3] -= float(np.where(np.isfinite(way), way, 0.0).max()) * result[:3, 2]
    return result, bone.signed(_placed(plate.points, result))


def _placed(points: np.ndarray, pose: np.ndarray) -> np.ndarray:
    return points @ pose[:3, :3].T + pose[:3, 3]


def _change_at(points: np.ndarray, areas: np.ndarray, pose: np.ndarray, bone: SurfaceDistance) -> np.ndarray:
    """The small move in the plate's own frame (4x4): along z, and turned about x and y."""
    gaps, gradients = bone.signed_and_gradient(_placed(points, pose))
    inward = gradients @ pose[:3, :3]
    x, y, z = points.T
    effect = np.column_stack([inward[:, 2], inward[:, 2] * y - inward[:, 1] * z, inward[:, 0] * z - inward[:, 2] * x])
    weights = areas / (1 + (np.maximum(gaps, 0) / max(OVERHANG_MM, float(np.median(gaps)))) ** 2) ** 2
    near = gaps < WATCHED_MM
    lift, about_x, about_y = _constrained(effect, gaps, weights, effect[near], -gaps[near])
    turn = float(np.hypot(about_x, about_y))
    share = min(1.0, LARGEST_TILT_RAD / turn) if turn > 0 else 1.0
    return _small_move(float(np.clip(lift, -LARGEST_LIFT_MM, LARGEST_LIFT_MM)), about_x * share, about_y * share)


def _constrained(
    effect: np.ndarray, gaps: np.ndarray, weights: np.ndarray, bounds: np.ndarray, least: np.ndarray
) -> np.ndarray:
    """x (3,) that minimises ``sum(weights (gaps + effect x)^2)`` with ``bounds x >= least``."""
    root = np.sqrt(weights)[:, None]
    scale = np.array([1.0, 0.02, 0.02])  # a tilt of 1/50 moves the ends of a plate by about as much as a lift of 1
    rows = np.vstack([root * effect * scale, 1e-4 * np.sqrt(weights.sum()) * np.eye(3)])
    q, r = np.linalg.qr(rows)
    free = q[: len(gaps)].T @ (-root[:, 0] * gaps)
    back = np.linalg.inv(r)
    if not len(bounds):
        return scale * (back @ free)
    turned = (bounds * scale) @ back
    system = np.vstack([turned.T, (least - turned @ free)[None]])
    multipliers, _ = nnls(system, np.array([0.0, 0.0, 0.0, 1.0]), maxiter=200 * len(bounds))
    rest = system @ multipliers - np.array([0.0, 0.0, 0.0, 1.0])
    if abs(rest[3]) < 1e-12:  # no small move frees the plate; lifting it afterwards does
        return scale * (back @ free)
    return scale * (back @ (free - rest[:3] / rest[3]))


def _small_move(lift: float, about_x: float, about_y: float) -> np.ndarray:
    """Rigid 4x4 (Rodrigues)."""
    angle = float(np.hypot(about_x, about_y))
    move = np.eye(4)
    move[2, 3] = lift
    if angle > 1e-12:
        a, b = about_x / angle, about_y / angle
        cross = np.array([[0, 0, b], [0, 0, -a], [-b, a, 0]])
        move[:3, :3] += np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    return move
