"""Derotation and lengthening: what is asked for is what is measured, and hip, knee and ankle stay in line."""

from dataclasses import replace

import numpy as np
import pytest

from generated.legs import generated_leg
from osteokit.anatomy.leg import measure_leg
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.leg_move import below_plane, leg_moved
from osteokit.planning.correction.shaft_step import CARRIED, ShaftSite, plan_derotation, plan_lengthening
from planning.leg_bones import femur_solid, tibia_solid


def after(leg, site, step):
    landmarks = leg.bones[site.bone]
    point, up = np.array(step.cut["entry"]), np.array(step.cut["proximal"])
    assert landmarks.bone == site.bone
    return measure_leg(
        leg_moved(leg, below_plane(leg, site.bone, point, -up, CARRIED[site.bone]), np.array(step.moves[0].matrix))
    )


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("wanted", [5.0, 20.0, 40.0])
def test_femoral_torsion_becomes_what_was_asked_for_and_the_axis_stays(side, wanted):
    leg = generated_leg(side=side, femoral_torsion_deg=35.0)
    site = ShaftSite("femur", f"femur_{side}", femur_solid(leg), 0.55, ("tibia_" + side,))
    step = plan_derotation(leg, site, "femoral_torsion_3d_deg", wanted)
    before, done = measure_leg(leg), after(leg, site, step)
    assert done["femoral_torsion_3d_deg"].value == pytest.approx(wanted, abs=1e-6)
    assert abs(step.intent["angle_deg"]) == pytest.approx(
        abs(wanted - before["femoral_torsion_3d_deg"].value), abs=0.01
    )
    assert done["leg_length_mm"].value == pytest.approx(before["leg_length_mm"].value, abs=0.5)
    assert done["mLDFA_deg"].value == pytest.approx(before["mLDFA_deg"].value, abs=1e-6)


@pytest.mark.parametrize("side", ["left", "right"])
def test_tibial_torsion(side):
    leg = generated_leg(side=side, tibial_torsion_deg=45.0)
    site = ShaftSite("tibia", f"tibia_{side}", tibia_solid(leg), 0.7)
    done = after(leg, site, plan_derotation(leg, site, "tibial_torsion_deg", 25.0))
    assert done["tibial_torsion_deg"].value == pytest.approx(25.0, abs=1e-6)
    assert done["MPTA_deg"].value == pytest.approx(measure_leg(leg)["MPTA_deg"].value, abs=1e-6)


@pytest.mark.parametrize(("bone", "solid"), [("femur", femur_solid), ("tibia", tibia_solid)])
def test_lengthening_adds_its_millimetres_to_the_bone_and_changes_no_angle(bone, solid):
    leg = generated_leg(varus_deg=0.0, mpta_deg=88.0)
    site = ShaftSite(bone, f"{bone}_left", solid(leg), 0.5)
    before, done = measure_leg(leg), after(leg, site, plan_lengthening(leg, site, 35.0))
    assert done[f"{bone}_length_mm"].value - before[f"{bone}_length_mm"].value == pytest.approx(35.0, abs=1e-9)
    assert done["HKA_deg"].value == pytest.approx(before["HKA_deg"].value, abs=1e-6)
    assert done["leg_length_mm"].value - before["leg_length_mm"].value == pytest.approx(35.0, abs=1e-6)


def test_refusals():
    leg = generated_leg()
    site = ShaftSite("femur", "femur_left", femur_solid(leg))
    for act, sentence in (
        (lambda: ShaftSite("humerus", "humerus_left", site.mesh), "not of 'humerus'"),
        (lambda: ShaftSite("femur", "femur_left", site.mesh, 1.2), "between 0.05 and 0.95"),
        (lambda: plan_lengthening(leg, site, -5.0), "more than 0 mm"),
        (lambda: plan_lengthening(leg, site, 900.0), "cannot be lengthened by 900"),
        (lambda: plan_derotation(leg, site, "tibial_torsion_deg", 50.0), "No turn of up to 60"),
        (lambda: plan_derotation(leg, site, "no_such_deg", 50.0), "no measurement 'no_such_deg'"),
        (lambda: plan_derotation(replace(leg, femur=None), site, "mLDFA_deg", 5.0), "The femur is not in the plan"),
    ):
        with pytest.raises(OsteoError, match=sentence):
            act()
