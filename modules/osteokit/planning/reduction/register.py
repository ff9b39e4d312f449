"""Trimmed point-to-plane registration of several bodies at once.

Chen and Medioni 1992 for the point-to-plane distance, Chetverikov et al. 2005 for trimming, Tukey's biweight for what
is left; each step solves the linearised normal equations of all bodies together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from osteokit.planning.reduction.rigid import applied, inverse, turned
from osteokit.surface.sampling import SurfaceSamples

TEMPLATE_REACH_MM = 4.0  # the two sides of one person differ by a few millimetres
_MOST_TURN_RAD = 0.1  # a step beyond this leaves what the linearisation can tell
_MOST_SHIFT_MM = 6.0
_THROUGH_WEIGHT = 3.0
_ALLOWED_MM = 0.2
_NOISE_MM = 0.5
_DEEP_MM = 3.0


@dataclass(frozen=True, eq=False)
class Body:
    """Samples of a surface in its own coordinates: all in a tree to be met, and every n-th to go and meet others."""

    samples: SurfaceSamples
    probes: SurfaceSamples
    tree: cKDTree

    @classmethod
    def of(cls, samples: SurfaceSamples, probe_step: int = 1) -> "Body":
        return cls(samples, samples.every(probe_step), cKDTree(samples.points))

    @property
    def center(self) -> np.ndarray:
        return self.samples.points.mean(axis=0)


@dataclass(frozen=True, eq=False)
class Matches:
    """Pairs of a probe and the surface that it meets: indices, height over the tangent plane, and how they face."""

    probe: np.ndarray
    met: np.ndarray
    gap_mm: np.ndarray
    facing: np.ndarray
    distance_mm: np.ndarray


@dataclass(frozen=True)
class Link:
    """Two bodies that shall meet. ``contact``: their surfaces face each other; else the first lies on the second."""

    first: int
    second: int
    contact: bool
    weight: float = 1.0


def met(probes: SurfaceSamples, pose: np.ndarray, body: Body, reach_mm: float) -> Matches:
    """The nearest sample of ``body`` for every probe, moved by ``pose`` into the body's coordinates, within reach."""
    points = applied(pose, probes.points)
    distance, nearest = body.tree.query(points, distance_upper_bound=reach_mm)
    probe = np.flatnonzero(np.isfinite(distance))
    nearest = nearest[probe]
    normals = body.samples.normals[nearest]
    gap = np.einsum("ij,ij->i", points[probe] - body.samples.points[nearest], normals)
    facing = np.einsum("ij,ij->i", probes.normals[probe] @ pose[:3, :3].T, normals)
    return Matches(probe, nearest, gap, facing, distance[probe])


def registered(
    bodies: Sequence[Body],
    poses: Sequence[np.ndarray],
    links: Sequence[Link],
    fixed: Sequence[int],
    reaches_mm: Sequence[float],
    push: float = 1.0,
) -> list[np.ndarray]:
    """New poses after one step per reach; the bodies ``fixed`` stay.

    ``reaches_mm`` falls from the expected misfit to the noise of the surfaces: pairs farther apart are trimmed. A link
    to a template never trims below ``TEMPLATE_REACH_MM``. ``push`` is the weight of what goes deeper into another
    body than the noise of a surface, beside that of what touches.
    """
    poses = [pose.copy() for pose in poses]
    for reach in reaches_mm:
        size = 6 * len(bodies)
        matrix, right = np.zeros((size, size)), np.zeros(size)
        for link in links:
            if link.contact:
                _add(matrix, right, bodies, poses, link, reach, push)
                _add(matrix, right, bodies, poses, Link(link.second, link.first, True, link.weight), reach, push)
            else:
                _add(matrix, right, bodies, poses, link, max(reach, TEMPLATE_REACH_MM), push)
        free = np.concatenate([np.arange(6 * n, 6 * n + 6) for n in range(len(bodies)) if n not in fixed])
        held = matrix[np.ix_(free, free)]
        damping = 1e-6 * max(np.trace(held) / len(free), 1e-9)
        step = np.zeros(size)
        step[free] = np.linalg.solve(held + damping * np.eye(len(free)), right[free])
        for n, body in enumerate(bodies):
            if n not in fixed:
                poses[n] = _stepped(step[6 * n : 6 * n + 6], poses[n], body)
    return poses


def _stepped(twist: np.ndarray, pose: np.ndarray, body: Body) -> np.ndarray:
    turn, shift = np.linalg.norm(twist[:3]), np.linalg.norm(twist[3:])
    shorter = min(1.0, _MOST_TURN_RAD / max(turn, 1e-12), _MOST_SHIFT_MM / max(shift, 1e-12))
    center = applied(pose, body.center[None])[0]
    stepped = turned(shorter * twist, center) @ pose
    left, _, right = np.linalg.svd(stepped[:3, :3])
    stepped[:3, :3] = left @ right
    return stepped


def _add(
    matrix, right, bodies: Sequence[Body], poses: Sequence[np.ndarray], link: Link, reach: float, push: float
) -> None:
    """Add a link's equations: the gap of every pair shall vanish."""
    first, second = bodies[link.first], bodies[link.second]
    relative = inverse(poses[link.second]) @ poses[link.first]
    pairs = met(first.probes, relative, second, max(reach, _DEEP_MM) if link.contact else reach)
    weight = np.maximum(1 - (pairs.gap_mm / reach) ** 2, 0) ** 2
    if link.contact:
        weight = np.where((pairs.facing < -0.5) & (pairs.distance_mm < reach), weight, 0.0)
        weight[pairs.gap_mm < -_ALLOWED_MM] *= _THROUGH_WEIGHT
        beneath = pairs.distance_mm < 1.1 * np.abs(pairs.gap_mm)  # beside a rim the tangent plane says nothing
        weight[(pairs.gap_mm < -_NOISE_MM) & (pairs.facing < 0.3) & beneath] = push
    else:
        weight = weight * (pairs.facing > 0.5)
    weight = weight * link.weight * first.probes.area_mm2
    used = weight > 0
    points = applied(poses[link.first], first.probes.points[pairs.probe[used]])
    normals = second.samples.normals[pairs.met[used]] @ poses[link.second][:3, :3].T
    rows = []
    for n, body, sign in ((link.first, first, 1.0), (link.second, second, -1.0)):
        arms = points - applied(poses[n], body.center[None])
        rows.append(sign * np.hstack([np.cross(arms, normals), normals]))
    jacobian = np.hstack(rows)
    weighted = jacobian * weight[used, None]
    where = np.concatenate([np.arange(6 * n, 6 * n + 6) for n in (link.first, link.second)])
    matrix[np.ix_(where, where)] += weighted.T @ jacobian
    right[where] -= weighted.T @ pairs.gap_mm[used]
