"""A tool's solid for the eye, and the shape that it cuts."""

import manifold3d
import numpy as np

from osteokit.simulation.tools.values import Tool
from osteokit.simulation.voxel_bone.shape import CuttingShape, ball, blade, cone
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

HANDLE_MM = 60.0
"""Length of the handle behind what can touch bone."""

_SEGMENTS = 48
_SMOOTH_MM = 2.2  # drills as thin as that are wires, without flutes
_TOOTH_MM = 1.3


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
    """A closed solid in the tool's frame, mm, to be looked at: :func:`tool_envelope` with flutes and teeth."""
    envelope = manifold_of(tool_envelope(tool))
    if tool.kind == "burr":
        return mesh_of(envelope - _meridians(tool.diameter_mm / 2))
    if tool.kind in ("drill", "reamer") and tool.diameter_mm > _SMOOTH_MM:
        return mesh_of(envelope - _flutes(tool))
    if tool.kind == "saw":
        return mesh_of(envelope - _gullets(tool))
    if tool.kind == "scalpel":
        return mesh_of(envelope - _belly(tool))
    return mesh_of(envelope)


def tool_envelope(tool: Tool) -> Mesh:
    """What a tool sweeps as it turns: cutting end, shank and handle, closed, in the tool's frame, mm."""
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


def _flutes(tool: Tool) -> manifold3d.Manifold:
    """Two grooves that wind about a drill, six about a reamer."""
    radius, count = tool.diameter_mm / 2, 2 if tool.kind == "drill" else 6
    length = tool.cone_mm + (10.0 if tool.kind == "drill" else 1.6) * tool.diameter_mm
    length = min(length, 0.8 * tool.reach_mm)
    groove = manifold3d.CrossSection.circle(radius * (0.55 if count == 2 else 0.3), 24)
    at = radius * (0.85 if count == 2 else 1.0)
    turns = (360.0 * n / count for n in range(count))
    section = manifold3d.CrossSection.batch_boolean(
        [groove.translate((at, 0.0)).rotate(turn) for turn in turns], manifold3d.OpType.Add
    )
    lead = 6.0 if tool.kind == "drill" else 12.0  # diameters a turn: a helix of some 28 and 15 degrees
    twist = 360.0 * length / (lead * tool.diameter_mm)
    steps = max(int(twist / 6.0), 8)
    return manifold3d.Manifold.extrude(section, length + 1.0, steps, twist).translate([0.0, 0.0, -length])


def _meridians(radius: float) -> manifold3d.Manifold:
    """Grooves from pole to pole of a burr."""
    tube = manifold3d.CrossSection.circle(0.12 * radius, 8).translate((1.02 * radius, 0.0))
    ring = manifold3d.Manifold.revolve(tube, 2 * _SEGMENTS).rotate([90.0, 0.0, 0.0])
    rings = [ring.rotate([0.0, 0.0, 30.0 * n]) for n in range(6)]
    grooves = manifold3d.Manifold.batch_boolean(rings, manifold3d.OpType.Add).translate([0.0, 0.0, -radius])
    height = 1.6 * radius  # not where the shank is
    below = manifold3d.Manifold.cube([4 * radius, 4 * radius, height], True).translate([0.0, 0.0, -height / 2 - 0.05])
    return grooves ^ below


def _belly(tool: Tool) -> manifold3d.Manifold:
    """What a blade of a scalpel lacks of a rectangle: its edge rises from the point."""
    half, rise = tool.diameter_mm / 2 + 0.1, 2.0 * tool.diameter_mm
    edge = [[0.0, 0.1], [half, 0.1], [half, -rise]]
    back = [[0.0, 0.1], [-half, -half], [-half, 0.1]]
    corner = manifold3d.CrossSection([edge, back], manifold3d.FillRule.NonZero)
    solid = manifold3d.Manifold.extrude(corner, 4 * tool.shank_mm).translate([0.0, 0.0, -2 * tool.shank_mm])
    return solid.rotate([90.0, 0.0, 0.0])


def _gullets(tool: Tool) -> manifold3d.Manifold:
    """The gaps between the teeth of a saw."""
    count = max(round(tool.diameter_mm / _TOOTH_MM), 3)
    pitch = tool.diameter_mm / count
    gap = manifold3d.CrossSection([[[0.06 * pitch, 0.1], [0.5 * pitch, -0.7 * pitch], [0.94 * pitch, 0.1]]])
    solid = manifold3d.Manifold.extrude(gap, 2 * tool.shank_mm).translate([0.0, 0.0, -tool.shank_mm])
    solid = solid.rotate([90.0, 0.0, 0.0])
    places = (-tool.diameter_mm / 2 + n * pitch for n in range(count))
    return manifold3d.Manifold.batch_boolean([solid.translate([x, 0.0, 0.0]) for x in places], manifold3d.OpType.Add)


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
