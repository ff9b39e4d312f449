"""A fragment in the scene: a model below a rigid transform that a person can move by its handles."""

from typing import Any

import numpy as np
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from osteokit.base.errors import OsteoError
from osteokit.mrml.model_node import mesh_to_node
from osteokit.mrml.volume_node import matrix_from_vtk, matrix_to_vtk
from osteokit.surface.mesh import Mesh

RIGID_TOLERANCE = 1e-4


def fragment_to_nodes(
    mesh: Mesh, pose: np.ndarray, scene: Any, name: str, color: tuple[int, int, int]
) -> tuple[Any, Any]:
    """A model of ``mesh`` (RAS mm, before the move) below a transform node holding ``pose`` (4x4 RAS mm)."""
    model = mesh_to_node(mesh, scene, name, color)
    transform = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", name)
    transform.CreateDefaultDisplayNodes()
    set_pose(transform, pose)
    model.SetAndObserveTransformNodeID(transform.GetID())
    return model, transform


def set_pose(transform_node: Any, pose: np.ndarray) -> None:
    """Move a fragment: ``pose`` is 4x4 RAS mm."""
    transform_node.SetMatrixTransformToParent(matrix_to_vtk(pose))


def pose_of(transform_node: Any) -> np.ndarray:
    """Where a fragment was moved to, 4x4 RAS mm in the world.

    Raises
    ------
    OsteoError
        The transform bends, scales or mirrors: bone does not.
    """
    matrix = vtkMatrix4x4()
    if not transform_node.GetMatrixTransformToWorld(matrix):
        raise OsteoError(f"{transform_node.GetName()} bends its fragment; use a rigid transform.")
    pose = matrix_from_vtk(matrix)
    rotation = pose[:3, :3]
    if not np.allclose(rotation @ rotation.T, np.eye(3), atol=RIGID_TOLERANCE) or np.linalg.det(rotation) < 0:
        raise OsteoError(f"{transform_node.GetName()} scales or mirrors its fragment; a bone can only turn and shift.")
    return pose


def show_handles(transform_node: Any, visible: bool) -> None:
    """Draw, or hide, the handles by which the fragment is turned and shifted in the 3D view."""
    transform_node.GetDisplayNode().SetEditorVisibility(visible)
