"""A fragment moves rigidly and only so."""

import numpy as np
import pytest
import trimesh
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.mrml.fragment_nodes import fragment_to_nodes, pose_of, set_pose, show_handles
from osteokit.mrml.model_node import mesh_from_node
from osteokit.surface.mesh import Mesh

_SOLID = trimesh.creation.box((10, 20, 30))
BOX = Mesh(np.asarray(_SOLID.vertices, float), np.asarray(_SOLID.faces, np.int64))


def test_the_pose_goes_in_and_comes_out(scene):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.from_euler("xyz", (10, 20, 30), degrees=True).as_matrix()
    pose[:3, 3] = (1, -2, 3)
    model, transform = fragment_to_nodes(BOX, pose, scene, "distal", (200, 180, 150))
    np.testing.assert_allclose(pose_of(transform), pose, atol=1e-12)
    np.testing.assert_allclose(mesh_from_node(model).vertices, BOX.vertices @ pose[:3, :3].T + pose[:3, 3], atol=1e-4)
    show_handles(transform, True)
    assert transform.GetDisplayNode().GetEditorVisibility()


@pytest.mark.parametrize("bad", [np.diag([1.1, 1, 1, 1]), np.diag([-1.0, 1, 1, 1])])
def test_scaling_and_mirroring_are_refused(scene, bad):
    _, transform = fragment_to_nodes(BOX, np.eye(4), scene, "distal", (200, 180, 150))
    set_pose(transform, bad)
    with pytest.raises(OsteoError, match="scales or mirrors"):
        pose_of(transform)
