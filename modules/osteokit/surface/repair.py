"""Small repairs of meshes that came from elsewhere; what is left undone is refused, never hidden."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import without_unused_vertices


def repaired(mesh: Mesh, merge_mm: float = 1e-5) -> tuple[Mesh, tuple[str, ...]]:
    """A closed, manifold, outward mesh, and one sentence for each thing that was changed.

    Vertices within a grid of ``merge_mm`` become one (an STL has none in common), faces that collapse or repeat go, and
    a mesh that is inside out is turned.

    Raises
    ------
    OsteoError
        The mesh is still not a solid: it has holes, crowded edges or contradicting faces.
    """
    done = []
    _, first, where = np.unique(np.round(mesh.vertices / merge_mm), axis=0, return_index=True, return_inverse=True)
    if len(first) < len(mesh.vertices):
        done.append(f"{len(mesh.vertices) - len(first)} repeated vertices were merged.")
    mesh = Mesh(mesh.vertices[first], where.ravel()[mesh.faces].reshape(-1, 3).astype(np.int64))
    distinct = (mesh.faces != np.roll(mesh.faces, 1, axis=1)).all(axis=1)
    _, unique = np.unique(np.sort(mesh.faces, axis=1), axis=0, return_index=True)
    kept = np.intersect1d(np.flatnonzero(distinct), unique)
    if len(kept) < len(mesh.faces):
        done.append(f"{len(mesh.faces) - len(kept)} collapsed or repeated faces were removed.")
    mesh = without_unused_vertices(Mesh(mesh.vertices, mesh.faces[kept]))
    if mesh.volume_mm3 < 0:
        done.append("The surface was inside out and was turned.")
        mesh = Mesh(mesh.vertices, np.ascontiguousarray(mesh.faces[:, ::-1]))
    check = check_solid(mesh)
    if not check.is_solid:
        raise OsteoError(
            f"The surface cannot be made solid ({check.open_edges} open, {check.crowded_edges} crowded and "
            f"{check.contrary_edges} contradicting edges); make it again from its labels."
        )
    return mesh, tuple(done)
