"""Implants of a plan go with the piece that carries them, whatever the order of the steps."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.planning.guides.from_plan import order_of_step
from osteokit.planning.implants.catalogues import Found, catalogue, find
from osteokit.planning.implants.poses import screw_path, screw_pose
from osteokit.planning.plan import (
    IDENTITY,
    GuideStep,
    ImplantStep,
    PlanInput,
    ReductionStep,
    SurgicalPlan,
    Variant,
    matrix_rows,
)
from osteokit.planning.plan_file import plan_of_text, text_of_plan
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plan_outcome import carry_out, implants_of
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.transform import rotation_about, translation
from planning.guides.solids import COARSE, flared
from planning.leg_plans import case, opening
from planning.shelves import on_shelf, packed


@pytest.fixture(scope="module", autouse=True)
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    packed(folder)
    with on_shelf(folder):
        yield folder


def found(reference):
    return Found(catalogue("test"), find("test", reference))


def screw(name, entry, tip, reference="S-4.5-40", bone="tibia_left", **rest):
    return implant_step(name, bone, found(reference), screw_pose(ScrewPath(tuple(entry), tuple(tip), 4.5)), **rest)


@pytest.fixture(scope="module")
def corrected():
    """Plan, meshes, an opening wedge, its motion, and a place high and a place low on the tibia's axis."""
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes)
    tibia = leg.bones["tibia"]
    knee, ankle = tibia.point("knee_center"), tibia.point("ankle_center")
    high, low = knee + 0.03 * (ankle - knee), knee + 0.4 * (ankle - knee)
    return plan, meshes, step, np.array(step.moves[0].matrix), high, low


ACROSS = np.array([40.0, 0.0, 0.0])


def placed_pose(plan, meshes, *steps, name="screw"):
    return implants_of(plan, Variant("A", steps), meshes)[name].pose


def test_before_the_cut_each_goes_with_its_own_fragment(corrected):
    plan, meshes, cut, motion, high, low = corrected
    for place, expected in ((high, np.eye(4)), (low, motion)):
        step = screw("screw", place - ACROSS / 2, place + ACROSS / 2)
        np.testing.assert_allclose(placed_pose(plan, meshes, step, cut), expected @ np.array(step.pose), atol=1e-9)


def test_after_the_cut_it_stays_where_it_was_put(corrected):
    plan, meshes, cut, motion, _, low = corrected
    there = motion[:3, :3] @ low + motion[:3, 3]
    step = screw("screw", there - ACROSS / 2, there + ACROSS / 2)
    variant = Variant("A", (cut, step))
    one = implants_of(plan, variant, meshes)["screw"]
    np.testing.assert_allclose(one.pose, np.array(step.pose), atol=1e-9)
    assert one.fragment == "distal"
    # on the bone as it was scanned: the motion undone, so that a guide drills where the screw will be
    np.testing.assert_allclose(one.on_input, np.linalg.inv(motion) @ np.array(step.pose), atol=1e-9)


def test_a_second_move_takes_it_along(corrected):
    plan, meshes, cut, _, _, low = corrected
    away = rotation_about(low, (0.0, 1.0, 0.0), 7.0) @ translation(np.array([1.0, 2.0, 3.0]))
    step = screw("screw", low - ACROSS / 2, low + ACROSS / 2)
    shift = ReductionStep("shift", {"tibia_left": matrix_rows(away)})
    before = placed_pose(plan, meshes, cut, step)
    np.testing.assert_allclose(placed_pose(plan, meshes, cut, step, shift), away @ before, atol=1e-9)
    np.testing.assert_allclose(placed_pose(plan, meshes, cut, shift, step), np.array(step.pose), atol=1e-9)


