"""Booleans of solids by Manifold; every result is checked, and volume is neither made nor lost.

An empty result is refused: a cut that misses is a mistake that should be heard of.
"""

from collections.abc import Sequence

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder, prism, wedge_prism
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import direction_of

__all__ = [
    "box", "contains", "cut_by_plane", "cylinder", "difference", "divided", "intersection", "prism", "split_by_plane",
    "union", "wedge_prism",
]  # fmt: skip

CONSERVED = 1e-6
"""How much of the whole volume a cut may make or lose before it is refused as broken."""


def difference(a: Mesh, b: Mesh) -> Mesh:
    """``a`` without ``b``.

    Raises
    ------
    OsteoError
        One of them is not a solid, or nothing remains.
    """
    return _solid(divided(a, b)[1], "Nothing remains: the cutting body contains the whole; make it smaller or move it.")


def intersection(a: Mesh, b: Mesh) -> Mesh:
    """What ``a`` and ``b`` have in common; refused where they do not overlap."""
    return _solid(divided(a, b)[0], "The two bodies do not overlap; move one of them.")


def union(meshes: Sequence[Mesh]) -> Mesh:
    """All bodies as one; bodies that do not touch stay shells of their own.

    Raises
    ------
    OsteoError
        There is none, or one of them is not a solid.
    """
    solids = [manifold_of(mesh) for mesh in meshes]
    if not solids:
        raise OsteoError("There is no body to unite; choose at least one.")
    whole = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)
    volumes = [solid.volume() for solid in solids]
    slack = CONSERVED * sum(volumes)
    if not max(volumes) - slack <= whole.volume() <= sum(volumes) + slack:
        raise OsteoError("The union lost or made volume, so a body crosses itself; make it again from its labels.")
    return _solid(mesh_of(whole), "The union is empty; choose bodies with a volume.")


def divided(a: Mesh, cutter: Mesh) -> tuple[Mesh | None, Mesh | None]:
    """``a`` inside and outside of ``cutter``; None where there is nothing.

    Raises
    ------
    OsteoError
        One of them is not a solid, or the parts do not add up to the whole within 1e-6 of its volume.
    """
    whole = manifold_of(a)
    inside, outside = whole.split(manifold_of(cutter))
    return _checked_parts(whole.volume(), inside, outside)


def cut_by_plane(mesh: Mesh, point: np.ndarray, normal: np.ndarray) -> tuple[Mesh | None, Mesh | None]:
    """The part on the side to which ``normal`` points, and the other; None where there is nothing."""
    whole = manifold_of(mesh)
    unit = direction_of(normal, "normal of the plane")
    above, below = whole.split_by_plane(unit.tolist(), float(unit @ np.asarray(point, dtype=np.float64)))
    return _checked_parts(whole.volume(), above, below)


def split_by_plane(mesh: Mesh, point: np.ndarray, normal: np.ndarray) -> tuple[Mesh, Mesh]:
    """Both parts of a mesh that a plane divides: first the one to which ``normal`` points.

    Raises
    ------
    OsteoError
        The plane misses the mesh, or the mesh is not a solid.
    """
    above, below = cut_by_plane(mesh, point, normal)
    if above is None or below is None:
        raise OsteoError("The plane does not pass through the body; move it until it does.")
    return above, below


def contains(mesh: Mesh, point: np.ndarray) -> bool:
    """Whether a point lies in a closed, outward mesh: the solid angles of its faces add up to 4 pi
    (Van Oosterom and Strackee, IEEE Trans Biomed Eng 1983)."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] - point for n in range(3))
    la, lb, lc = (np.linalg.norm(side, axis=1) for side in (a, b, c))
    dot = [np.einsum("ij,ij->i", p, q) for p, q in ((a, b), (b, c), (c, a))]
    below = la * lb * lc + dot[0] * lc + dot[1] * la + dot[2] * lb
    return float(2 * np.arctan2(np.einsum("ij,ij->i", a, np.cross(b, c)), below).sum()) > 2 * np.pi


def _checked_parts(
    whole_mm3: float, first: manifold3d.Manifold, second: manifold3d.Manifold
) -> tuple[Mesh | None, Mesh | None]:
    for part in (first, second):
        if part.status() != manifold3d.Error.NoError:
            raise OsteoError(f"The cut failed ({part.status().name}); move it by a fraction of a millimetre.")
    if abs(first.volume() + second.volume() - whole_mm3) > CONSERVED * whole_mm3:
        raise OsteoError(
            "The parts of the cut do not add up to the whole, so the surface crosses itself; make it again from its "
            "labels."
        )
    parts = [mesh_of(part) if _is_something(part, whole_mm3) else None for part in (first, second)]
    return parts[0], parts[1]


def _is_something(part: manifold3d.Manifold, whole_mm3: float) -> bool:
    """Slivers thinner than rounding (1e-9 of the whole) are nothing."""
    return not part.is_empty() and part.volume() > 1e-9 * whole_mm3


def _solid(mesh: Mesh | None, sentence: str) -> Mesh:
    if mesh is None or len(mesh.faces) == 0:
        raise OsteoError(sentence)
    return mesh
