import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.surface.check import check_solid
from osteokit.surface.primitives import box
from osteokit.surface.transform import (
    any_perpendicular,
    direction_of,
    mirrored,
    moved,
    pose_of,
    rotation_about,
    translation,
)

number = st.floats(-100, 100)
point = st.tuples(number, number, number)
direction = point.filter(lambda v: np.linalg.norm(v) > 1e-3)


@given(point, direction, st.floats(-180, 180), point)
def test_a_turn_is_scipys(center, axis, angle, other):
    turn = Rotation.from_rotvec(np.radians(angle) * np.array(axis) / np.linalg.norm(axis))
    expected = turn.apply(np.subtract(other, center)) + center
    assert (rotation_about(center, axis, angle) @ [*other, 1])[:3] == pytest.approx(expected, abs=1e-9)


@given(point, direction, direction)
def test_a_pose_is_rigid_and_keeps_its_z(origin, x, z):
    if np.linalg.norm(np.cross(direction_of(x), direction_of(z))) < 1e-3:
        return
    pose = pose_of(origin, x, z)
    assert pose[:3, :3].T @ pose[:3, :3] == pytest.approx(np.eye(3), abs=1e-9) and np.linalg.det(pose) > 0
    assert pose[:3, 2] == pytest.approx(direction_of(z)) and pose[:3, 0] @ x > 0


@given(direction)
def test_a_perpendicular(vector):
    assert any_perpendicular(vector) @ vector == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("plane", ["x", "y", "z"])
def test_a_mirror_image_is_a_solid_on_the_other_side(plane):
    bone = moved(box((10, 20, 30)), translation((40, 50, 60)))
    image = mirrored(bone, plane)
    n = "xyz".index(plane)
    assert check_solid(image).is_solid and image.volume_mm3 == pytest.approx(6000)
    assert image.vertices[:, n].mean() == pytest.approx(-bone.vertices[:, n].mean())
    assert (mirrored(image, plane).faces == bone.faces).all()


def test_a_matrix_that_mirrors_leaves_the_faces_outward():
    assert moved(box((1, 2, 3)), np.diag([-1.0, 1, 1, 1])).volume_mm3 == pytest.approx(6)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: moved(box((1, 1, 1)), np.eye(3)), "4x4"),
        (lambda: moved(box((1, 1, 1)), np.full((4, 4), np.nan)), "finite"),
        (lambda: moved(box((1, 1, 1)), np.diag([1.0, 1, 0, 1])), "flattens"),
        (lambda: rotation_about((0, 0, 0), (0, 0, 0), 5), "rotation axis"),
        (lambda: direction_of((1, np.inf, 0)), "finite"),
        (lambda: pose_of((0, 0, 0), (0, 0, 1), (0, 0, 2)), "x axis"),
    ],
)
def test_what_cannot_move_is_refused(act, sentence):
    with pytest.raises(OsteoError, match=sentence):
        act()
