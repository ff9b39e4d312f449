"""Cups, liners and heads of the hip: parts of spheres around the origin."""

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.formulas import frustum, sphere_zone
from osteokit.planning.implants.families.lathe import ROUND, Lathe
from osteokit.planning.implants.families.rings import area_factor
from osteokit.planning.implants.families.stem import TRUNNION_FOOT, TRUNNION_MM, TRUNNION_REACH, TRUNNION_TOP
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import manifold_of, mesh_of

ARC_STEPS = 32
CUP_HOLES = ((0.0, 0.0), (35.0, 60.0), (35.0, 0.0), (35.0, -60.0), (58.0, 30.0), (58.0, -30.0))
"""Where screw holes of a cup lie: degrees from its axis, and around it from x; as many as are asked for, from the
second on; the first is the hole of the inserter, which every cup has."""


def _cap(lathe: Lathe, radius: float, rising: bool) -> list[np.ndarray]:
    """Rings of a half sphere over z = 0, pole included, from the rim on where ``rising``. The rings lie outside by
    the factor that gives back what the chords cut off: a chord of angle d takes d^2 / 6 of r^2."""
    step = np.pi / 2 / ARC_STEPS
    true = radius * (1 + step**2 / 8)
    angles = np.linspace(0, np.pi / 2, ARC_STEPS + 1)[:-1]
    rings = [lathe.ring(ROUND * true * np.cos(a), true * np.sin(a)) for a in angles]
    rings.append(lathe.pole(true))
    return rings if rising else rings[::-1]


def _shell(outer: float, inner: float) -> Mesh:
    """A half spherical shell, open towards -z."""
    lathe = Lathe()
    dome, hollow = _cap(lathe, outer, True), _cap(lathe, inner, False)
    lathe.bands(dome)
    lathe.bands([*hollow, dome[0]])
    return lathe.mesh()


def _shell_volume(outer: float, inner: float) -> float:
    return float(2 / 3 * np.pi * (outer**3 - inner**3))


def _cup_radii(sizes: Sizes) -> tuple[float, float]:
    return sizes["outer_diameter_mm"] / 2, sizes["outer_diameter_mm"] / 2 - sizes["wall_mm"]


def _directions(sizes: Sizes) -> np.ndarray:
    """Unit vectors (k, 3) of the cup's holes, the inserter's first."""
    polar, around = np.radians(np.array(CUP_HOLES[: 1 + int(sizes["holes"])])).T
    return np.column_stack([np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)])


def _cup(sizes: Sizes) -> Mesh:
    outer, inner = _cup_radii(sizes)
    body = manifold_of(_shell(outer, inner))
    drills = [
        manifold_of(cylinder(way * inner * 0.7, way * (outer + 2), area_factor(48) * sizes["hole_mm"] / 2, 48))
        for way in _directions(sizes)
    ]
    return mesh_of(manifold3d.Manifold.batch_boolean([body, *drills], manifold3d.OpType.Subtract))


def _cup_volume(sizes: Sizes) -> float:
    """A radial hole of radius a takes 2 pi / 3 [(R^3 - (R^2 - a^2)^1.5) - (r^3 - (r^2 - a^2)^1.5)] from the shell."""
    outer, inner = _cup_radii(sizes)
    a = sizes["hole_mm"] / 2
    hole = 2 / 3 * np.pi * sum(
        sign * (radius**3 - (radius**2 - a**2) ** 1.5) for sign, radius in ((1, outer), (-1, inner))
    )  # fmt: skip
    return _shell_volume(outer, inner) - (1 + int(sizes["holes"])) * hole


def _check_cup(sizes: Sizes) -> None:
    outer, inner = _cup_radii(sizes)
    if sizes["holes"] != int(sizes["holes"]):
        raise OsteoError(f"A cup has a whole number of holes, not {sizes['holes']:g}.")
    if sizes["wall_mm"] > 0.25 * outer:
        raise OsteoError(f"A wall of {sizes['wall_mm']:g} mm leaves no room for a liner; choose a thinner wall.")
    ways = _directions(sizes)
    closest = np.min(
        np.linalg.norm(ways[1:, None] - ways[None, :], axis=2) + 9 * (ways[1:, None] == ways[None]).all(2), initial=9
    )
    if sizes["hole_mm"] + 1.0 > inner * min(closest, np.cos(np.radians(58.0))):
        raise OsteoError(
            f"Holes of {sizes['hole_mm']:g} mm meet each other or the rim of the cup; choose smaller ones."
        )


def _cup_joins(sizes: Sizes) -> tuple[ConnectionPoint, ...]:
    _outer, inner = _cup_radii(sizes)
    points = [
        ConnectionPoint("liner", "bearing", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0), 2 * inner, 0.0, ("acetabular_liner",))
    ]
    for n, (x, y, z) in enumerate(_directions(sizes)[1:].tolist(), 1):
        seat = (x * inner, y * inner, z * inner)
        points.append(ConnectionPoint(f"hole {n}", "screw", seat, (x, y, z), 6.5, 15.0, ("cancellous_screw",)))
    return tuple(points)


def _liner_radii(sizes: Sizes) -> tuple[float, float]:
    return sizes["outer_diameter_mm"] / 2, sizes["head_diameter_mm"] / 2


