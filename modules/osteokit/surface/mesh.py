"""The mesh: a triangle surface in RAS millimetres."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Mesh:
    """``vertices`` float64 (n, 3) in RAS mm; ``faces`` int64 (m, 3), counter-clockwise seen from outside."""

    vertices: np.ndarray
    faces: np.ndarray

    @property
    def volume_mm3(self) -> float:
        """Signed enclosed volume by the divergence theorem; positive when faces point outward."""
        a, b, c = (self.vertices[self.faces[:, n]] for n in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)
