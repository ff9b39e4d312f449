"""Hip stems: a tapered stem with a trunnion, one sweep from the trunnion through the neck down to the tip."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.sweep import Sweep
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh

TRUNNION_MM = 14.0
"""Length of the trunnion: 12 mm wide at its top, 14 mm below, the common "12/14" taper; makers differ in its angle."""
TRUNNION_TOP, TRUNNION_FOOT = 6.0, 6.7


def neck_axis(sizes: Sizes) -> np.ndarray:
    """Unit vector (3,) from the head's centre down the neck: x is medial, z down the stem."""
    lean = np.radians(180.0 - sizes["neck_angle_deg"])
    return np.array([-np.sin(lean), 0.0, np.cos(lean)])


def _sweep(sizes: Sizes) -> Sweep:
    """Stations on the neck, stations of the body, and a bend between them on which the section turns and grows.

    Raises
    ------
    OsteoError
        The neck is too short for its trunnion, or the body grows towards its tip.
    """
    neck, offset = neck_axis(sizes), sizes["offset_mm"]
    length = offset / -neck[0]
    shoulder = neck[2] * length
    """Where the axes of neck and stem meet, below the head's centre."""
    if length < TRUNNION_MM + 14:
        raise OsteoError(
            f"An offset of {offset:g} mm at {sizes['neck_angle_deg']:g} degrees leaves a neck of {length:.0f} mm, too "
            f"short for a trunnion of {TRUNNION_MM:g} mm; choose a larger offset or a smaller neck angle."
        )
    wide, deep, tip = sizes["proximal_width_mm"] / 2, sizes["proximal_depth_mm"] / 2, sizes["distal_diameter_mm"] / 2
    if tip > 0.9 * min(wide, deep):
        raise OsteoError("The stem must be thinner at its tip than at its top; choose a smaller distal diameter.")
    if sizes["stem_length_mm"] < 2.5 * sizes["proximal_width_mm"]:
        raise OsteoError("The stem is hardly longer than it is wide; choose a longer stem or a smaller width.")
    down, side = np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])
    centres, widths, depths, ways, corners = [], [], [], [], []

    def station(centre: np.ndarray, way: np.ndarray, width: float, depth: float, squareness: float) -> None:
        centres.append(centre)
        ways.append(way / np.linalg.norm(way))
        widths.append(width)
        depths.append(depth)
        corners.append(squareness)

    start = -0.35 * TRUNNION_MM
    slim = min(TRUNNION_FOOT - 0.7, 0.9 * deep)
    for along, radius in ((start, TRUNNION_TOP), (start + TRUNNION_MM, TRUNNION_FOOT), (start + TRUNNION_MM + 1, slim)):
        station(neck * along, neck, radius, radius, 0.0)
    station(neck * (length - 10), neck, slim * 1.1, slim, 0.0)
    axis_x = -offset
    top, end = shoulder + 14.0, shoulder + sizes["stem_length_mm"]
    # The bend: a quadratic from the end of the neck to the top of the body, its tangents those of both.
    first, corner, last = neck * (length - 10), np.array([axis_x, 0, shoulder]), np.array([axis_x, 0, top])
    for share in np.linspace(0, 1, 9)[1:]:
        centre = (1 - share) ** 2 * first + 2 * share * (1 - share) * corner + share**2 * last
        way = (1 - share) * (corner - first) + share * (last - corner)
        ease = share**2 * (3 - 2 * share)
        station(centre, way, slim * 1.1 + ease * (wide - slim * 1.1), slim + ease * (deep - slim), -ease / 12)
    for share in np.linspace(0, 1, 9)[1:]:
        width = tip + (wide - tip) * (1 - share) ** 1.3
        # The lateral side is straight: what the body loses in width it loses medially.
        centre = np.array([axis_x - (wide - width) * 0.45, 0.0, top + share * (end - top - tip)])
        station(centre, down, width, tip + (deep - tip) * (1 - share), -(1 - share) / 12)
    for share in (0.5, 0.8, 0.95):
        radius = tip * np.sqrt(1 - share**2)
        last_x = centres[-1][0]
        station(np.array([last_x, 0.0, end - tip + share * tip]), down, radius, radius, 0.0)
    along = np.array(ways)
    # first x second points along the path: the first half axis lies in the plane of the stem, medial.
    medial = np.cross(side, along)
    sideways = np.array(depths)[:, None] * side
    return Sweep(np.array(centres), medial * np.array(widths)[:, None], sideways, np.array(corners))


def _solid(sizes: Sizes) -> Mesh:
    return _sweep(sizes).mesh()


def _volume(sizes: Sizes) -> float:
    return _sweep(sizes).volume_mm3


def _check(sizes: Sizes) -> None:
    _sweep(sizes)


def _joins(sizes: Sizes) -> tuple[ConnectionPoint, ...]:
    x, y, z = neck_axis(sizes)
    return (
        ConnectionPoint(
            "taper", "taper", (0.0, 0.0, 0.0), (float(x), float(y), float(z)), 12.0, 0.0, ("femoral_head",)
        ),
    )


def _derived(sizes: Sizes) -> dict[str, float]:
    """Proportions to the distal diameter and the offset that are typical of tapered stems; no standard."""
    tip = float(sizes["distal_diameter_mm"])
    return {"proximal_width_mm": 1.55 * tip + 8, "proximal_depth_mm": 0.75 * tip + 7.0, "stem_length_mm": 4 * tip + 75}


STEM = Family(
    "hip_stem", "hip stem", "髋关节股骨柄", "hip",
    (
        SizeRange("distal_diameter_mm", "distal diameter", "远端直径", 5.0, 24.0),
        SizeRange("offset_mm", "offset", "偏心距", 25.0, 70.0, 40.0),
        SizeRange("neck_angle_deg", "neck-shaft angle", "颈干角", 115.0, 150.0, 132.0),
        SizeRange("stem_length_mm", "length from the shoulder to the tip", "柄长", 60.0, 320.0),
        SizeRange("proximal_width_mm", "width at the top", "近端宽度", 12.0, 50.0),
        SizeRange("proximal_depth_mm", "depth at the top", "近端厚度", 8.0, 30.0),
    ),
    _solid, _joins, _volume, _derived, _check,
)  # fmt: skip
