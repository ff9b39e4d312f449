"""Plates with a head: T and L plates, the lateral plates of the proximal tibia and of the distal femur."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.holes import Hole, locking_hole
from osteokit.planning.implants.families.outline import softened
from osteokit.planning.implants.families.plate_body import (
    BEVEL,
    FLAT,
    SAGITTA_MM,
    WALL_MM,
    Bend,
    Curve,
    PlateBody,
    parabola,
)
from osteokit.planning.implants.families.straight_plate import (
    SHAFT_RANGES,
    across,
    check_across,
    shaft_holes,
    shaft_measures,
    whole_number,
)
from osteokit.planning.implants.families.threads import measures_for
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes

HEAD_RANGES = (
    SizeRange("head_holes", "number of holes in the head", "头部孔数", 2, 6),
    SizeRange("head_width_mm", "width of the head", "头部宽度", 8.0, 60.0),
    SizeRange("head_length_mm", "length of the head", "头部长度", 4.0, 60.0),
    SizeRange("bend_deg", "bend of the head away from the bone", "头部折弯角", -30.0, 30.0),
    SizeRange("bow_radius_mm", "radius of the bow in the plate's plane, 0 for none", "弓弧半径", 0.0, 5000.0, 0.0),
)
DISTAL_FEMUR_PATTERN = ((0.20, -0.12), (0.20, -0.42), (0.20, 0.18), (0.50, -0.27), (0.50, 0.03), (0.80, -0.08))
"""Holes of the condylar head: shares of its length from its end, and of its width from the shaft's axis."""


@dataclass(frozen=True)
class _Layout:
    """Where shaft and head lie: the plate reaches from -half to +half, its head at the end to which ``toward``
    (+1 or -1) points; ``posterior`` is the share of the head's width behind the shaft's axis (-y)."""

    half: float
    neck_x: float
    toward: float
    posterior: float


def _layout(sizes: Sizes, toward: float, posterior: float) -> _Layout:
    total = whole_number(sizes, "holes") * sizes["spacing_mm"] + sizes["head_length_mm"]
    return _Layout(total / 2, toward * (total / 2 - sizes["head_length_mm"]), toward, posterior)


def _corners(sizes: Sizes, layout: _Layout) -> np.ndarray:
    """Counter-clockwise, for a head at +x; mirrored in x for one at -x."""
    w, end, neck = sizes["width_mm"] / 2, layout.half, abs(layout.neck_x) * np.sign(layout.neck_x * layout.toward)
    back, front = -layout.posterior * sizes["head_width_mm"], (1 - layout.posterior) * sizes["head_width_mm"]
    slope = min(0.5 * max(-back - w, front - w), 0.6 * sizes["spacing_mm"])
    corners = [(-end, -w)]
    if back < -w - 0.5:
        corners += [(neck - slope, -w), (neck + 0.15 * sizes["head_length_mm"], back)]
    corners += [(end, min(back, -w)), (end, max(front, w))]
    if front > w + 0.5:
        corners += [(neck + 0.15 * sizes["head_length_mm"], front), (neck - slope, w)]
    corners += [(-end, w)]
    points = np.array(corners)
    return points if layout.toward > 0 else (points * [-1, 1])[::-1]


def _flare(sizes: Sizes, layout: _Layout) -> Curve:
    """The head turns away from the bone (-z) by ``bend_deg``, on an arc as long as 0.7 of the head that begins before
    it, and goes on straight."""
    slope, arc = np.tan(np.radians(sizes["bend_deg"])), 0.7 * sizes["head_length_mm"]
    if slope == 0:
        return FLAT
    start = layout.toward * layout.neck_x - 0.2 * sizes["head_length_mm"]
    count = int(np.ceil(arc / np.sqrt(8 * arc / abs(slope) * SAGITTA_MM))) + 1
    into = np.append(np.linspace(0, arc, count + 1), arc + layout.half)
    fall = -slope * np.append(into[:-1] ** 2 / (2 * arc), into[-1] - arc / 2)
    order = np.argsort(layout.toward * (start + into))
    x, z = (layout.toward * (start + into))[order], fall[order]
    return x, z - np.interp(0.0, x, z)


def _bend(sizes: Sizes, layout: _Layout) -> Bend | None:
    """The head's flare; hollow across; bowed so that the middle lies in front (+y)."""
    width = max(layout.posterior, 1 - layout.posterior) * sizes["head_width_mm"]
    radius = sizes["bow_radius_mm"]
    if sizes["bend_deg"] == 0 and sizes["transverse_radius_mm"] == 0 and radius == 0:
        return None
    return Bend(_flare(sizes, layout), across(sizes, width), parabola(-radius, layout.half) if radius else FLAT)


def _row(sizes: Sizes, layout: _Layout) -> tuple[Hole, ...]:
    """Locking holes side by side across the head."""
    count, width = whole_number(sizes, "head_holes"), sizes["head_width_mm"]
    head = measures_for("locking", sizes["screw_mm"])["head_mm"]
    edge = head / 2 + WALL_MM + BEVEL * sizes["thickness_mm"] + 0.1
    low, high = -layout.posterior * width + edge, (1 - layout.posterior) * width - edge
    x = layout.toward * (layout.half - 0.5 * sizes["head_length_mm"])
    rows = np.linspace(low, high, count)
    return tuple(locking_hole(x, float(y), sizes["screw_mm"], sizes["thickness_mm"], sizes["lean_deg"]) for y in rows)


