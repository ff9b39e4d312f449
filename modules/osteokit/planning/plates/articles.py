"""Plates, nails and screws of the catalogues, as plates and nails are planned with them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import Found, search
from osteokit.planning.implants.solid import connections_of, solid_of
from osteokit.planning.implants.values import ConnectionPoint, Implant
from osteokit.planning.plates.bend import bent
from osteokit.planning.plates.holes import Stock
from osteokit.planning.plates.shape import PlateShape, plate_shape
from osteokit.surface.mesh import Mesh

SAME_MM = 0.06
"""Diameters that differ by no more than this are one size."""
THINNER = 0.88


def shape_of(found: Found) -> PlateShape:
    """The plate of an article, prepared.

    Raises
    ------
    OsteoError
        Its solid cannot be had, or it has no side for the bone.
    """
    article = found.implant
    return plate_shape(solid_of(article, found.catalogue), connections_of(article), _material(article))


def as_bent(solid: Mesh, article: Implant, parameters: Mapping[str, Any]) -> tuple[Mesh, tuple[ConnectionPoint, ...]]:
    """The ``solid`` of a plate and its connection points, bent as the ``bends_deg`` of its step say; as they are where
    there are none.

    Raises
    ------
    OsteoError
        The angles do not belong to this plate.
    """
    angles, points = bends_of(article, parameters), tuple(connections_of(article))
    if not angles.any():
        return solid, points
    shape = bent(plate_shape(solid, points, _material(article)), angles)
    holes = {hole.name: hole for hole in shape.holes}
    return shape.mesh, tuple(holes.get(point.name, point) for point in points)


def bends_of(article: Implant, parameters: Mapping[str, Any]) -> np.ndarray:
    """The ``bends_deg`` (stations, 3) of a plate's step; no rows where it is not bent.

    Raises
    ------
    OsteoError
        They are no rows of finite angles.
    """
    try:
        angles = np.asarray(parameters.get("bends_deg", ()), np.float64).reshape(-1, 3)
    except (ValueError, TypeError) as error:
        raise OsteoError(f"The bends_deg of {article.reference} are rows of three angles; bend it again.") from error
    if not np.isfinite(angles).all():
        raise OsteoError(f"The bends_deg of {article.reference} are not all finite numbers; bend it again.")
    return angles


def stock_of(catalogue: str | None = None) -> Stock:
    """Which screws there are, of all catalogues or of one. Screws that lock fit their hole exactly; free ones may be
    thinner by THINNER of it (a 4.5 mm screw in a plate for 5 mm ones)."""

    @lru_cache(maxsize=64)
    def stock(family: str, hole_mm: float) -> tuple[float, tuple[float, ...]]:
        least = hole_mm - SAME_MM if family == "locking_screw" else THINNER * hole_mm
        found = search(family=family, catalogue_name=catalogue, diameter_mm=(least, hole_mm + SAME_MM))
        if not found:
            return 0.0, ()
        thickest = max(float(one.implant.sizes["diameter_mm"]) for one in found)
        same = (one for one in found if abs(float(one.implant.sizes["diameter_mm"]) - thickest) < SAME_MM)
        return thickest, tuple(sorted({float(one.implant.sizes["length_mm"]) for one in same}))

    return stock


def screw_article(family: str, diameter_mm: float, length_mm: float, catalogue: str | None = None) -> Found:
    """The article of a screw that :func:`stock_of` promised.

    Raises
    ------
    OsteoError
        There is none.
    """
    near = (diameter_mm - SAME_MM, diameter_mm + SAME_MM)
    found = search(family=family, catalogue_name=catalogue, diameter_mm=near, length_mm=length_mm)
    if not found:
        raise OsteoError(f"No {family} of {diameter_mm:g} x {length_mm:g} mm is in the catalogues; choose another.")
    return found[0]


def _material(article: Implant) -> str:
    """Reconstruction plates are of annealed steel, so that they can be bent."""
    soft = article.family == "reconstruction_plate" and article.material == "316L"
    return "316L annealed" if soft else article.material
