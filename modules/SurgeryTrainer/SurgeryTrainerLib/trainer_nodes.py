"""What is seen of a session in the scene: bone, tool, structures at risk, targets."""

from itertools import pairwise
from typing import Any

import numpy as np

from osteokit.jobs.train_scene import COLORS, plate_mesh, risk_mesh, target_mesh
from osteokit.mrml.model_node import mesh_to_node, polydata_of_mesh
from osteokit.mrml.tracked_nodes import vtk_matrix
from osteokit.simulation.scenario import Scenario, Step
from osteokit.simulation.tools.solid import tool_mesh
from osteokit.simulation.voxel_bone.brick_mesh import brick_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder
from osteokit.surface.shells import joined

OURS = "osteo.trainer"
"""Attribute of every node of a session."""

THREAD_MM = 0.3
SOFT = {"skin": ("Skin", "皮肤", (224, 172, 150)), "thread": ("Thread", "缝线", (40, 50, 110))}
BONE, STEEL, TARGET = (227, 214, 188), (176, 184, 194), (70, 170, 90)


class BoneSkin:
    """The bone's surface by bricks; only those that changed are made anew."""

    def __init__(self, bone: Any) -> None:
        self._bone = bone
        self._parts: dict[tuple[int, int, int], Mesh] = {}
        self.renew(np.argwhere(np.ones(bone.dirty.shape, bool)))

    def renew(self, bricks: np.ndarray) -> None:
        for brick in bricks:
            self._parts[tuple(int(n) for n in brick)] = brick_surface(self._bone, brick)

    def move_to(self, bone: Any) -> None:
        """The same bone lies elsewhere now."""
        self._bone = bone

    def mesh(self) -> Mesh:
        parts = [part for part in self._parts.values() if len(part.faces)]
        return joined(parts) if parts else Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64))


class TrainerNodes:
    """The nodes of one session."""

    def __init__(self, scene: Any, scenario: Scenario, bone: Any, language: str) -> None:
        self._scene, self._scenario, self._language = scene, scenario, language
        clear(scene)
        self._skin = BoneSkin(bone)
        self.bone = self._model(self._skin.mesh(), "Bone", "骨", BONE)
        self.tool_pose = self._kept(scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", self._say("Tool", "器械")))
        self._tools: dict[str, Any] = {}
        self._target: Any = None
        self._soft: dict[str, Any] = {}
        plate = plate_mesh(scenario)
        if plate is not None:
            self._model(plate, "Plate", "接骨板", STEEL)
        for risk in scenario.risks:
            node = self._model(risk_mesh(risk), risk.english, risk.chinese, COLORS[risk.kind])
            node.GetDisplayNode().SetOpacity(0.6)

    def show_tool(self, tool: Any, pose: np.ndarray) -> None:
        """The tool in the hand, where it is."""
        if tool.key not in self._tools:
            node = self._model(tool_mesh(tool), tool.english, tool.chinese, STEEL)
            node.SetAndObserveTransformNodeID(self.tool_pose.GetID())
            self._tools[tool.key] = node
        for key, node in self._tools.items():
            node.GetDisplayNode().SetVisibility(key == tool.key)
        self.tool_pose.SetMatrixTransformToParent(vtk_matrix(pose))

    def show_target(self, step: Step | None) -> None:
        """The target of the step in hand; none where the level shows none."""
        if self._target is not None:
            self._scene.RemoveNode(self._target)
            self._target = None
        mesh = None if step is None else target_mesh(step.target)
        if mesh is not None:
            self._target = self._model(mesh, "Target", "目标", TARGET)
            self._target.GetDisplayNode().SetOpacity(0.35)

    def move_to(self, bone: Any) -> None:
        """The same bone lies elsewhere now: the memory of the former is let go of."""
        self._skin.move_to(bone)

    def renew_bone(self, bricks: np.ndarray) -> None:
        """Bone was cut in these bricks."""
        if len(bricks):
            self._skin.renew(bricks)
            self.bone.SetAndObservePolyData(polydata_of_mesh(self._skin.mesh()))

    def renew_skin(self, suturing: Any) -> None:
        """Skin as it is stretched now, with its threads."""
        body = suturing.body
        parts = {"skin": Mesh(body.points.copy(), np.asarray(body.sheet.triangles))}
        threads = [thread.places(body) for thread in suturing.threads if len(thread.holes) > 1]
        rods = [cylinder(a, b, THREAD_MM, 8) for places in threads for a, b in pairwise(places) if np.any(a != b)]
        if rods:
            parts["thread"] = joined(rods)
        for key, mesh in parts.items():
            if key not in self._soft:
                self._soft[key] = self._model(mesh, *SOFT[key])
            self._soft[key].SetAndObservePolyData(polydata_of_mesh(mesh))

    def _model(self, mesh: Mesh, english: str, chinese: str, color: tuple[int, int, int]) -> Any:
        return self._kept(mesh_to_node(mesh, self._scene, self._say(english, chinese), color))

    def _kept(self, node: Any) -> Any:
        node.SetAttribute(OURS, "1")
        return node

    def _say(self, english: str, chinese: str) -> str:
        return chinese or english if self._language == "zh" else english


def clear(scene: Any) -> None:
    """Remove the nodes of a former session."""
    for kind in ("vtkMRMLModelNode", "vtkMRMLLinearTransformNode"):
        nodes = [scene.GetNthNodeByClass(n, kind) for n in range(scene.GetNumberOfNodesByClass(kind))]
        for node in nodes:
            if node.GetAttribute(OURS):
                scene.RemoveNode(node)
