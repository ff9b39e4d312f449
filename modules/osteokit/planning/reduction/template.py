"""The healthy other side as the shape to return to: mirrored, and laid on the anchor fragment."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.reduction.field import near_field
from osteokit.planning.reduction.fit import likeness_mm2
from osteokit.planning.reduction.register import Body, Link, registered
from osteokit.planning.reduction.rigid import applied, inverse, motion, rotations_within, shifts_within
from osteokit.planning.reduction.search import LIKENESS, best_shifts, scores
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import mirrored

_REACHES = (10.0, 8.0, 6.0, 5.0, 4.0, 4.0, 4.0, 4.0)
_REACH_MM, _STEP_MM = 30.0, 6.0
_REACH_DEG, _STEP_DEG = 30.0, 15.0
_TRIED = 12


def mirrored_template(mesh: Mesh) -> Mesh:
    """The other side's bone made into this side's: mirrored across the sagittal plane, x to -x in RAS."""
    return mirrored(mesh, "x")


@dataclass(frozen=True, eq=False)
class LaidTemplate:
    """The template's ``pose`` (4x4) on the anchor, and the part of the anchor's surface that lies on it, 0 to 1."""

    pose: np.ndarray
    like: float


def laid_on(template: Body, anchor: Body, fragments: list[Body]) -> LaidTemplate:
    """Lay the template on the anchor; starts are the given pose and the axes of inertia of all fragments together."""
    field = near_field(template.samples, 3.0, 9.0)
    few = anchor.samples.every(max(len(anchor.samples.points) // 300, 1))
    probes = Body(anchor.samples, anchor.samples.every(max(len(anchor.samples.points) // 600, 1)), anchor.tree)
    rotations, shifts = rotations_within(_REACH_DEG, _STEP_DEG), shifts_within(_REACH_MM, _STEP_MM)
    found = []
    for start in _starts(template, fragments):
        back = inverse(start)  # fragment space to the template's, where the field is
        center = applied(back, few.points).mean(axis=0)
        counted = scores(few.moved(back), field, rotations, shifts, center, LIKENESS, 5.0)
        for rotation, shift in best_shifts(counted, shifts, 1, 1.0):
            pose = motion(rotations[rotation], shifts[shift], center) @ back
            found.append((float(counted[rotation, shift]), inverse(pose)))
    found.sort(key=lambda one: -one[0])
    best = LaidTemplate(np.eye(4), -1.0)
    for _, pose in found[:_TRIED]:
        pose = registered([template, probes], [pose, np.eye(4)], [Link(1, 0, False)], [1], _REACHES)[0]
        like = likeness_mm2(probes, template, inverse(pose))
        if like > best.like:
            best = LaidTemplate(pose, like)
    pose = registered([template, anchor], [best.pose, np.eye(4)], [Link(1, 0, False)], [1], (4.0,) * 6)[0]
    area = anchor.samples.area_mm2 * len(anchor.samples.points)
    return LaidTemplate(pose, likeness_mm2(anchor, template, inverse(pose)) / area)


def _starts(template: Body, fragments: list[Body]) -> list[np.ndarray]:
    """As given (moved onto the fragments where it lies elsewhere), then the four ways to lay axes on axes."""
    points = np.concatenate([body.samples.points[:: max(len(body.samples.points) // 1000, 1)] for body in fragments])
    weights = np.concatenate(
        [
            np.full(len(body.samples.points[:: max(len(body.samples.points) // 1000, 1)]), body.samples.area_mm2)
            * max(len(body.samples.points) // 1000, 1)
            for body in fragments
        ]
    )
    center = np.average(points, axis=0, weights=weights)
    here = _axes(points - center, weights)
    there = _axes(template.samples.points - template.center, np.ones(len(template.samples.points)))
    shift = center - template.center
    starts = [motion(np.eye(3), shift, template.center)]
    for first, second in product((1.0, -1.0), repeat=2):
        flip = np.diag([first, second, first * second])
        starts.append(motion(here @ flip @ there.T, shift, template.center))
    return starts


def _axes(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Right-handed principal axes as columns."""
    if not len(points):
        raise OsteoError("A surface without points has no axes; give a surface.")
    _, axes = np.linalg.eigh((points * weights[:, None]).T @ points)
    axes[:, 2] *= np.sign(np.linalg.det(axes))
    return axes
