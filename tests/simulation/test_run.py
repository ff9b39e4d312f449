"""Scripted hands on real simulated bone: a short scenario every time, all of them with --slow."""

import numpy as np
import pytest

from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.carve import carve
from osteokit.simulation.hands.expert import expert
from osteokit.simulation.hands.novice import novice
from osteokit.simulation.run import run_session, toucher_of
from osteokit.simulation.scenarios.builtin import builtin_names, builtin_scene
from osteokit.simulation.scenarios.scene_bone import bone_surface, session_tools, voxel_bone
from osteokit.simulation.session import Session, level_of
from simulation import short_scenario


def run(scene, make_hand, level="2", seed=0):
    tools, bone = session_tools(scene.scenario), voxel_bone(scene)
    session = Session(scene.scenario, level_of(scene.scenario, level), tools, bone, make_hand.__name__)
    run_session(session, make_hand(scene.scenario, tools, seed), toucher_of(session))
    return session


@pytest.fixture(scope="module")
def one_hole():
    """The first hole of the plate, and the bone about it."""
    return short_scenario.one_hole()


@pytest.fixture(scope="module")
def sessions(one_hole):
    return {make.__name__: run(one_hole, make, seed=1) for make in (expert, novice)}


@pytest.fixture(scope="module")
def assessed(one_hole, sessions):
    surface = bone_surface(one_hole)
    return {name: assess(one.recording(), one_hole.scenario, one.level, surface) for name, one in sessions.items()}


def test_the_expert_does_it_and_passes(sessions, assessed):
    assert sessions["expert"].finished == "done" and assessed["expert"].passed
    touched = [event for event in sessions["expert"].events if event.kind in ("risk_touched", "bleeding")]
    assert touched == []


def test_the_novice_is_told_from_the_expert(assessed):
    values = {name: {key: one.value for key, one in result.figures.items()} for name, result in assessed.items()}
    for key in ("plunge_mm", "tip_error_mm", "tremor_mm2_s4", "force_peak_n"):
        assert values["novice"][key] > 1.2 * values["expert"][key], key
    assert values["expert"]["sparc"] > values["novice"]["sparc"] - 0.5
    assert 0 < values["expert"]["plunge_mm"] < 5.28, "specialists plunge 5.3 mm (Kazum)"
    assert 3.0 < values["novice"]["plunge_mm"] < 15.0
    assert assessed["expert"].score > assessed["novice"].score


def test_forces_are_those_of_drilling(sessions):
    """Between a light hand and the thrust of 200 N measured in cortex (MacAvelia 2012)."""
    for one in sessions.values():
        peak = np.linalg.norm(one.recording().force_n, axis=1).max()
        assert 40.0 < peak < 250.0


def test_the_hole_has_its_volume(sessions):
    facts = sessions["expert"].recording().facts
    assert facts["planned_volume_mm3"] == pytest.approx(np.pi * 1.25**2 * 13.0, rel=0.05)  # through a shaft of 13 mm
    assert facts["removed_mm3"] == pytest.approx(facts["planned_volume_mm3"], rel=0.2)


def test_the_same_seed_does_the_same_again(one_hole, sessions):
    again = run(one_hole, expert, seed=1)
    np.testing.assert_array_equal(again.recording().tool_to_ras, sessions["expert"].recording().tool_to_ras)


def test_a_recording_carves_the_same_hole(one_hole, sessions):
    bone = voxel_bone(one_hole)
    carve(bone, session_tools(one_hole.scenario), sessions["expert"].recording())
    made = sessions["expert"].bone
    assert bone.removed_mm3().sum() == pytest.approx(made.removed_mm3().sum(), rel=0.03)
    differs = np.abs(bone.removed.astype(int) - made.removed.astype(int)) > 128
    assert differs.sum() < 0.03 * (made.removed > 128).sum()


@pytest.mark.slow
@pytest.mark.parametrize("name", builtin_names())
def test_the_expert_passes_every_scenario(name):
    scene = builtin_scene(name)
    session = run(scene, expert, "2")
    assert session.finished == "done"
    assert [event.kind for event in session.events].count("step_done") == len(scene.scenario.steps)
    result = assess(session.recording(), scene.scenario, session.level, bone_surface(scene))
    assert result.passed, result.marks


@pytest.mark.slow
@pytest.mark.parametrize("name", builtin_names())
def test_the_novice_scores_less(name):
    scene = builtin_scene(name)
    results = []
    for make in (expert, novice):
        session = run(scene, make, "2")
        results.append(assess(session.recording(), scene.scenario, session.level, bone_surface(scene)))
    assert results[0].score > results[1].score
