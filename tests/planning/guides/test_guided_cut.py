"""Guides of cuts that are not one plane: three slots for a step or Z, a row of drill holes for a dome."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.along_saw import run_around, stretches
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.guided_cut import guided_cut
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.values import GuideHole
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cut_bone import cut_bone
from osteokit.planning.osteotomy.cuts import DomeCut, StepCut, ZCut
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import pose_of
from planning.guides.solids import COARSE, ball, check, flared, shaft

NARROW = SawBlade(90.0, 8.0, 0.9)
DOME = DomeCut((0.0, 0.0, -8.0), (-1.0, 0.0, 0.1), 22.0, (0.0, 0.0, 1.0), (0.0, 0.0, 1.0), 150.0)


def step(height=24.0, **given):
    return StepCut((0.0, 0.0, -6.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), height, blade=NARROW, **given)


def zed(height=24.0, end_deg=70.0):
    return ZCut((0.0, 0.0, -6.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), height, end_deg, NARROW)


@pytest.mark.parametrize("cut", [step(), step(-24.0), zed(), zed(-20.0), zed(24.0, 110.0)])
def test_three_planes_lie_where_the_saw_cuts(cut):
    bone = flared()
    led = guided_cut(cut, bone)
    assert [plane.name for plane in led.planes] == [
        "The proximal end cut", "The lengthwise cut", "The distal end cut",
    ]  # fmt: skip
    assert led.planes[0].entry[2] > led.planes[1].entry[2] > led.planes[2].entry[2] and led.row == ()
    result = cut_bone(bone, cut)
    proximal, distal = result.fragment("proximal"), result.fragment("distal")
    for plane in led.planes:
        entry, normal, way = (np.array(value) for value in (plane.entry, plane.normal, plane.direction))
        assert abs(SurfaceDistance(bone).signed(entry[None])[0]) < 1e-6
        across = np.cross(normal, way)  # sampled over most of the slot, 6 mm deep, 1 mm to either side
        spots = entry + 6 * way + np.linspace(-0.4, 0.4, 5)[:, None] * plane.sweep_mm * across
        inside = SurfaceDistance(bone).signed(spots) < -1.5
        for side, fragment in ((1.0, proximal), (-1.0, distal)):
            there = SurfaceDistance(fragment.mesh).signed(spots[inside] + side * normal)
            assert (there < 0).all(), plane.name


@pytest.mark.parametrize("cut", [step(), zed()])
def test_a_guide_with_three_slots_is_good(cut):
    bone = flared()
    guide = design_guide(bone, guided_cut(cut, bone).planes, (), COARSE)
    assert {one.code for one in guide.checks if not one.passed} <= {"unique_fit"}
    assert check(guide, "slot_angle").value < 1e-4 and check(guide, "slot_offset").value < 1e-3
    assert [part.name for part in guide.parts] == [plane.name for plane in guided_cut(cut, bone).planes]


def test_the_plane_that_cannot_be_led_is_named():
    with pytest.raises(OsteoError, match="The proximal end cut is 14 mm wide and the blade 30 mm"):
        guided_cut(replace(step(), blade=SawBlade(90.0, 30.0, 1.0)), shaft())
    with pytest.raises(OsteoError, match="The proximal end cut misses the bone"):
        guided_cut(replace(step(), center=(0.0, 0.0, 65.0)), shaft())
    with pytest.raises(OsteoError, match=r"blade of The lengthwise cut is 8 mm wide and does not fit its 6 mm"):
        design_guide(flared(), guided_cut(step(6.0), flared()).planes, (), COARSE)


def test_planes_on_the_far_side_of_a_given_way_are_named():
    bone = flared()
    with pytest.raises(OsteoError, match="entry of The proximal end cut, The lengthwise cut, The distal end cut, near"):
        design_guide(bone, guided_cut(step(), bone).planes, (), replace(COARSE, insertion_direction=(-1.0, 0.0, 0.0)))


def test_a_row_of_drills_lies_on_the_cylinder_in_the_finished_guide():
    """Measured on a section through the sleeves: outlines of holes, their middles and their distances."""
    bone, parameters = flared(), replace(COARSE, row_drill_mm=3.2, row_bridge_mm=1.8)
    row = guided_cut(DOME, bone, parameters).row
    assert len(row) >= 6 and {hole.kind for hole in row} == {"row"}
    guide = design_guide(bone, (), row, parameters)
    assert guide.faults == () and check(guide, "hole_offset").value < 0.05
    axis = np.array(DOME.axis) / np.linalg.norm(DOME.axis)
    frame = pose_of(np.array(DOME.center), np.array(DOME.apex), axis)
    highest = min((np.array(hole.point) - DOME.center) @ axis for hole in row)
    local = manifold_of(guide.mesh).transform(np.linalg.inv(frame)[:3])
    rings = [np.asarray(ring) for ring in local.slice(highest - 8.0).to_polygons()]
    holes = [ring for ring in rings if np.ptp(ring, axis=0).max() < 4.0]
    assert len(holes) == len(row)
    middles = np.array([(ring.min(axis=0) + ring.max(axis=0)) / 2 for ring in holes])
    assert np.abs(np.linalg.norm(middles, axis=1) - DOME.radius_mm).max() < 0.1
    middles = middles[np.argsort(np.arctan2(middles[:, 1], middles[:, 0]))]
    assert np.linalg.norm(np.diff(middles, axis=0), axis=1) == pytest.approx(3.2 + 1.8, abs=0.1)


def test_the_sleeves_of_a_row_end_in_one_face():
    bone = flared()
    row = guided_cut(DOME, bone).row
    guide = design_guide(bone, (), row, COARSE)
    axis = np.array(row[0].direction)
    top = (guide.mesh.vertices @ -axis).max()
    entries = np.array([np.array(hole.point) @ -axis for hole in row])
    assert top == pytest.approx(entries.max() + COARSE.sleeve_height_mm, abs=1e-6) and np.ptp(entries) > 1.0
    assert check(guide, "holes_open").passed


@settings(max_examples=25, deadline=None)
@given(
    radius=st.floats(12.0, 40.0),
    arc=st.floats(60.0, 180.0),
    drill=st.floats(1.5, 4.5),
    bridge=st.floats(1.7, 4.0),
    turn=st.floats(-40.0, 40.0),
)
def test_rows_on_a_ball_keep_radius_bridge_and_arc(radius, arc, drill, bridge, turn):
    angle = np.radians(turn)
    cut = DomeCut((0, 0, -10), (-np.cos(angle), np.sin(angle), 0), radius, (0, 0, 1), (0, 0, 1), arc)
    parameters = GuideParameters(row_drill_mm=drill, row_bridge_mm=bridge)
    try:
        row = guided_cut(cut, ball(30.0), parameters).row
    except OsteoError as refusal:
        assert "too little" in str(refusal) or "too narrow" in str(refusal)
        return
    axis = np.array(cut.axis) / np.linalg.norm(cut.axis)
    away = np.array([hole.point for hole in row]) - cut.center
    flat = away - (away @ axis)[:, None] * axis
    assert np.linalg.norm(flat, axis=1) == pytest.approx(np.full(len(row), radius), abs=1e-9)
    assert np.linalg.norm(np.diff(flat, axis=0), axis=1) == pytest.approx(
        np.full(len(row) - 1, drill + bridge), abs=1e-9
    )
    from_apex = np.degrees(np.arccos(np.clip(flat[:, 2] / radius, -1, 1)))
    assert from_apex.max() <= arc / 2 + 1e-6
    for hole in row:
        np.testing.assert_allclose(hole.direction, axis, atol=1e-12)


def test_rows_that_cannot_be_are_refused():
    bone = flared()
    with pytest.raises(OsteoError, match="too little of the bone"):
        guided_cut(replace(DOME, center=(0.0, 0.0, 90.0)), bone)
    with pytest.raises(OsteoError, match=r"walls between the sleeves of a row would be 0\.8 mm"):
        guided_cut(DOME, bone, GuideParameters(row_bridge_mm=1.0))
    with pytest.raises(OsteoError, match="A dome needs a radius"):
        guided_cut(replace(DOME, arc_deg=200.0), bone)
    with pytest.raises(OsteoError, match='"row" of drills'):
        GuideHole((0, 0, 0), (0, 0, 1), 2.0, "slot")  # type: ignore[arg-type]


def test_of_the_stretches_on_a_line_the_nearest_is_meant():
    """Two bones one behind the other; the places are on the line, in either and between."""
    two = manifold_of(ball(10.0)) + manifold_of(ball(10.0)).translate((50.0, 0.0, 0.0))
    points = np.array([[0.0, 0, 0], [-30.0, 0, 0], [20.0, 0, 0], [30.0, 0, 0], [55.0, 0, 0], [0.0, 30, 0]])
    first, last = stretches(SurfaceDistance(mesh_of(two)), points, np.array([1.0, 0.0, 0.0]))
    np.testing.assert_allclose(first[:5] + points[:5, 0], (-10, -10, -10, 40, 40), atol=0.02)
    np.testing.assert_allclose(last[:5] + points[:5, 0], (10, 10, 10, 60, 60), atol=0.02)
    assert np.isnan(first[5]) and np.isnan(last[5])


def test_the_run_around_a_place():
    met = np.array([True, True, False, False, True, True, True, False])
    assert run_around(met, 0) == slice(0, 2) and run_around(met, 5) == slice(4, 7)
    assert run_around(met, 3) == slice(4, 7) and run_around(np.zeros(4, bool), 1) == slice(0, 0)