def test_the_fibula_is_carried_and_takes_its_screw_along(corrected):
    plan, meshes, cut, motion, _, _ = corrected
    middle = meshes["fibula_left"].vertices.mean(axis=0)
    step = screw("screw", middle - ACROSS / 4, middle + ACROSS / 4, bone="fibula_left", reference="S-3.5-20")
    carried = replace(cut, moves=(replace(cut.moves[0], carries=("fibula_left",)),))
    np.testing.assert_allclose(placed_pose(plan, meshes, step, carried), motion @ np.array(step.pose), atol=1e-9)


def test_reports_tell_how_much_of_a_screw_lies_in_bone(corrected):
    plan, meshes, cut, motion, _, low = corrected
    there = motion[:3, :3] @ low + motion[:3, 3]
    step = screw("screw", there - 3 * ACROSS / 8, there + 5 * ACROSS / 8)
    outcome = carry_out(plan, Variant("A", (cut, step)), meshes)
    (report,) = [one for one in outcome.reports if one.step == "screw"]
    # independently: where the line goes through the fragments, by winding of the pieces
    from osteokit.surface.boolean import contains

    path = screw_path(find("test", "S-4.5-40"), np.array(step.pose))
    depth = (np.arange(400) + 0.5) / 10
    points = np.array(path.entry) + depth[:, None] * path.axis
    pieces = [piece.mesh for piece in outcome.bones.of("tibia_left")]
    inside = sum(any(contains(piece, point) for piece in pieces) for point in points) / 10
    assert report.values["screw_in_bone_mm"] == pytest.approx(inside, abs=0.5)
    assert 5.0 < inside < 40.0 and report.values["tip_beyond_mm"] > 0


def test_an_old_plan_opens_and_names_what_is_not_there(corrected):
    plan, meshes, cut, _, _, low = corrected
    nowhere = ImplantStep("lost", "tibia_left", "test", "S-9-99", IDENTITY)
    gone = replace(screw("recorded", low - ACROSS / 2, low + ACROSS / 2), catalogue="former")
    variant = Variant("A", (nowhere, gone, cut))
    text = text_of_plan(replace(plan, variants=(variant,)))
    outcome = carry_out(plan, plan_of_text(text).variants[0], meshes)
    assert list(outcome.unplaced) == ["lost"] and "'S-9-99'" in outcome.unplaced["lost"]
    assert "version 1" in outcome.unplaced["lost"]
    assert list(outcome.implants) == ["recorded"], "its sizes stand in the plan, so it is drawn from them"


@pytest.mark.parametrize("bends", ["bent", [1.0, 2.0], [[None, 0.0, 0.0]], {"a": 1}])
def test_bends_that_are_none_leave_the_plate_out_and_are_named(corrected, bends):
    plan, meshes, _, _, high, _ = corrected
    step = implant_step("plate", "tibia_left", found("P-L"), translation(high), parameters={"bends_deg": bends})
    assert "bends_deg of P-L" in carry_out(plan, Variant("A", (step,)), meshes).unplaced["plate"]


def test_a_record_counts_where_the_catalogue_changed_a_size(corrected):
    plan, meshes, _, _, _, low = corrected
    step = screw("screw", low - ACROSS / 2, low + ACROSS / 2)
    longer = replace(step.article, sizes={"diameter_mm": 4.5, "length_mm": 55.0})
    outcome = carry_out(plan, Variant("A", (replace(step, article=longer),)), meshes)
    assert outcome.implants["screw"].path.length_mm == pytest.approx(55.0)


