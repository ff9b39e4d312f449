"""Search over many poses at once: how well a fragment would sit in the field of another surface."""

import numpy as np
from numba import njit

from osteokit.planning.reduction.field import NearField
from osteokit.surface.sampling import SurfaceSamples

CONTACT = -1.0
"""Surfaces that face each other: fracture surface to fracture surface."""
LIKENESS = 1.0
"""Surfaces that face the same way: a fragment on its template."""


def scores(
    samples: SurfaceSamples,
    field: NearField,
    rotations: np.ndarray,
    shifts: np.ndarray,
    about: np.ndarray,
    facing: float,
    tolerance_mm: float,
) -> np.ndarray:
    """The area in mm2 that meets the field's surface at every pose, (rotations, shifts), less what goes through it.

    A pose turns the samples by a rotation (r, 3, 3) about the point ``about`` and moves them by a shift (s, 3). A
    sample counts when it lies within ``tolerance_mm`` and its normal is along (``LIKENESS``) or against (``CONTACT``)
    the surface's. For ``CONTACT`` one that lies deeper counts twice against; for ``LIKENESS`` one outside counts half
    against.
    """
    counted = np.zeros((len(rotations), len(shifts)), np.float32)
    _count(
        samples.points - about, samples.normals, np.ascontiguousarray(rotations), shifts + about, field.cells,
        field.origin, field.spacing_mm, facing, tolerance_mm, counted,
    )  # fmt: skip
    return counted * samples.area_mm2


@njit(cache=True, fastmath=True)
def _count(points, normals, rotations, places, cells, origin, spacing, facing, tolerance, counted):
    sizes = cells.shape
    for r in range(len(rotations)):
        turn = np.ascontiguousarray(rotations[r].T)
        turned = points @ turn - origin
        facings = normals @ turn
        for s in range(len(places)):
            total = 0.0
            for p in range(len(points)):
                x = (turned[p, 0] + places[s, 0]) / spacing
                y = (turned[p, 1] + places[s, 1]) / spacing
                z = (turned[p, 2] + places[s, 2]) / spacing
                i, j, k = int(x + 0.5), int(y + 0.5), int(z + 0.5)
                if x < 0 or y < 0 or z < 0 or i >= sizes[0] or j >= sizes[1] or k >= sizes[2]:
                    if facing > 0:
                        total -= 0.5
                    continue
                u, v, w = cells[i, j, k, 1], cells[i, j, k, 2], cells[i, j, k, 3]
                distance = cells[i, j, k, 0] + spacing * (u * (x - i) + v * (y - j) + w * (z - k))
                if abs(distance) < tolerance:
                    along = u * facings[p, 0] + v * facings[p, 1] + w * facings[p, 2]
                    if along * facing > 0.7:
                        total += 1.0 - 0.5 * abs(distance) / tolerance
                elif facing > 0:
                    if distance > 0:
                        total -= 0.5
                elif distance < 0:
                    total -= 2.0
            counted[r, s] = total


def best_shifts(counted: np.ndarray, shifts: np.ndarray, count: int, apart_mm: float) -> np.ndarray:
    """Indices (k, 2) of at most ``count`` shifts for every rotation, none within ``apart_mm`` of a better one."""
    chosen = []
    for rotation, row in enumerate(counted):
        kept: list[int] = []
        for shift in np.argsort(-row, kind="stable")[: 12 * count]:
            if not kept or (np.linalg.norm(shifts[kept] - shifts[shift], axis=1) > apart_mm).all():
                kept.append(int(shift))
                if len(kept) == count:
                    break
        chosen.extend((rotation, shift) for shift in kept)
    return np.asarray(chosen)


