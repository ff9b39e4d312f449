"""Pelvic landmarks on generated hip bones whose spines are known, in any pose, mirrored, cut off, coarse, noisy."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generated.pelvic_bones import SOCKET_RADIUS_MM, TIP_RADIUS_MM, hip_bone, sacrum
from osteokit.anatomy.landmark import landmark_terms
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.surface.boolean import split_by_plane
from osteokit.surface.mesh import Mesh
from osteokit.surface.simplify import simplified
from osteokit.surface.transform import mirrored, moved, translation

LEFT, RIGHT = hip_bone("left"), hip_bone("right")
TRUTH = {**LEFT.points, **RIGHT.points}
SPINES = [key for key in TRUTH if "acetabulum" not in key]


def pose_of(seed: int) -> np.ndarray:
    pose = np.eye(4)
    pose[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    pose[:3, 3] = np.random.default_rng(seed).normal(0.0, 300.0, 3)
    return pose


def errors(found, pose=np.eye(4)) -> dict[str, float]:
    """Distance of each landmark found from its truth, mm."""
    return {
        key: float(np.linalg.norm(found.point(key) - (pose[:3, :3] @ truth + pose[:3, 3])))
        for key, truth in TRUTH.items()
        if key in found
    }


def worst(found, pose=np.eye(4)) -> float:
    return max(error for key, error in errors(found, pose).items() if not key.startswith("acetabulum_axis"))


@pytest.fixture(scope="module")
def still(hip_bones_found):
    return hip_bones_found


def test_all_landmarks_of_a_whole_pelvis():
    found = pelvis_landmarks(LEFT.mesh, RIGHT.mesh, sacrum().mesh)
    assert set(found.landmarks) | set(found.missing) == {key for bone, key in landmark_terms() if bone == "pelvis"}
    assert set(found.missing) <= {"sourcil_medial_left", "sourcil_medial_right"}  # the generated socket has no fossa
    distances = errors(found)
    assert max(distances[key] for key in SPINES) < TIP_RADIUS_MM + 0.7  # the landmark is on the ball of that radius
    for side in ("left", "right"):
        assert distances[f"acetabulum_center_{side}"] < 0.8
        assert distances[f"acetabulum_axis_{side}"] < 3.0  # 1.7 degrees
        assert found.radii_mm[f"acetabulum_center_{side}"] == pytest.approx(SOCKET_RADIUS_MM, abs=0.6)
    assert found.warnings == ()
    assert all(0.2 <= landmark.spread_mm < 6.0 for landmark in found.landmarks.values())


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_the_pose_does_not_matter(still, seed):
    pose = pose_of(seed)
    found = pelvis_landmarks(moved(LEFT.mesh, pose), moved(RIGHT.mesh, pose))
    for key in still.landmarks:
        expected = pose[:3, :3] @ still.point(key) + pose[:3, 3]
        assert np.linalg.norm(found.point(key) - expected) < 0.5, key


def test_a_mirrored_pelvis_is_the_same_with_sides_swapped():
    found = pelvis_landmarks(mirrored(RIGHT.mesh), mirrored(LEFT.mesh))
    assert worst(found) < TIP_RADIUS_MM + 0.7


@pytest.mark.parametrize("side", ["left", pytest.param("right", marks=pytest.mark.slow)])
def test_one_hip_bone_alone(side):
    pose = pose_of(11)
    mesh = moved(hip_bone(side).mesh, pose)
    found = pelvis_landmarks(mesh, None) if side == "left" else pelvis_landmarks(None, mesh)
    assert worst(found, pose) < 6.0  # its transverse axis comes from average proportions
    other = "right" if side == "left" else "left"
    assert found.missing[f"asis_{other}"] == f"no mesh of the {other} hip bone was given"
    assert all(key.endswith(side) for key in found.landmarks)
    assert found.landmarks[f"asis_{side}"].confidence < 0.9
    assert any("Only one hip bone" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (RIGHT.mesh, LEFT.mesh, "swap the sides"),
        (RIGHT.mesh, None, "left hip bone has the shape of a right one"),
        (None, LEFT.mesh, "right hip bone has the shape of a left one"),
        (mirrored(LEFT.mesh), mirrored(RIGHT.mesh), "swap the sides"),
        (None, None, "at least one hip bone"),
        (Mesh(LEFT.mesh.vertices / 1000.0, LEFT.mesh.faces), None, "metres"),
        (Mesh(LEFT.mesh.vertices * 10.0, LEFT.mesh.faces), None, "more than one"),
        (Mesh(LEFT.mesh.vertices, LEFT.mesh.faces[:, ::-1]), None, "inside out"),
        (LEFT.mesh, moved(RIGHT.mesh, translation([900.0, 0.0, 0.0])), "not of one pelvis"),
        (Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64)), None, "no usable surface"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(left, right, words):
    with pytest.raises(OsteoError, match=words) as refused:
        pelvis_landmarks(left, right)
    assert str(refused.value).count(". ") == 0


def test_a_sacrum_from_elsewhere_is_refused():
    far = moved(sacrum().mesh, translation([0.0, 0.0, 800.0]))
    with pytest.raises(OsteoError, match="sacrum does not lie behind"):
        pelvis_landmarks(LEFT.mesh, RIGHT.mesh, far)


def below(mesh: Mesh, height: float) -> Mesh:
    return split_by_plane(mesh, np.array([0.0, 0.0, height]), np.array([0.0, 0.0, 1.0]))[1]


def test_iliac_wings_cut_off_make_spines_missing_not_invented():
    found = pelvis_landmarks(below(LEFT.mesh, 68.0), below(RIGHT.mesh, 68.0))
    for key in ("asis_left", "asis_right", "psis_left", "psis_right"):
        assert "field of view cuts" in found.missing[key]
    assert worst(found) < 7.0  # without the plane the directions come from the sockets
    assert found.landmarks["ischial_spine_left"].confidence < 0.5
    assert any("anterior pelvic plane is not in view" in warning for warning in found.warnings)


def test_one_hip_bone_without_its_ilium_tells_its_socket_alone():
    found = pelvis_landmarks(below(LEFT.mesh, 45.0), None)
    assert set(found.landmarks) == {"acetabulum_center_left"}
    assert errors(found)["acetabulum_center_left"] < 3.0
    assert "add the other hip bone" in found.missing["asis_left"]


@pytest.mark.slow
def test_coarse_and_noisy_meshes(still):
    coarse = pelvis_landmarks(simplified(LEFT.mesh, 0.4), simplified(RIGHT.mesh, 0.4))
    random = np.random.default_rng(5)
    noisy = pelvis_landmarks(
        *(Mesh(m.vertices + random.normal(0.0, 0.5, m.vertices.shape), m.faces) for m in (LEFT.mesh, RIGHT.mesh))
    )
    for key in still.landmarks:
        if key.startswith("acetabulum_axis"):
            continue
        assert np.linalg.norm(coarse.point(key) - still.point(key)) < 2.0, key
        assert np.linalg.norm(noisy.point(key) - still.point(key)) < 3.0, key


def test_a_pelvis_that_faces_backward_is_noticed():
    turned = np.diag([-1.0, -1.0, 1.0, 1.0])  # LPS read as RAS
    found = pelvis_landmarks(moved(LEFT.mesh, turned), moved(RIGHT.mesh, turned))
    assert any("LPS read as RAS" in warning for warning in found.warnings)


def test_cancelling_passes_through():
    def stop(fraction, message):
        raise Cancelled

    with pytest.raises(Cancelled):
        pelvis_landmarks(LEFT.mesh, RIGHT.mesh, None, stop)