def _check_liner(sizes: Sizes) -> None:
    outer, inner = _liner_radii(sizes)
    if outer - inner < 3.0:
        raise OsteoError(
            f"A head of {2 * inner:g} mm leaves {outer - inner:.1f} mm of liner in a cup of {2 * outer:g} mm inside; "
            "at least 3 mm are needed: choose a smaller head or a larger cup."
        )


def _liner_joins(sizes: Sizes) -> tuple[ConnectionPoint, ...]:
    outer, inner = _liner_radii(sizes)
    origin, into = (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    return (
        ConnectionPoint("cup", "bearing", origin, into, 2 * outer, 0.0, ("acetabular_cup",)),
        ConnectionPoint("head", "bearing", origin, into, 2 * inner, 90.0, ("femoral_head",)),
    )


def _head_levels(sizes: Sizes) -> tuple[float, float, float]:
    """z of the flat face, of the end of the bore, and the bore's radius at the face.

    A longer neck (offset above 0) moves the trunnion, and with it the bore, away from the centre.
    """
    end = sizes["neck_offset_mm"] - TRUNNION_REACH * TRUNNION_MM - 1.0
    radius = sizes["diameter_mm"] / 2
    face = min(0.8 * radius, np.sqrt(radius**2 - 7.6**2))
    return face, end, TRUNNION_TOP + (TRUNNION_FOOT - TRUNNION_TOP) / TRUNNION_MM * (face - end - 1.0)


def _check_head(sizes: Sizes) -> None:
    face, end, mouth = _head_levels(sizes)
    radius = sizes["diameter_mm"] / 2
    if mouth > 0.92 * np.sqrt(radius**2 - face**2) or np.hypot(TRUNNION_TOP, end) > 0.93 * radius or face - end < 6:
        raise OsteoError(
            f"A head of {2 * radius:g} mm with a neck offset of {sizes['neck_offset_mm']:+g} mm has no room for a "
            "12/14 taper; choose a larger head or an offset closer to 0."
        )


def _head(sizes: Sizes) -> Mesh:
    face, end, mouth = _head_levels(sizes)
    lathe, radius = Lathe(), sizes["diameter_mm"] / 2
    low, high = -np.pi / 2, np.arcsin(face / radius)
    steps = 2 * ARC_STEPS
    true = radius * (1 + ((high - low) / steps) ** 2 / 8)
    angles = np.linspace(low, high, steps + 1)[1:]
    rings = [lathe.pole(-true)] + [lathe.ring(ROUND * true * np.cos(a), true * np.sin(a)) for a in angles]
    top = float(true * np.sin(angles[-1]))
    rings += [lathe.ring(ROUND * mouth, top), lathe.ring(ROUND * TRUNNION_TOP, end), lathe.pole(end)]
    lathe.bands(rings)
    return lathe.mesh()


def _head_volume(sizes: Sizes) -> float:
    """A sphere cut at its face, less the bore."""
    face, end, mouth = _head_levels(sizes)
    radius = sizes["diameter_mm"] / 2
    return sphere_zone(radius, -radius, face) - frustum(TRUNNION_TOP, mouth, face - end)


def _head_joins(sizes: Sizes) -> tuple[ConnectionPoint, ...]:
    """The stem's origin comes to lie at the neck offset; the trunnion goes in along -z."""
    taper = (0.0, 0.0, float(sizes["neck_offset_mm"]))
    return (
        ConnectionPoint("taper", "taper", taper, (0.0, 0.0, -1.0), 12.0, 0.0, ("hip_stem",)),
        ConnectionPoint(
            "bearing", "bearing", (0.0, 0.0, 0.0), (0.0, 0.0, -1.0), sizes["diameter_mm"], 90.0, ("acetabular_liner",)
        ),
    )


CUP = Family(
    "acetabular_cup", "acetabular cup", "髋臼杯", "hip",
    (
        SizeRange("outer_diameter_mm", "outer diameter", "外径", 36.0, 80.0),
        SizeRange("wall_mm", "thickness of the wall", "壁厚", 2.0, 10.0, 4.0),
        SizeRange("holes", "number of screw holes", "螺钉孔数", 0, 5, 3),
        SizeRange("hole_mm", "diameter of the holes", "孔径", 4.0, 10.0, 7.0),
    ),
    _cup, _cup_joins, _cup_volume, check=_check_cup,
)  # fmt: skip
LINER = Family(
    "acetabular_liner", "acetabular liner", "髋臼内衬", "hip",
    (
        SizeRange("outer_diameter_mm", "outer diameter, the cup's inside", "外径", 28.0, 76.0),
        SizeRange("head_diameter_mm", "diameter of the head", "球头直径", 22.0, 48.0),
    ),
    lambda sizes: _shell(*_liner_radii(sizes)), _liner_joins, lambda sizes: _shell_volume(*_liner_radii(sizes)),
    check=_check_liner,
)  # fmt: skip
HEAD = Family(
    "femoral_head", "femoral head", "股骨球头", "hip",
    (
        SizeRange("diameter_mm", "diameter", "直径", 22.0, 56.0),
        SizeRange("neck_offset_mm", "neck offset", "颈长偏移", -8.0, 14.0, 0.0),
    ),
    _head, _head_joins, _head_volume, check=_check_head,
)  # fmt: skip
