"""From a scene to the bone that is cut."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.patient.physiology import OSTEOPOROTIC_DENSITY
from osteokit.simulation.scenario import VirtualPatient
from osteokit.simulation.scenarios.builtin import builtin_scenario, builtin_scene
from osteokit.simulation.scenarios.scene_bone import (
    bone_surface,
    check_kerf,
    session_tools,
    tool_of_key,
    tools_of,
    voxel_bone,
)
from osteokit.simulation.values import TISSUES
from osteokit.surface.check import check_solid
from osteokit.surface.distance import SurfaceDistance
from simulation.short_scenario import one_hole


def test_structures_at_risk_lie_in_the_bones_voxels():
    scene = one_hole()
    bone = voxel_bone(scene)
    risk = TISSUES.index("risk")
    for one in scene.scenario.risks:
        middle = (np.array(one.points[0]) + np.array(one.points[-1])) / 2
        middle[2] = scene.scenario.region_center[2]
        assert bone.tissue_at(middle[None]).tolist() == [risk], one.name


def test_an_osteoporotic_patients_bone_is_less_dense():
    scene = one_hole()
    patient = VirtualPatient(conditions=("osteoporosis",))
    thin = voxel_bone(replace(scene, scenario=replace(scene.scenario, patient=patient)))
    usual = voxel_bone(scene)
    hard = usual.tissue == TISSUES.index("cortical")
    assert (thin.density[hard] / usual.density[hard]).mean() == pytest.approx(OSTEOPOROTIC_DENSITY, abs=0.01)
    np.testing.assert_array_equal(thin.distance, usual.distance)


@pytest.mark.slow
def test_a_pilot_hole_is_open_but_belongs_to_the_outline():
    scene = builtin_scene("screw-insertion")
    step = scene.scenario.steps[0]
    at = (np.array(step.target.entry) + np.array(step.target.end)) / 2
    assert voxel_bone(scene).tissue_at(at[None])[0] == TISSUES.index("soft")
    surface = bone_surface(scene)
    assert check_solid(surface).is_solid and SurfaceDistance(surface).signed(at[None])[0] < -3.0


def test_a_saw_in_coarse_voxels_is_refused():
    scenario = builtin_scenario("hto-cut")
    check_kerf(scenario)
    with pytest.raises(OsteoError, match=r"0\.4 mm or less"):
        check_kerf(replace(scenario, spacing_mm=0.6))


def test_tools_by_key():
    assert list(tools_of(builtin_scenario("pedicle-drilling"))) == ["drill_3_2", "probe"]
    assert "probe" in session_tools(builtin_scenario("burring"))
    assert tool_of_key("screw:PS-6.5-45").diameter_mm == 6.5
    for key in ("hammer", "screw:none"):
        with pytest.raises(OsteoError):
            tool_of_key(key)