def settled(
    samples: SurfaceSamples,
    fields: tuple[NearField, NearField | None],
    poses: np.ndarray,
    template_weight: float,
    reaches_mm: tuple[float, ...],
    touch_mm: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Many poses (n, 4, 4), each registered point-to-plane in the fields, and the score of each, mm2.

    The same method as :func:`osteokit.planning.reduction.register.registered`, for one fragment among still ones, read
    from grids: thousands of poses a second. The score is the area that touches, less twice what goes through and what
    faces the other surface without touching it; what lies on the template counts a tenth.
    """
    surface, template = fields
    center = samples.points.mean(axis=0)
    turns = np.ascontiguousarray(poses[:, :3, :3])
    places = poses[:, :3, :3] @ center + poses[:, :3, 3]
    other = template if template is not None else surface
    found = np.zeros(len(poses))
    _settle(
        samples.points - center, samples.normals, turns, places, surface.cells, surface.origin, surface.spacing_mm,
        other.cells, other.origin, other.spacing_mm, template_weight if template is not None else 0.0,
        np.asarray(reaches_mm), touch_mm, found,
    )  # fmt: skip
    settled_poses = np.tile(np.eye(4), (len(poses), 1, 1))
    settled_poses[:, :3, :3] = turns
    settled_poses[:, :3, 3] = places - turns @ center
    return settled_poses, found * samples.area_mm2


@njit(cache=True)
def _look(cells, origin, spacing, point, seen):
    """Distance and normal of the field at a point; False outside the grid or where nothing is near."""
    x, y, z = (point[0] - origin[0]) / spacing, (point[1] - origin[1]) / spacing, (point[2] - origin[2]) / spacing
    if x < 0 or y < 0 or z < 0:
        return False
    i, j, k = int(x + 0.5), int(y + 0.5), int(z + 0.5)
    if i >= cells.shape[0] or j >= cells.shape[1] or k >= cells.shape[2]:
        return False
    u, v, w = cells[i, j, k, 1], cells[i, j, k, 2], cells[i, j, k, 3]
    if u == 0.0 and v == 0.0 and w == 0.0:
        return False
    seen[0] = cells[i, j, k, 0] + spacing * (u * (x - i) + v * (y - j) + w * (z - k))
    seen[1], seen[2], seen[3] = u, v, w
    return True


@njit(cache=True)
def _settle(points, normals, turns, places, cells, origin, spacing, cells_t, origin_t, spacing_t, weight_t, reaches,
            touch, found):  # fmt: skip
    seen, row = np.zeros(4), np.zeros(6)
    for n in range(len(turns)):
        for reach in reaches:
            matrix, right = np.eye(6) * 1e-6, np.zeros(6)
            turn = np.ascontiguousarray(turns[n].T)
            arms = points @ turn
            facings = normals @ turn
            for p in range(len(points)):
                point = arms[p] + places[n]
                for kind in range(2 if weight_t > 0 else 1):
                    if kind == 0:
                        hit, limit, sense, weight = _look(cells, origin, spacing, point, seen), reach, -1.0, 1.0
                    else:
                        hit = _look(cells_t, origin_t, spacing_t, point, seen)
                        limit, sense, weight = max(reach, 4.0), 1.0, weight_t
                    if not hit or abs(seen[0]) >= limit:
                        continue
                    if sense * (seen[1] * facings[p, 0] + seen[2] * facings[p, 1] + seen[3] * facings[p, 2]) < 0.5:
                        continue
                    weight *= (1 - (seen[0] / limit) ** 2) ** 2
                    if kind == 0 and seen[0] < -0.2:
                        weight *= 3.0
                    row[0] = arms[p, 1] * seen[3] - arms[p, 2] * seen[2]
                    row[1] = arms[p, 2] * seen[1] - arms[p, 0] * seen[3]
                    row[2] = arms[p, 0] * seen[2] - arms[p, 1] * seen[1]
                    row[3:] = seen[1:]
                    for a in range(6):
                        right[a] -= weight * row[a] * seen[0]
                        for b in range(6):
                            matrix[a, b] += weight * row[a] * row[b]
            for a in range(6):
                matrix[a, a] += 1e-4 * (matrix[0, 0] + matrix[1, 1] + matrix[2, 2]) / 3 if a < 3 else 1e-3
            step = np.linalg.solve(matrix, right)
            angle = np.sqrt((step[:3] ** 2).sum())
            length = np.sqrt((step[3:] ** 2).sum())
            step *= min(1.0, 0.1 / max(angle, 1e-12), 6.0 / max(length, 1e-12))
            turns[n] = _rotation(step[:3]) @ turns[n]
            places[n] += step[3:]
        turn = np.ascontiguousarray(turns[n].T)
        arms, facings = points @ turn + places[n], normals @ turn
        found[n] = _score(arms, facings, cells, origin, spacing, touch)
        if weight_t > 0:
            found[n] += 0.1 * _likeness(arms, facings, cells_t, origin_t, spacing_t)


@njit(cache=True)
def _rotation(vector):
    angle = np.sqrt((vector**2).sum())
    cross = np.zeros((3, 3))
    cross[0, 1], cross[0, 2], cross[1, 2] = -vector[2], vector[1], -vector[0]
    cross[1, 0], cross[2, 0], cross[2, 1] = vector[2], -vector[1], vector[0]
    if angle < 1e-12:
        return np.eye(3) + cross
    return np.eye(3) + np.sin(angle) / angle * cross + (1 - np.cos(angle)) / angle**2 * (cross @ cross)


@njit(cache=True)
def _score(points, normals, cells, origin, spacing, touch):
    seen = np.zeros(4)
    total = 0.0
    for p in range(len(points)):
        if not _look(cells, origin, spacing, points[p], seen):
            continue
        along = (seen[1:] * normals[p]).sum()
        if abs(seen[0]) < touch:
            if along < -0.7:
                total += 1.0
        elif seen[0] < 0 and along < 0.3:
            total -= 2.0
        elif along < -0.7 and abs(seen[0]) < 4 * touch:
            total -= 1.0
    return total


@njit(cache=True)
def _likeness(points, normals, cells, origin, spacing):
    seen = np.zeros(4)
    total = 0.0
    for p in range(len(points)):
        if _look(cells, origin, spacing, points[p], seen) and abs(seen[0]) < 2.0:
            total += (seen[1:] * normals[p]).sum() > 0.7
    return total
