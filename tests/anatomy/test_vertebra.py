"""Endplates and process of a generated vertebra, whose parts are known; up and down by its shape or by a hint."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generated import shapes
from generated.pelvic_bones import vertebra
from osteokit.anatomy.landmark import landmark_terms
from osteokit.anatomy.vertebra import vertebra_landmarks
from osteokit.base.errors import OsteoError
from osteokit.surface.extract import mask_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import mirrored, moved

TRUTH = vertebra().points


def worst(found, truth=TRUTH, pose=np.eye(4)) -> float:
    return max(
        float(np.linalg.norm(found.point(key) - (pose[:3, :3] @ point + pose[:3, 3]))) for key, point in truth.items()
    )


def level_vertebra() -> Mesh:
    """A body with an arch and a process that lie at half its height: nothing says which end is up. One end is wider, so
    that the plane between left and right stays the only one of symmetry."""
    shape, matrix = shapes.grid([-40.0, -72.0, -16.0], [40.0, 21.0, 16.0], 1.5)
    p = shapes.points(shape, matrix)
    size = 1.0 + 0.012 * p[..., 2]
    drum = np.maximum((np.hypot(p[..., 0] / 24.0, p[..., 1] / 17.0) - size) * 17.0, np.abs(p[..., 2]) - 13.0)
    rods = [shapes.capsule(p, [0, -42, 0], [0, -66, 0], 4.0)]
    for side in (-1.0, 1.0):
        rods += [
            shapes.capsule(p, [side * 14, -12, 0], [side * 15, -30, 0], 5.0),
            shapes.capsule(p, [side * 15, -30, 0], [0, -42, 0], 5.0),
            shapes.capsule(p, [side * 15, -30, 0], [side * 34, -34, 0], 4.0),
        ]
    return mask_surface(shapes.union(drum, *rods) < 0.0, matrix)


def test_all_landmarks():
    found = vertebra_landmarks(vertebra().mesh)
    assert set(found.landmarks) == {key for bone, key in landmark_terms() if bone == "vertebra"}
    assert worst(found) < 1.5
    assert found.warnings == ()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_the_pose_does_not_matter(seed):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    pose[:3, 3] = [-120.0, 80.0, 700.0]
    assert worst(vertebra_landmarks(moved(vertebra().mesh, pose)), TRUTH, pose) < 1.5


@pytest.mark.slow
def test_mirrored_and_noisy():
    assert worst(vertebra_landmarks(mirrored(vertebra().mesh))) < 1.5  # the vertebra is its own mirror image
    random = np.random.default_rng(4)
    noisy = vertebra().mesh.vertices + random.normal(0.0, 0.3, vertebra().mesh.vertices.shape)
    assert worst(vertebra_landmarks(Mesh(noisy, vertebra().mesh.faces))) < 3.0


@pytest.mark.parametrize("up", [-1.0, pytest.param(1.0, marks=pytest.mark.slow)])
def test_a_hint_decides_where_the_shape_does_not(up):
    doubtful = vertebra_landmarks(level_vertebra())
    assert any("which end of the vertebra is up" in warning for warning in doubtful.warnings)
    assert all(landmark.confidence < 0.5 for landmark in doubtful.landmarks.values())
    hinted = vertebra_landmarks(level_vertebra(), np.array([0.1, 0.0, up]))
    assert not any("which end of the vertebra is up" in warning for warning in hinted.warnings)
    assert hinted.point("superior_endplate_center")[2] * up == pytest.approx(13.0, abs=2.0)
    assert hinted.point("superior_endplate_right")[0] * up > 17.0  # the front stays where it is, so sides follow


def test_a_hint_does_not_overrule_a_clear_shape():
    assert worst(vertebra_landmarks(vertebra().mesh, np.array([0.0, 0.0, -1.0]))) < 1.5


def test_a_body_without_arch_and_other_bad_input_is_refused():
    shape, matrix = shapes.grid([-26.0, -19.0, -15.0], [26.0, 19.0, 15.0], 1.5)
    p = shapes.points(shape, matrix)
    drum = np.maximum((np.hypot(p[..., 0] / 24.0, p[..., 1] / 17.0) - 1.0) * 17.0, np.abs(p[..., 2]) - 13.0)
    with pytest.raises(OsteoError, match="no arch"):
        vertebra_landmarks(mask_surface(drum < 0.0, matrix))
    with pytest.raises(OsteoError, match="metres"):
        vertebra_landmarks(Mesh(vertebra().mesh.vertices / 1000.0, vertebra().mesh.faces))
