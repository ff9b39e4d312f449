"""Cameras: where a picture is taken from, and the standard views of the body."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from osteokit.surface.mesh import Mesh

# Toward the viewer, and up on the picture, in RAS. In an anterior view the patient faces the viewer, as on a film:
# the patient's right is on the viewer's left.
VIEWS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "anterior": ((0, 1, 0), (0, 0, 1)),
    "posterior": ((0, -1, 0), (0, 0, 1)),
    "left": ((-1, 0, 0), (0, 0, 1)),
    "right": ((1, 0, 0), (0, 0, 1)),
    "superior": ((0, 0, 1), (0, 1, 0)),
    "inferior": ((0, 0, -1), (0, 1, 0)),
    "three-quarter": ((-0.62, 1, 0.30), (0, 0, 1)),
    "three-quarter-right": ((0.62, 1, 0.30), (0, 0, 1)),
}


@dataclass(frozen=True, eq=False)
class Camera:
    """A camera; all directions are RAS unit vectors, ``right x up = toward``.

    Attributes
    ----------
    center : ndarray, shape (3,)
        The RAS point in the middle of the picture, mm.
    right, up, toward : ndarray, shape (3,)
        Right and up on the picture, and from the scene toward the viewer.
    height_mm : float
        What the picture's height shows at ``center``.
    distance_mm : float or None
        From ``center`` to the eye; None for parallel projection, the one in which lengths can be measured.
    """

    center: np.ndarray
    right: np.ndarray
    up: np.ndarray
    toward: np.ndarray
    height_mm: float
    distance_mm: float | None = None

    def project(self, points: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """Where RAS ``points`` (n, 3) fall on a picture of ``size`` (width, height).

        Returns
        -------
        pixels : ndarray, shape (n, 2)
            ``(x, y)`` in pixels, x to the right, y down; the first pixel covers 0..1.
        nearness_mm : ndarray, shape (n,)
            Height above the plane through ``center``, toward the viewer.
        """
        width, height = size
        relative = points - self.center
        scale = np.full(len(points), height / self.height_mm)
        nearness = relative @ self.toward
        if self.distance_mm is not None:
            with np.errstate(divide="ignore"):
                scale = scale * self.distance_mm / np.maximum(self.distance_mm - nearness, 1e-9)
        x = width / 2 + (relative @ self.right) * scale
        y = height / 2 - (relative @ self.up) * scale
        return np.column_stack([x, y]), nearness


def camera_toward(
    toward: Iterable[float], up: Iterable[float], center: np.ndarray, height_mm: float, distance_mm: float | None = None
) -> Camera:
    """A camera that looks against ``toward`` with ``up`` as near to up as it can be; neither needs unit length."""
    z = np.asarray(tuple(toward), float)
    z /= np.linalg.norm(z)
    x = np.cross(np.asarray(tuple(up), float), z)
    x /= np.linalg.norm(x)
    return Camera(np.asarray(center, float), x, np.cross(z, x), z, float(height_mm), distance_mm)


def camera_for(
    view: str, meshes: Iterable[Mesh], size: tuple[int, int], margin: float = 0.08, field_of_view_deg: float = 0.0
) -> Camera:
    """:func:`camera_around` of a standard ``view``, a key of :data:`VIEWS`."""
    return camera_around(*VIEWS[view], meshes, size, margin, field_of_view_deg)


def camera_around(
    toward: Iterable[float],
    up: Iterable[float],
    meshes: Iterable[Mesh],
    size: tuple[int, int],
    margin: float = 0.08,
    field_of_view_deg: float = 0.0,
) -> Camera:
    """A camera that looks against ``toward`` and shows all ``meshes`` whole on a picture of ``size`` (width, height).

    ``field_of_view_deg`` is the vertical angle of a perspective view; 0 is parallel projection. ``margin`` is the part
    of the picture left free on each side. An empty scene gives a camera on the origin that shows 100 mm.
    """
    points = [mesh.vertices for mesh in meshes if len(mesh.vertices)]
    free = camera_toward(toward, up, np.zeros(3), 100.0)
    if not points:
        return free
    axes = np.stack([free.right, free.up, free.toward])
    extents = [(axes @ p.T) for p in points]
    low = np.min([e.min(axis=1) for e in extents], axis=0)
    high = np.max([e.max(axis=1) for e in extents], axis=0)
    center = (low + high) / 2 @ axes
    width, height = size
    half = (high - low) / 2
    height_mm = max(2 * half[1], 2 * half[0] * height / width, 1.0) / (1 - 2 * margin)
    if field_of_view_deg <= 0:
        return replace(free, center=center, height_mm=height_mm)
    # The front of the scene is nearer to the eye, so it looks larger: step back by its depth.
    distance = height_mm / (2 * np.tan(np.radians(field_of_view_deg) / 2)) + half[2]
    return replace(
        free, center=center, height_mm=height_mm * distance / (distance - half[2]), distance_mm=float(distance)
    )
