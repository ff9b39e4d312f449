"""The scene of a session as coloured meshes."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.fabrication.mesh_formats import NamedMesh
from osteokit.simulation.scenario import Risk, Scenario, Target
from osteokit.simulation.session import Session
from osteokit.simulation.tools.solid import tool_mesh
from osteokit.simulation.voxel_bone.bone import STEPS, VoxelBone
from osteokit.simulation.watch.geometry import direction, plane_axes
from osteokit.surface.extract import iso_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.shells import joined
from osteokit.surface.simplify import simplified
from osteokit.surface.transform import moved

if TYPE_CHECKING:
    from manifold3d import Manifold

COLORS = {
    "artery": (200, 40, 40), "vein": (60, 90, 200), "nerve": (240, 210, 60), "canal": (120, 190, 230),
    "joint": (150, 220, 210),
}  # fmt: skip
TARGET_COLOR, TOOL_COLOR = (60, 180, 90), (150, 155, 165)
TOLERANCE_MM = 0.1
AXIS_MM, AXIS_RADIUS_MM = 25.0, 0.3
"""Of the line before a hole that shows from where it is drilled."""


def scene_meshes(session: Session) -> list[NamedMesh]:
    """Bone as it is now, targets, structures at risk, and the tool in its last place, RAS mm."""
    items = []
    if session.bone is not None:
        items.append(NamedMesh("bone", bone_mesh(session.bone)))
    for step in session.scenario.steps:
        shape = target_mesh(step.target)
        if shape is not None:
            items.append(NamedMesh(f"target {step.name}", shape, TARGET_COLOR))
        if step.target.kind == "path":
            back = np.array(step.target.entry) - AXIS_MM * direction(step.target)
            axis = cylinder(back, np.array(step.target.entry), AXIS_RADIUS_MM, 12)
            items.append(NamedMesh(f"axis {step.name}", axis, TARGET_COLOR))
    plate = plate_mesh(session.scenario)
    if plate is not None:
        items.append(NamedMesh("plate", plate, TOOL_COLOR))
    items += [NamedMesh(risk.english, risk_mesh(risk), COLORS[risk.kind]) for risk in session.scenario.risks]
    if session.samples.count:
        last = session.samples.array()[-1]
        if last["tool"] >= 0:
            tool = session.tools[list(session.tools)[int(last["tool"])]]
            items.append(NamedMesh(tool.english, moved(tool_mesh(tool), last["tool_to_ras"]), TOOL_COLOR))
    return items


def bone_mesh(bone: VoxelBone) -> Mesh:
    """The bone as it is now, closed where the grid ends, simplified by :data:`TOLERANCE_MM`."""
    field = np.pad(bone.distance, 1, constant_values=STEPS)
    mesh = iso_surface(field, np.full(3, bone.spacing_mm), 0.5)  # no voxel holds a half: no vertex falls on another
    return simplified(Mesh(mesh.vertices - bone.spacing_mm + bone.origin, mesh.faces), TOLERANCE_MM)


def risk_mesh(risk: Risk) -> Mesh:
    """Tubes along its course, or a ball of one point; a joint is the whole between them."""
    points = [np.array(point) for point in risk.points]
    if len(points) == 1:
        return ball(points[0], risk.radius_mm)
    if risk.kind == "joint":
        from manifold3d import Manifold

        from osteokit.surface.solid import mesh_of

        return mesh_of(Manifold.batch_hull([_sphere(point, risk.radius_mm) for point in points]))
    return joined([cylinder(a, b, risk.radius_mm, 24) for a, b in pairwise(points)])


def target_mesh(target: Target) -> Mesh | None:
    """A rod, a thin plate, a ball; None for a patch of soft tissue."""
    entry, end = np.array(target.entry), np.array(target.end)
    if target.kind == "path":
        return cylinder(entry, end, target.diameter_mm / 2, 24)
    if target.kind == "region":
        return ball(entry, target.diameter_mm / 2)
    if target.kind == "plane":
        across, normal, along = plane_axes(target)
        pose = np.eye(4)
        pose[:3, :3] = np.column_stack([across, normal, along])
        pose[:3, 3] = entry + target.depth_mm / 2 * along
        return box((target.width_mm, 0.4, target.depth_mm), pose)
    return None


def plate_mesh(scenario: Scenario) -> Mesh | None:
    """The plate through whose holes is drilled, where the scenario has one (``extras["plate"]``: width and thickness,
    mm): straight, on the bone at the entries of the drill's steps. It is to be looked at; nothing feels it."""
    targets = [step.target for step in scenario.steps if step.task == "drill" and step.target.kind == "path"]
    if "plate" not in scenario.extras or len(targets) < 2:
        return None
    from manifold3d import Manifold, OpType

    from osteokit.surface.solid import manifold_of, mesh_of

    width, thick = (float(word) for word in scenario.extras["plate"].split())
    first, last, out = np.array(targets[0].entry), np.array(targets[-1].entry), -direction(targets[0])
    along = (last - first) / np.linalg.norm(last - first)
    pose = np.eye(4)
    pose[:3, :3] = np.column_stack([along, np.cross(out, along), out])
    pose[:3, 3] = (first + last) / 2 + thick / 2 * out
    bar = manifold_of(box((float(np.linalg.norm(last - first)) + 1.6 * width, width, thick), pose))
    holes = [
        manifold_of(
            cylinder(np.array(one.entry) - thick * out, np.array(one.entry) + 2 * thick * out, 0.18 * width, 32)
        )
        for one in targets
    ]
    return mesh_of(bar - Manifold.batch_boolean(holes, OpType.Add))


def ball(center: np.ndarray, radius_mm: float) -> Mesh:
    """A ball of triangles."""
    from osteokit.surface.solid import mesh_of

    if not radius_mm > 0:
        raise OsteoError("A ball needs a radius above 0 mm.")
    return mesh_of(_sphere(center, radius_mm))


def _sphere(center: np.ndarray, radius_mm: float) -> "Manifold":
    from manifold3d import Manifold

    x, y, z = (float(value) for value in center)
    return Manifold.sphere(radius_mm, 32).translate((x, y, z))
