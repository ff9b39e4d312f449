"""A generated bone and a plan with one osteotomy of it, for tests and pictures of the guide's panel."""

from typing import Any

import numpy as np

from osteokit.mrml.model_node import mesh_to_node
from osteokit.mrml.text_node import keep_document
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import FragmentMove, OsteotomyStep, PlanInput, SurgicalPlan, Variant, matrix_rows
from osteokit.planning.plan_file import text_of_plan
from osteokit.planning.plan_outcome import measured_now
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import rotation_about

BONE = "tibia_left"
TURN = rotation_about((-14.0, 0.0, 0.0), (0.0, 1.0, 0.0), 5.0)
GRID_MM = 0.8
"""Coarser than the default: fast, and every check must hold on it all the same."""


def flared_bone() -> Mesh:
    """A shaft along z that widens upward, oval and bent: a guide fits it in one place only."""
    count, heights = 96, np.linspace(-60, 40, 41)
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    rings = []
    for z in heights:
        wide = 13 + 12 / (1 + np.exp(-(z - 5) / 9))
        radius = wide * (1 + 0.12 * np.cos(2 * turn + 0.4) + 0.08 * np.cos(3 * turn - z / 25))
        rings.append(np.stack([radius * np.cos(turn) + 0.002 * z**2, radius * np.sin(turn), np.full(count, z)], axis=1))
    vertices = np.vstack([*rings, rings[0].mean(axis=0), rings[-1].mean(axis=0)])
    near = np.arange(count)
    after, last = (near + 1) % count, (len(rings) - 1) * count
    sides = [
        np.vstack([np.stack([a, b, b + count], 1), np.stack([a, b + count, a + count], 1)])
        for a, b in ((ring * count + near, ring * count + after) for ring in range(len(rings) - 1))
    ]
    bottom = np.stack([after, near, np.full(count, len(vertices) - 2)], 1)
    top = np.stack([last + near, last + after, np.full(count, len(vertices) - 1)], 1)
    return Mesh(vertices, np.vstack([*sides, bottom, top]))


def small_plan(mesh: Mesh) -> SurgicalPlan:
    """One variant that cuts the bone across from +x and turns its distal fragment by 5 degrees."""
    cut = PlaneCut((16.5, 0.0, 0.0), (0.2, 0.0, 1.0), (-1.0, 0.0, 0.2), blade=SawBlade(90.0, 13.0, 0.9))
    step = OsteotomyStep("HTO", BONE, cut_to_json(cut), (FragmentMove("distal", matrix_rows(TURN)),))
    inputs = (PlanInput(BONE, f"{BONE}.stl", "0" * 64, "LPS", mesh.volume_mm3),)
    measured = measured_now({}, "left")
    return SurgicalPlan("1", "Left leg", "left", inputs, {}, measured, variants=(Variant("A", (step,)),), chosen="A")


def fill_scene(scene: Any) -> Any:
    """The bone and the plan in the scene; returns the bone's model."""
    mesh = flared_bone()
    node = mesh_to_node(mesh, scene, "Left tibia", (235, 220, 190))
    node.SetAttribute("osteo.bone", BONE)
    keep_document(scene, "osteo.plan", text_of_plan(small_plan(mesh)))
    return node


def add_line(scene: Any, name: str, start: tuple[float, ...], end: tuple[float, ...]) -> Any:
    node = scene.AddNewNodeByClass("vtkMRMLMarkupsLineNode", name)
    node.CreateDefaultDisplayNodes()
    for point in (start, end):
        node.AddControlPoint(*point)
    return node


def add_wires(scene: Any) -> list[Any]:
    """A line into each fragment, from outside."""
    ends = (((40.0, 0.0, 16.0), (5.0, 0.0, 16.0)), ((40.0, 3.0, -14.0), (0.0, 3.0, -14.0)))
    return [add_line(scene, f"K{number}", *pair) for number, pair in enumerate(ends, 1)]


def add_plane(scene: Any, name: str = "Cut") -> Any:
    """A plane beside the bone, as clicked in a view."""
    node = scene.AddNewNodeByClass("vtkMRMLMarkupsPlaneNode", name)
    node.CreateDefaultDisplayNodes()
    node.AddControlPoint(22.0, 0.0, 0.0)
    node.SetNormalWorld(0.2, 0.0, 1.0)
    return node
