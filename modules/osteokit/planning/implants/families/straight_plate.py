"""Straight plates, and reconstruction plates with notches between the holes."""

from dataclasses import replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.holes import Hole, free_hole, locking_hole
from osteokit.planning.implants.families.outline import rounded_rectangle
from osteokit.planning.implants.families.plate_body import BEVEL, FLAT, Bend, Curve, PlateBody, parabola
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.surface.mesh import Mesh

SHAFT_RANGES = (
    SizeRange("holes", "number of holes in the shaft", "杆部孔数", 2, 24),
    SizeRange("screw_mm", "diameter of the screws", "螺钉直径", 1.5, 6.5),
    SizeRange("locking_holes", "locking holes of the shaft, from its ends", "杆部锁定孔数", 0, 24, 0),
    SizeRange("width_mm", "width of the shaft", "杆部宽度", 3.5, 25.0),
    SizeRange("thickness_mm", "thickness", "厚度", 0.8, 8.0),
    SizeRange("spacing_mm", "distance of the holes", "孔距", 4.0, 40.0),
    SizeRange("travel_mm", "travel of compression holes, 0 for round ones", "加压孔滑移量", 0.0, 12.0),
    SizeRange("lean_deg", "lean of locking screws, 0 for a fixed angle", "锁定螺钉可偏角度", 0.0, 20.0, 0.0),
    SizeRange("transverse_radius_mm", "radius across the plate, 0 for flat", "横向曲率半径", 0.0, 200.0, 0.0),
)


def shaft_measures(sizes: Sizes) -> dict[str, float]:
    """Proportions to the screw that are typical of plates for 2.4 to 5 mm screws; no standard."""
    screw = float(sizes["screw_mm"])
    return {
        "width_mm": 3.1 * screw,
        "thickness_mm": 0.95 * screw,
        "spacing_mm": 3.9 * screw,
        "travel_mm": 0.5 * screw,
    }


def whole_number(sizes: Sizes, name: str) -> int:
    """A count.

    Raises
    ------
    OsteoError
        It is no whole number.
    """
    if sizes[name] != int(sizes[name]):
        raise OsteoError(f"The size {name!r} is a number of holes, not {sizes[name]:g}; give a whole number.")
    return int(sizes[name])


