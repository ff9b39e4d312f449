"""The elastic sheet against closed forms, and what no motion may do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.body import Body, Grip
from osteokit.simulation.soft_tissue.places import crossing, nearest_spot
from osteokit.simulation.soft_tissue.values import Sheet, Spot, Tissue, areas, flat_sheet

X, Y = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
FREE = {"bed_n_mm3": 0.0, "bed_press_n_mm3": 0.0, "stretch": 0.0}


def _sheet(length: float, width: float, spacing: float = 2.5) -> Sheet:
    return flat_sheet(np.zeros(3), X, Y, (length, width), spacing)


def _strip(length: float, width: float) -> tuple[Sheet, np.ndarray]:
    """Held at its left and right ends only; the right end's points."""
    sheet = _sheet(length, width)
    right = sheet.points[:, 0] > length / 2 - 1e-6
    return Sheet(sheet.points, sheet.triangles, right | (sheet.points[:, 0] < -length / 2 + 1e-6)), right


@pytest.mark.parametrize("stretch", [1.05, 1.3])
def test_a_stretched_strip_pulls_with_its_closed_form(stretch):
    """Uniaxial, Poisson 0: P = stretch E (stretch^2 - 1)/2 times thickness and width (St. Venant-Kirchhoff)."""
    sheet, right = _strip(60.0, 20.0)
    tissue = Tissue(youngs_mpa=0.3, poisson=0.0, **FREE)
    body = Body(sheet, tissue)
    body.points[:, 0] *= stretch
    body.step(0.3)
    expected = stretch * 0.3 * (stretch**2 - 1) / 2 * 2.0 * 20.0
    assert -body.forces_n()[right, 0].sum() == pytest.approx(expected, rel=1e-4)
    assert body.energy_nmm()[0] == pytest.approx(0.3 * ((stretch**2 - 1) / 2) ** 2 / 2 * 60 * 20 * 2, rel=1e-4)


def test_a_strip_narrows_by_its_poisson_ratio():
    sheet, _ = _strip(80.0, 10.0)
    body = Body(sheet, Tissue(poisson=0.45, **FREE))
    body.points[:, 0] *= 1.02
    body.step(1.0)
    middle = np.abs(sheet.points[:, 0]) < 10
    top, bottom = middle & (sheet.points[:, 1] > 5 - 1e-6), middle & (sheet.points[:, 1] < -5 + 1e-6)
    width = body.points[top, 1].mean() - body.points[bottom, 1].mean()
    green = -0.45 * (1.02**2 - 1) / 2
    assert width == pytest.approx(10 * np.sqrt(1 + 2 * green), rel=1e-3)


def test_a_hanging_sheet_lengthens_by_its_weight():
    """rho g L^2 / (2 E), Poisson 0."""
    sheet = _sheet(20.0, 80.0)
    hung = Sheet(sheet.points, sheet.triangles, sheet.points[:, 1] > 40 - 1e-6)
    body = Body(hung, Tissue(youngs_mpa=0.1, poisson=0.0, damping_hz=10.0, **FREE))
    body.gravity_mm_s2 = np.array([0, -9810.0, 0])
    body.step(3.0)
    lowest = sheet.points[:, 1] < -40 + 1e-6
    expected = 1.1e-9 * 9810 * 80**2 / (2 * 0.1)
    assert -40 - body.points[lowest, 1].mean() == pytest.approx(expected, rel=0.02)
    weight = 1.1e-9 * 9810 * 80 * 20 * 2
    held = body.forces_n()[hung.held, 1].sum()
    on_held_points = weight * body.elements.mass[hung.held].sum() / body.elements.mass.sum()
    assert -held == pytest.approx(weight - on_held_points, rel=1e-3)


def test_living_skin_rests_where_it_lies_although_it_is_stretched():
    body = Body(_sheet(40.0, 30.0), Tissue(stretch=0.1))
    body.step(0.5)
    assert np.abs(body.points - body.sheet.points).max() < 1e-9
    assert body.energy_nmm()[0] > 1.0


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_a_rigid_motion_costs_no_energy(seed):
    rng = np.random.default_rng(seed)
    q = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    body = Body(_sheet(20.0, 15.0), Tissue(**FREE))
    body.points = body.points @ q.T + rng.normal(size=3) * 50
    assert body.energy_nmm()[0] < 1e-18
    assert np.abs(body.forces_n()).max() < 1e-9


