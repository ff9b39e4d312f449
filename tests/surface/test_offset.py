import manifold3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.surface.check import check_solid
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.offset import axes_of, distance_field, grid_over, level_solid, offset_shell, swept
from osteokit.surface.primitives import box
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved, translation


def ball(radius=10.0, segments=96):
    return mesh_of(manifold3d.Manifold.sphere(radius, segments))


def radius_of_volume(mm3):
    return (3 * mm3 / (4 * np.pi)) ** (1 / 3)


@settings(max_examples=20, deadline=None)
@given(st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: np.linalg.norm(v) > 0.1))
def test_axes_are_right_handed_with_w_along_the_direction(direction):
    axes = axes_of(np.array(direction))
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)
    assert axes[2] @ direction == pytest.approx(np.linalg.norm(direction))


def test_a_field_is_exact_in_its_band_and_beyond_it_outside():
    surface = SurfaceDistance(ball())
    grid = grid_over(np.array([[-14.0, -14, -14], [14, 14, 14]]), np.array([1.0, 2, 3]), 1.0, 0.9)
    field = distance_field(surface, grid, -2.0, 3.0)
    exact = surface.signed(grid.points().reshape(-1, 3)).reshape(grid.shape)
    band = (exact >= -2) & (exact <= 3)
    assert band.sum() > 1000
    np.testing.assert_allclose(field[band], exact[band], atol=1e-9)
    assert (field[exact < -2] <= -2).all() and (field[exact > 3] >= 3).all()


def test_the_level_solid_of_a_ball_is_a_larger_ball_in_its_place():
    middle = np.array([30.0, -20, 5])
    body = moved(ball(), translation(middle))
    grid = grid_over(body.vertices, np.array([1.0, -1, 0.5]), 5.0, 0.5)
    field = distance_field(SurfaceDistance(body), grid, -1.0, 4.0)
    solid = level_solid(field, grid, 2.0)
    assert check_solid(solid).is_solid
    assert radius_of_volume(solid.volume_mm3) == pytest.approx(12.0, abs=0.05)
    np.testing.assert_allclose(np.linalg.norm(solid.vertices - middle, axis=1), 12.0, atol=0.05)


def test_sweeping_a_ball_makes_it_and_its_shadow():
    grid = grid_over(ball().vertices, np.array([0.0, 0, 1]), 4.0, 0.5)
    field = swept(distance_field(SurfaceDistance(ball()), grid, -1.0, 3.0))
    points = grid.points()
    across = np.linalg.norm(points[..., :2], axis=-1)
    below = (points[..., 2] < -1) & (across < 9.0)
    above = points[..., 2] > np.sqrt(np.maximum(100 - across**2, 0)) + 0.6
    assert (field[below] <= 0).all()  # in the shadow
    assert (field[above] > 0).all()
    assert (np.diff(field, axis=0) >= -1e-12).all()  # nothing that is free gets less free farther out


def test_a_shell_of_a_ball_keeps_its_distances():
    shell = offset_shell(ball(), box((60, 60, 20), translation([0, 0, 20.0])), 0.3, 3.3, 0.4)
    assert check_solid(shell).is_solid
    reach = np.linalg.norm(shell.vertices, axis=1)
    assert reach.min() == pytest.approx(10.3, abs=0.05) and reach.max() == pytest.approx(13.3, abs=0.05)
    cap = lambda r: np.pi * (r - 10) ** 2 * (3 * r - (r - 10)) / 3  # noqa: E731 - volume of a cap above z = 10
    assert shell.volume_mm3 == pytest.approx(cap(13.3) - cap(10.3), rel=0.02)


def test_shells_that_make_no_sense_are_refused():
    with pytest.raises(OsteoError, match="must be larger"):
        offset_shell(ball(), box((9, 9, 9)), 2.0, 1.0)
    with pytest.raises(OsteoError, match="holds nothing"):
        offset_shell(ball(), moved(box((9, 9, 9)), translation([90, 0, 0])), 0.3, 3.0)
    with pytest.raises(OsteoError, match="too large"):
        grid_over(np.array([[0.0, 0, 0], [900, 900, 900]]), np.array([0.0, 0, 1]), 1.0, 0.5)
