"""How well a fragment sits: what touches, what goes through, how smoothly the outside goes on, and what holds it."""

from dataclasses import dataclass

import numpy as np

from osteokit.planning.reduction.register import Body, met
from osteokit.planning.reduction.rigid import applied, inverse

TOUCH_MM = 0.5
"""Surfaces this close touch; it is the noise of a surface from a clinical CT."""
LIKE_MM = 2.0
"""A fragment this close to its template lies on it: what two sides of one person differ by."""
_NEAR_MM = 4.0


@dataclass(frozen=True)
class Fit:
    """What a fragment's samples say of a pose.

    ``touching_mm2`` faces the other body within 0.5 mm, ``apart_mm2`` faces it within 2 mm without touching,
    ``through_mm2`` lies deeper in it; of the outside beside the contact ``flush_mm2`` continues the other's and
    ``stepped_mm2`` does not; ``like_mm2`` lies on the template. ``gap_mm`` is the root mean square between the surfaces
    that face each other within 2 mm.
    """

    touching_mm2: float = 0.0
    through_mm2: float = 0.0
    flush_mm2: float = 0.0
    stepped_mm2: float = 0.0
    apart_mm2: float = 0.0
    like_mm2: float = 0.0
    gap_mm: float = float("nan")

    @property
    def score(self) -> float:
        """What is wanted less what is not, mm2."""
        rim = 0.25 * (self.flush_mm2 - self.stepped_mm2)
        return self.touching_mm2 - 2 * self.through_mm2 - self.apart_mm2 + rim + 0.1 * self.like_mm2


def contact_fit(body: Body, other: Body, pose: np.ndarray, touch_mm: float = TOUCH_MM) -> Fit:
    """The fit of ``body``, moved by ``pose``, with ``other``, seen from its probes."""
    pairs = met(body.probes, pose, other, max(_NEAR_MM, 4 * touch_mm))
    aside = np.sqrt(np.maximum(pairs.distance_mm**2 - pairs.gap_mm**2, 0))
    opposed = (pairs.facing < -0.7) & (aside < 2.0)
    near = np.abs(pairs.gap_mm) < touch_mm
    through = (pairs.gap_mm < -touch_mm) & (pairs.facing < 0.3) & (aside < 2.0)
    outside = (pairs.facing > 0.8) & (aside > 0.5 * np.abs(pairs.gap_mm))
    within = opposed & (np.abs(pairs.gap_mm) < 4 * touch_mm)
    gap = float(np.sqrt((pairs.gap_mm[within] ** 2).mean())) if within.any() else float("nan")

    def area_mm2(chosen: np.ndarray) -> float:
        return float(chosen.sum() * body.probes.area_mm2)

    return Fit(
        touching_mm2=area_mm2(opposed & near),
        through_mm2=area_mm2(through),
        flush_mm2=area_mm2(outside & near),
        stepped_mm2=area_mm2(outside & ~near),
        apart_mm2=area_mm2(within & ~near),
        gap_mm=gap,
    )


def likeness_mm2(body: Body, template: Body, pose: np.ndarray, like_mm: float = LIKE_MM) -> float:
    """The area of ``body``, moved by ``pose``, that lies on ``template`` and faces the same way."""
    pairs = met(body.probes, pose, template, 3 * like_mm)
    return float(((np.abs(pairs.gap_mm) < like_mm) & (pairs.facing > 0.7)).sum() * body.probes.area_mm2)


def weakest_hold(body: Body, others: list[tuple[Body, np.ndarray]], pose: np.ndarray) -> float:
    """What holds the fragment against its easiest motion, 0 (nothing: it slides or turns freely) to 1/6.

    The smallest eigenvalue of the mean of ``(arm x normal / radius, normal)`` outer products over the touching
    surface, with the radius of gyration of the contact (Gelfand et al. 2003, geometrically stable sampling). A flat
    or a spherical contact gives 0.
    """
    points, normals = [], []
    for other, other_pose in others:
        relative = inverse(other_pose) @ pose
        pairs = met(body.probes, relative, other, 2.0)
        used = (np.abs(pairs.gap_mm) < 2 * TOUCH_MM) & (pairs.facing < -0.5)
        points.append(applied(pose, body.probes.points[pairs.probe[used]]))
        normals.append(other.samples.normals[pairs.met[used]] @ other_pose[:3, :3].T)
    where, facing = np.concatenate(points), np.concatenate(normals)
    if len(where) < 12:
        return 0.0
    arms = where - where.mean(axis=0)
    radius = np.sqrt((arms**2).sum(axis=1).mean())
    rows = np.hstack([np.cross(arms / max(radius, 1e-9), facing), facing])
    return float(np.linalg.eigvalsh(rows.T @ rows / len(rows))[0])