def test_a_free_swing_never_gains_energy():
    rng = np.random.default_rng(5)
    body = Body(_sheet(40.0, 30.0), Tissue(damping_hz=0.0))
    body.points[~body.sheet.held] += rng.normal(size=(int((~body.sheet.held).sum()), 3)) * 1.0
    first = sum(body.energy_nmm())
    rest = sum(Body(_sheet(40.0, 30.0)).energy_nmm())
    for _ in range(100):
        body.step(0.1)
        assert sum(body.energy_nmm()) < first
    assert sum(body.energy_nmm()) == pytest.approx(rest, rel=0.02)


@pytest.mark.parametrize("pull", [5.0, 60.0, 400.0])
def test_it_stays_whole_when_it_is_torn_at(pull):
    body = Body(_sheet(40.0, 30.0))
    grip = Grip(nearest_spot(body.points, body.sheet.triangles, np.zeros(3)), np.array([pull, 0, pull]))
    body.step(0.3, (grip,))
    assert np.isfinite(body.points).all()
    assert np.isfinite(body.velocities).all()
    body.step(1.5)
    assert np.abs(body.points - body.sheet.points).max() < 0.01


def test_the_force_of_a_grip_is_what_the_rim_and_the_bed_carry():
    body = Body(_sheet(40.0, 30.0))
    grip = Grip(nearest_spot(body.points, body.sheet.triangles, np.zeros(3)), np.array([3.0, 0, 0]))
    body.step(2.0, (grip,))
    parts = body.elements
    bed = -(parts.bed[:, None] * (body.points - body.sheet.points))[~body.sheet.held, 0].sum()
    rim = -body.forces_n()[body.sheet.held, 0].sum()
    assert grip.force_n[0] == pytest.approx(bed + rim, rel=1e-3)
    assert grip.force_n[0] < -0.05


def test_places_on_a_sheet():
    sheet = _sheet(40.0, 30.0)
    spot = nearest_spot(sheet.points, sheet.triangles, np.array([3.3, -4.1, 2.0]))
    assert spot.at(sheet.points, sheet.triangles) == pytest.approx([3.3, -4.1, 0.0])
    found = crossing(sheet.points, sheet.triangles, np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, -3.0]))
    assert found is not None
    assert found[0].at(sheet.points, sheet.triangles) == pytest.approx([1.5, 2.0, 0.0])
    assert found[1] == -1.0
    assert crossing(sheet.points, sheet.triangles, np.array([1.0, 2, 3]), np.array([1.0, 2, 1])) is None


@given(st.floats(-25, 25), st.floats(-20, 20), st.floats(-5, 5))
@settings(max_examples=50, deadline=None)
def test_the_nearest_spot_is_the_nearest(x, y, z):
    sheet = _sheet(40.0, 30.0, 5.0)
    place = np.array([x, y, z])
    spot = nearest_spot(sheet.points, sheet.triangles, place)
    expected = np.array([np.clip(x, -20, 20), np.clip(y, -15, 15), 0.0])
    assert spot.at(sheet.points, sheet.triangles) == pytest.approx(expected, abs=1e-9)
    assert spot.weights.sum() == pytest.approx(1.0)


def test_a_flat_sheet_is_whole():
    sheet = _sheet(90.0, 60.0)
    assert areas(sheet.points, sheet.triangles).sum() == pytest.approx(90 * 60)
    a, b, c = (sheet.points[sheet.triangles[:, corner]] for corner in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_refusals():
    sheet = _sheet(20.0, 15.0)
    with pytest.raises(OsteoError, match="youngs_mpa above 0"):
        Tissue(youngs_mpa=0.0)
    with pytest.raises(OsteoError, match="poisson"):
        Tissue(poisson=0.5)
    with pytest.raises(OsteoError, match="without area"):
        Sheet(np.zeros((3, 3)), np.array([[0, 1, 2]]), np.zeros(3, bool))
    with pytest.raises(OsteoError, match="not there"):
        Sheet(sheet.points, sheet.triangles + 1000, sheet.held)
    with pytest.raises(OsteoError, match="no numbers"):
        Sheet(sheet.points * np.nan, sheet.triangles, sheet.held)
    with pytest.raises(OsteoError, match="above 0"):
        Body(sheet).step(0.0)
    with pytest.raises(OsteoError, match="80 mm away"):
        nearest_spot(sheet.points, sheet.triangles, np.array([0, 0, 80.0]))
    assert isinstance(nearest_spot(sheet.points, sheet.triangles, np.zeros(3)), Spot)
