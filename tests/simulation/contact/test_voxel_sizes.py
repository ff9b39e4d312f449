"""What a drill feels does not hang on the size of the voxels: it goes through bone in all that scenarios may have."""

import numpy as np
import pytest

from osteokit.simulation.hands.motion import turned
from osteokit.simulation.run import make_engine
from osteokit.simulation.tools.catalogue import tools
from osteokit.simulation.values import HandState
from simulation.made_bone import bone_of, pose_at

DRILLS = [key for key, one in tools().items() if one.kind == "drill"]
AHEAD_MM = 2.5
"""Of the tool: a push of 100 N."""


def depth_mm(key, spacing, tilt, ticks):
    """How deep a drill is in compact bone after ``ticks`` of a steady push."""
    bone = bone_of(lambda p: -p[..., 2], size=(12.0, 12.0, 16.0), spacing=spacing, density=1.8)
    engine = make_engine(bone, {key: tools()[key]})
    turn = turned(np.array([1.0, 0.0, 0.0]), tilt)
    start = np.array([0.1, 0.07, 0.0]) - 1.0 * turn[:, 2]
    along = 0.0
    for n in range(ticks):
        hand = HandState(n * 1e-3, pose_at(start + turn[:, 2] * (along + AHEAD_MM), turn), 1.0, key)
        along = float((engine.touch(hand).tool_to_ras[:3, 3] - start) @ turn[:, 2])
    return along - 1.0


def _is_even(key, spacings, tilts, ticks):
    depths = {(s, tilt): depth_mm(key, s, tilt, ticks) for s in spacings for tilt in tilts}
    middle = np.median(list(depths.values()))
    assert middle > 1.0
    assert all(abs(depth - middle) < 0.12 * middle for depth in depths.values()), depths


@pytest.mark.parametrize("key", ["drill_2_5", "drill_3_2"])
def test_a_drill_gets_on_in_coarse_voxels_as_in_fine_ones(key):
    _is_even(key, (0.4, 0.6, 0.8), (0.25,), 1500)


@pytest.mark.slow
@pytest.mark.parametrize("key", DRILLS)
def test_a_drill_gets_on_alike_in_all_voxels(key):
    _is_even(key, (0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), (0.0, 0.25), 4000)
