"""Femoral heads and the sockets around them."""

from dataclasses import dataclass

import numpy as np

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid
from osteokit.segmentation.anatomy_rules.spheres import Sphere, find_spheres
from osteokit.segmentation.anatomy_rules.spine import SpineLine


@dataclass(frozen=True, eq=False)
class HipJoint:
    """``side`` +1 right, -1 left (sign of x); ``neck`` unit vector along which the neck leaves; ``certainty`` 0..1."""

    head: Sphere
    side: int
    neck: np.ndarray
    certainty: float


def neck_direction(side: int) -> np.ndarray:
    """Outwards and down (a neck-shaft angle of about 128 degrees)."""
    direction = np.array([0.79 * side, 0.0, -0.61])
    return direction / np.linalg.norm(direction)


def shell(grid: ReasonGrid, centre: np.ndarray, inner: float, outer: float) -> tuple[np.ndarray, np.ndarray]:
    """Indices (n, 3) of voxels between two radii about a centre, and their unit directions from it."""
    reach = int(np.ceil(outer / grid.h)) + 1
    middle = np.round(grid.to_index(centre[None])[0]).astype(int)
    lo = np.maximum(middle - reach, 0)
    hi = np.minimum(middle + reach + 1, grid.shape)
    index = np.stack(np.meshgrid(*[np.arange(a, b) for a, b in zip(lo, hi, strict=True)], indexing="ij"), -1)
    index = index.reshape(-1, 3)
    offset = grid.to_ras(index) - centre
    distance = np.linalg.norm(offset, axis=1)
    keep = (distance >= inner) & (distance < outer)
    return index[keep], offset[keep] / np.maximum(distance[keep], 1e-6)[:, None]


def socket_share(grid: ReasonGrid, head: Sphere, side: int) -> float:
    """Share of bone 4..10 mm outside a head on the side where the acetabulum must be (up and inwards)."""
    index, direction = shell(grid, head.centre, head.radius + 4, head.radius + 10)
    up_in = np.array([-0.55 * side, 0.0, 0.83])
    where = direction @ up_in > 0.5
    if not where.any():
        return 0.0
    return float(grid.solid[tuple(index[where].T)].mean())


def neck_share(grid: ReasonGrid, head: Sphere, side: int) -> float:
    """Share of bone on a rod 12..32 mm beyond the centre along the neck."""
    along = np.arange(0.6 * head.radius, head.radius + 12, grid.h / 2)
    best = 0.0
    for forward in (-0.3, 0.0, 0.3):
        for down in (-0.3, -0.6, -0.9):
            direction = np.array([side, forward, down]) / np.linalg.norm([1.0, forward, down])
            index = np.round(grid.to_index(head.centre + along[:, None] * direction)).astype(int)
            ok = ((index >= 0) & (index < np.array(grid.shape))).all(1)
            if ok.sum() < 3:
                continue
            best = max(best, float(grid.solid[tuple(index[ok].T)].mean()))
    return best


def find_hip_joints(grid: ReasonGrid, spine: SpineLine | None) -> list[HipJoint]:
    """At most one hip joint a side."""
    spheres = find_spheres(grid, least=0.12)
    joints: list[HipJoint] = []
    for head in spheres:
        if spine is None:
            continue
        away = np.linalg.norm(spine.body - head.centre, axis=1).min()
        low = spine.body[0]
        sideways = head.centre[0] - low[0]
        if away < 45 or head.centre[2] > low[2] + 40 or not 55 < abs(sideways) < 130:
            continue
        side = 1 if sideways > 0 else -1
        socket, neck = socket_share(grid, head, side), neck_share(grid, head, side)
        if socket < 0.45 or neck < 0.8:
            continue
        certainty = float(min(1.0, 0.5 + head.covered) * min(1.0, socket / 0.6))
        if all(j.side != side for j in joints):
            joints.append(HipJoint(head, side, neck_direction(side), certainty))
    return joints
