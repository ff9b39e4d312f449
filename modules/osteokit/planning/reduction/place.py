"""Where a fragment belongs: a search over many poses, then registration of the best of them."""

from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.progress import Progress, part, silent
from osteokit.planning.reduction.field import NearField, near_field
from osteokit.planning.reduction.fit import Fit, contact_fit, likeness_mm2
from osteokit.planning.reduction.register import Body, Link, registered
from osteokit.planning.reduction.rigid import mean_distance_mm, motion, rotations_within, shifts_within
from osteokit.planning.reduction.search import CONTACT, LIKENESS, best_shifts, scores, settled
from osteokit.surface.sampling import SurfaceSamples

REACH_MM = 25.0
REACH_DEG = 25.0
"""The search goes this far from where the fragment is given: bring it roughly there by hand when it is farther."""
TEMPLATE_WEIGHT = 0.02
"""Of the template beside the fracture surface: two sides differ by a millimetre, fracture surfaces by a voxel."""
DISTINCT_MM = 3.0
"""Two answers that differ by more are two answers."""

_STEP_MM, _STEP_DEG = 5.0, 9.0
_TOLERANCE_MM = 3.0
_SEARCH_SAMPLES, _SETTLE_SAMPLES = 600, 1500
_PER_ROTATION = 20
_SETTLE_SAMPLES_ON_TEMPLATE, _PER_ROTATION_ON_TEMPLATE = 600, 8  # a template speaks through every sample
_SETTLE_MM2 = 8.0
_BATCH = 500
_FINALISTS = 60  # a small fracture surface can rank below forty false places before the fine registration
_COARSE = (3.0, 3.0, 3.0, 2.5, 2.5, 2.0, 2.0, 1.5, 1.5)  # wider, other surfaces pull a fragment off a small one
_FINALISTS_ON_TEMPLATE = 20
_COARSE_ON_TEMPLATE = (5.0, 4.0, 4.0, 3.0, 3.0, 2.0, 2.0, 1.5, 1.5)
_FINE = (2.0, 2.0, 1.5, 1.5, 1.0, 1.0, 1.0, 0.8, 0.8)


@dataclass(frozen=True, eq=False)
class Placement:
    """A pose (4x4, from where the fragment was given) with its fit."""

    pose: np.ndarray
    fit: Fit


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What is already in place, as one body, and the template in place if there is one."""

    placed: Body
    template: Body | None = None


def placements(fragment: Body, around: Surroundings, progress: Progress = silent) -> list[Placement]:
    """The distinct ways in which ``fragment`` fits, best first; at least one."""
    progress(0.0, "searching")
    fields = (_field(around.placed), None if around.template is None else _field(around.template))
    candidates = _candidates(_some(fragment.samples, _SEARCH_SAMPLES), fields)
    count, reaches, most = _SETTLE_SAMPLES, _COARSE, _FINALISTS
    if around.template is not None:
        count, reaches, most = _SETTLE_SAMPLES_ON_TEMPLATE, _COARSE_ON_TEMPLATE, _FINALISTS_ON_TEMPLATE
    count = min(count, int(fragment.samples.area_mm2 * len(fragment.samples.points) / _SETTLE_MM2))
    samples = _some(fragment.samples, count)
    tried, area = [], 0.0
    for start in range(0, len(candidates), _BATCH):
        progress(0.2 + 0.5 * start / len(candidates), "trying poses")
        poses, area = settled(samples, fields, candidates[start : start + _BATCH], TEMPLATE_WEIGHT, reaches, 0.7)
        tried.extend(Placement(pose, Fit(touching_mm2=value)) for pose, value in zip(poses, area, strict=True))
    finalists = distinct(tried, fragment, 1.0, most)
    ended = []
    for n, finalist in enumerate(finalists):
        part(progress, 0.7, 1.0)(n / len(finalists), "settling the best")
        pose = _settled(fragment, around, finalist.pose, _FINE)
        ended.append(Placement(pose, _fit(fragment, around, pose)))
    progress(1.0, "placed")
    return distinct(ended, fragment, DISTINCT_MM, len(ended))


def distinct(found: list[Placement], fragment: Body, apart_mm: float, most: int) -> list[Placement]:
    """The ``most`` best, best first, without those that lie within ``apart_mm`` of a better one."""
    points = fragment.samples.points[:60]
    kept: list[Placement] = []
    for placement in sorted(found, key=lambda one: -one.fit.score):
        if all(mean_distance_mm(placement.pose, other.pose, points) > apart_mm for other in kept):
            kept.append(placement)
            if len(kept) == most:
                break
    return kept


def _fit(fragment: Body, around: Surroundings, pose: np.ndarray, touch_mm: float = 0.5) -> Fit:
    fit = contact_fit(fragment, around.placed, pose, touch_mm)
    if around.template is None:
        return fit
    return replace(fit, like_mm2=likeness_mm2(fragment, around.template, pose))


def _settled(fragment: Body, around: Surroundings, pose: np.ndarray, reaches: tuple[float, ...]) -> np.ndarray:
    """Registered to what is in place; the template holds it where nothing touches."""
    bodies, links = [around.placed, fragment], [Link(1, 0, True)]
    poses = [np.eye(4), pose]
    if around.template is not None:
        bodies.append(around.template)
        poses.append(np.eye(4))
        links.append(Link(1, 2, False, TEMPLATE_WEIGHT))
    fixed = [n for n in range(len(bodies)) if n != 1]
    return registered(bodies, poses, links, fixed, reaches)[1]


def _candidates(samples: SurfaceSamples, fields: tuple[NearField, NearField | None]) -> np.ndarray:
    """The best poses (n, 4, 4) of the search, several for each rotation; the given one first."""
    center = samples.points.mean(axis=0)
    rotations, shifts = rotations_within(REACH_DEG, _STEP_DEG), shifts_within(REACH_MM, _STEP_MM)
    found = scores(samples, fields[0], rotations, shifts, center, CONTACT, _TOLERANCE_MM)
    if fields[1] is not None:
        found = found + scores(samples, fields[1], rotations, shifts, center, LIKENESS, _TOLERANCE_MM)
    count = _PER_ROTATION if fields[1] is None else _PER_ROTATION_ON_TEMPLATE
    chosen = best_shifts(found, shifts, count, 1.5 * _STEP_MM)
    return np.stack([np.eye(4), *(motion(rotations[r], shifts[s], center) for r, s in chosen)])


def _some(samples: SurfaceSamples, count: int) -> SurfaceSamples:
    return samples.every(max(len(samples.points) // count, 1))


def _field(body: Body) -> NearField:
    return near_field(body.samples)
