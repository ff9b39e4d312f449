"""Warnings on solids whose walls are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import box, cylinder
from osteokit.tracking.navigation.breach import BreachWatch, Level
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget
from osteokit.tracking.navigation.sound import COLOURS, RATE_HZ, SOUNDS, samples, wav_bytes
from osteokit.tracking.navigation.structures import CourseStructure, SolidStructure, structures_of
from osteokit.tracking.navigation.tool import ToolPlace

BLOCK = SurfaceDistance(box([60.0, 60.0, 60.0]))
DOWN = np.array([0.0, 0.0, -1.0])
BLIND = LineTarget("screw", "tibia_left", (0.0, 0.0, 30.0), (0.0, 0.0, -10.0), 4.0)
THROUGH = LineTarget("screw", "tibia_left", (0.0, 0.0, 30.0), (0.0, 0.0, -32.0), 4.0)


def at(watch, x, z, diameter=4.0, y=0.0):
    return watch.at(ToolPlace(np.array([x, y, z]), DOWN, None, diameter))


def drilled(watch, x, end, start=40.0, step=0.25):
    return [at(watch, x, z) for z in np.arange(start, end, -step)]


def test_a_drill_on_the_plan_is_quiet_through_both_cortices():
    states = drilled(BreachWatch(THROUGH, BLOCK), 0.0, -32.0)
    assert {state.level for state in states} == {Level.CLEAR}


def test_a_plunge_beyond_the_planned_depth_is_a_breach():
    watch = BreachWatch(THROUGH, BLOCK)
    drilled(watch, 0.0, -32.0)
    assert at(watch, 0.0, -33.0).level == Level.CLOSE and at(watch, 0.0, -33.0).english == "planned depth"
    state = at(watch, 0.0, -36.0)
    assert state.level == Level.BREACH and state.gap_mm == pytest.approx(-6.0 - 2.0)


def test_drifting_to_the_wall_warns_before_it_is_reached():
    watch = BreachWatch(BLIND, BLOCK)
    drilled(watch, 0.0, 0.0)
    levels = [at(watch, x, 0.0).level for x in (20.0, 24.5, 26.5, 28.5)]  # 8, 3.5, 1.5 and -0.5 mm of bone beside
    assert levels == [Level.CLEAR, Level.NEAR, Level.CLOSE, Level.BREACH]
    assert at(watch, 28.5, 0.0).gap_mm == pytest.approx(-0.5)


def test_a_level_falls_only_some_way_back():
    watch = BreachWatch(BLIND, BLOCK)
    drilled(watch, 0.0, 0.0)
    assert at(watch, 24.1, 0.0).level == Level.NEAR
    assert at(watch, 23.8, 0.0).level == Level.NEAR  # 4.2 mm: it would not have begun here
    assert at(watch, 23.4, 0.0).level == Level.CLEAR
    assert at(watch, 23.8, 0.0).level == Level.CLEAR


def test_a_tight_corridor_is_quiet_where_the_plan_is_and_warns_beside_it():
    pedicle = SurfaceDistance(cylinder(np.array([0, 0, -30.0]), np.array([0, 0, 30.0]), 4.0, 128))
    planned = LineTarget("screw", "vertebrae_L3", (0.0, 0.0, 30.0), (0.0, 0.0, -20.0), 6.0)
    watch = BreachWatch(planned, pedicle)
    inside = [at(watch, 0.0, z, 6.0).level for z in np.arange(40.0, -20.0, -0.5)]
    assert set(inside) == {Level.CLEAR}
    assert at(watch, 0.9, 0.0, 6.0).level == Level.CLOSE  # 0.1 mm is left
    assert at(watch, 1.5, 0.0, 6.0).level == Level.BREACH


def test_beside_the_bone_before_it_was_entered_nothing_is_said():
    watch = BreachWatch(BLIND, BLOCK)
    assert at(watch, 45.0, 0.0).level == Level.CLEAR and at(watch, 45.0, 0.0).gap_mm is None


def test_drawn_back_out_through_the_entry_it_begins_anew():
    watch = BreachWatch(BLIND, BLOCK)
    drilled(watch, 28.5, 10.0)
    assert at(watch, 28.5, 9.0).level == Level.BREACH
    assert at(watch, 28.5, 33.0).level == Level.CLEAR
    assert at(watch, 50.0, 0.0).level == Level.CLEAR


def test_a_saw_warns_before_the_hinge_but_not_at_the_walls():
    cut = PlaneTarget("cut", "tibia_left", (-30.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 50.0)
    watch = BreachWatch(cut, BLOCK)
    levels = []
    for x in (-25.0, 0.0, 17.0, 19.0, 20.5, 21.5):
        levels.append(watch.at(ToolPlace(np.array([x, 29.0, 0.0]), np.array([1.0, 0, 0]))).level)
    assert levels == [Level.CLEAR, Level.CLEAR, Level.NEAR, Level.CLOSE, Level.CLOSE, Level.BREACH]


def test_a_vessel_is_guarded_before_and_outside_the_bone():
    vessel = CourseStructure("Aorta", "主动脉", np.array([[0, -50.0, -40.0], [0, 50.0, -40.0]]), 5.0)
    watch = BreachWatch(THROUGH, BLOCK, [vessel])
    drilled(watch, 0.0, -28.0)
    assert at(watch, 0.0, -29.5).english == "Aorta"  # 5.5 - 2 mm before it
    assert at(watch, 0.0, -29.5).level == Level.NEAR
    assert at(watch, 0.0, -34.0).level == Level.BREACH
    beside = BreachWatch(THROUGH, None, [vessel])
    assert at(beside, 6.0, -40.0, 0.0).level == Level.CLOSE  # 1 mm beside it, in no bone


def test_the_shaft_counts_for_structures_too():
    nerve = CourseStructure("Nerve", "神经", np.array([[5.0, 0.0, 10.0]]), 1.0)
    state = at(BreachWatch(BLIND, None, [nerve]), 0.0, -8.0)  # 18 mm behind the tip, 5 - 1 - 2 mm beside the drill
    assert state.gap_mm == pytest.approx(2.0) and state.level == Level.NEAR


def test_distance_to_a_course_is_that_to_its_solid():
    points = np.array([[0, 0, -20.0], [0, 0, 20.0]])
    course = CourseStructure("a", "a", points, 3.0)
    solid = SolidStructure("a", "a", SurfaceDistance(cylinder(points[0], points[1], 3.0, 720)))
    random = np.random.default_rng(0).uniform([-20, -20, -18], [20, 20, 18], (200, 3))
    beside = np.linalg.norm(random[:, :2], axis=1) > 3.01
    np.testing.assert_allclose(course.distance_mm(random[beside]), solid.distance_mm(random[beside]), atol=1e-3)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_a_wall_that_is_passed_is_never_passed_in_silence(seed):
    """Any way out of the block, in steps of 0.25 mm, but through entry or end: near, close and breach, in this order
    or faster, never back."""
    random = np.random.default_rng(seed)
    watch = BreachWatch(BLIND, BLOCK)
    drilled(watch, 0.0, 5.0)
    turn = random.uniform(0, 2 * np.pi)
    way = np.array([np.cos(turn), np.sin(turn), random.uniform(-0.3, 0.3)])
    levels = []
    for step in np.arange(0.0, 60.0, 0.25):
        place = ToolPlace(np.array([0.0, 0.0, 5.0]) + step * way, DOWN, None, 4.0)
        levels.append(watch.at(place).level)
        if float(BLOCK.signed(place.tip[None])[0]) > 0:
            break
    assert levels[-1] == Level.BREACH and Level.NEAR in levels and Level.CLOSE in levels
    assert levels == sorted(levels)


def test_structures_by_key_have_their_names():
    meshes = {"tibia_left": box([1.0, 1.0, 1.0]), "popliteal_artery": box([1.0, 1.0, 1.0])}
    tibia, artery = structures_of(meshes, ["tibia_left", "popliteal_artery"])
    assert (tibia.english, tibia.chinese) == ("Left tibia", "左胫骨")
    assert artery.english == "popliteal artery"
    with pytest.raises(OsteoError, match="no surface 'aorta'"):
        structures_of(meshes, ["aorta"])


def test_the_beeps_come_faster_the_nearer_it_is():
    assert SOUNDS[Level.CLEAR] is None and set(SOUNDS) == set(Level) == set(COLOURS)
    pauses = [SOUNDS[level].pause_ms for level in (Level.NEAR, Level.CLOSE, Level.BREACH)]
    assert pauses == sorted(pauses, reverse=True) and pauses[-1] == 0
    assert SOUNDS[Level.NEAR].pitch_hz < SOUNDS[Level.CLOSE].pitch_hz < SOUNDS[Level.BREACH].pitch_hz


@pytest.mark.parametrize("level", [Level.NEAR, Level.CLOSE, Level.BREACH])
def test_a_beep_has_its_pitch_and_its_length(level):
    sound = SOUNDS[level]
    wave = samples(sound).astype(float)
    assert len(wave) == pytest.approx((sound.beep_ms + sound.pause_ms) / 1000 * RATE_HZ, abs=2)
    beep = wave[: round(sound.beep_ms / 1000 * RATE_HZ)]
    spectrum = np.abs(np.fft.rfft(beep, 8 * RATE_HZ))
    assert np.argmax(spectrum) / 8 == pytest.approx(sound.pitch_hz, abs=10)
    assert not wave[len(beep) :].any()
    assert wav_bytes(sound)[:4] == b"RIFF"


def test_the_tone_of_a_breach_goes_on_without_a_click():
    wave = samples(SOUNDS[Level.BREACH]).astype(float)
    step = 0.6 * 32767 * 2 * np.pi * SOUNDS[Level.BREACH].pitch_hz / RATE_HZ
    assert abs(wave[0] - wave[-1]) < 1.1 * step
