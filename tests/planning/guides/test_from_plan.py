import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.document import GuideOrder, order_to_json
from osteokit.planning.guides.from_plan import moved_fragments, order_of_plan, osteotomy_of, variant_of
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import FragmentMove, GuideStep, OsteotomyStep, Variant, matrix_rows
from osteokit.surface.transform import translation
from planning.guides.solids import BLADE, COARSE, across, shaft, wire
from planning.plans import full_plan

CUT = PlaneCut((14.0, 0.0, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), blade=BLADE)
UP, DOWN = wire((14.0, 0.0, 14.0)), wire((14.0, 0.0, -14.0))
HTO = OsteotomyStep(
    "HTO", "tibia_left", cut_to_json(CUT), (FragmentMove("distal", matrix_rows(translation([0, 3, 0]))),)
)


def variant(*steps):
    return Variant("A", (HTO, *steps))


def test_without_a_guide_step_the_cut_is_that_of_the_osteotomy():
    order = order_of_plan(variant(), "tibia_left", shaft())
    assert order.holes == () and order.parameters == GuideParameters()
    assert order.cuts[0].entry == CUT.entry and order.cuts[0].blade == BLADE


def test_a_guide_step_gives_parameters_or_a_whole_document():
    plain = order_of_plan(variant(GuideStep("guide", "tibia_left", {"clearance_mm": 0.5})), "tibia_left", shaft())
    assert plain.parameters.clearance_mm == 0.5 and len(plain.cuts) == 1
    document = order_to_json(GuideOrder((across(z=5.0),), (UP,), COARSE))
    whole = order_of_plan(variant(GuideStep("guide", "tibia_left", document)), "tibia_left", shaft())
    assert whole == GuideOrder((across(z=5.0),), (UP,), COARSE)


def test_the_guide_step_chooses_among_osteotomies():
    second = OsteotomyStep("second", "tibia_left", cut_to_json(CUT), ())
    assert osteotomy_of(variant(second), "tibia_left").name == "HTO"
    assert osteotomy_of(variant(second, GuideStep("g", "tibia_left", {}, "second")), "tibia_left").name == "second"
    with pytest.raises(OsteoError, match="does not cut femur_left"):
        osteotomy_of(variant(), "femur_left")


def test_holes_go_with_the_fragments_that_they_are_in():
    fragments = moved_fragments(HTO, shaft(), (UP, DOWN))
    by_height = sorted(fragments, key=lambda one: one.mesh.vertices[:, 2].mean())
    assert [one.holes for one in by_height] == [(DOWN,), (UP,)]
    np.testing.assert_allclose(by_height[0].matrix, translation([0, 3, 0]))
    np.testing.assert_allclose(by_height[1].matrix, np.eye(4))


def test_the_variant_is_named_or_chosen():
    plan = full_plan()
    assert variant_of(plan, "B").name == "B"
    with pytest.raises(OsteoError):
        variant_of(plan, "no such")
