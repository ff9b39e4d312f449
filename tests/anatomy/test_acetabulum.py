"""Sockets of known spheres: found in any pose, and fitted without the fossa that would draw the centre inwards."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generated import shapes
from generated.pelvic_bones import SOCKET_AXIS, SOCKET_CENTER, SOCKET_RADIUS_MM, hip_bone
from osteokit.anatomy.acetabulum import find_acetabulum, lunate_sphere
from osteokit.anatomy.bone_axes import bone_surface
from osteokit.base.errors import OsteoError
from osteokit.surface.extract import mask_surface
from osteokit.surface.transform import moved

UP = np.array([0.0, 0.0, 1.0])


def block_with_socket(radius_mm: float, fossa_mm: float):
    """A block whose socket opens to +x, with a fossa that is deeper by ``fossa_mm`` at its pole and below."""
    shape, matrix = shapes.grid([-60.0, -45.0, -60.0], [4.0, 45.0, 45.0], 1.0)
    p = shapes.points(shape, matrix)
    block = shapes.box(p, [-30.0, 0.0, -10.0], [30.0, 40.0, 46.0])
    hollow = shapes.sphere(p, [0, 0, 0], radius_mm)
    below_pole = np.array([-1.0, 0.0, -0.8]) / np.hypot(1.0, 0.8)
    fossa = np.maximum(
        shapes.sphere(p, [0, 0, 0], radius_mm + fossa_mm), shapes.capsule(p, [0, 0, 0], 60.0 * below_pole, 11.0)
    )
    return mask_surface(np.maximum(block, -shapes.union(hollow, fossa)) < 0.0, matrix)


@pytest.mark.parametrize("radius_mm", [20.0, 24.0, 28.0])
def test_the_fossa_does_not_draw_the_centre(radius_mm):
    surface = bone_surface(block_with_socket(radius_mm, fossa_mm=4.0), 2.0)
    rough = find_acetabulum(surface)
    fine = lunate_sphere(surface, rough, UP)
    assert np.linalg.norm(rough.center) < 5.0
    assert np.linalg.norm(fine.center) < 0.4
    assert fine.radius_mm == pytest.approx(radius_mm, abs=0.5)
    assert fine.residual_mm < 0.4


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_found_in_any_pose(seed):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    pose[:3, 3] = np.random.default_rng(seed).normal(0.0, 200.0, 3)
    found = find_acetabulum(bone_surface(moved(hip_bone("right").mesh, pose), 2.0))
    assert np.linalg.norm(found.center - (pose[:3, :3] @ SOCKET_CENTER + pose[:3, 3])) < 3.0
    assert found.radius_mm == pytest.approx(SOCKET_RADIUS_MM, rel=0.1)
    assert found.opening @ (pose[:3, :3] @ SOCKET_AXIS) > np.cos(np.radians(15.0))


def test_a_solid_without_a_hollow_has_no_acetabulum():
    shape, matrix = shapes.grid([-60.0] * 3, [60.0] * 3, 3.0)
    ball = mask_surface(shapes.sphere(shapes.points(shape, matrix), [0, 0, 0], 50.0) < 0.0, matrix)
    with pytest.raises(OsteoError, match="no acetabulum"):
        find_acetabulum(bone_surface(ball, 2.0))
