"""A guide for after the cut: it lies on the moved fragments and holds them in their place on the same wires.

Wires are drilled through the first guide before the cut. Each hole goes with its fragment; where the fragments are in
place, the moved holes are those of this guide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.values import Guide, GuideHole, Vector
from osteokit.surface.boolean import union
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved


@dataclass(frozen=True, eq=False)
class MovedFragment:
    """A fragment as it was cut, where it goes (4x4, RAS mm), and the holes that were drilled into it before."""

    mesh: Mesh
    matrix: np.ndarray
    holes: tuple[GuideHole, ...] = ()


def moved_hole(hole: GuideHole, matrix: np.ndarray) -> GuideHole:
    """The hole where its fragment takes it."""
    point = matrix[:3, :3] @ np.asarray(hole.point, np.float64) + matrix[:3, 3]
    return GuideHole(
        _vector(point), _vector(matrix[:3, :3] @ np.asarray(hole.direction, np.float64)),
        hole.diameter_mm, hole.kind, hole.name,
    )  # fmt: skip


def design_repositioning_guide(
    fragments: Sequence[MovedFragment],
    parameters: GuideParameters = GuideParameters(),
    neighbours: Sequence[Mesh] = (),
    progress: Progress = silent,
) -> Guide:
    """A guide whose base fits all moved fragments at once, with their holes where the motion takes them.

    Raises
    ------
    OsteoError
        Fewer than two fragments hold a hole, a matrix is no rigid motion, or as :func:`design_guide`.
    """
    if sum(bool(fragment.holes) for fragment in fragments) < 2:
        raise OsteoError("A repositioning guide needs wires or drill holes in at least two fragments; add holes.")
    for fragment in fragments:
        turn = np.asarray(fragment.matrix, np.float64)[:3, :3]
        if not np.allclose(turn @ turn.T, np.eye(3), atol=1e-6) or np.linalg.det(turn) < 0:
            raise OsteoError("A fragment is moved by a matrix that is no rotation and translation; correct the move.")
    bone = union([moved(fragment.mesh, fragment.matrix) for fragment in fragments])
    holes = [moved_hole(hole, np.asarray(fragment.matrix)) for fragment in fragments for hole in fragment.holes]
    return design_guide(bone, (), holes, parameters, neighbours, progress)


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])
