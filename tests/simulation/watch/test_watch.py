"""What a session watches: targets, structures at risk, what was removed; against closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.simulation.hands.motion import tool_pose
from osteokit.simulation.scenario import Risk, Target
from osteokit.simulation.scenarios.builtin import builtin_scenario
from osteokit.simulation.tools.catalogue import tools
from osteokit.simulation.tools.solid import cutting_shape
from osteokit.simulation.values import Touch
from osteokit.simulation.voxel_bone.bone import bone_of_arrays
from osteokit.simulation.voxel_bone.remove import remove
from osteokit.simulation.watch.facts import removal_facts
from osteokit.simulation.watch.geometry import along_and_beside, inside, planned_points
from osteokit.simulation.watch.hints import AGAIN_S, MOST, HintGiver
from osteokit.simulation.watch.risks import TORN, RiskWatch
from osteokit.simulation.watch.steps import StepWatch

PATH = Target("path", (0.0, 0.0, 0.0), (0.0, 0.0, 20.0), 4.0)
PLANE = Target("plane", (0.0, 0.0, 0.0), (0.0, 0.0, 20.0), width_mm=10.0, depth_mm=20.0, normal=(0.0, 1.0, 0.0))
REGION = Target("region", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 10.0, normal=(1.0, 0.0, 0.0))
VESSEL = Risk("artery", "Artery", "动脉", "artery", ((0.0, -20.0, 30.0), (0.0, 20.0, 30.0)), 3.0, 100.0)
DOWN = tool_pose(np.zeros(3), np.array([0.0, 0, 1]), np.array([0.0, 1, 0]))


def at(xyz, along=(0.0, 0, 1)):
    pose = tool_pose(np.array(xyz, float), np.array(along, float), np.array([0.0, 1, 0]) if along[1] == 0 else None)
    return pose


def touch(pose, depth=0.0, removed=0.0, force=0.0):
    gone = np.zeros(6)
    gone[1] = removed
    return Touch(0.0, pose, np.array([0, 0, -force]), np.zeros(3), gone, 1 if depth else 0, depth)


def block(side_mm=30.0, spacing=0.5):
    """Cancellous bone below z = 0 .. side, all of the box."""
    count = int(side_mm / spacing)
    shape = (count, count, count)
    origin = np.array([-side_mm / 2, -side_mm / 2, 0.0]) + spacing / 2
    return bone_of_arrays(np.full(shape, -2.0), np.full(shape, 0.4), np.full(shape, 2, np.uint8), origin, spacing)


@pytest.mark.parametrize(
    ("target", "volume"),
    [(PATH, np.pi * 4 * 25), (PLANE, 10 * 1.2 * 25), (REGION, 4 / 3 * np.pi * 125)],
)
def test_targets_have_their_volume(target, volume):
    one = np.arange(-8, 24, 0.2) + 0.1
    z, y, x = np.meshgrid(one, one, one, indexing="ij")
    found = inside(target, 1.2)(np.stack([x, y, z], axis=-1)).sum() * 0.2**3
    assert found == pytest.approx(volume, rel=0.02)  # lines and planes also take what lies 5 mm before the entry


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=3))
@settings(max_examples=100, deadline=None)
def test_along_and_beside_are_pythagoras(point):
    target = Target("path", (1.0, 2.0, 3.0), (4.0, 6.0, 15.0), 2.0)
    along, beside = along_and_beside(target, np.array(point))
    assert along**2 + beside**2 == pytest.approx(float(((np.array(point) - target.entry) ** 2).sum()), abs=1e-6)


def test_points_of_a_plane_and_a_region_fill_them():
    assert len(planned_points(PLANE)) == 11 * 20 and inside(PLANE, 0.1)(planned_points(PLANE)).all()
    ball = planned_points(REGION)
    assert inside(REGION, 0.1)(ball).all() and len(ball) == pytest.approx(4 / 3 * np.pi * 125, rel=0.05)


@pytest.mark.parametrize("gap", [-4.0, -0.5, 0.3, 2.0])
def test_a_tool_meets_a_structure_where_it_overlaps_it(gap):
    drill = tools()["drill_3_2"]
    tip = np.array([0.0, 0.0, 27.0 - gap])  # the vessel's wall is at z = 27
    found = RiskWatch([VESSEL]).meetings(at(tip), drill, 1.0)
    assert bool(found) == (gap < 0)
    if found:
        assert found[0].depth_mm == pytest.approx(-gap, abs=1e-6) and found[0].is_cut
        assert found[0].share == pytest.approx(min(1.0, TORN + -gap / 6.0))


def test_beside_the_shaft_and_beside_the_blade():
    watch, drill, saw = RiskWatch([VESSEL]), tools()["drill_3_2"], tools()["saw_20"]
    assert watch.meetings(at((0, 0, 45.0)), drill, 1.0), "the vessel is where the shaft turns"
    assert not watch.meetings(at((6.0, 0, 45.0)), drill, 1.0)
    assert watch.meetings(at((11.0, 0, 30.0)), saw, 1.0), "the blade's corner is in it"
    assert not watch.meetings(at((15.0, 0, 30.0)), saw, 1.0)


def test_what_does_not_run_does_not_cut():
    watch, inside_it = RiskWatch([VESSEL]), at((0, 0, 29.0))
    assert [one.is_cut for one in watch.meetings(inside_it, tools()["drill_3_2"], 0.0)] == [False]
    assert [one.is_cut for one in watch.meetings(inside_it, tools()["probe"], 1.0)] == [False]
    assert [one.is_cut for one in watch.meetings(inside_it, tools()["needle"], 0.0)] == [True]
    assert RiskWatch([]).meetings(inside_it, tools()["probe"], 1.0) == []


def test_a_single_point_is_a_ball():
    watch = RiskWatch([replace(VESSEL, points=((0.0, 0.0, 30.0),))])
    burr = tools()["burr_4"]
    assert watch.meetings(at((0, 0, 27.5)), burr, 1.0) and not watch.meetings(at((0, 0, 26.9)), burr, 1.0)


def step(task, target):
    return replace(builtin_scenario("plate-drilling").steps[0], task=task, target=target)


def test_a_hole_is_done_when_the_drill_is_out_again():
    watch = StepWatch(step("drill", PATH), None)
    for z in (-5.0, 0.0, 10.0, 19.0):
        watch.see(touch(at((0.5, 0, z)), max(z, 0.0), 1.0), 1.0)
        assert not watch.done
    assert watch.share == pytest.approx(0.95) and watch.deviation.off_mm == pytest.approx(0.5)
    watch.see(touch(at((0.5, 0, -3.0))), 1.0)
    assert watch.done and watch.deviation is None


def test_a_hole_elsewhere_is_not_this_hole():
    watch = StepWatch(step("drill", PATH), None)
    for z in (0.0, 19.0, -5.0):
        watch.see(touch(at((9.0, 0, z)), max(z, 0.0), 1.0), 1.0)
    assert not watch.done and watch.share == 0.0


def test_a_screw_is_done_when_it_is_let_go_of():
    watch = StepWatch(step("insert", PATH), None)
    watch.see(touch(at((0, 0, 19.5)), 19.5), 1.0)
    assert not watch.done
    watch.see(touch(at((0, 0, 19.5)), 19.5), 0.0)
    assert watch.done


def test_the_angle_off_the_plan():
    watch = StepWatch(step("drill", PATH), None)
    watch.see(touch(at((0, 0, 5.0), (0.0, np.sin(0.2), np.cos(0.2))), 5.0, 1.0), 1.0)
    assert watch.deviation.off_deg == pytest.approx(np.degrees(0.2), abs=1e-6)
    watch = StepWatch(step("cut", PLANE), None)
    watch.see(touch(at((3.0, 1.5, 5.0)), 5.0, 1.0), 1.0)
    assert watch.deviation.off_mm == pytest.approx(1.5) and watch.deviation.off_deg == pytest.approx(0.0, abs=1e-6)


def test_a_region_is_done_by_what_is_gone_and_facts_count_it():
    bone, burr = block(), tools()["burr_6"]
    target = Target("region", (0.0, 0.0, 12.0), (0.0, 0.0, 12.0), 12.0, normal=(0.0, 0.0, -1.0))
    scenario = replace(builtin_scenario("burring"), steps=(step("burr", target),))
    scenario = replace(scenario, steps=(replace(scenario.steps[0], tool="burr_6"),))
    watch = StepWatch(scenario.steps[0], bone)
    shape = cutting_shape(burr)
    random = np.random.default_rng(0)
    for _ in range(600):
        way = random.normal(size=3)
        middle = np.array([0, 0, 12.0]) + 3.0 * way / np.linalg.norm(way) * random.uniform(0, 1) ** (1 / 3)
        remove(bone, shape, at(middle + np.array([0, 0, 3.0])))
    for _ in range(10):
        watch.see(touch(at((0, 0, 12.0)), 3.0, 1.0), 1.0)
    facts = removal_facts(scenario, {"burr_6": burr}, bone)
    planned = 4 / 3 * np.pi * 216
    assert facts["planned_volume_mm3"] == pytest.approx(planned, rel=0.02)
    assert facts["removed_in_plan_mm3"] == pytest.approx(facts["removed_mm3"] - facts["removed_outside_plan_mm3"])
    assert facts["removed_mm3"] > 0.85 * planned and facts["removed_outside_plan_mm3"] < 0.05 * planned
    assert watch.share == pytest.approx(facts["removed_in_plan_mm3"] / planned, abs=0.05)
    assert not watch.done
    watch.see(touch(at((0, 0, -5.0))), 1.0)
    for _ in range(10):
        watch.see(touch(at((0, 0, -5.0))), 1.0)
    assert watch.done


def test_hints_come_where_they_are_given_and_not_without_end():
    watch = StepWatch(step("drill", PATH), None)
    far = touch(at((4.0, 0, 5.0)), 5.0, 1.0, 200.0)
    watch.see(far, 1.0)
    assert HintGiver(False).look(0.0, watch.step, watch, far) == []
    giver = HintGiver(True)
    assert {one.name for one in giver.look(0.0, watch.step, watch, far)} == {"off_mm", "force"}
    assert giver.look(AGAIN_S / 2, watch.step, watch, far) == []
    count = sum(len(giver.look(time, watch.step, watch, far)) for time in np.arange(AGAIN_S, 1000.0, 5.0))
    assert count == MOST - 2
