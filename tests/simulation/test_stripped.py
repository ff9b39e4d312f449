"""A session tells once that a thread is stripped, and again of the next screw."""

import numpy as np

from osteokit.simulation.scenarios.builtin import builtin_scene
from osteokit.simulation.scenarios.scene_bone import tools_of
from osteokit.simulation.session import Session, level_of
from osteokit.simulation.values import TISSUES, HandState, Touch


def test_a_stripped_thread_is_told_once():
    scenario = builtin_scene("screw-insertion").scenario
    tools = dict(tools_of(scenario))
    session = Session(scenario, level_of(scenario, "2"), tools)
    pose = np.eye(4)
    pose[:3, 3] = 200.0, 0.0, 0.0
    key = scenario.steps[0].tool
    for n, stripped in enumerate([False, True, True, False, True]):
        for tick in range(20):
            time = 0.02 * n + 0.001 * tick
            touch = Touch(time, pose, np.zeros(3), np.zeros(3), np.zeros(len(TISSUES)), stripped=stripped)
            session.observe(HandState(time, pose, 1.0, key), touch)
    told = [event for event in session.events if event.kind == "stripped"]
    assert len(told) == 2
    assert told[0].place == (200.0, 0.0, 0.0)
    assert told[0].english.startswith("The thread is stripped") and "滑丝" in told[0].chinese
