"""What a surface measures however it is turned, moved and saved. In the process of the checks, as it needs numpy."""

from typing import Any

import numpy as np

from osteokit.surface.mesh import Mesh


def measured(mesh: Mesh) -> dict[str, Any]:
    """The columns of :class:`osteohub.library.models.MeshShape`; mm."""
    corners = mesh.vertices[mesh.faces]
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    area = float(areas.sum())
    corners = corners - (areas[:, None] * corners.mean(axis=1)).sum(axis=0) / area
    volume = float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum()) / 6
    sums = corners.sum(axis=1)
    products = np.einsum("fki,fkj,f->ij", corners, corners, areas) + np.einsum("fi,fj,f->ij", sums, sums, areas)
    moments, axes = np.linalg.eigh(products / (12 * area))
    return {
        "vertices": len(mesh.vertices),
        "area": area,
        "volume": abs(volume),
        "moments": [float(one) for one in moments],
        "handed": _handed(corners @ axes, areas, moments, axes),
    }


def _handed(along: np.ndarray, areas: np.ndarray, moments: np.ndarray, axes: np.ndarray) -> float:
    """``along`` : (triangles, corners, axes). The integral of a cube over a triangle is a tenth of its area times the
    sum of all products of three corners."""
    if np.diff(moments).min() < 1e-3 * moments[-1]:
        return 0.0
    a, b, c = along[:, 0], along[:, 1], along[:, 2]
    triples = a**3 + b**3 + c**3 + a * a * (b + c) + b * b * (a + c) + c * c * (a + b) + a * b * c
    skewness = (areas[:, None] * triples).sum(axis=0) / (10 * areas.sum() * moments**1.5)
    return float(skewness.prod() * np.linalg.det(axes))
