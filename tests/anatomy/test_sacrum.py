"""The S1 endplate on a generated sacrum of known endplate, in any pose, mirrored, cut off, noisy."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generated.pelvic_bones import hip_bone, sacrum
from osteokit.anatomy.sacrum import sacrum_landmarks
from osteokit.base.errors import OsteoError
from osteokit.surface.boolean import split_by_plane
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import mirrored, moved

KEYS = ("endplate_center", "promontory", "endplate_posterior")


def worst(found, truth, pose=np.eye(4)) -> float:
    return max(
        float(np.linalg.norm(found.point(key) - (pose[:3, :3] @ truth[key] + pose[:3, 3])))
        for key in KEYS
        if key in found
    )


@pytest.mark.parametrize("slope_deg", [40.0, *(pytest.param(s, marks=pytest.mark.slow) for s in (25.0, 55.0))])
def test_endplates_of_any_slope(slope_deg):
    known = sacrum(slope_deg)
    found = sacrum_landmarks(known.mesh)
    assert set(found.landmarks) == set(KEYS)
    assert worst(found, known.points) < 2.0
    along = found.point("promontory") - found.point("endplate_posterior")
    assert np.degrees(np.arctan2(-along[2], along[1])) == pytest.approx(slope_deg, abs=2.5)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_the_pose_does_not_matter(seed):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    pose[:3, 3] = [300.0, -200.0, 900.0]
    assert worst(sacrum_landmarks(moved(sacrum().mesh, pose)), sacrum().points, pose) < 2.0


@pytest.mark.slow
def test_mirrored_and_noisy():
    known = sacrum()
    assert worst(sacrum_landmarks(mirrored(known.mesh)), known.points) < 2.0
    random = np.random.default_rng(2)
    noisy = Mesh(known.mesh.vertices + random.normal(0.0, 0.3, known.mesh.vertices.shape), known.mesh.faces)
    assert worst(sacrum_landmarks(noisy), known.points) < 3.0


def test_without_its_tip_it_keeps_its_endplate():
    known = sacrum()
    upper, _ = split_by_plane(known.mesh, np.array([0.0, 0.0, 25.0]), np.array([0.0, 0.0, 1.0]))
    assert worst(sacrum_landmarks(upper), known.points) < 2.0


def test_an_endplate_that_is_cut_off_is_missing_not_invented():
    known = sacrum()
    _, lower = split_by_plane(known.mesh, np.array([0.0, 0.0, 88.0]), np.array([0.0, 0.0, 1.0]))
    found = sacrum_landmarks(lower)
    assert not found.landmarks
    assert set(found.missing) == set(KEYS)
    assert all("endplate" in reason for reason in found.missing.values())


@pytest.mark.parametrize(
    ("mesh", "words"),
    [
        (Mesh(sacrum().mesh.vertices / 1000.0, sacrum().mesh.faces), "metres"),
        (Mesh(sacrum().mesh.vertices, sacrum().mesh.faces[:, ::-1]), "inside out"),
        (Mesh(0.7 * hip_bone("left").mesh.vertices, hip_bone("left").mesh.faces), "no plane of symmetry"),
    ],
)
def test_bad_input_is_refused(mesh, words):
    with pytest.raises(OsteoError, match=words):
        sacrum_landmarks(mesh)
