"""The guide of a plan's step is that of its order: from its osteotomy, from holes, or from a whole document."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.document import GuideOrder, order_to_json
from osteokit.planning.guides.from_plan import order_of_plan, order_of_step
from osteokit.planning.guides.reposition import design_repositioning_guide, moved_hole
from osteokit.planning.guides.reposition_step import reposition_of_step
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import FragmentMove, GuideStep, OsteotomyStep, Variant, matrix_rows
from osteokit.planning.plan_guide import guide_of_step
from osteokit.surface.collision import overlap_volume_mm3
from osteokit.surface.primitives import cylinder
from osteokit.surface.transform import moved, rotation_about
from planning.guides.solids import BLADE, COARSE, across, flared, wire

BONE = "tibia_left"
HOLE = {"point": [14.0, 3.0, -14.0], "direction": [-1.0, 0.0, 0.0], "diameter_mm": 2.0, "kind": "wire", "name": "K1"}
CUT = cut_to_json(PlaneCut((16.5, 0.0, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), 25.0, 13.0, BLADE))


def variant(**step):
    return Variant("A", (OsteotomyStep("HTO", BONE, CUT, ()), GuideStep("guide", BONE, **step)))


def test_the_cut_is_that_of_the_osteotomy():
    one = variant(parameters=COARSE.to_json(), for_step="HTO", holes=(HOLE,))
    order = order_of_step(one.steps[1], one, flared())
    assert order.parameters == COARSE and order.holes == (wire((14.0, 3.0, -14.0), name="K1"),)
    assert [(cut.entry, cut.depth_mm, cut.blade) for cut in order.cuts] == [((16.5, 0.0, 0.0), 25.0, BLADE)]
    assert order_of_plan(one, BONE, flared()) == order


def test_a_document_has_its_own_cuts():
    whole = GuideOrder((across(16.0),), (wire((24.0, 0.0, 16.0)),), COARSE)
    one = variant(parameters=order_to_json(whole), for_step="HTO")
    assert order_of_step(one.steps[1], one, flared()) == whole


def test_it_is_designed_as_the_order_says():
    one = variant(parameters=COARSE.to_json(), for_step="HTO", holes=(HOLE,))
    order = order_of_step(one.steps[1], one, flared())
    direct = design_guide(flared(), order.cuts, order.holes, order.parameters)
    again = guide_of_step(one.steps[1], one, {BONE: flared()})
    np.testing.assert_array_equal(again.vertices, direct.mesh.vertices)


def test_a_repositioning_guide_holds_the_moved_fragments():
    """On the cutting guide's own holes, clear of a bone where a fragment carries it."""
    turn = rotation_about((-14.0, 0.0, 0.0), (0.0, 1.0, 0.0), 5.0)
    through = cut_to_json(PlaneCut((16.5, 0.0, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), blade=BLADE))
    osteotomy = OsteotomyStep("HTO", BONE, through, (FragmentMove("distal", matrix_rows(turn), ("fibula_left",)),))
    upper = {**HOLE, "point": [24.0, 0.0, 16.0], "name": "K2"}
    cutting = GuideStep("guide", BONE, COARSE.to_json(), "HTO", (HOLE, upper))
    holding = GuideStep("hold", BONE, COARSE.to_json(), "HTO", purpose="reposition")
    one = Variant("A", (osteotomy, cutting, holding))
    fibula = cylinder(np.array([0.0, 30.0, -60.0]), np.array([0.0, 30.0, 0.0]), 4.0)
    asked = reposition_of_step(holding, one, flared())
    assert sorted(hole.name for part in asked.fragments for hole in part.holes) == ["K1", "K2"]
    direct = design_repositioning_guide(asked.fragments, COARSE, (moved(fibula, turn),))
    again = guide_of_step(holding, one, {BONE: flared(), "fibula_left": fibula})
    np.testing.assert_array_equal(again.vertices, direct.mesh.vertices)
    tip = moved_hole(asked.fragments[0].holes[0], asked.fragments[0].matrix)
    rod = cylinder(np.array(tip.point) - 20 * np.array(tip.direction), np.array(tip.point), 0.9, 64)
    assert overlap_volume_mm3(again, rod) == 0


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"parameters": COARSE.to_json()}, "no osteotomy ''"),
        ({"parameters": order_to_json(GuideOrder((across(16.0),), (), COARSE)), "for_step": "HTO"}, "has no cuts"),
        ({"parameters": {}, "for_step": "HTO"}, "at least two fragments"),
    ],
)
def test_a_repositioning_step_that_cannot_be_is_refused(step, said):
    one = variant(purpose="reposition", **step)
    with pytest.raises(OsteoError, match=said):
        guide_of_step(one.steps[1], one, {BONE: flared()})


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"parameters": {}, "for_step": "DFO"}, "no osteotomy 'DFO'"),
        ({"parameters": {"clearance": 1}, "for_step": "HTO"}, "no parameter clearance"),
        ({"parameters": {}, "holes": ({"point": [0, 0, 0]},)}, "lacks direction, diameter_mm"),
    ],
)
def test_a_step_that_says_no_guide_is_refused(step, said):
    one = variant(**step)
    with pytest.raises(OsteoError, match=said):
        guide_of_step(one.steps[1], one, {BONE: flared()})


def test_a_bone_that_is_not_there_is_refused():
    one = variant(parameters={}, for_step="HTO")
    with pytest.raises(OsteoError, match="'tibia_left' is not in the plan"):
        guide_of_step(one.steps[1], one, {})
