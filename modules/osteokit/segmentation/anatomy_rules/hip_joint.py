"""Femoral heads and the sockets around them."""

from dataclasses import dataclass

import numpy as np

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid
from osteokit.segmentation.anatomy_rules.spheres import Sphere


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


def ball_share(grid: ReasonGrid, head: Sphere) -> float:
    """Share of a head's ball that is bone in view; what lies outside of the scan does not count as bone."""
    index, _ = shell(grid, head.centre, 0.0, head.radius)
    whole = 4 / 3 * np.pi * (head.radius / grid.h) ** 3
    return float(grid.solid[tuple(index.T)].sum() / whole)


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


def _fits_sacrum(offset: np.ndarray) -> float:
    """How well the head's place relative to the L5/S1 disc (mm; x sideways, y forwards, z up) fits a pelvis, 0..1.

    Means and spreads follow adult pelves: 85 mm to the side, 25 mm in front, 100 mm below.
    """
    scatter = (np.abs(offset[0]) - 85) / 18, (offset[1] - 25) / 32, (offset[2] + 100) / 28
    return float(np.exp(-0.5 * float(np.square(scatter).sum()) / 3))


def _joint(grid: ReasonGrid, head: Sphere, side: int, evidence: float) -> HipJoint | None:
    if ball_share(grid, head) < 0.85:
        return None
    socket, neck = socket_share(grid, head, side), neck_share(grid, head, side)
    if socket < 0.45 or neck < 0.8:
        return None
    certainty = float(np.clip(evidence, 0, 1) * min(1.0, socket / 0.6))
    return HipJoint(head, side, neck_direction(side), certainty)


def hip_joints_below(
    grid: ReasonGrid, spheres: list[Sphere], promontory: np.ndarray, posterior: float
) -> list[HipJoint]:
    """At most one joint a side, found at the place that the L5/S1 disc (centre, RAS mm) gives: weak spheres suffice."""
    best: dict[int, tuple[float, HipJoint]] = {}
    for head in spheres:
        offset = (head.centre - promontory) * np.array([1, -posterior, 1])
        fit = _fits_sacrum(offset)
        side = 1 if offset[0] > 0 else -1
        joint = _joint(grid, head, side, 0.45 + fit / 2 + head.covered / 2)
        if joint is None or fit < 0.3:
            continue
        score = fit * head.covered
        if side not in best or score > best[side][0]:
            best[side] = (score, joint)
    return [joint for _, joint in best.values()]


def hip_joints_alone(grid: ReasonGrid, spheres: list[Sphere]) -> list[HipJoint]:
    """Joints without a sacrum in view: only spheres that hardly anything else makes, in a deep socket.

    The side comes from where the neck leaves and the socket covers; a head that could be of either side is left out.
    """
    joints = []
    for head in spheres:
        if head.covered < 0.4:
            continue
        sockets = {side: socket_share(grid, head, side) for side in (-1, 1)}
        side = max(sockets, key=lambda s: sockets[s])
        if sockets[side] < 0.7 or sockets[side] - sockets[-side] < 0.15:
            continue
        joint = _joint(grid, head, side, 0.4 + head.covered)
        if joint is not None and all(j.side != side for j in joints):
            joints.append(joint)
    if len(joints) == 2 and (joints[0].head.centre[0] - joints[1].head.centre[0]) * joints[0].side < 100:
        return []
    return joints
