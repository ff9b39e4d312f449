import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import long_bones as bones
from osteokit.anatomy.bone_axes import CUT, bone_surface, flat_part
from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.find_extremes import extreme, ruler
from osteokit.anatomy.sections import section
from osteokit.anatomy.sphere import fit_sphere
from osteokit.base.errors import OsteoError

Z = np.array([0.0, 0.0, 1.0])


@pytest.fixture(scope="module")
def femur_surface(left_femur):
    return bone_surface(left_femur)


def test_landmarks_by_the_key_of_the_bone():
    found = landmarks_of("tibia_left", bones.left_tibia())
    assert (found.bone, found.side) == ("tibia", "left") and "knee_center" in found
    with pytest.raises(OsteoError, match="No landmarks are known"):
        landmarks_of("skull", bones.left_tibia())


@given(st.integers(0, 10_000), st.floats(1, 60))
def test_a_sphere_is_fitted_exactly(seed, radius):
    random = np.random.default_rng(seed)
    center, ray = random.uniform(-500, 500, 3), random.normal(size=(30, 3))
    points = center + radius * ray / np.linalg.norm(ray, axis=1)[:, None]
    fitted, r = fit_sphere(points)
    assert np.linalg.norm(fitted - center) < 1e-6 and r == pytest.approx(radius, abs=1e-6)


def test_a_section_of_an_ellipsoid_is_an_ellipse():
    ball = bones.Ellipsoid(np.array([5.0, -3.0, 40.0]), np.array([10.0, 20.0, 30.0]))
    mesh = bones.mesh_of(ball.solid())
    (contour,) = section(mesh, np.array([0.0, 0.0, 55.0]), Z)
    assert contour.area_mm2 == pytest.approx(np.pi * 200 * (1 - 0.25), rel=0.02)
    assert contour.center == pytest.approx([5.0, -3.0, 55.0], abs=0.05)
    assert section(mesh, np.array([0.0, 0.0, 90.0]), Z) == []


def test_an_extreme_is_the_top_of_an_ellipsoid_and_knows_its_curvature():
    for radii in ((20.0, 20.0, 20.0), (40.0, 20.0, 20.0)):
        ball = bones.Ellipsoid(np.zeros(3), np.array(radii))
        surface = bone_surface(bones.mesh_of(ball.solid()))
        top = extreme(surface, Z, np.ones(len(surface.points), bool))
        assert top is not None
        curvature = np.array(radii[:2]) ** 2 / radii[2]
        expected = np.sqrt((curvature * 0.15 + (curvature * np.radians(1)) ** 2).sum())
        assert np.linalg.norm(top.point - ball.outermost(Z)) < 0.4
        assert top.spread_mm == pytest.approx(expected, rel=0.3)


def test_a_ruler_rests_on_both_rims_of_a_hollow():
    x = np.linspace(-10, 10, 21)
    assert ruler(x, np.where(np.abs(x) == 8, 5.0, -(x**2) / 50), 0.0) == (2, 18)
    assert ruler(x, -(x**2), 20.0) is None


def test_a_cut_is_flat_and_a_joint_is_not(left_femur, femur_surface):
    assert flat_part(femur_surface, Z) < CUT and flat_part(femur_surface, -Z) < CUT
    assert flat_part(bone_surface(bones.cut_off(left_femur, Z, 0.5)), -Z) > CUT


def test_sampling_is_even_however_coarse_the_triangles(femur_surface):
    surface = femur_surface
    corners = surface.mesh.vertices[surface.mesh.faces]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    assert surface.areas.sum() == pytest.approx(area, rel=1e-9)
    assert surface.areas.max() < 1.2**2
    assert np.allclose(np.linalg.norm(surface.normals, axis=1), 1)
