"""Figures of a sewn wound: from facts with known answers, and from a wound that was really sewn."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment import wound
from osteokit.simulation.assessment.assess import measured
from osteokit.simulation.scenarios.builtin import builtin_scene
from osteokit.simulation.soft_tissue.suturing import wounded_skin
from osteokit.simulation.soft_tissue.touching import SoftTouch
from osteokit.simulation.values import HandState
from simulation.assessment.made_session import drilled_hole

FACTS = {
    "wound_gap_mm": 0.6,
    "stitches": 3.0,
    "stitches_lost": 1.0,
    "bite_mean_mm": 5.3,
    "bite_spread_mm": 0.4,
    "stitch_spacing_spread_mm": 1.2,
    "stitch_tension_max_n": 1.9,
}


def test_figures_follow_from_the_facts():
    scenario = builtin_scene("suturing").scenario
    values, missing = measured(replace(drilled_hole(), facts=FACTS), scenario, None)
    assert values["wound_gap_mm"] == 0.6
    assert values["bite_error_mm"] == pytest.approx(0.5)  # 0.3 off the planned 5 mm, spread by 0.4
    assert values["stitch_spacing_mm"] == 1.2
    assert values["stitches_lost"] == 1.0
    assert values["stitch_tension_n"] == 1.9
    assert not missing.keys() & {"wound_gap_mm", "bite_error_mm"}


def test_a_session_without_a_wound_says_so():
    scenario = builtin_scene("plate-drilling").scenario
    _, missing = measured(drilled_hole(), scenario, None)
    assert missing["wound_gap_mm"] == "Nothing was sewn in this session."
    assert "plans no distance" in missing["bite_error_mm"]
    with pytest.raises(OsteoError, match="Nothing was sewn"):
        wound.tension_n({"wound_gap_mm": 3.0})


def test_the_session_measures_what_the_figures_need():
    soft = SoftTouch(wounded_skin((-15.0, 0, 0), (15.0, 0, 0)))
    clock = 0.0
    for x in (-6.0, 5.0):
        way = np.array([[x, -7, 4], [x, -7, -7], [x, 7, -7], [x, 7, 8]], float)
        lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
        places = [[np.interp(s, lengths, way[:, k]) for k in range(3)] for s in np.arange(0, lengths[-1], 0.1)]
        for n, place in enumerate(places + [places[-1]] * 120):
            pose = np.eye(4)
            pose[:3, 3] = place
            clock += 0.004
            soft.touch(HandState(clock, pose, 0.3 if len(places) <= n < len(places) + 90 else 0.0, "needle"))
    facts = soft.facts()
    assert facts["stitches"] == 2
    assert facts["stitch_spacing_mean_mm"] == pytest.approx(11.0, abs=1.0)
    assert wound.bite_error_mm(facts, builtin_scene("suturing").scenario) < 1.5
    assert 0 <= wound.gap_mm(facts) < 3
