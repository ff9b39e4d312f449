"""Meshes as solids: the one door to Manifold, which keeps every result closed."""

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh


def manifold_of(mesh: Mesh) -> manifold3d.Manifold:
    """The Manifold of a closed, outward mesh.

    Raises
    ------
    OsteoError
        The mesh is open, not manifold, or inside out: Manifold itself takes an inside-out mesh without a word, and
        every check on it would then pass vacuously.
    """
    solid = manifold3d.Manifold(
        manifold3d.Mesh64(
            np.ascontiguousarray(mesh.vertices, dtype=np.float64), np.ascontiguousarray(mesh.faces, dtype=np.uint64)
        )
    )
    if solid.status() != manifold3d.Error.NoError:
        raise OsteoError(
            f"The surface is not closed and manifold ({solid.status().name}); repair it before cutting or printing."
        )
    if solid.is_empty() or solid.volume() <= 0.0:
        raise OsteoError("The surface is empty or inside out (its enclosed volume is not positive); repair it first.")
    return solid


def mesh_of(solid: manifold3d.Manifold) -> Mesh:
    """The mesh of a Manifold."""
    raw = solid.to_mesh64()
    return Mesh(
        np.asarray(raw.vert_properties, dtype=np.float64)[:, :3].copy(), np.asarray(raw.tri_verts).astype(np.int64)
    )
