"""Is a mesh a solid? Counted from its edges, independently of the library that cuts it."""

from dataclasses import dataclass

import numpy as np

from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import shell_volumes


@dataclass(frozen=True)
class SolidCheck:
    """What a mesh is.

    Attributes
    ----------
    open_edges, crowded_edges, contrary_edges : int
        Edges with one face; with three or more; with two faces that run the same way (their windings contradict).
    degenerate_faces : int
        Faces that use a vertex twice.
    shells, cavities : int
        Pieces that no edge connects; those among them that enclose a negative volume.
    euler : int
        Vertices - edges + faces; 2 for each shell without handles (Euler and Poincare).
    volume_mm3, area_mm2 : float
        The signed volume is meaningful for closed meshes only.
    """

    open_edges: int
    crowded_edges: int
    contrary_edges: int
    degenerate_faces: int
    shells: int
    cavities: int
    euler: int
    volume_mm3: float
    area_mm2: float

    @property
    def is_closed(self) -> bool:
        return self.open_edges == 0 and self.shells > 0

    @property
    def is_manifold(self) -> bool:
        return self.crowded_edges == 0 and self.contrary_edges == 0 and self.degenerate_faces == 0

    @property
    def is_solid(self) -> bool:
        """Closed, manifold and outward: an inside-out mesh is not a solid."""
        return self.is_closed and self.is_manifold and self.volume_mm3 > 0


def check_solid(mesh: Mesh) -> SolidCheck:
    """Count edges, shells and volume of a mesh."""
    faces = mesh.faces
    directed = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    forward = directed[:, 0] < directed[:, 1]

    low, high = np.minimum(*directed.T), np.maximum(*directed.T)
    _, edge, count = np.unique(low * max(len(mesh.vertices), 1) + high, return_inverse=True, return_counts=True)
    balance = np.bincount(edge.ravel(), np.where(forward, 1, -1), len(count))
    volumes = shell_volumes(mesh)
    a, b, c = (mesh.vertices[faces[:, n]] for n in range(3))
    return SolidCheck(
        open_edges=int((count == 1).sum()),
        crowded_edges=int((count > 2).sum()),
        contrary_edges=int(((count == 2) & (balance != 0)).sum()),
        degenerate_faces=int(((faces == np.roll(faces, 1, axis=1)).any(axis=1)).sum()),
        shells=len(volumes),
        cavities=int((volumes < 0).sum()),
        euler=len(np.unique(faces)) - len(count) + len(faces),
        volume_mm3=mesh.volume_mm3,
        area_mm2=float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2),
    )
