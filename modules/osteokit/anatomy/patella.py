"""Automatic landmarks of the patella: its poles and its centre."""

import numpy as np

from osteokit.anatomy.bone_axes import bone_surface, check_size
from osteokit.anatomy.find_extremes import Found, extreme, landmark
from osteokit.anatomy.landmark import BoneLandmarks, Landmark, Side
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.mesh import Mesh

SUPERIOR_RAS = (0.0, 0.0, 1.0)


def patella_landmarks(
    mesh: Mesh, side: Side, progress: Progress = silent, superior: tuple[float, float, float] = SUPERIOR_RAS
) -> BoneLandmarks:
    """Find poles and centre of a patella.

    A patella is too round to tell its poles by shape alone: they are the extremal points toward ``superior`` (the leg's
    direction in RAS; that of the scan by default) within the plane across its thinnest extent.

    Raises
    ------
    OsteoError
        The mesh is no patella in millimetres, or it lies flat, so that no pole points to superior.
    """
    if side not in ("left", "right"):
        raise OsteoError(f'A patella is "left" or "right", not "{side}"; say which it is.')
    check_size(mesh, "patella", 15, 120)
    progress(0.0, "Sampling the patella")
    surface = bone_surface(mesh, spacing_mm=0.8)
    center = _center_of_volume(mesh)
    off = surface.points - center
    spread, axes = np.linalg.eigh((off * surface.areas[:, None]).T @ off)
    if spread[0] > 0.75 * spread[1]:
        raise OsteoError("The mesh is not flat as a patella is; load the patella alone.")
    thin = axes[:, 0]
    up = np.asarray(superior, float) / np.linalg.norm(superior)
    within = up - (up @ thin) * thin
    if np.linalg.norm(within) < 0.7:
        raise OsteoError("The patella lies flat across the superior direction; give the leg's direction as superior.")
    everywhere = np.ones(len(surface.points), bool)
    found: dict[str, Landmark] = {"center": landmark("center", Found(center, 0.3), "centre of the volume")}
    for key, sign in (("proximal_pole", 1), ("distal_pole", -1)):
        pole = extreme(surface, sign * within, everywhere)
        if pole is not None:
            found[key] = landmark(key, pole, "extremal point toward superior in the plane of the patella", 0.7)
    progress(1.0, "Landmarks of the patella found")
    return BoneLandmarks("patella", side, found)


def _center_of_volume(mesh: Mesh) -> np.ndarray:
    """Centroid (3,) of the solid by the divergence theorem: tetrahedra from a point near it to every face."""
    origin = mesh.vertices.mean(axis=0)
    a, b, c = (mesh.vertices[mesh.faces[:, n]] - origin for n in range(3))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c))
    return origin + (volume[:, None] * (a + b + c) / 4).sum(axis=0) / volume.sum()
