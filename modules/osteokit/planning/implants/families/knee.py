"""Knee components as simple solids: they show size and place; their bearing surfaces are not those of any maker."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.formulas import frustum
from osteokit.planning.implants.families.outline import Outline
from osteokit.planning.implants.families.rings import capped, circle
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, prism
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import translation

ARC_STEPS = 32
YZ_TO_X = np.array([[0.0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]])
"""A prism drawn in x-y along z, set into y-z along x."""


def _profile(sizes: Sizes, back: float) -> Outline:
    """The sagittal section (y, z): five flat cuts inside (anterior, two chamfers, distal, posterior), round outside.

    ``back`` is where the section ends behind: the posterior condyles at -depth/2, or the back of the anterior part.
    """
    front, t, height = sizes["depth_mm"] / 2, sizes["thickness_mm"], sizes["depth_mm"]
    chamfer, round_, round_back = 0.16 * height, 0.36 * height, 0.42 * height
    anterior = [(front, 0.0), (front, 0.80 * height), (front - t, 0.80 * height), (front - t, t + chamfer)]
    anterior_radii = [round_, 0.35 * t, 0.35 * t, 0.5]
    if back > -front:
        corners = [(back, 0.0), *anterior, (front - t - chamfer, t), (back, t)]
        return Outline(np.array(corners), np.array([0, *anterior_radii, 0.5, 0]), ARC_STEPS)
    top = 0.55 * height
    inside = [(front - t - chamfer, t), (t - front + chamfer, t), (t - front, t + chamfer)]
    corners = [(-front, 0.0), *anterior, *inside, (t - front, top), (-front, top)]
    radii = [round_back, *anterior_radii, 0.5, 0.5, 0.5, 0.35 * t, 0.35 * t]
    return Outline(np.array(corners), np.array(radii), ARC_STEPS)


def _check_femoral(sizes: Sizes) -> None:
    if sizes["notch_mm"] > 0.5 * sizes["width_mm"]:
        raise OsteoError("The notch between the condyles is wider than half of the component; choose a narrower one.")
    if sizes["thickness_mm"] > 0.2 * sizes["depth_mm"] or sizes["depth_mm"] > 1.15 * sizes["width_mm"]:
        raise OsteoError(
            "The femoral component is too thick or too deep for its width; choose a thickness below a fifth of the "
            "depth and a depth below the width."
        )
    _profile(sizes, -sizes["depth_mm"] / 2)


def _notch_front(sizes: Sizes) -> float:
    """y of the front end of the notch, on the distal cut."""
    return 0.05 * sizes["depth_mm"]


def _femoral(sizes: Sizes) -> Mesh:
    width, notch = sizes["width_mm"], sizes["notch_mm"]
    outside = _distinct(_profile(sizes, -sizes["depth_mm"] / 2).points())
    body = manifold_of(prism(outside, width, translation([-width / 2, 0, 0]) @ YZ_TO_X))
    deep = sizes["depth_mm"]
    gap = box((notch, deep, 4 * deep), translation([0, _notch_front(sizes) - deep / 2, 0]))
    return mesh_of(body - manifold_of(gap))


def _femoral_volume(sizes: Sizes) -> float:
    whole, front = _profile(sizes, -sizes["depth_mm"] / 2).area_mm2, _profile(sizes, _notch_front(sizes)).area_mm2
    return whole * sizes["width_mm"] - (whole - front) * sizes["notch_mm"]


def _distinct(points: np.ndarray) -> np.ndarray:
    return points[np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1) > 1e-9]


def _tray(sizes: Sizes) -> Outline:
    """Seen from above (x right, y anterior): wide, round, with a notch behind for the cruciate ligament."""
    w, d = sizes["width_mm"] / 2, sizes["depth_mm"] / 2
    notch, depth = 0.16 * w, 0.22 * d
    half = [(-w, d), (-w, -d), (-1.8 * notch, -d), (-notch, -d + depth)]
    radii = [0.9 * d, 0.7 * d, 0.25 * depth, 0.3 * depth]
    corners = half + [(-x, y) for x, y in reversed(half)]
    return Outline(np.array(corners), np.array(radii + radii[::-1]), ARC_STEPS)


def _check_tray(sizes: Sizes) -> None:
    _tray(sizes)
    if sizes["depth_mm"] > 0.85 * sizes["width_mm"]:
        raise OsteoError("A tibial component is wider than deep; choose a depth below 85 percent of the width.")


def _check_tibial(sizes: Sizes) -> None:
    _check_tray(sizes)
    if sizes["keel_mm"] > 0.5 * sizes["depth_mm"]:
        raise OsteoError("The keel is thicker than half of the tray is deep; choose a thinner keel.")


def _tibial(sizes: Sizes) -> Mesh:
    plate = manifold_of(prism(_tray(sizes).points(), sizes["thickness_mm"]))
    top, tip, length = sizes["keel_mm"] / 2, 0.7 * sizes["keel_mm"] / 2, sizes["keel_length_mm"]
    disc = circle(48)
    levels = ((-length, tip), (0.0, top), (0.5 * sizes["thickness_mm"], top))
    keel = capped([np.column_stack([disc * radius, np.full(48, z)]) for z, radius in levels])
    return mesh_of(plate + manifold_of(keel))


def _tibial_volume(sizes: Sizes) -> float:
    radius = sizes["keel_mm"] / 2
    return _tray(sizes).area_mm2 * sizes["thickness_mm"] + frustum(radius, 0.7 * radius, sizes["keel_length_mm"])


def _dish(sizes: Sizes) -> tuple[float, float, float]:
    """Radius of the sphere that hollows the insert, its depth, and x of its middle."""
    depth = sizes["dish_depth_mm"]
    wide = 0.19 * sizes["width_mm"]
    return (wide**2 + depth**2) / (2 * depth), depth, 0.25 * sizes["width_mm"]


def _check_insert(sizes: Sizes) -> None:
    _check_tray(sizes)
    if 0.19 * sizes["width_mm"] > 0.42 * sizes["depth_mm"]:
        raise OsteoError("The insert is too shallow from front to back for its width; choose a larger depth.")


def _insert(sizes: Sizes) -> Mesh:
    radius, depth, aside = _dish(sizes)
    top = sizes["tray_mm"] + sizes["thickness_mm"] + depth
    body = manifold_of(prism(_tray(sizes).points(), top - sizes["tray_mm"], translation([0, 0, sizes["tray_mm"]])))
    angles = np.linspace(0, np.arccos(1 - depth / radius), 17)[1:]
    true = 1 + angles[0] ** 2 / 8
    disc, wide = circle(64), radius * np.sin(angles[-1])
    rings = [(true * radius * np.sin(a), top - depth + radius * (1 - np.cos(a))) for a in angles] + [(wide, top + 1)]
    lens = manifold_of(capped([np.column_stack([disc * r, np.full(64, z)]) for r, z in rings]))
    return mesh_of(body - lens.translate((aside, 0, 0)) - lens.translate((-aside, 0, 0)))


def _insert_volume(sizes: Sizes) -> float:
    """A prism less two caps of a sphere, pi d^2 (r - d / 3)."""
    radius, depth, _aside = _dish(sizes)
    return _tray(sizes).area_mm2 * (sizes["thickness_mm"] + depth) - 2 * np.pi * depth**2 * (radius - depth / 3)


def _bearing(name: str, z: float, up: float, width: float, accepts: str) -> ConnectionPoint:
    return ConnectionPoint(name, "bearing", (0.0, 0.0, z), (0.0, 0.0, up), width, 0.0, (accepts,))


WIDTH = SizeRange("width_mm", "width", "内外径", 45.0, 95.0)
DEPTH = SizeRange("depth_mm", "depth from front to back", "前后径", 35.0, 80.0)
FEMORAL = Family(
    "knee_femoral", "femoral knee component", "膝关节股骨组件", "knee",
    (
        WIDTH, DEPTH, SizeRange("thickness_mm", "thickness on all cuts", "厚度", 5.0, 14.0, 9.0),
        SizeRange("notch_mm", "width of the notch", "髁间宽度", 8.0, 35.0),
    ),
    _femoral, lambda sizes: (_bearing("insert", 0.0, 1.0, sizes["width_mm"], "knee_insert"),), _femoral_volume,
    lambda sizes: {"notch_mm": 0.28 * float(sizes["width_mm"]), "depth_mm": 0.92 * float(sizes["width_mm"])},
    _check_femoral,
)  # fmt: skip


def _tray_measures(sizes: Sizes) -> dict[str, float]:
    return {"depth_mm": 0.65 * float(sizes["width_mm"])}


TIBIAL = Family(
    "knee_tibial", "tibial knee component", "膝关节胫骨托", "knee",
    (
        WIDTH, DEPTH, SizeRange("thickness_mm", "thickness of the tray", "托厚度", 2.0, 8.0, 4.0),
        SizeRange("keel_mm", "diameter of the keel", "龙骨直径", 8.0, 22.0, 14.0),
        SizeRange("keel_length_mm", "length of the keel", "龙骨长度", 15.0, 150.0, 35.0),
    ),
    _tibial, lambda sizes: (_bearing("insert", sizes["thickness_mm"], -1.0, sizes["width_mm"], "knee_insert"),),
    _tibial_volume, _tray_measures, _check_tibial,
)  # fmt: skip
INSERT = Family(
    "knee_insert", "tibial insert", "膝关节衬垫", "knee",
    (
        WIDTH, DEPTH, SizeRange("thickness_mm", "least thickness", "最小厚度", 4.0, 25.0),
        SizeRange("dish_depth_mm", "depth of the dishes", "凹面深度", 0.5, 6.0, 2.5),
        SizeRange("tray_mm", "thickness of the tray below", "托厚度", 2.0, 8.0, 4.0),
    ),
    _insert,
    lambda sizes: (
        _bearing("tray", sizes["tray_mm"], 1.0, sizes["width_mm"], "knee_tibial"),
        _bearing("femoral", sizes["tray_mm"] + sizes["thickness_mm"], -1.0, sizes["width_mm"], "knee_femoral"),
    ),
    _insert_volume, _tray_measures, _check_insert,
)  # fmt: skip
