"""Every built-in check finds what it is for, and only that; plugins speak beside them."""

from dataclasses import replace

import numpy as np
import pytest

from generated.legs import LegShape
from osteokit.planning.checks import check_plan, check_variant, placement_findings, side_findings
from osteokit.planning.plan import IDENTITY, GuideStep, ImplantStep, ReductionStep, Variant, matrix_rows
from osteokit.planning.plan_outcome import carry_out
from osteokit.plugins import hookimpl
from osteokit.plugins.manager import OsteoPlugins
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.surface.transform import rotation_about, translation
from planning.leg_plans import VARUS, case, filed_case, opening

NONE = OsteoPlugins()


def found(plan, variant, meshes, plugins=NONE):
    return check_variant(plan, variant, carry_out(plan, variant, meshes), plugins)


def test_a_good_variant_has_only_what_is_true_of_it():
    plan, leg, meshes = case()
    codes = {f.code for f in found(plan, Variant("A", (opening(plan, leg, meshes, slope_change_deg=0.0),)), meshes)}
    assert codes <= {"hinge.risk", "limits.MPTA"}


def test_a_change_of_slope_and_an_mpta_beyond_its_limit_are_told():
    plan, leg, meshes = case(LegShape(varus_deg=11, mldfa_deg=91, mpta_deg=82))
    findings = found(plan, Variant("A", (opening(plan, leg, meshes, hinge_turn_deg=25.0),)), meshes)
    by_code = {f.code: f for f in findings}
    assert "increases by" in by_code["limits.slope"].message and "增大" in by_code["limits.slope"].message_zh
    assert by_code["limits.MPTA"].severity == "stop" and by_code["limits.MPTA"].message_zh


def test_a_hinge_at_the_cortex_is_a_risk_at_its_place():
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes)
    frame = leg.geometry().tibia
    near = tuple(np.array(step.cut["hinge_point"]) + 4.0 * frame.lateral)
    risky = opening(plan, leg, meshes, hinge_ras=near)
    finding = next(f for f in found(plan, Variant("A", (risky,)), meshes) if f.code == "hinge.risk")
    assert (
        finding.position_ras == pytest.approx(near) and "Takeuchi I" in finding.message and "骨桥" in finding.message_zh
    )


def test_a_bone_that_is_moved_into_its_neighbour():
    plan, _, meshes = case(LegShape())
    toward = meshes["tibia_left"].vertices.mean(axis=0) - meshes["fibula_left"].vertices.mean(axis=0)
    toward[2] = 0.0
    step = ReductionStep("push", {"fibula_left": matrix_rows(translation(toward))})
    codes = [f.code for f in found(plan, Variant("A", (step,)), meshes)]
    assert codes == ["collision.bones"]
    assert found(plan, Variant("A", (ReductionStep("stay", {"fibula_left": IDENTITY}),)), meshes) == ()


def test_fragments_that_are_turned_into_each_other():
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes)
    axis, point = np.array(step.cut["hinge_axis"]), np.array(step.cut["hinge_point"])
    into = [matrix_rows(rotation_about(point, axis, angle)) for angle in (-6.0, 6.0)]
    codes = [
        {f.code for f in found(plan, Variant("A", (replace(step, moves=(replace(step.moves[0], matrix=m),)),)), meshes)}
        for m in into
    ]
    assert sum("collision.fragments" in one for one in codes) == 1, "one way opens, the other collides"


def test_parts_without_a_size():
    plan, _, meshes = case(LegShape())
    plate = ImplantStep("plate", "tibia_left", "", "", IDENTITY)
    assert [f.message for f in found(plan, Variant("A", (plate,)), meshes)] == [
        "plate has no catalogue number yet; choose its size."
    ]
    findings = check_variant(
        plan, Variant("A", (GuideStep("g", "tibia_left", {}),)), carry_out(plan, Variant("A"), meshes), NONE
    )
    assert [f.code for f in findings] == ["sizes.missing"]


