"""The acetabulum of a hip bone: found by its shape in any pose, and the sphere of its lunate surface.

Search: every point of the surface votes for the place one radius along its outward normal; the votes of a spherical
hollow meet at its centre. The place and radius with the most solid angle win (a Hough transform: Ballard 1981).
The sphere is then fitted to the lunate surface alone, the horseshoe that bears load: the fossa in its middle and the
notch below it are deeper and would draw the centre inwards by several millimetres.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.bone_axes import BoneSurface
from osteokit.anatomy.sphere import fit_sphere
from osteokit.base.errors import OsteoError

_RADII_OF_EXTENT = np.arange(0.055, 0.25, 0.005)  # of the diagonal of the mesh; a whole bone has 0.09, a cut one more
_VOTE_CELL = 0.12  # of the radius
_MOST_VOTERS = 15_000
_LEAST_SOLID_ANGLE = 0.3 * 2 * np.pi  # a third of a hemisphere; real ones show 0.7
_FOSSA_DEG = 40.0  # about the pole of the cup
_RIM_DEG = 95.0  # about the pole; a socket is hardly ever more than a hemisphere
_NOTCH_DEG = 60.0  # to both sides of its lowest direction
_FACING = 0.8  # cosine between a point's normal and the direction to the centre
_LEAST_TOLERANCE_MM = 0.5
_ROUNDS = 60
_FEWEST_POINTS = 30


@dataclass(frozen=True, eq=False)
class Acetabulum:
    """A sphere fitted to a hip socket.

    Attributes
    ----------
    center : ndarray, shape (3,)
        RAS mm.
    opening : ndarray, shape (3,)
        Unit; the mean direction out of the socket, to lateral, down and forward.
    residual_mm : float
        Root mean square distance of the surface points used from the sphere.
    """

    center: np.ndarray
    radius_mm: float
    opening: np.ndarray
    residual_mm: float


def find_acetabulum(surface: BoneSurface) -> Acetabulum:
    """The largest spherical hollow of a hip bone, in any pose; fitted roughly, with fossa and notch.

    Raises
    ------
    OsteoError
        The surface has no such hollow.
    """
    extent = float(np.linalg.norm(np.ptp(surface.points, axis=0)))
    stride = max(1, len(surface.points) // _MOST_VOTERS)
    voters = BoneSurface(
        surface.mesh, surface.points[::stride], surface.normals[::stride], surface.areas[::stride] * stride
    )
    votes = [_best_center(voters, radius) for radius in _RADII_OF_EXTENT * extent]
    solid_angle, radius, center = max(votes, key=lambda vote: vote[0])
    if solid_angle < _LEAST_SOLID_ANGLE:
        raise OsteoError(
            "The hip bone shows no acetabulum (no spherical hollow of its size); check that the mesh is a hip bone "
            "with its socket in view and its normals outward."
        )
    to_center = center - surface.points
    distance = np.linalg.norm(to_center, axis=1)
    facing = np.einsum("ij,ij->i", to_center, surface.normals) > _FACING * distance
    radius = float(np.median(distance[facing & (distance < 1.5 * radius)]))  # votes favour small radii
    wall = facing & (np.abs(distance - radius) < 0.25 * radius)
    residual = np.sqrt(np.average((distance[wall] - radius) ** 2, weights=surface.areas[wall]))
    return Acetabulum(center, radius, unit(surface.areas[wall] @ surface.normals[wall]), float(residual))


def _best_center(surface: BoneSurface, radius: float) -> tuple[float, float, np.ndarray]:
    """The solid angle, radius and centre of the best hollow of one radius."""
    centers = surface.points + radius * surface.normals
    size = _VOTE_CELL * radius
    cells = np.round((centers - centers.min(axis=0)) / size).astype(np.int64)
    _, cell = np.unique(np.ravel_multi_index(tuple(cells.T), cells.max(axis=0) + 1), return_inverse=True)
    fullest = int(np.bincount(cell, surface.areas).argmax())
    center = np.average(centers[cell == fullest], axis=0, weights=surface.areas[cell == fullest])
    near = np.linalg.norm(centers - center, axis=1) < 2 * size
    for _ in range(3):
        center = np.average(centers[near], axis=0, weights=surface.areas[near])
        near = np.linalg.norm(centers - center, axis=1) < 2 * size
    return float(surface.areas[near].sum() / radius**2), float(radius), center


def lunate_sphere(surface: BoneSurface, found: Acetabulum, up: np.ndarray) -> Acetabulum:
    """The sphere of the lunate surface alone; ``up`` (unit) tells where the notch is: opposite, to 30 degrees or so.

    Raises
    ------
    OsteoError
        Too little of the lunate surface is there.
    """
    distance = np.linalg.norm(surface.points - found.center, axis=1)
    near = (distance > 0.6 * found.radius_mm) & (distance < 1.5 * found.radius_mm)
    points, normals, areas = surface.points[near], surface.normals[near], surface.areas[near]
    center, radius, residual = found.center, found.radius_mm, np.inf
    for _ in range(_ROUNDS):
        lunate = _is_lunate(points - center, normals, found.opening, up)
        if np.count_nonzero(lunate) < _FEWEST_POINTS:
            raise OsteoError(
                "Too little of the acetabulum's lunate surface is there for a sphere; use a mesh of the whole socket."
            )
        error = np.linalg.norm(points - center, axis=1) - radius
        middle = np.median(error[lunate])
        tolerance = max(_LEAST_TOLERANCE_MM, 3.0 * float(np.median(np.abs(error[lunate] - middle))))
        kept = lunate & (np.abs(error - middle) < tolerance)
        previous = center
        center, radius = fit_sphere(points[kept], areas[kept])
        residual = np.sqrt(np.mean((np.linalg.norm(points[kept] - center, axis=1) - radius) ** 2))
        if np.linalg.norm(center - previous) < 1e-3:
            break
    return Acetabulum(center, radius, found.opening, float(residual))


def _is_lunate(outward: np.ndarray, normals: np.ndarray, opening: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Which points, given from the centre (n, 3), face it and lie outside fossa and notch."""
    outward = outward / np.maximum(np.linalg.norm(outward, axis=1), 1e-9)[:, None]
    from_pole = np.degrees(np.arccos(np.clip(-(outward @ opening), -1.0, 1.0)))
    top = unit(up - (up @ opening) * opening)
    side = np.cross(opening, top)
    from_top = np.abs(np.degrees(np.arctan2(outward @ side, outward @ top)))
    facing = -np.einsum("ij,ij->i", outward, normals) > _FACING
    return facing & (from_pole > _FOSSA_DEG) & (from_pole < _RIM_DEG) & (from_top < 180.0 - _NOTCH_DEG)