def shaft_holes(sizes: Sizes, first_x: float, away: float) -> tuple[Hole, ...]:
    """A row of holes from ``first_x`` on, towards +x or -x (``away``); locking ones alternately from both ends."""
    count, locked = whole_number(sizes, "holes"), whole_number(sizes, "locking_holes")
    if locked > count:
        raise OsteoError(f"A plate of {count} holes cannot have {locked} locking ones; choose fewer.")
    screw, thickness = sizes["screw_mm"], sizes["thickness_mm"]
    order = [n // 2 if n % 2 == 0 else count - 1 - n // 2 for n in range(count)][:locked]
    holes = []
    for n in range(count):
        x = first_x + away * n * sizes["spacing_mm"]
        if n in order:
            holes.append(locking_hole(x, 0.0, screw, thickness, sizes["lean_deg"]))
        else:
            holes.append(free_hole(x, 0.0, screw, thickness, sizes["travel_mm"]))
    return tuple(holes)


def across(sizes: Sizes, half_mm: float) -> Curve:
    """The bone lies in the hollow of a plate that is curved across: its edges reach towards the bone (+z)."""
    radius = sizes["transverse_radius_mm"]
    return parabola(radius, half_mm) if radius else FLAT


def check_across(sizes: Sizes, half_width: float) -> None:
    radius = sizes["transverse_radius_mm"]
    if 0 < radius < 1.2 * half_width:
        raise OsteoError(
            f"A plate {2 * half_width:g} mm wide cannot be curved across to a radius of {radius:g} mm; choose at least "
            f"{1.2 * half_width:.1f} mm, or 0 for flat."
        )


def straight(sizes: Sizes) -> PlateBody:
    """Holes along x, the same to both sides of the middle."""
    count, spacing, width = whole_number(sizes, "holes"), sizes["spacing_mm"], sizes["width_mm"]
    bevel = BEVEL * sizes["thickness_mm"]
    check_across(sizes, width / 2)
    bend = Bend(hollow=across(sizes, width / 2)) if sizes["transverse_radius_mm"] else None
    outline = rounded_rectangle(count * spacing, width, 0.42 * min(width, count * spacing))
    holes = shaft_holes(sizes, -(count - 1) / 2 * spacing, 1.0)
    return PlateBody(outline, holes, sizes["thickness_mm"], bevel, bend).checked()


def notched(sizes: Sizes) -> tuple[PlateBody, np.ndarray]:
    """The straight plate without a bevel, and the centres (k, 2) of the notches, whose depth and radius are equal.

    Raises
    ------
    OsteoError
        A notch meets a hole or leaves too little of the plate.
    """
    body = replace(straight(sizes), bevel_mm=0.0)
    count, spacing, depth = len(body.holes), sizes["spacing_mm"], sizes["notch_mm"]
    between = (np.arange(count - 1) - (count - 2) / 2) * spacing
    centres = np.array([[x, side * sizes["width_mm"] / 2] for x in between for side in (-1, 1)])
    nearest = min(
        np.hypot(max(abs(centre[0] - hole.x) - hole.travel_mm / 2, 0), centre[1]) - hole.top_mm / 2
        for centre in centres for hole in body.holes
    )  # fmt: skip
    if depth > 0.35 * sizes["width_mm"] or nearest - depth < 0.8:
        raise OsteoError(
            f"Notches of {depth:g} mm leave no wall to the holes or less than a third of the plate; choose shallower "
            "notches or a larger spacing."
        )
    return body, centres


def _notched_mesh(sizes: Sizes) -> Mesh:
    body, centres = notched(sizes)
    cylinders = [
        Hole("free", x, y, 1, 2 * sizes["notch_mm"], 2 * sizes["notch_mm"], body.thickness_mm, 0.0) for x, y in centres
    ]
    return PlateBody(body.outline, body.holes + tuple(cylinders), body.thickness_mm, 0.0, body.bend).mesh()


def _notched_volume(sizes: Sizes) -> float:
    """Every notch is half a cylinder."""
    body, centres = notched(sizes)
    return body.volume_mm3 - len(centres) * np.pi * sizes["notch_mm"] ** 2 / 2 * body.thickness_mm


def _check_straight(sizes: Sizes) -> None:
    straight(sizes)


def _check_notched(sizes: Sizes) -> None:
    notched(sizes)


def _reconstruction_measures(sizes: Sizes) -> dict[str, float]:
    screw = float(sizes["screw_mm"])
    return {
        "width_mm": 2.9 * screw, "thickness_mm": 0.8 * screw, "spacing_mm": 3.45 * screw, "travel_mm": 0.0,
        "notch_mm": 0.5 * screw,
    }  # fmt: skip


STRAIGHT = Family(
    "straight_plate", "straight plate", "直型接骨板", "plate", SHAFT_RANGES,
    solid=lambda sizes: straight(sizes).mesh(),
    joins=lambda sizes: straight(sizes).connections(),
    volume=lambda sizes: straight(sizes).volume_mm3,
    derived=shaft_measures,
    check=_check_straight,
)  # fmt: skip
RECONSTRUCTION = Family(
    "reconstruction_plate", "reconstruction plate", "重建接骨板", "plate",
    (*SHAFT_RANGES, SizeRange("notch_mm", "depth of the notches", "切迹深度", 0.3, 5.0)),
    solid=_notched_mesh,
    joins=lambda sizes: notched(sizes)[0].connections(),
    volume=_notched_volume,
    derived=_reconstruction_measures,
    check=_check_notched,
)  # fmt: skip
