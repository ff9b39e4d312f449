"""The same stitch through the hand's interface, and a hand that fails."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.suturing import wounded_skin
from osteokit.simulation.soft_tissue.touching import SoftTouch
from osteokit.simulation.values import TISSUES, HandState


def _at(x: float, y: float, z: float, time: float, power: float = 0.0) -> HandState:
    pose = np.eye(4)
    pose[:3, 3] = x, y, z
    return HandState(time, pose, power, "needle")


def test_a_hand_makes_a_stitch():
    soft = SoftTouch(wounded_skin((-25.0, 0, 0), (25.0, 0, 0)))
    way = np.array([[0, -7, 4], [0, -7, -7], [0, 7, -7], [0, 7, 7]], float)
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
    forces, tissues = [], set()
    for n, s in enumerate(np.arange(0, lengths[-1], 0.1)):
        place = [float(np.interp(s, lengths, way[:, k])) for k in range(3)]
        touch = soft.touch(_at(*place, n * 0.004))
        forces.append(np.linalg.norm(touch.force_n))
        tissues.add(TISSUES[touch.tissue])
    for n in range(200):
        touch = soft.touch(_at(0, 7, 7, 2 + n * 0.004, 0.4 if n < 100 else 0.0))
    assert [each.kind for each in soft.happened] == ["pierced", "pierced", "tied"]
    assert soft.stitches == 1
    facts = soft.facts()
    assert facts["stitches"] == 1
    assert facts["stitches_lost"] == 0
    assert 4 < facts["bite_mean_mm"] < 7
    assert 0 < facts["stitch_tension_max_n"] < 2
    assert facts["wound_gap_mm"] > 1
    assert "stitch_spacing_mean_mm" not in facts
    thread = soft.suturing.threads[0].places(soft.suturing.body)
    assert np.abs(thread[:, 0]).max() < 1
    assert 0.9 < max(forces) < 2.0
    assert tissues == {"air", "soft"}
    assert touch.removed_mm3.sum() == 0


def test_a_hand_that_was_away_is_not_run_after():
    soft = SoftTouch(wounded_skin((-25.0, 0, 0), (25.0, 0, 0)))
    soft.touch(_at(0, 0, 10, 0.0))
    before = soft.suturing.body.time_s
    soft.touch(_at(0, 0, 10, 100.0))
    soft.touch(_at(0, 0, 10, 50.0))
    assert soft.suturing.body.time_s - before < 0.06


def test_refusals():
    soft = SoftTouch(wounded_skin((-25.0, 0, 0), (25.0, 0, 0)))
    with pytest.raises(OsteoError, match="no finite number"):
        soft.touch(_at(np.nan, 0, 0, 0.0))
    with pytest.raises(OsteoError, match="no finite number"):
        soft.touch(_at(0, 0, 9, 0.0, np.inf))
