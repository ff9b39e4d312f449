"""Kirschner wires: a round bar with a trocar point of three facets, whose usual angle is 15 degrees."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.lathe import ANGLES, ROUND, Lathe
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh

_FACET = np.cos(np.mod(ANGLES + np.pi / 3, 2 * np.pi / 3) - np.pi / 3)
"""cos of the angle from the middle of the nearest of three facets."""


def _tangent(sizes: Sizes) -> float:
    return float(np.tan(np.radians(sizes["point_deg"])))


def _solid(sizes: Sizes) -> Mesh:
    """Each facet is a plane through the tip; it leaves the bar on an arc."""
    lathe, radius = Lathe(), ROUND * sizes["diameter_mm"] / 2
    rings = [lathe.pole(0.0), lathe.ring(radius, 0.0)]
    edge = sizes["length_mm"] - radius * _FACET / _tangent(sizes)
    rings += [lathe.ring(radius, edge), lathe.pole(sizes["length_mm"])]
    lathe.bands(rings)
    return lathe.mesh()


def _volume(sizes: Sizes) -> float:
    """Under the three planes z = length - rho cos(phi) / tan(a): pi r^2 length - sqrt(3) r^3 / tan(a)."""
    radius = sizes["diameter_mm"] / 2
    return float(np.pi * radius**2 * sizes["length_mm"] - np.sqrt(3) * radius**3 / _tangent(sizes))


def _joins(_sizes: Sizes) -> tuple[ConnectionPoint, ...]:
    return ()


def _check(sizes: Sizes) -> None:
    if sizes["length_mm"] < 2 * sizes["diameter_mm"] / _tangent(sizes):
        raise OsteoError(
            f"A wire of {sizes['length_mm']:g} mm is hardly longer than its point; choose a longer wire or a "
            "blunter point."
        )


WIRE = Family(
    "k_wire", "Kirschner wire", "克氏针", "wire",
    (
        SizeRange("diameter_mm", "diameter", "直径", 0.5, 4.0),
        SizeRange("length_mm", "length", "长度", 20.0, 600.0),
        SizeRange("point_deg", "angle of the point's facets to the axis", "针尖面与轴线夹角", 8.0, 45.0, 15.0),
    ),
    _solid, _joins, _volume, check=_check,
)  # fmt: skip
