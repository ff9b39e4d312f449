"""Hip stems: a tapered stem with a trunnion, one sweep from the trunnion through the neck down to the tip."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.sweep import Sweep
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh

TRUNNION_MM = 14.0
"""Length of the trunnion: 12 mm wide at its top, 14 mm below, the common "12/14" taper; makers differ in its angle."""
TRUNNION_TOP, TRUNNION_FOOT = 6.0, 6.7
TRUNNION_REACH = 0.35
"""Share of the trunnion beyond the head's centre."""
MEDIAL = 0.9
"""Share of the taper that is medial: the lateral side is nearly straight."""
DOWN, SIDE = np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])


def neck_axis(sizes: Sizes) -> np.ndarray:
    """Unit vector (3,) from the head's centre down the neck: x is medial, z down the stem."""
    lean = np.radians(180.0 - sizes["neck_angle_deg"])
    return np.array([-np.sin(lean), 0.0, np.cos(lean)])


@dataclass(frozen=True)
class _Station:
    """A section: its middle, the way that the path goes there, half width (in x-z), half depth (y), squareness."""

    centre: np.ndarray
    way: np.ndarray
    width: float
    depth: float
    squareness: float = 0.0


@dataclass(frozen=True)
class _Body:
    """Half widths and half depth of the stem, and where its axes lie.

    Attributes
    ----------
    wide, deep, tip, slim : float
        Half width and half depth at the top, radius of the tip, radius of the neck.
    neck : (3,)
        Unit vector from the head's centre down the neck.
    neck_mm : float
        From the head's centre to where the axis of the neck meets that of the stem's top.
    top_x, top_z, end_z : float
        Middle of the top of the body, and z of the tip.
    """

    wide: float
    deep: float
    tip: float
    slim: float
    neck: np.ndarray
    neck_mm: float
    top_x: float
    top_z: float
    end_z: float


def _body(sizes: Sizes) -> _Body:
    """The distal axis lies at x = -offset; the lateral side is nearly straight, so the top lies more medially.

    Raises
    ------
    OsteoError
        The neck is too short for its trunnion, or the body grows towards its tip or is too short.
    """
    wide, deep, tip = sizes["proximal_width_mm"] / 2, sizes["proximal_depth_mm"] / 2, sizes["distal_diameter_mm"] / 2
    if tip > 0.9 * min(wide, deep):
        raise OsteoError("The stem must be thinner at its tip than at its top; choose a smaller distal diameter.")
    if sizes["stem_length_mm"] < 2.5 * sizes["proximal_width_mm"]:
        raise OsteoError("The stem is hardly longer than it is wide; choose a longer stem or a smaller width.")
    neck = neck_axis(sizes)
    top_x = MEDIAL * (wide - tip) - sizes["offset_mm"]
    length = top_x / neck[0]
    if length < TRUNNION_MM + 16:
        raise OsteoError(
            f"An offset of {sizes['offset_mm']:g} mm at {sizes['neck_angle_deg']:g} degrees leaves a neck of "
            f"{length:.0f} mm, too short for a trunnion of {TRUNNION_MM:g} mm; choose a larger offset or a "
            "smaller neck angle."
        )
    shoulder = neck[2] * length
    slim = min(TRUNNION_FOOT - 0.7, 0.9 * deep)
    return _Body(
        wide, deep, tip, slim, neck, length, top_x, shoulder + 0.5 * wide + 9, shoulder + sizes["stem_length_mm"]
    )


def _neck(body: _Body) -> list[_Station]:
    """The trunnion, a step down to the neck, the neck."""
    start = -TRUNNION_REACH * TRUNNION_MM
    levels = [(start, TRUNNION_TOP), (start + TRUNNION_MM, TRUNNION_FOOT), (start + TRUNNION_MM + 1, body.slim)]
    return [_Station(body.neck * along, body.neck, radius, radius) for along, radius in levels]


def _bend(body: _Body) -> list[_Station]:
    """From the neck to the top of the body: a quadratic whose tangents are those of both, on which the section grows
    and gets squarer."""
    first = body.neck * (body.neck_mm - 11)
    corner = body.neck * body.neck_mm
    last = np.array([body.top_x, 0.0, body.top_z])
    stations = []
    for share in np.linspace(0, 1, 13):
        centre = (1 - share) ** 2 * first + 2 * share * (1 - share) * corner + share**2 * last
        way = (1 - share) * (corner - first) + share * (last - corner)
        ease = share
        width, depth = body.slim + ease * (body.wide - body.slim), body.slim + ease * (body.deep - body.slim)
        stations.append(_Station(centre, way, width, depth, -ease / 12))
    return stations


def _shaft(body: _Body) -> list[_Station]:
    """From the top of the body to its rounded tip."""
    stations, length = [], body.end_z - body.tip - body.top_z
    for share in np.linspace(0, 1, 9)[1:]:
        width = body.tip + (body.wide - body.tip) * (1 - share) ** 1.3
        centre = np.array([body.top_x - MEDIAL * (body.wide - width), 0.0, body.top_z + share * length])
        depth = body.tip + (body.deep - body.tip) * (1 - share)
        stations.append(_Station(centre, DOWN, width, depth, -(1 - share) / 12))
    foot = stations[-1].centre
    for share in (0.5, 0.8, 0.95):
        radius = body.tip * float(np.sqrt(1 - share**2))
        stations.append(_Station(foot + share * body.tip * DOWN, DOWN, radius, radius))
    return stations


def _sweep(sizes: Sizes) -> Sweep:
    """All stations.

    Raises
    ------
    OsteoError
        As :func:`_body`; or the body is so wide for its neck that sections cross in the bend.
    """
    body = _body(sizes)
    stations = [*_neck(body), *_bend(body), *_shaft(body)]
    ways = np.array([station.way / np.linalg.norm(station.way) for station in stations])
    # First x second points along the path: the first half axis lies in the plane of the stem, medially.
    medial = np.cross(SIDE, ways) * np.array([[station.width] for station in stations])
    sweep = Sweep(
        np.array([station.centre for station in stations]), medial,
        SIDE * np.array([[station.depth] for station in stations]),
        np.array([station.squareness for station in stations]),
    )  # fmt: skip
    if sweep.folds:
        raise OsteoError(
            "The top of the stem is too wide for the bend to its neck; choose a smaller width or a larger offset."
        )
    return sweep


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
