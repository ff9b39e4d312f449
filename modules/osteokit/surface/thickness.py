"""Wall thickness of a solid: the way straight inward from its surface to the opposite one."""

import numpy as np

from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh

_EDGE_COSINE = 0.85  # a ray that ends on a face at more than 30 degrees to its own met an edge, not a wall


def wall_thickness(mesh: Mesh, rays: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Places (n, 3) on the surface of a solid and the wall there (n,) in mm, n <= ``rays``.

    Places are spread by area, always the same ones for the same mesh. Rays that meet an edge instead of a wall are
    left out (see ``_EDGE_COSINE``).
    """
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1)
    normal /= np.maximum(area, 1e-300)[:, None]
    random = np.random.default_rng(20)
    face = random.choice(len(area), rays, p=area / area.sum())
    u, v = np.sqrt(random.random(rays)), random.random(rays)
    start = (1 - u)[:, None] * a[face] + (u * (1 - v))[:, None] * b[face] + (u * v)[:, None] * c[face]
    reach = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    length, hit = SurfaceDistance(mesh).first_hit(start, -normal[face], reach, 1e-7 * reach)
    opposite = np.einsum("ij,ij->i", normal[hit], -normal[face]) > _EDGE_COSINE
    kept = np.isfinite(length) & opposite
    return start[kept], length[kept]