def _condylar(sizes: Sizes, layout: _Layout) -> tuple[Hole, ...]:
    length, width = sizes["head_length_mm"], sizes["head_width_mm"]
    return tuple(
        locking_hole(
            layout.toward * (layout.half - along * length), across * width,
            sizes["screw_mm"], sizes["thickness_mm"], sizes["lean_deg"],
        )
        for along, across in DISTAL_FEMUR_PATTERN[: whole_number(sizes, "head_holes")]
    )  # fmt: skip


Head = Callable[[Sizes, _Layout], tuple[Hole, ...]]


def _body(sizes: Sizes, toward: float, posterior: float, head: Head) -> PlateBody:
    if sizes["head_width_mm"] < 1.15 * sizes["width_mm"]:
        raise OsteoError(
            f"The head ({sizes['head_width_mm']:g} mm) must be wider than the shaft ({sizes['width_mm']:g} mm) by 15 "
            "percent or more; choose a wider head."
        )
    if 0 < sizes["bow_radius_mm"] < 3 * whole_number(sizes, "holes") * sizes["spacing_mm"]:
        raise OsteoError(
            f"A bow of {sizes['bow_radius_mm']:g} mm radius is too tight for the length of this plate; choose three "
            "times its length or more, or 0 for none."
        )
    check_across(sizes, max(posterior, 1 - posterior) * sizes["head_width_mm"])
    layout = _layout(sizes, toward, posterior)
    outline = softened(_corners(sizes, layout), 0.4 * min(sizes["width_mm"], sizes["head_length_mm"]))
    shaft = shaft_holes(sizes, layout.neck_x - toward * sizes["spacing_mm"] / 2, -toward)
    thickness = sizes["thickness_mm"]
    holes = (*head(sizes, layout), *shaft)
    return PlateBody(outline, holes, thickness, BEVEL * thickness, _bend(sizes, layout)).checked()


def t_plate(sizes: Sizes) -> PlateBody:
    """The head at +x, as far to both sides."""
    return _body(sizes, 1.0, 0.5, _row)


def l_plate(sizes: Sizes) -> PlateBody:
    """The head at +x, to -y only: for the lateral side of a right bone, backwards."""
    return _body(sizes, 1.0, 1 - sizes["width_mm"] / 2 / sizes["head_width_mm"], _row)


def proximal_tibia(sizes: Sizes) -> PlateBody:
    """For the lateral side of a right tibia: z is medial, y anterior; the head reaches further back than forward."""
    return _body(sizes, 1.0, 0.6, _row)


def distal_femur(sizes: Sizes) -> PlateBody:
    """For the lateral side of a right femur: z is medial, y anterior; the condylar head lies at -x."""
    return _body(sizes, -1.0, 0.6, _condylar)


def _row_measures(bend_deg: float) -> Callable[[Sizes], dict[str, float]]:
    """Typical proportions to the screw; no standard."""

    def derived(sizes: Sizes) -> dict[str, float]:
        screw, holes = float(sizes["screw_mm"]), float(sizes.get("head_holes", 3))
        return shaft_measures(sizes) | {
            "head_holes": 3.0,
            "head_width_mm": max((2.0 * holes + 0.6) * screw, 1.3 * float(sizes.get("width_mm", 3.1 * screw))),
            "head_length_mm": 3.2 * screw,
            "bend_deg": bend_deg,
        }

    return derived


def _condylar_measures(sizes: Sizes) -> dict[str, float]:
    screw = float(sizes["screw_mm"])
    return shaft_measures(sizes) | {
        "head_holes": 6.0, "head_width_mm": 7.4 * screw, "head_length_mm": 8.4 * screw, "bend_deg": 18.0,
    }  # fmt: skip


def _ranges(**usual: float) -> tuple[SizeRange, ...]:
    return tuple(replace(size, usual=usual.get(size.name, size.usual)) for size in (*SHAFT_RANGES, *HEAD_RANGES))


def _family(
    key: str, english: str, chinese: str, body: Callable[[Sizes], PlateBody],
    derived: Callable[[Sizes], dict[str, float]], ranges: tuple[SizeRange, ...], sided: bool,
) -> Family:  # fmt: skip
    def check(sizes: Sizes) -> None:
        body(sizes)

    return Family(
        key, english, chinese, "plate", ranges,
        solid=lambda sizes: body(sizes).mesh(),
        joins=lambda sizes: body(sizes).connections(),
        volume=lambda sizes: body(sizes).volume_mm3,
        derived=derived, check=check, sided=sided,
    )  # fmt: skip


T_PLATE = _family("t_plate", "T plate", "T型接骨板", t_plate, _row_measures(10.0), _ranges(), False)
L_PLATE = _family("l_plate", "L plate", "L型接骨板", l_plate, _row_measures(10.0), _ranges(), True)
PROXIMAL_TIBIA = _family(
    "proximal_tibia_plate", "proximal tibia plate, lateral", "胫骨近端外侧接骨板", proximal_tibia, _row_measures(20.0),
    _ranges(transverse_radius_mm=45.0), True,
)  # fmt: skip
DISTAL_FEMUR = _family(
    "distal_femur_plate", "distal femur plate, lateral", "股骨远端外侧接骨板", distal_femur, _condylar_measures,
    _ranges(transverse_radius_mm=60.0, bow_radius_mm=1200.0), True,
)  # fmt: skip