def test_sleeves_of_a_guide_are_where_the_screws_enter_the_uncut_bone(corrected):
    plan, meshes, cut, motion, high, low = corrected
    there = motion[:3, :3] @ low + motion[:3, 3]
    plates = (
        screw("upper", high - ACROSS / 2, high + ACROSS / 2),
        screw("lower", there - ACROSS / 2, there + ACROSS / 2),
        screw("wire", high - ACROSS / 2, high + ACROSS / 2, reference="K-2"),
    )
    guide = GuideStep("guide", "tibia_left", {}, for_implants=("upper", "lower", "wire"))
    variant = Variant("A", (guide, cut, *plates))
    implants = implants_of(plan, variant, meshes)
    upper, lower, wire = order_of_step(guide, variant, meshes["tibia_left"], implants).holes
    assert (upper.diameter_mm, upper.kind, upper.name) == (3.2, "drill", "upper"), "AO: a 4.5 mm cortex screw needs 3.2"
    assert (wire.diameter_mm, wire.kind) == (2.0, "wire")
    np.testing.assert_allclose(upper.point, high - ACROSS / 2, atol=1e-9)
    back = np.linalg.inv(motion)
    np.testing.assert_allclose(lower.point, back[:3, :3] @ (there - ACROSS / 2) + back[:3, 3], atol=1e-9)
    np.testing.assert_allclose(lower.direction, back[:3, :3] @ ACROSS / 40.0, atol=1e-9)


@pytest.mark.parametrize(
    ("named", "said"),
    [(("none",), "no placed implant 'none'"), (("plate",), "'plate' is no screw"), (("fibular",), "into fibula_left")],
)
def test_sleeves_that_cannot_be(corrected, named, said):
    plan, meshes, _, _, high, _ = corrected
    steps = (
        implant_step("plate", "tibia_left", found("P-L"), translation(high)),
        screw("fibular", high, high + ACROSS, bone="fibula_left"),
    )
    guide = GuideStep("guide", "tibia_left", {}, for_implants=named)
    variant = Variant("A", (*steps, guide))
    with pytest.raises(OsteoError, match=said):
        order_of_step(guide, variant, meshes["tibia_left"], implants_of(plan, variant, meshes))


@pytest.mark.parametrize(
    ("pose", "said"),
    [(np.diag([-1.0, 1.0, 1.0, 1.0]), "left-handed"), (np.diag([2.0, 2.0, 2.0, 1.0]), "scales or bends")],
)
def test_poses_that_no_implant_can_take_are_refused(corrected, pose, said):
    plan = corrected[0]
    step = ImplantStep("screw", "tibia_left", "test", "S-4.5-40", matrix_rows(pose))
    with pytest.raises(OsteoError, match=said):
        text_of_plan(replace(plan, variants=(Variant("A", (step,)),)))


def test_a_bone_that_it_enters_must_be_there(corrected):
    plan = corrected[0]
    step = ImplantStep("screw", "tibia_left", "test", "S-4.5-40", IDENTITY, into=("talus_left",))
    with pytest.raises(OsteoError, match="'talus_left', which is not among"):
        text_of_plan(replace(plan, variants=(Variant("A", (step,)),)))


def test_a_guide_has_a_bore_for_the_drill_of_its_screw():
    """Rays along the screw's axis pass the finished guide within the drill's radius, and meet it just outside."""
    bone = flared()
    entry, way = np.array([14.0, 3.0, -14.0]), np.array([-1.0, 0.0, 0.0])
    step = screw("s", entry, entry + 20.0 * way, reference="S-3.5-20")
    guide = GuideStep("guide", "tibia_left", COARSE.to_json(), for_implants=("s",))
    inputs = (PlanInput("tibia_left", "t.stl", "0" * 64, "RAS", bone.volume_mm3),)
    plan = SurgicalPlan("1", "t", "left", inputs, {}, Measurements("left", {}, {}))
    outcome = carry_out(plan, Variant("A", (guide, step)), {"tibia_left": bone})
    surface = SurfaceDistance(outcome.guides["guide"])
    round_about = np.array([[0.0, np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, 24, endpoint=False)])
    for radius, is_open in ((0.0, True), (0.95 * 2.5 / 2, True), (2.5 / 2 + 0.8, False)):
        free = np.isinf(surface.first_hit(entry + radius * round_about - 60.0 * way, way, 100.0)[0])
        assert free.all() if is_open else not free.any(), radius
