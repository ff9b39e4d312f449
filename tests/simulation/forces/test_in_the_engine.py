"""The measured thrust and torque come out of the whole engine of touch."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.simulation.contact.solve import Coupling
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.drilling import HUMAN_FEMUR, fitted
from osteokit.simulation.tools.catalogue import tool
from osteokit.simulation.values import HandState
from simulation.made_bone import plate, pose_at


def test_a_machine_feed_gives_the_measured_thrust_and_torque():
    """120 mm/min through cortical bone at 1,000 turns a minute (MacAvelia 2012), then through the far side."""
    drill = replace(tool("drill_3_2"), speed_hz=1000 / 60)
    bone = plate(6.0, size=(8.0, 8.0, 20.0), density=1.85)
    engine = Engine(bone, {drill.key: drill}, {"drill": fitted(HUMAN_FEMUR)}, coupling=Coupling(stiffness_n_mm=1000.0))
    felt = []
    for n in range(4500):
        touch = engine.touch(HandState(n / 1000, pose_at([0, 0, -1.0 + 0.002 * n]), 1.0, drill.key))
        felt.append([touch.tool_to_ras[2, 3], -touch.force_n[2], -touch.torque_nmm[2]])
    at, push, turn = np.array(felt).T
    deep = (at > 2.5) & (at < 5.0)
    assert push[deep].mean() == pytest.approx(198.4, rel=0.04)
    assert turn[deep].mean() == pytest.approx(186.3, rel=0.04)
    assert push[at > 7.5].max() < 20, "through"
