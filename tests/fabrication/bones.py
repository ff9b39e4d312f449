"""Small meshes for these tests."""

import manifold3d
import numpy as np

from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of


def bone_at(x_mm: float, length_mm: float = 60.0) -> Mesh:
    """A shaft with a head, not like its mirror image, around RAS x; the head is superior and anterior."""
    shaft = manifold3d.Manifold.cylinder(length_mm, 6.0, 5.0, 32)
    head = manifold3d.Manifold.sphere(9.0, 32).translate((-6.0 if x_mm > 0 else 6.0, 5.0, length_mm))
    return mesh_of((shaft + head).translate((x_mm, 20.0, -30.0)))


def cube(size: float = 10.0) -> Mesh:
    return mesh_of(manifold3d.Manifold.cube([size] * 3, False))


def inside_out(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices, np.ascontiguousarray(mesh.faces[:, ::-1]))