def test_inputs_that_changed_or_are_gone(tmp_path):
    plan, _, _ = filed_case(tmp_path)
    assert check_plan(plan, tmp_path) == ()
    (tmp_path / "bones" / "tibia_left.stl").write_bytes(b"other")
    (tmp_path / "bones" / "fibula_left.stl").unlink()
    messages = [f.message for f in check_plan(plan, tmp_path) if f.severity == "stop"]
    assert len(messages) == 2 and "tibia_left.stl (tibia_left) changed" in messages[0] and "missing" in messages[1]


@pytest.mark.parametrize("side", ["left", "right"])
def test_sides(side):
    plan, _, _ = case(replace(VARUS, side=side))
    other = "right" if side == "left" else "left"
    assert side_findings(plan) == ()
    swapped = side_findings(replace(plan, side=other))
    assert {f.code for f in swapped} == {"side.bone"} and len(swapped) == 3
    flip = np.diag([1.0, -1.0, 1.0, 1.0])  # front and back exchanged: the shape of the other side
    mirrored = {bone: one.transformed(flip) for bone, one in plan.landmarks.items()}
    assert [f.code for f in side_findings(replace(plan, landmarks=mirrored))] == ["side.mirrored"] * 2


def test_lps_taken_for_ras_and_bones_of_different_scans():
    plan, _, _ = case()
    assert placement_findings(plan) == ()
    backward = {bone: one.transformed(np.diag([-1.0, -1.0, 1.0, 1.0])) for bone, one in plan.landmarks.items()}
    messages = [f.message for f in placement_findings(replace(plan, landmarks=backward))]
    assert len(messages) == 2 and all("LPS for RAS" in message for message in messages)
    apart = {
        **plan.landmarks,
        "tibia_left": plan.landmarks["tibia_left"].transformed(translation(np.array([0.0, 0.0, -200.0]))),
    }
    (finding,) = placement_findings(replace(plan, landmarks=apart))
    assert "200 mm apart at the knee" in finding.message and finding.message_zh
    assert placement_findings(replace(plan, side="")) == ()


def test_doubtful_landmarks_are_shown_where_they_are(tmp_path):
    plan, _, _ = filed_case(tmp_path)
    tibia = plan.landmarks["tibia_left"]
    doubt = {**tibia.landmarks, "ankle_center": replace(tibia.landmarks["ankle_center"], confidence=0.3)}
    plan = replace(
        plan, landmarks={**plan.landmarks, "tibia_left": replace(tibia, landmarks=doubt, warnings=("Rough.",))}
    )
    findings = check_plan(plan, tmp_path)
    assert [(f.code, f.severity) for f in findings] == [
        ("landmarks.doubtful", "warning"),
        ("landmarks.tibia_left", "note"),
    ]
    assert findings[0].position_ras == tibia.landmarks["ankle_center"].position_ras


class Rule:
    def __init__(self, answer):
        self.answer = answer

    @hookimpl
    def osteo_plan_checks(self, plan, variant):
        return self.answer(plan, variant)


def test_plugins_see_the_variant_as_it_came_out_and_speak_beside_the_suite():
    plan, leg, meshes = case()
    seen = {}

    def rule(document, variant):
        seen.update(next(v for v in document["variants"] if v["name"] == variant))
        return [PlanFinding("ours.rule", "note", "Seen.")]

    plugins = OsteoPlugins()
    plugins.add("ours", Rule(rule))
    findings = found(plan, Variant("A", (opening(plan, leg, meshes),)), meshes, plugins)
    assert findings[-1].code == "ours.rule"
    assert seen["predicted"]["values"]["WBL_percent"]["value"] == pytest.approx(62)
    assert seen["reports"][0]["values"]["opening_gap_mm"] > 5 and isinstance(seen["findings"], list)


def test_a_plugin_that_fails_is_a_stop_that_names_it():
    plan, _, meshes = case(LegShape())
    plugins = OsteoPlugins()
    plugins.add("broken", Rule(lambda document, variant: 1 / 0))
    findings = found(plan, Variant("A"), meshes, plugins)
    assert [(f.code, f.severity) for f in findings] == [("plugins.failed", "stop")]
    assert "broken" in findings[0].message
