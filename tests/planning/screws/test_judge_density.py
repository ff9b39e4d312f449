"""Density along a screw and pull-out: linear and layered CTs of any axis order, closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.density import CORTICAL_HU, shaft_density
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge
from osteokit.planning.screws.pull_out import (
    DENSITY_LINES,
    FOAM_SLOPE,
    SHEAR_MPA,
    SHEAR_POWER,
    SHEAR_SCATTER,
    Thread,
    pull_out,
    usual_thread,
)
from osteokit.planning.screws.shaft import shaft_in
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import box
from osteokit.surface.transform import rotation_about, translation

SIZE_MM = 80.0


def ct(hu, order=(0, 1, 2), signs=(1, 1, 1), turn=None, spacing=(1.0, 1.25, 0.8)) -> Volume:
    """A CT about the origin whose array axes run along RAS axes ``order`` with ``signs``; ``hu(points) -> values``."""
    matrix = np.zeros((4, 4))
    matrix[3, 3] = 1.0
    shape = [0, 0, 0]
    for n in range(3):
        matrix[order[n], n] = signs[n] * spacing[n]
        shape[n] = round(SIZE_MM / spacing[n]) + 1
    if turn is not None:
        matrix = turn @ matrix
    middle = matrix[:3, :3] @ ((np.array(shape) - 1) / 2)
    matrix[:3, 3] = -middle
    k, j, i = np.indices(shape[::-1])
    points = np.stack([i, j, k], axis=-1) @ matrix[:3, :3].T + matrix[:3, 3]
    return Volume(hu(points).astype(np.float32), matrix)


def cube(side=60.0):
    return {"bone": SurfaceDistance(box((side, side, side)))}


def density_of(path: ScrewPath, volume: Volume, bones=None):
    return shaft_density(shaft_in(path, bones or cube()), volume)


@settings(max_examples=25, deadline=None)
@given(
    st.permutations([0, 1, 2]),
    st.tuples(*[st.sampled_from([-1, 1])] * 3),
    st.floats(0.0, 360.0),
    st.integers(0, 10**6),
)
def test_a_linear_field_whatever_the_axes(order, signs, angle, seed):
    """The mean of a linear field over a cylinder is its value in the middle; its profile is the value on the axis."""
    rng = np.random.default_rng(seed)
    gradient = np.array([4.0, -3.0, 2.0])
    volume = ct(lambda points: 300.0 + points @ gradient, order, signs, rotation_about((0, 0, 0), (1, 2, 3), angle))
    entry, tip = rng.uniform(-15, -5, 3), rng.uniform(5, 15, 3)
    found = density_of(ScrewPath(tuple(entry), tuple(tip), 6.5), volume)
    middle = 300.0 + (entry + tip) / 2 @ gradient
    assert found.mean_hu == pytest.approx(middle, abs=0.2)
    axis = entry + found.at_mm[:, None] / found.at_mm[-1] * (tip - entry)
    np.testing.assert_allclose(found.profile_hu, 300.0 + axis @ gradient, atol=0.6)
    assert found.in_bone.all()


def test_a_quadratic_field_sees_the_width_of_the_screw():
    """HU = rho^2 about the axis has the mean R^2 / 2 over a disc of radius R."""
    volume = ct(lambda points: points[..., 0] ** 2 + points[..., 1] ** 2, spacing=(0.5, 0.5, 0.5))
    found = density_of(ScrewPath((0, 0, -20), (0, 0, 20), 12.0), volume)
    assert found.mean_hu == pytest.approx(18.0, rel=0.02)


def test_shares_of_layers():
    """Cortical bone from -30 to -20, cancellous above; the interpolated edge lies within a voxel."""
    volume = ct(lambda points: np.where(points[..., 2] < -20.0, 1200.0, 150.0), spacing=(1.0, 1.0, 0.5))
    found = density_of(ScrewPath((0, 0, -30), (0, 0, 10), 5.0), volume)
    assert found.cortical_share == pytest.approx(0.25, abs=0.02)
    assert found.cortical_share + found.cancellous_share == pytest.approx(1.0)
    assert found.mean_hu == pytest.approx(0.25 * 1200 + 0.75 * 150, abs=20.0)
    assert found.metal_share == 0.0
    assert 150.0 < CORTICAL_HU < 1200.0


def test_only_what_lies_in_bone_counts():
    volume = ct(lambda points: np.where(points[..., 2] < 0.0, -100.0, 400.0), spacing=(1.0, 1.0, 0.5))
    bone = {"bone": SurfaceDistance(box((60, 60, 30), translation((0, 0, 16))))}
    found = density_of(ScrewPath((0, 0, -20), (0, 0, 20), 5.0), volume, bone)
    assert found.mean_hu == pytest.approx(400.0, abs=1.0)
    assert found.in_bone.sum() == pytest.approx(19.0 / 0.5, abs=2)
    assert found.profile_hu[0] == pytest.approx(-100.0)


def test_outside_the_volume_and_outside_the_bone():
    volume = ct(lambda points: 0.0 * points[..., 0])
    with pytest.raises(OsteoError, match="out of the CT"):
        density_of(ScrewPath((0, 0, 0), (0, 0, 45), 5.0), volume, cube(200.0))
    with pytest.raises(OsteoError, match="out of the CT"):
        ScrewJudge({"bone": box((200, 200, 200))}, volume).report(JudgedScrew(ScrewPath((0, 0, 0), (0, 0, 45), 5.0)))
    with pytest.raises(OsteoError, match="not lie in bone"):
        density_of(ScrewPath((0, 0, 30), (0, 0, 38), 5.0), volume, cube(40.0))


def test_pull_out_of_even_bone_is_the_closed_form():
    volume = ct(lambda points: 0.0 * points[..., 0] + 200.0)
    path = ScrewPath((0, 0, -25), (0, 0, 15), 6.5)
    thread = Thread(2.75, 1.75)
    found = pull_out(path, density_of(path, volume), thread)
    shear = [SHEAR_MPA * (a + b * 200.0) ** SHEAR_POWER for a, b in DENSITY_LINES]
    area = np.pi * 6.5 * 40.0 * (0.5 + 0.57735 * 1.75 / 2.75) * FOAM_SLOPE
    assert found.low_n == pytest.approx(shear[0] * (1 - SHEAR_SCATTER) * 0.57 * area, rel=1e-6)
    assert found.high_n == pytest.approx(shear[1] * (1 + SHEAR_SCATTER) * area, rel=1e-6)
    assert found.low_n < found.force_n < found.high_n
    assert found.engaged_mm == pytest.approx(40.0)
    assert 500.0 < found.force_n < 5000.0  # what pedicle screws of this size hold in tests
    short = pull_out(path, density_of(path, volume), thread, threaded_mm=16.0)
    assert short.force_n == pytest.approx(found.force_n * 16.0 / 40.0, rel=0.03)


@pytest.mark.parametrize(("hu", "measured_n"), [(60.0, 370.0), (180.0, 970.0)])
def test_the_range_holds_what_screws_held_in_cadavers(hu, measured_n):
    """Means of osteoporotic and normal lumbar vertebrae (Asian Spine J 2018;12:398-406), at HU that are usual for such
    bone; a screw of 6.5 mm with 40 mm of thread in it."""
    volume = ct(lambda points: 0.0 * points[..., 0] + hu)
    path = ScrewPath((0, 0, -25), (0, 0, 15), 6.5)
    found = pull_out(path, density_of(path, volume))
    assert found.low_n < measured_n < found.high_n
    assert found.force_n < 2.0 * measured_n


def test_denser_bone_and_thicker_screws_hold_more():
    forces = []
    for hu, diameter in ((100.0, 5.0), (200.0, 5.0), (200.0, 7.0)):
        volume = ct(lambda points, hu=hu: 0.0 * points[..., 0] + hu)
        path = ScrewPath((0, 0, -25), (0, 0, 15), diameter)
        forces.append(pull_out(path, density_of(path, volume)).force_n)
    assert forces == sorted(forces)
    assert usual_thread(6.5).shape_factor == pytest.approx(0.5 + 0.57735 / 2)


def test_metal_is_told_and_gives_no_force():
    volume = ct(lambda points: np.where(np.abs(points[..., 2]) < 5.0, 3000.0, 200.0))
    path = ScrewPath((0, 0, -25), (0, 0, 15), 6.5)
    report = ScrewJudge({"bone": box((60, 60, 60))}, volume).report(JudgedScrew(path))
    assert report.density is not None
    assert report.density.metal_share == pytest.approx(0.25, abs=0.05)
    assert report.pull_out is None
    assert "Metal" in report.not_measured["pull_out"]
    assert any("metal" in warning for warning in report.warnings)


def test_no_thread_in_bone_and_no_thread_at_all():
    volume = ct(lambda points: 0.0 * points[..., 0] + 200.0)
    path = ScrewPath((0, 0, -25), (0, 0, 15), 6.5)
    bone = {"bone": SurfaceDistance(box((60, 60, 20), translation((0, 0, -20))))}
    with pytest.raises(OsteoError, match="No thread"):
        pull_out(path, density_of(path, volume, bone), threaded_mm=10.0)
    for pitch, depth in ((0.0, 1.0), (1.0, -1.0), (float("nan"), 1.0)):
        with pytest.raises(OsteoError, match="pitch and a depth"):
            Thread(pitch, depth)
