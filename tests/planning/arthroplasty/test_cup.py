"""Cups found again in sockets of known size, their angles and coverage against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.arthroplasty.cup import CupTarget, coverage, hemisphere, nearest_cup, plan_cup
from osteokit.planning.arthroplasty.frames import side_axes
from osteokit.planning.arthroplasty.safe_zone import lewinnek
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import rotation_about
from planning.arthroplasty.known_hips import CUPS, SOCKET_CENTER, cup, pelvis, socket_block


def planned(side="right", target=CupTarget(), mesh_and_marks=None):
    left, right, marks = pelvis() if mesh_and_marks is None else mesh_and_marks
    mesh = right if side == "right" else left
    return plan_cup(SurfaceDistance(mesh), marks, side_axes(marks, side), CUPS, target)


def assert_found_again(diameter_mm: int) -> None:
    """A socket of 2 mm less than the cup, in a pelvis of that size."""
    left, right, _ = pelvis()
    factor = (diameter_mm - 2.0) / 50.0
    scaled = [Mesh(mesh.vertices * factor, mesh.faces) for mesh in (left, right)]
    plan = planned(mesh_and_marks=(*scaled, pelvis_landmarks(*scaled)))
    assert plan.implant.size("outer_diameter_mm") == diameter_mm


@pytest.mark.parametrize("diameter_mm", [40, 56, 64])
def test_a_size_is_found_again(diameter_mm):
    assert_found_again(diameter_mm)


@pytest.mark.slow
@pytest.mark.parametrize("diameter_mm", range(40, 65, 2))
def test_every_size_is_found_again(diameter_mm):
    assert_found_again(diameter_mm)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_cup_lies_in_the_socket(side):
    plan = planned(side)
    sign = 1.0 if side == "right" else -1.0
    away = plan.center - SOCKET_CENTER * [sign, 1.0, 1.0]
    assert np.linalg.norm(away + plan.medial_shift_mm * side_axes(pelvis()[2], side).lateral) < 1.0
    assert plan.implant.size("outer_diameter_mm") == 52.0
    assert plan.coverage_percent > 85.0
    assert plan.pose[:3, 2] @ [sign, 0.0, 0.0] < 0.0, "the dome points medially"


@settings(max_examples=60, deadline=None)
@given(st.floats(20.0, 60.0), st.floats(0.0, 40.0), st.sampled_from(["radiographic", "anatomic", "operative"]))
def test_the_target_comes_back_in_its_own_definition(inclination, anteversion, definition):
    plan = planned("left", CupTarget(inclination, anteversion, definition))
    assert float(getattr(plan.angles, f"{definition}_inclination")) == pytest.approx(inclination, abs=1e-6)
    assert float(getattr(plan.angles, f"{definition}_anteversion")) == pytest.approx(anteversion, abs=1e-6)


def test_murrays_definitions_differ_as_published():
    angles = planned("right", CupTarget(40.0, 15.0)).angles
    assert float(angles.anatomic_inclination) == pytest.approx(42.274, abs=1e-3)
    assert float(angles.anatomic_anteversion) == pytest.approx(22.629, abs=1e-3)
    assert float(angles.operative_inclination) == pytest.approx(38.381, abs=1e-3)
    assert float(angles.operative_anteversion) == pytest.approx(19.279, abs=1e-3)


@pytest.mark.parametrize("tilt", [0.0, 10.0, 25.0, 40.0, 70.0])
def test_coverage_of_a_tilted_cup_is_a_lune(tilt):
    """A half-spherical socket in a flat block: turning the cup by t uncovers a lune of t / 180 of its hemisphere."""
    out = np.array([0.3, -0.2, 0.93])
    out /= np.linalg.norm(out)
    block = SurfaceDistance(socket_block(25.0, out))
    turned = rotation_about(np.zeros(3), np.cross(out, [1.0, 0.0, 0.0]), tilt)[:3, :3] @ out
    assert coverage(block, np.zeros(3), 26.0, turned, 1.0) == pytest.approx(1.0 - tilt / 180.0, abs=0.03)


def test_a_cup_far_from_bone_is_not_covered():
    block = SurfaceDistance(socket_block(25.0, np.array([0.0, 0.0, 1.0])))
    assert coverage(block, np.array([0.0, 0.0, 80.0]), 25.0, np.array([0.0, 0.0, 1.0])) == 0.0


def test_the_points_of_the_hemisphere_are_even():
    ways = hemisphere(np.array([0.0, 1.0, 0.0]), 4000)
    assert np.allclose(np.linalg.norm(ways, axis=1), 1.0)
    assert (ways[:, 1] < 0.0).all()
    assert (ways[:, 1] < -0.5).mean() == pytest.approx(0.5, abs=0.01), "area of a zone goes with its height"


def test_medialisation_ends_at_the_teardrop_or_leaves_the_wall():
    _left, right, marks = pelvis()
    bone, axes = SurfaceDistance(right), side_axes(marks, "right")
    free = plan_cup(bone, marks, axes, CUPS)
    at = marks.point("acetabulum_center_right") - (free.radius_mm + 1.5) * axes.lateral
    medial = with_teardrop(marks, at)
    assert plan_cup(bone, medial, axes, CUPS).medial_shift_mm == pytest.approx(1.5, abs=0.01)
    far = with_teardrop(marks, at - 40.0 * axes.lateral)
    deep = plan_cup(bone, far, axes, CUPS)
    assert deep.wall_mm == pytest.approx(2.0, abs=0.01), "2 mm of the medial wall stay"


def with_teardrop(marks: BoneLandmarks, point: np.ndarray) -> BoneLandmarks:
    key = "teardrop_right"
    moved = Landmark(key, tuple(map(float, point)), 0.5, 1.0, "by construction")
    return BoneLandmarks("pelvis", "", {**marks.landmarks, key: moved}, marks.radii_mm)


def test_what_is_no_cup_is_refused():
    with pytest.raises(OsteoError, match="no acetabular cup"):
        nearest_cup([], 50.0)
    with pytest.raises(OsteoError, match=r"57\.0 mm are wanted, and there are 40 to 50 mm"):
        nearest_cup([cup(40), cup(50)], 57.0)
    with pytest.raises(OsteoError, match="not those of a cup"):
        planned(target=CupTarget(120.0, 15.0))
    with pytest.raises(OsteoError, match="choose from radiographic"):
        planned(target=CupTarget(40.0, 15.0, "clinical"))  # pyright: ignore[reportArgumentType]


def test_the_zone_is_shown_and_says_that_none_is_universal():
    inside, outside = (lewinnek(planned(target=CupTarget(i, 15.0)).angles) for i in (40.0, 55.0))
    assert inside.inside and not outside.inside
    assert "no universal" in inside.note
