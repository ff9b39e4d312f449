"""Closed surfaces of rings of equally many points: capped at both ends, or closed like a tyre."""

from collections.abc import Sequence

import numpy as np

from osteokit.surface.mesh import Mesh


def area_factor(count: int) -> float:
    """By how much the corners of a regular polygon lie outside the circle of the same area."""
    return float(np.sqrt((2 * np.pi / count) / np.sin(2 * np.pi / count)))


def circle(count: int) -> np.ndarray:
    """A regular polygon (count, 2) with the area of the unit circle, counter-clockwise."""
    angles = np.arange(count) * 2 * np.pi / count
    return area_factor(count) * np.column_stack([np.cos(angles), np.sin(angles)])


def bands(levels: int, count: int) -> np.ndarray:
    """Faces between each ring of ``count`` points and the next of ``levels``; outward where rings run
    counter-clockwise seen against the way from one to the next."""
    here = np.arange(count)
    after = np.roll(here, -1)
    start = (np.arange(levels - 1) * count)[:, None]
    a, b = (here + start).ravel(), (after + start).ravel()
    return np.concatenate([np.column_stack([a, b, b + count]), np.column_stack([a, b + count, a + count])])


def capped(rings: Sequence[np.ndarray]) -> Mesh:
    """Rings (n, 3), the first and last closed by a fan around their middle, which must see all of their points."""
    levels, count = len(rings), len(rings[0])
    here = np.arange(count)
    after, last = np.roll(here, -1), (levels - 1) * count
    middle = np.array([rings[0].mean(axis=0), rings[-1].mean(axis=0)])
    first = np.column_stack([after, here, np.full(count, levels * count)])
    final = np.column_stack([here + last, after + last, np.full(count, levels * count + 1)])
    return Mesh(np.concatenate([*rings, middle]), np.concatenate([bands(levels, count), first, final]))


def tyre(rings: Sequence[np.ndarray]) -> Mesh:
    """Rings (n, 3), the last joined to the first."""
    count = len(rings[0])
    faces = bands(len(rings) + 1, count) % (len(rings) * count)
    return Mesh(np.concatenate(rings), faces)
