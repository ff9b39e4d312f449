"""Closed forms for volumes and areas of simple shapes, mm; the meshes are proved against them."""

import numpy as np
from scipy.special import ellipe, ellipk


def crossing_cylinders(first: float, second: float) -> float:
    """Volume that two endless cylinders of these radii have in common, whose axes cross at a right angle:
    ``8/3 R [(R^2 + r^2) E(k) - (R^2 - r^2) K(k)]`` with k = r / R, 16/3 r^3 where they are equal (Steinmetz; Hubbell,
    J Res NBS 69C, 1965).
    """
    r, big = sorted((float(first), float(second)))
    if np.isclose(r, big, rtol=1e-12):
        return 16 / 3 * r**3
    m = (r / big) ** 2
    return float(8 / 3 * big * ((big**2 + r**2) * ellipe(m) - (big**2 - r**2) * ellipk(m)))


def strip_in_circle(radius: float, width: float) -> float:
    """Area of the part of a circle within ``width / 2`` of a diameter."""
    half = min(width / 2, radius)
    return float(2 * (half * np.sqrt(radius**2 - half**2) + radius**2 * np.arcsin(half / radius)))


def frustum(first: float, second: float, height: float) -> float:
    """Volume of a truncated cone with these radii."""
    return float(np.pi * height / 3 * (first**2 + first * second + second**2))


def sphere_zone(radius: float, low: float, high: float) -> float:
    """Volume of a sphere around 0 between the planes ``low`` and ``high`` of its axis."""
    a, b = np.clip([low, high], -radius, radius)
    return float(np.pi * (radius**2 * (b - a) - (b**3 - a**3) / 3))
