"""A straight leg made crooked by a known angle: bones bent about an axis through the proximal tibia."""

import numpy as np

from osteokit.surface.mesh import Mesh


def bent(
    mesh: Mesh, point: np.ndarray, axis: np.ndarray, down: np.ndarray, angle_deg: float, over_mm: float = 25.0
) -> Mesh:
    """Everything farther than ``over_mm`` along ``down`` from ``point`` is turned about ``axis`` by ``angle_deg``, what
    lies between by its share: a smooth bend that keeps the mesh closed."""
    axis, down = axis / np.linalg.norm(axis), down / np.linalg.norm(down)
    share = np.clip((mesh.vertices - point) @ down / over_mm, 0.0, 1.0)
    angle = np.radians(angle_deg) * share[:, None]
    arm = mesh.vertices - point
    along = (arm @ axis)[:, None] * axis
    across = arm - along
    turned = point + along + np.cos(angle) * across + np.sin(angle) * np.cross(axis, across)
    return Mesh(turned, mesh.faces)
