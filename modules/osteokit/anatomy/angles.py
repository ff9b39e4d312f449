"""Angles and lines in a plane and in space. Every function takes stacks: the last axis is the vector."""

import numpy as np

from osteokit.base.errors import OsteoError


def unit(vectors: np.ndarray, what: str = "direction") -> np.ndarray:
    """``vectors`` (..., d) of length 1.

    Raises
    ------
    OsteoError
        One of them has no length: two landmarks coincide.
    """
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    if not np.all(lengths > 1e-9):
        raise OsteoError(f"The {what} cannot be defined: the landmarks that make it lie on one another; move one.")
    return vectors / lengths


def dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Scalar products over the last axis."""
    return np.einsum("...i,...i->...", a, b)


def wrapped_deg(angle: np.ndarray) -> np.ndarray:
    """The same angle in (-180, 180]."""
    return 180.0 - (180.0 - angle) % 360.0


def heading_deg(vectors: np.ndarray) -> np.ndarray:
    """Angle of plane vectors (..., 2), counter-clockwise from the first axis, degrees in (-180, 180]."""
    return np.degrees(np.arctan2(vectors[..., 1], vectors[..., 0]))


def turn_deg(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Signed angle that turns plane vector ``start`` onto ``end``, counter-clockwise positive, in (-180, 180]."""
    return wrapped_deg(heading_deg(end) - heading_deg(start))


def between_deg(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Unsigned angle of space vectors (..., 3), 0..180; accurate near both ends (Kahan's atan2 form)."""
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), dot(a, b)))


def line_crossing(
    point_a: np.ndarray, along_a: np.ndarray, point_b: np.ndarray, along_b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where plane lines ``a`` and ``b`` (each a point and a direction, (..., 2)) cross.

    Returns
    -------
    points : ndarray (..., 2)
    share : ndarray (...)
        ``points = point_a + share * along_a``.

    Raises
    ------
    OsteoError
        The lines are parallel (less than about 1e-7 degrees).
    """
    cross = along_a[..., 0] * along_b[..., 1] - along_a[..., 1] * along_b[..., 0]
    scale = np.linalg.norm(along_a, axis=-1) * np.linalg.norm(along_b, axis=-1)
    if not np.all(np.abs(cross) > 1e-9 * scale):
        raise OsteoError("The two lines are parallel; they cross nowhere.")
    between = point_b - point_a
    share = (between[..., 0] * along_b[..., 1] - between[..., 1] * along_b[..., 0]) / cross
    return point_a + share[..., None] * along_a, share


def distance_to_line(points: np.ndarray, on_line: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Distance of points (..., 3) from the line through ``on_line`` along ``along``."""
    direction = unit(along, "line")
    offset = points - on_line
    return np.linalg.norm(offset - dot(offset, direction)[..., None] * direction, axis=-1)
