import numpy as np
import pytest
from manifold3d import Manifold, OpType
from scipy.spatial.transform import Rotation

from generated import long_bones as bones
from osteokit.anatomy.fibula import fibula_landmarks
from osteokit.anatomy.patella import patella_landmarks
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh

Z = np.array([0.0, 0.0, 1.0])


def generated_fibula():
    """A rod, slender below its round head and thick above its malleolus."""
    parts = [
        bones.Ellipsoid(np.array([0.0, 0.0, 330.0]), np.array([10.0, 10.0, 12.0])).solid(),
        bones.Ellipsoid(np.array([2.0, 0.0, 15.0]), np.array([9.0, 12.0, 20.0])).solid(),
        Manifold.cylinder(310.0, 9.0, 4.5, 48).translate([0.0, 0.0, 15.0]),
    ]
    return bones.mesh_of(Manifold.batch_boolean(parts, OpType.Add))


def generated_patella():
    return bones.mesh_of(bones.Ellipsoid(np.array([3.0, 4.0, 5.0]), np.array([21.0, 10.0, 19.0])).solid())


def test_tips_of_a_generated_fibula_in_any_pose():
    mesh = generated_fibula()
    for seed in (0, 1):
        rotation = Rotation.random(random_state=seed)
        found = fibula_landmarks(bones.in_pose(mesh, rotation, np.zeros(3)), "left")
        assert not found.warnings
        assert np.linalg.norm(rotation.inv().apply(found.point("head_tip")) - [0, 0, 342]) < 1.0
        assert np.linalg.norm(rotation.inv().apply(found.point("lateral_malleolus_tip")) - [2, 0, -5]) < 1.5


def test_a_cut_fibula_says_what_is_not_in_view():
    upper = fibula_landmarks(bones.cut_off(generated_fibula(), Z, 0.5), "left")
    assert "head_tip" in upper and "cut off" in upper.missing["lateral_malleolus_tip"] and upper.warnings
    with pytest.raises(OsteoError, match="Both ends"):
        fibula_landmarks(bones.cut_off(bones.cut_off(generated_fibula(), Z, 0.2), -Z, 0.2), "left")
    with pytest.raises(OsteoError, match="metres"):
        fibula_landmarks(Mesh(generated_fibula().vertices / 1000, generated_fibula().faces), "left")


def test_poles_of_a_generated_patella():
    mesh = generated_patella()
    rotation = Rotation.random(random_state=5)
    superior = tuple(rotation.apply(Z))
    found = patella_landmarks(bones.in_pose(mesh, rotation, np.zeros(3)), "left", superior=superior)
    back = rotation.inv().apply
    assert np.linalg.norm(back(found.point("center")) - [3, 4, 5]) < 0.01
    assert np.linalg.norm(back(found.point("proximal_pole")) - [3, 4, 24]) < 0.3
    assert np.linalg.norm(back(found.point("distal_pole")) - [3, 4, -14]) < 0.3
    with pytest.raises(OsteoError, match="lies flat"):
        patella_landmarks(mesh, "left", superior=(0.0, 1.0, 0.0))
    with pytest.raises(OsteoError, match="not flat"):
        patella_landmarks(bones.mesh_of(Manifold.sphere(20.0, 48)), "left")


@pytest.mark.data
@pytest.mark.slow
def test_real_fibula_and_patellae(shared_data):
    folder = shared_data / "meshes/vsdfullbody_z013"
    fibula = fibula_landmarks(read_mesh(folder / "Fibula_R.stl", "LPS"), "right")
    assert not fibula.warnings
    assert 300 < fibula.point("head_tip")[2] - fibula.point("lateral_malleolus_tip")[2] < 350
    for name, side in (("Patella_L.stl", "left"), ("Patella_R.stl", "right")):
        patella = patella_landmarks(read_mesh(folder / name, "LPS"), side)
        assert 30 < patella.point("proximal_pole")[2] - patella.point("distal_pole")[2] < 50
