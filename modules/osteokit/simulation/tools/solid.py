"""A tool's solid for the eye, and the shape that it cuts."""

import manifold3d
import numpy as np

from osteokit.simulation.tools.values import Tool
from osteokit.simulation.voxel_bone.shape import CuttingShape, ball, blade, cone
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of

HANDLE_MM = 60.0
"""Length of the handle behind what can touch bone."""

_SEGMENTS = 48


def cutting_shape(tool: Tool) -> CuttingShape | None:
    """What a tool takes away where it stands under power; None for a tool that takes nothing."""
    if not tool.cuts:
        return None
    if tool.tip == "ball":
        return ball(tool.diameter_mm / 2)
    if tool.tip == "cone":
        return cone(tool.diameter_mm / 2, tool.point_deg, tool.cone_mm + 1.0)
    return blade(tool.diameter_mm + tool.stroke_mm, tool.kerf_mm, 2.0)


def tool_mesh(tool: Tool) -> Mesh:
    """A closed solid in the tool's frame, mm: cutting end, shank and handle."""
    if tool.tip == "blade":
        body = manifold3d.Manifold.cube([tool.diameter_mm, tool.shank_mm, tool.reach_mm], True)
        parts = [body.translate([0.0, 0.0, -tool.reach_mm / 2])]
    elif tool.tip == "ball":
        radius = tool.diameter_mm / 2
        parts = [manifold3d.Manifold.sphere(radius, _SEGMENTS).translate([0.0, 0.0, -radius]), _rod(tool, -radius)]
    else:
        parts = [_turned(_outline(tool))]
    width = max(1.5 * tool.shank_mm, 8.0)
    handle = manifold3d.Manifold.cylinder(HANDLE_MM, width / 2, circular_segments=_SEGMENTS)
    whole = manifold3d.Manifold.batch_boolean(
        [*parts, handle.translate([0.0, 0.0, -tool.reach_mm - HANDLE_MM + 0.5])], manifold3d.OpType.Add
    )
    return mesh_of(whole)


def _rod(tool: Tool, top: float) -> manifold3d.Manifold:
    rod = manifold3d.Manifold.cylinder(tool.reach_mm + top, tool.shank_mm / 2, circular_segments=_SEGMENTS)
    return rod.translate([0.0, 0.0, -tool.reach_mm])


def _outline(tool: Tool) -> np.ndarray:
    """Half of the section, (radius, z) from the tip backwards; threads are drawn as rings."""
    body, height, back = tool.body_mm / 2, tool.cone_mm, -tool.reach_mm
    corners = [(0.0, 0.0), (body, -height)]
    if tool.kind == "screwdriver":
        crest, z = tool.diameter_mm / 2, -height
        while z - tool.pitch_mm > back:
            corners += [
                (crest, z - 0.4 * tool.pitch_mm),
                (crest, z - 0.5 * tool.pitch_mm),
                (body, z - 0.9 * tool.pitch_mm),
            ]
            z -= tool.pitch_mm
        corners += [(body, back), (tool.head_mm / 2, back), (tool.head_mm / 2, back - 0.3 * tool.head_mm)]
        return np.array([*corners, (0.0, back - 0.3 * tool.head_mm)])
    if tool.shank_mm < tool.diameter_mm:
        neck = -height - 2.0 * tool.diameter_mm
        corners += [(body, neck), (tool.shank_mm / 2, neck)]
    return np.array([*corners, (tool.shank_mm / 2, back), (0.0, back)])


def _turned(outline: np.ndarray) -> manifold3d.Manifold:
    """The solid of revolution about z."""
    x, y = outline.T
    area = float(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    section = manifold3d.CrossSection([outline if area > 0 else outline[::-1]], manifold3d.FillRule.Positive)
    return manifold3d.Manifold.revolve(section, _SEGMENTS)
