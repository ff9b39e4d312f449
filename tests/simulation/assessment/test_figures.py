"""Path, force, plunge, accuracy, breach, blood and procedure of sessions made by formulas."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.values import ScrewPath
from osteokit.simulation.assessment import accuracy, blood, breach, force, path, plunge, procedure
from osteokit.simulation.scenario import Risk, Step, Target, VirtualPatient
from osteokit.simulation.values import Event
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import box
from simulation.assessment.made_session import (
    AXIS,
    DEPTH_MM,
    ENTRY,
    RATE_HZ,
    START_MM,
    drilled_hole,
    drilling_scenario,
    recording_along,
    tool_axes,
)


def test_the_path_of_a_hole_is_down_and_up():
    assert path.path_mm(drilled_hole(3.0, 15.0)) == pytest.approx(2 * (START_MM + 18.0), rel=1e-6)
    assert path.duration_s(drilled_hole(3.0, 15.0)) == pytest.approx(1.5 + 5.0 + 0.2 + 1.0, abs=0.02)
    assert path.cutting_s(drilled_hole(3.0, 15.0)) == pytest.approx(5.0, abs=1e-9)


def test_noise_is_no_way():
    still = np.zeros(60_000)
    noise = np.random.default_rng(3).normal(0, 0.005, (60_000, 3))
    way = np.column_stack([np.linspace(0, 600, 60_000), still, still])
    recording = recording_along(still, still, still, side=way + noise, rate_hz=1000.0)
    assert path.path_mm(recording) == pytest.approx(600.0, rel=0.005)


def test_pauses_are_no_time_and_changed_tools_no_path():
    hole = drilled_hole()
    half = len(hole.time_s) // 2
    later = np.arange(len(hole.time_s)) > half
    paused = drilled_hole(time_s=hole.time_s + 60.0 * later)
    assert path.duration_s(paused) == pytest.approx(path.duration_s(hole), abs=2 / RATE_HZ)
    pose = hole.tool_to_ras.copy()
    pose[later, :3, 3] += [0.0, 500.0, 0.0]
    changed = drilled_hole(tool_to_ras=pose, tool=later.astype(np.int8), tools=("drill-3.2", "probe"))
    assert path.path_mm(changed) == pytest.approx(path.path_mm(hole), abs=0.1)


@settings(max_examples=25, deadline=None)
@given(angle=st.floats(0.05, 3.0))
def test_economy_of_an_arc_is_chord_over_arc(angle):
    radius = 50.0
    turn = np.linspace(0, angle, 400)
    side = radius * np.column_stack([np.cos(turn), np.sin(turn), 0 * turn])
    still = np.zeros(len(turn))
    chord = 2 * radius * np.sin(angle / 2)
    if chord < path.OPEN_MM:
        return
    recording = recording_along(still, still, still, side=side)
    assert path.economy_percent(recording) == pytest.approx(100 * chord / (radius * angle), rel=1e-4)


def test_there_and_back_on_one_line_wastes_nothing():
    assert path.economy_percent(drilled_hole()) == pytest.approx(100.0, abs=0.01)
    with pytest.raises(OsteoError, match="economy"):
        path.economy_percent(recording_along(np.zeros(50), np.ones(50), np.zeros(50)))


def test_forces_are_those_of_the_recording():
    hole = drilled_hole()
    assert force.peak_force_n(hole) == 40.0
    assert force.mean_force_n(hole) == pytest.approx(40.0)
    assert force.peak_torque_nmm(hole) == 20.0
    count = len(hole.time_s)
    push = np.zeros((count, 3))
    push[:, 0] = 100 * np.sin(2 * np.pi * 2.0 * hole.time_s) + 150.0
    assert force.peak_rate_n_s(drilled_hole(force_n=push)) == pytest.approx(100 * 4 * np.pi, rel=0.01)
    warm = np.where(hole.time_s < 3.0, 50.0, 37.0)
    assert force.overheated_s(drilled_hole(temperature_c=warm)) == pytest.approx(3.0, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(depth=st.floats(0.0, 30.0), wall=st.floats(3.0, 19.0))
def test_plunge_is_what_lies_beyond_the_far_cortex(depth, wall):
    hole = drilled_hole(depth, wall)
    assert plunge.plunge_mm(hole, drilling_scenario()) == pytest.approx(depth, abs=3.0 / RATE_HZ + 1e-9)


def test_a_blind_hole_has_no_plunge_and_an_untouched_bone_none_to_tell():
    along = np.concatenate([np.linspace(-30, 0, 200), np.linspace(0, 12, 400), np.linspace(12, -30, 200)])
    inside = np.clip(along, 0, None)
    assert plunge.plunge_mm(recording_along(along, inside, np.full(800, 0.1)), drilling_scenario()) == 0.0
    with pytest.raises(OsteoError, match="No hole"):
        plunge.plunge_mm(recording_along(along, 0 * along, 0 * along), drilling_scenario())


@settings(max_examples=40, deadline=None)
@given(tilt=st.floats(0.0, 25.0), shift=st.floats(0.0, 8.0), extra=st.floats(-6.0, 6.0), turn=st.floats(0, 6.2))
def test_a_tilted_and_shifted_hole_is_off_by_as_much(tilt, shift, extra, turn):
    frame = tool_axes(AXIS)
    sideways = frame @ [np.cos(turn), np.sin(turn), 0.0]
    axis = np.cos(np.radians(tilt)) * AXIS + np.sin(np.radians(tilt)) * sideways
    beside = np.cross(AXIS, sideways)
    length = (DEPTH_MM + extra) / np.cos(np.radians(tilt))
    poses = np.tile(np.eye(4), (200, 1, 1))
    poses[:, :3, :3] = tool_axes(axis)
    poses[:, :3, 3] = ENTRY + shift * beside + np.linspace(0, length, 200)[:, None] * axis
    error = accuracy.line_error(drilling_scenario().steps[0], poses)
    assert error.entry_mm == pytest.approx(shift, abs=1e-6)
    assert error.tip_mm == pytest.approx(np.hypot(shift, length * np.sin(np.radians(tilt))), abs=1e-6)
    assert error.angle_deg == pytest.approx(tilt, abs=1e-5)
    assert error.depth_mm == pytest.approx(extra, abs=1e-6)


def test_a_tilted_cut_is_off_its_plane_by_as_much():
    target = Target("plane", (0.0, 0.0, 0.0), (0.0, 40.0, 0.0), normal=(0.0, 0.0, 2.0), width_mm=40, depth_mm=40)
    step = Step("cut", "Cut", "截骨", "cut", "saw", target)
    tilt = np.radians(4.0)
    poses = np.tile(np.eye(4), (300, 1, 1))
    poses[:, :3, 1] = [0.0, -np.sin(tilt), np.cos(tilt)]
    depth = np.linspace(0, 40, 300)
    poses[:, :3, 3] = np.column_stack([0 * depth, depth, 1.5 + 0 * depth])
    error = accuracy.plane_error(step, poses)
    assert error.rms_mm == pytest.approx(1.5)
    assert error.angle_deg == pytest.approx(4.0, abs=1e-6)


def test_volumes_are_compared_as_sets():
    facts = {"planned_volume_mm3": 1000.0, "removed_in_plan_mm3": 800.0, "removed_outside_plan_mm3": 100.0}
    assert accuracy.removed_in_plan_percent(facts) == pytest.approx(80.0)
    assert accuracy.removed_match_percent(facts) == pytest.approx(100 * 1600 / 1900)
    with pytest.raises(OsteoError, match="No volume"):
        accuracy.removed_match_percent({})
    hole, drilling = drilled_hole(facts=facts), drilling_scenario()
    with pytest.raises(OsteoError, match="No volume"):
        accuracy.volume_facts(hole, drilling)
    ball = dataclasses.replace(drilling.steps[0], target=Target("region", (0, 0, 0), (0, 0, 0), diameter_mm=9.0))
    assert accuracy.volume_facts(hole, dataclasses.replace(drilling, steps=(ball,))) == facts


@pytest.mark.parametrize(("off_mm", "truth"), [(0.0, 0.0), (4.0, 1.0), (7.0, 4.0)])
def test_a_hole_beside_the_middle_of_a_beam_breaches_by_what_stands_out(off_mm, truth):
    beam = SurfaceDistance(box([10.0, 10.0, 60.0]))
    line = ScrewPath((off_mm, 0.0, -40.0), (off_mm, 0.0, 20.0), 4.0)
    if off_mm > 5.0:
        with pytest.raises(OsteoError, match="does not enter"):
            breach.line_breach_mm(line, beam)
    else:
        assert breach.line_breach_mm(line, beam) == pytest.approx(truth, abs=0.01)


def test_what_the_session_told_counts_where_no_bone_is_given():
    told = Event(3.0, "breach", "Cortex breached.", "穿破皮质。", value=2.5, unit="mm", name="hole")
    assert breach.breach_mm(drilled_hole(events=(told,)), drilling_scenario(), None) == 2.5
    assert breach.breach_mm(drilled_hole(facts={"breach_mm": 0.0}), drilling_scenario(), None) == 0.0
    with pytest.raises(OsteoError, match="not graded"):
        breach.breach_mm(drilled_hole(), drilling_scenario(), None)


def test_distance_to_a_vessel_is_to_its_side():
    vessel = Risk("v", "v", "v", "vein", ((0.0, 0.0, 0.0), (0.0, 0.0, 50.0), (0.0, 30.0, 50.0)), 4.0)
    points = np.array([[10.0, 0, 25], [0, 0, -7], [0, 15, 58], [0, 0, 20]])
    assert breach.distance_to(vessel, points) == pytest.approx([6.0, 3.0, 4.0, -4.0])
    sphere = Risk("s", "s", "s", "nerve", ((1.0, 2.0, 3.0),), 2.0)
    assert breach.distance_to(sphere, np.array([[1.0, 2.0, 13.0]])) == pytest.approx([8.0])


def test_clearance_is_from_the_drill_to_the_vessel():
    hole = drilled_hole(0.0, 20.0)
    tips = ENTRY + np.linspace(0, 20, 20001)[:, None] * AXIS
    truth = breach.distance_to(drilling_scenario().risks[0], tips).min() - 1.6
    assert breach.clearance_mm(hole, drilling_scenario()) == pytest.approx(truth, abs=0.02)


def test_blood_and_answers():
    hole = drilled_hole()
    bled = drilled_hole(
        blood_lost_ml=np.linspace(0, 490.0, len(hole.time_s)),
        events=(
            Event(1.0, "bleeding", "Bleeds.", "出血。", name="aorta"),
            Event(3.5, "answer", "Packed.", "填塞。", name="pack"),
            Event(5.0, "complication", "Shock.", "休克。", name="shock"),
        ),
    )
    assert blood.lost_percent(bled, VirtualPatient(weight_kg=70.0)) == pytest.approx(10.0)
    assert blood.answer_s(bled) == pytest.approx(hole.time_s[-1] - 5.0 if hole.time_s[-1] - 5.0 > 2.5 else 2.5)
    with pytest.raises(OsteoError, match="none to answer"):
        blood.answer_s(hole)
    with pytest.raises(OsteoError, match="weighs"):
        blood.lost_percent(bled, VirtualPatient(weight_kg=0.0))


def test_steps_tools_and_hints():
    hole = drilled_hole()
    said = Event(0.0, "hint", "Begin here.", "由此开始。", name="step:hole")
    events = (
        said,
        Event(1.0, "hint", "Tilt.", "倾斜。", name="off_deg"),
        Event(6.0, "step_done", "Done.", "完成。", name="hole"),
    )
    assert procedure.steps_done_percent(drilled_hole(events=events), drilling_scenario()) == 100.0
    assert procedure.steps_done_percent(hole, drilling_scenario()) == 0.0
    assert procedure.hints_given(drilled_hole(events=events)) == 1.0
    assert procedure.wrong_tool_s(hole, drilling_scenario()) == 0.0
    assert procedure.wrong_tool_s(drilled_hole(tools=("burr-4",)), drilling_scenario()) == pytest.approx(5.0)
    none = drilled_hole(tool=np.full(len(hole.time_s), -1, np.int8))
    assert procedure.wrong_tool_s(none, drilling_scenario()) == pytest.approx(5.0)


def test_a_probe_that_feels_a_hole_makes_none():
    scenario = drilling_scenario()
    felt = dataclasses.replace(scenario, steps=(dataclasses.replace(scenario.steps[0], task="probe"),))
    for figure in (plunge.plunge_mm, accuracy.line_errors):
        with pytest.raises(OsteoError):
            figure(drilled_hole(), felt)
