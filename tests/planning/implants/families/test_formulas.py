"""The closed forms, against quadrature, sampling and shapes whose volume anyone knows."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.drives import Drive
from osteokit.planning.implants.families.formulas import crossing_cylinders, frustum, sphere_zone, strip_in_circle
from osteokit.planning.implants.families.lathe import Shaft, Thread
from osteokit.planning.implants.families.lines import with_lines
from osteokit.planning.implants.families.nails import Path, femoral_path, tibial_path
from osteokit.planning.implants.families.outline import Outline, rounded_rectangle, softened
from osteokit.planning.implants.families.sweep import Sweep
from osteokit.surface.boolean import box
from osteokit.surface.check import check_solid

SIZES = st.floats(0.5, 20)


@given(SIZES, SIZES)
def test_crossing_cylinders_equals_the_integral_over_their_sections(a, b):
    small = min(a, b)
    integral, _error = quad(lambda x: 4 * np.sqrt((a * a - x * x) * (b * b - x * x)), -small, small)
    assert crossing_cylinders(a, b) == pytest.approx(integral, rel=1e-5)


@given(SIZES, st.floats(0.05, 1.5))
def test_strip_in_a_circle_equals_its_integral(radius, share):
    width = 2 * radius * share
    reach = min(width / 2, radius)
    integral, _error = quad(lambda y: 2 * np.sqrt(max(radius**2 - y**2, 0)), -reach, reach)
    assert strip_in_circle(radius, width) == pytest.approx(integral, rel=1e-6)


def test_frustum_and_sphere_zone_of_known_solids():
    assert frustum(2, 2, 5) == pytest.approx(np.pi * 20)
    assert frustum(3, 0, 4) == pytest.approx(np.pi * 12)
    assert sphere_zone(3, -3, 3) == pytest.approx(36 * np.pi)
    assert sphere_zone(3, 0, 9) == pytest.approx(18 * np.pi)


@pytest.mark.parametrize("kind", ["hexagon", "star"])
def test_drives_have_the_area_of_their_wall(kind):
    drive = Drive(kind, 3.5, 2.0)
    angles = np.linspace(0, 2 * np.pi, 200_001)
    radius = np.interp(angles, np.arange(49) * 2 * np.pi / 48, np.append(drive.radius, drive.radius[0]))
    if kind == "hexagon":
        radius = 1.75 / np.cos(np.mod(angles + np.pi / 6, np.pi / 3) - np.pi / 6)
    area = np.trapezoid(radius**2 / 2, angles)
    assert drive.volume_mm3 == pytest.approx(2 * area, rel=2e-3)
    assert drive.widest_mm == pytest.approx(3.5 / np.cos(np.pi / 6) if kind == "hexagon" else 3.5)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.3, 3), st.floats(1, 4), st.floats(0.1, 1.5),
    st.lists(st.floats(0.05, 0.3), min_size=4, max_size=4),
)  # fmt: skip
def test_the_volume_of_a_thread_equals_the_sum_over_a_fine_grid(pitch, core, height, steps):
    shaft = Shaft(
        np.array([0.0, 2.0, 9.0, 12.0]), np.array([core, core * 1.1, core, core * 0.4]),
        np.array([0, height, height, 0]),
        Thread(pitch, tuple(np.cumsum(steps) * 0.95 / max(1.0, sum(steps)))),
    )  # fmt: skip
    z = (np.arange(2400) + 0.5) * 12 / 2400
    angle = (np.arange(400) + 0.5) * 2 * np.pi / 400
    area = (shaft.radius(z[:, None], angle[None, :]) ** 2 / 2).mean(axis=1) * 2 * np.pi
    assert shaft.volume_mm3 == pytest.approx(area.mean() * 12, rel=2e-4)


def test_a_rounded_rectangle_has_the_area_that_anyone_computes():
    outline = rounded_rectangle(40, 10, 3)
    assert outline.area_mm2 == pytest.approx(400 - (4 - np.pi) * 9)
    assert outline.perimeter_mm == pytest.approx(100 - 24 + 6 * np.pi)


@given(st.floats(0.0, 1.2), st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_area_and_perimeter_of_rounded_polygons_are_those_of_fine_ones(inwards, seed):
    rng = np.random.default_rng(seed)
    angles = np.sort(rng.uniform(0, 2 * np.pi, 3)) / 3 + np.arange(3) * 2 * np.pi / 3
    corners = np.column_stack([np.cos(angles), np.sin(angles)]) * rng.uniform(20, 40, (3, 1))
    dent = (corners[0] + corners[1]) / 2 * 0.75  # a concave corner between the first two
    soft = softened(np.array([corners[0], dent, corners[1], corners[2]]), 3.0)
    try:
        outline = Outline(soft.corners, soft.radii, 400)
    except OsteoError:  # some of these triangles are too thin for arcs of 3 mm
        assume(False)
        return
    if inwards > 0.9 * outline.sharpest_mm:
        return
    points = outline.points(inwards)
    x, y = points.T
    area = (x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    steiner = outline.area_mm2 - outline.perimeter_mm * inwards + np.pi * inwards**2
    assert area == pytest.approx(steiner, rel=1e-5)


def test_clearance_is_the_distance_to_the_edge_and_negative_outside():
    outline = rounded_rectangle(40, 10, 3)
    inside = outline.clearance(np.array([[0.0, 0.0], [0.0, 4.0], [19.0, 0.0], [0.0, 7.0]]))
    np.testing.assert_allclose(inside, [5, 1, 1, -2], atol=1e-9)


def test_an_outline_whose_arcs_do_not_fit_is_refused():
    with pytest.raises(OsteoError, match="do not fit"):
        rounded_rectangle(40, 10, 6)
    with pytest.raises(OsteoError, match="do not fit"):
        Outline(rounded_rectangle(40, 10, 3).corners[::-1], np.full(4, 1.0))


def _straight_sweep(levels, first, second, squareness=0.0):
    centres = np.array([[0.3, -0.2, z] for z in levels])
    count = len(levels)
    x, y = np.array([[1.0, 0, 0]]), np.array([[0, 1.0, 0]])
    return Sweep(centres, x * np.array(first)[:, None], y * np.array(second)[:, None], np.full(count, squareness))


def test_a_sweep_of_circles_is_a_cone_and_of_ellipses_its_elliptic_kin():
    assert _straight_sweep([1, 6], [3, 1], [3, 1]).volume_mm3 == pytest.approx(frustum(3, 1, 5), rel=1e-12)
    assert _straight_sweep([0, 5], [3, 3], [2, 2]).volume_mm3 == pytest.approx(np.pi * 30, rel=1e-12)


@pytest.mark.parametrize("e", [0.0, -0.05, -1 / 9])
def test_squarer_sections_have_the_area_of_their_curve(e):
    angles = np.linspace(0, 2 * np.pi, 100_001)
    x, y = 3 * (np.cos(angles) + e * np.cos(3 * angles)), 2 * (np.sin(angles) - e * np.sin(3 * angles))
    area = abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    sweep = _straight_sweep([0, 7], [3, 3], [2, 2], e)
    assert sweep.volume_mm3 == pytest.approx(7 * area, rel=1e-6)
    assert sweep.mesh().volume_mm3 == pytest.approx(7 * area, rel=1e-6)


def test_a_sweep_around_a_quarter_circle_obeys_pappus():
    turn = np.linspace(0, np.pi / 2, 400)
    centres = 20 * np.column_stack([np.cos(turn), np.sin(turn), np.zeros(400)])
    outward = centres / 20 * 3
    sweep = Sweep(centres, outward, np.tile([0, 0, -3.0], (400, 1)), np.zeros(400))
    volume = np.pi * 9 * 20 * np.pi / 2
    assert abs(sweep.volume_mm3) == pytest.approx(volume, rel=1e-4)
    assert not sweep.folds
    assert Sweep(centres / 10, outward, np.tile([0, 0, -3.0], (400, 1)), np.zeros(400)).folds


def test_paths_of_nails_go_from_the_origin_up_the_z_axis():
    for path, length in (
        (femoral_path({"length_mm": 400, "bow_radius_mm": 1000}), 400),
        (femoral_path({"length_mm": 400, "bow_radius_mm": 0}), 400),
        (tibial_path({"length_mm": 330, "bend_deg": 10, "bend_from_top_mm": 60}), 330),
    ):
        ends, tangents = path.at(np.array([0.0, path.length]))
        np.testing.assert_allclose(ends, [[0, 0, 0], [0, 0, length]], atol=1e-6)
        np.testing.assert_allclose(np.linalg.norm(tangents, axis=1), 1)


@given(st.floats(0, 400))
def test_the_tangent_of_a_path_is_its_derivative(place):
    path = Path(np.array([60.0, 20.0, 330.0]), np.array([0.0, -0.01, 0.001]), 0.2)
    points, tangents = path.at(np.array([place, place + 1e-4]))
    np.testing.assert_allclose((points[1] - points[0]) / 1e-4, tangents[0], atol=2e-5)


@given(st.lists(st.floats(-6, 6), max_size=8), st.integers(0, 2))
@settings(deadline=None)
def test_lines_change_neither_volume_nor_closedness(values, axis):
    plain = box([10.0, 9.0, 11.0])
    folded = with_lines(plain, axis, np.array(sorted(values)))
    assert check_solid(folded).is_solid
    assert folded.volume_mm3 == pytest.approx(990.0)
    for value in values:
        beside = folded.vertices[folded.faces][:, :, axis] - value
        assert not ((beside > 1e-6).any(axis=1) & (beside < -1e-6).any(axis=1)).any()
