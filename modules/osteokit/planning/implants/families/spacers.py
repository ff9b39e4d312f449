"""Wedges for osteotomies and cages for the spine."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.outline import Outline, rounded_rectangle
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import prism
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import translation

XZ_TO_Y = np.array([[0.0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]])
"""A prism drawn in x-y along z, set into z-x along y: what was x is z."""


def _check_wedge(sizes: Sizes) -> None:
    if sizes["thin_mm"] > 0.9 * sizes["thick_mm"]:
        raise OsteoError(
            f"The thin edge ({sizes['thin_mm']:g} mm) must be thinner than the thick one ({sizes['thick_mm']:g} mm) by "
            "a tenth or more; change one of them."
        )


def _wedge(sizes: Sizes) -> Mesh:
    """Pushed in along z, thin edge first; height along y, width along x."""
    depth, thick, thin, width = (sizes[name] / 2 for name in ("depth_mm", "thick_mm", "thin_mm", "width_mm"))
    front = [(depth, -thin), (depth, thin)] if thin > 0 else [(depth, 0.0)]
    section = np.array([(-depth, thick), (-depth, -thick), *front])
    # Drawn in (z, y) along -x, so that the axes stay right-handed.
    pose = np.array([[0.0, 0, -1, width], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]])
    return prism(section, 2 * width, pose)


def _wedge_volume(sizes: Sizes) -> float:
    return (sizes["thick_mm"] + sizes["thin_mm"]) / 2 * sizes["depth_mm"] * sizes["width_mm"]


def _cage_outlines(sizes: Sizes) -> tuple[Outline, Outline]:
    depth, width, wall = sizes["depth_mm"], sizes["width_mm"], sizes["wall_mm"]
    small = min(depth, width)
    inner_depth, inner_width = depth - 2 * wall, width - 2 * wall
    if min(inner_depth, inner_width) < 2.0:
        raise OsteoError(f"Walls of {wall:g} mm leave no window in the cage; choose thinner walls or a larger cage.")
    inner = rounded_rectangle(inner_depth, inner_width, 0.25 * min(inner_depth, inner_width))
    return rounded_rectangle(depth, width, 0.3 * small), inner


def _height(sizes: Sizes, z: np.ndarray) -> np.ndarray:
    return sizes["height_mm"] + 2 * np.tan(np.radians(sizes["lordosis_deg"]) / 2) * z


def _check_cage(sizes: Sizes) -> None:
    _cage_outlines(sizes)
    least = float(_height(sizes, np.array([-1.0, 1.0]) * sizes["depth_mm"] / 2).min())
    if least < 0.3 * sizes["height_mm"]:
        raise OsteoError(
            f"A lordosis of {sizes['lordosis_deg']:g} degrees leaves {least:.1f} mm of height at one end of the cage; "
            "choose a higher cage or less lordosis."
        )


def _cage(sizes: Sizes) -> Mesh:
    """Depth along z, width along x, height along y; lordosis makes it higher at +z, the end that goes in first."""
    outer, window = (
        manifold_of(prism(outline.points(), 2.0, XZ_TO_Y @ translation([0, 0, -1.0])))
        for outline in _cage_outlines(sizes)
    )
    flat = mesh_of(outer - window.scale((1, 2, 1)))
    vertices = flat.vertices.copy()
    # All corners lie at y = +1 or -1, and the height is linear in z, so top and bottom stay planes.
    vertices[:, 1] *= _height(sizes, vertices[:, 2]) / 2
    return Mesh(vertices, flat.faces)


def _cage_volume(sizes: Sizes) -> float:
    """Area times the height above its middle, as both outlines are symmetric there."""
    outer, window = _cage_outlines(sizes)
    return (outer.area_mm2 - window.area_mm2) * sizes["height_mm"]


def _no_joins(_sizes: Sizes) -> tuple[ConnectionPoint, ...]:
    return ()


WEDGE = Family(
    "wedge", "wedge", "楔形块", "spacer",
    (
        SizeRange("thick_mm", "height of the thick edge", "厚端高度", 2.0, 40.0),
        SizeRange("thin_mm", "height of the thin edge", "薄端高度", 0.0, 30.0, 1.0),
        SizeRange("depth_mm", "depth", "深度", 5.0, 80.0),
        SizeRange("width_mm", "width", "宽度", 4.0, 80.0),
    ),
    _wedge, _no_joins, _wedge_volume, check=_check_wedge,
)  # fmt: skip
CAGE = Family(
    "cage", "intervertebral cage", "椎间融合器", "spacer",
    (
        SizeRange("height_mm", "height in the middle", "中部高度", 4.0, 22.0),
        SizeRange("depth_mm", "depth along the way in", "长度", 8.0, 60.0),
        SizeRange("width_mm", "width", "宽度", 8.0, 45.0),
        SizeRange("lordosis_deg", "lordosis, higher at the end that goes in first", "前凸角", -30.0, 30.0, 0.0),
        SizeRange("wall_mm", "thickness of the wall around the window", "壁厚", 1.0, 12.0),
    ),
    _cage, _no_joins, _cage_volume,
    lambda sizes: {"wall_mm": max(1.0, 0.22 * min(float(sizes["width_mm"]), float(sizes["depth_mm"])))},
    _check_cage,
)  # fmt: skip
