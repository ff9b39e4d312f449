"""A reduction is part of the plan: inputs, variants, undo, hand moves, the scene file, the saved folder."""

import importlib
from types import SimpleNamespace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.mrml.fragment_nodes import pose_of, set_pose
from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.planning.apply import apply_plan
from osteokit.planning.plan_file import read_plan
from osteokit.surface.primitives import box
from osteokit.surface.transform import moved, translation

BLOCK = box((40, 40, 40))
ONE, TWO = "hip_left_fragment_1", "hip_left_fragment_2"


def up(mm):
    return translation(np.array([0.0, 0.0, mm]))


@pytest.fixture
def broken(logic, scene):
    """A block, another 3 mm above it, and far off a whole one as the other side."""
    nodes = [
        mesh_to_node(BLOCK, scene, "Left hip bone fragment 1", (200, 200, 200)),
        mesh_to_node(moved(BLOCK, up(43.0)), scene, "左髋骨 骨折块 2", (200, 200, 200)),
        mesh_to_node(
            moved(box((40, 40, 80)), translation(np.array([200.0, 0.0, 20.0]))), scene, "Right hip bone", (9,) * 3
        ),
    ]
    assert logic.takeModels() == 3
    return nodes


def answer(template="", **more):
    """What the worker says: the upper block comes down by 2 mm, and is not sure."""
    result = {
        "anchor": ONE,
        "template": template,
        "poses": {ONE: np.eye(4).tolist(), TWO: up(-2.0).tolist()},
        "residual_mm": {ONE: 1.0, TWO: 1.0},
        "template_mm": {ONE: None, TWO: None},
        "confident": {ONE: True, TWO: False},
        "warnings": [f"{TWO}: another place fits nearly as well; check it."],
        "template_pose": None,
    }
    return SimpleNamespace(state=SimpleNamespace(result={**result, **more}))


def shown_z(scene, key):
    model, _ = importlib.import_module("OsteotomySimulatorLib.fragments").shown_pieces(scene)[f"{key}/whole"]
    return float(mesh_from_node(model).vertices[:, 2].mean())


def test_fragments_and_the_healthy_side_are_known_by_their_names(logic, broken):
    assert logic.proposedFragments() == broken[:2]
    assert logic.healthySide(broken[:2]) is broken[2]
    with pytest.raises(OsteoError, match="two or more fragments"):
        logic.startReduction(broken[:1], None)
    with pytest.raises(OsteoError, match="among the chosen fragments"):
        logic.startReduction(broken[:2], broken[0])


def test_models_without_a_name_become_unnamed_bones(logic, scene):
    reduction = importlib.import_module("OsteotomySimulatorLib.reduction")
    nodes = [mesh_to_node(BLOCK, scene, name, (200, 200, 200)) for name in ("piece", "Left femur", "Left femur")]
    assert reduction.keyed(nodes, None) == (["bone_1", "femur_left", "bone_2"], "")
    assert reduction.keyed(nodes, None) == (["bone_1", "femur_left", "bone_2"], "")


def test_a_reduction_begins_a_plan_and_can_be_undone(logic, scene, broken):
    variant = logic.finishReduction(answer(), "A", "right", "en")
    plan = logic.plan
    assert plan.side == "left" and {one.bone for one in plan.inputs} == {ONE, TWO, "hip_right"}
    assert variant.reports[0].values["residual_mm"] == pytest.approx(1.0, abs=0.1)
    assert {one.code for one in variant.findings} == {"reduction.doubtful", "reduction.gap"}
    assert shown_z(scene, TWO) == pytest.approx(41.0, abs=0.01)
    assert not broken[1].GetDisplayNode().GetVisibility() and broken[0].GetDisplayNode().GetVisibility()
    told = logic.reducedFragments()
    assert told[ONE].told == "stays" and told[TWO].told in ("0.9 mm", "1.0 mm", "1.1 mm") and not told[TWO].is_sure
    logic.undo("en")
    assert logic.plan.variants == () and broken[1].GetDisplayNode().GetVisibility()
    logic.redo("en")
    assert logic.plan == plan and shown_z(scene, TWO) == pytest.approx(41.0, abs=0.01)


def test_a_second_answer_is_a_second_variant(logic, scene, broken):
    logic.finishReduction(answer(), "A", "left", "en")
    nearer = {ONE: np.eye(4).tolist(), TWO: up(-3.0).tolist()}
    logic.finishReduction(answer(poses=nearer, confident={ONE: True, TWO: True}, warnings=[]), "B", "left", "en")
    assert [one.name for one in logic.plan.variants] == ["A", "B"] and logic.plan.chosen == "B"
    assert shown_z(scene, TWO) == pytest.approx(40.0, abs=0.01)
    logic.showVariant("A", "en")
    assert shown_z(scene, TWO) == pytest.approx(41.0, abs=0.01)


def test_a_nudged_fragment_is_kept_in_the_plan_and_measured_again(logic, scene, broken):
    logic.finishReduction(answer(), "A", "left", "en")
    with pytest.raises(OsteoError, match="No fragment was moved"):
        logic.keepHandMoves("en")
    transform = logic.fragmentTransform(broken[1])
    assert logic.fragmentFit(broken[1]).residual_mm == pytest.approx(1.0, abs=0.1)
    set_pose(transform, up(-0.5) @ pose_of(transform))
    assert logic.fragmentFit(broken[1]).residual_mm == pytest.approx(0.5, abs=0.1)
    variant = logic.keepHandMoves("en")
    step = variant.steps[0]
    np.testing.assert_allclose(np.array(step.poses[TWO])[:3, 3], (0.0, 0.0, -2.5), atol=1e-6)
    assert step.by_hand == (TWO,) and not step.doubts
    assert variant.reports[0].values[f"{TWO}_residual_mm"] == pytest.approx(0.5, abs=0.1)
    logic.undo("en")
    assert logic.reductionStep().by_hand == () and shown_z(scene, TWO) == pytest.approx(41.0, abs=0.01)


def test_it_lives_in_the_scene_file_and_can_be_nudged_after_opening(logic, scene, broken, tmp_path):
    logic.finishReduction(answer(), "A", "left", "en")
    plan = logic.plan
    assert scene.WriteToMRB(str(tmp_path / "scene.mrb"))
    scene.Clear(0)
    logic.forget()
    assert scene.ReadFromMRB(str(tmp_path / "scene.mrb"), True) and logic.restore()
    assert logic.plan == plan and shown_z(scene, TWO) == pytest.approx(41.0, abs=0.01)
    bones = importlib.import_module("OsteotomySimulatorLib.bones")
    transform = logic.fragmentTransform(bones.bone_models(scene)[TWO])
    set_pose(transform, up(-0.5) @ pose_of(transform))
    assert logic.keepHandMoves("en").steps[0].by_hand == (TWO,)


def test_it_is_saved_with_a_report_and_reproduced(logic, scene, broken, tmp_path):
    logic.finishReduction(answer("hip_right", template_pose=translation(np.array([200.0, 0.0, 0.0])).tolist()),
                          "A", "left", "zh")  # fmt: skip
    assert logic.reductionStep().mirror_template
    logic.savePlan(tmp_path / "plan", "zh")
    saved = read_plan(tmp_path / "plan" / "plan.json")
    assert saved.variant("A").steps == logic.plan.variant("A").steps
    assert (tmp_path / "plan" / "moved" / f"{TWO}.stl").is_file() and (tmp_path / "plan" / "report.pdf").is_file()
    assert apply_plan(saved, tmp_path / "plan").reproduced
    scene.Clear(0)
    logic.forget()
    logic.openPlan(tmp_path / "plan" / "plan.json", "zh")
    assert shown_z(scene, TWO) == pytest.approx(41.0, abs=0.01) and TWO in logic.reducedFragments()


def test_measuring_a_leg_keeps_the_reduction(logic, scene, broken, leg):
    logic.finishReduction(answer(), "A", "left", "en")
    bones = importlib.import_module("OsteotomySimulatorLib.bones")
    for key, mesh in leg[0].items():
        bones.add_bone(scene, key, moved(mesh, translation(np.array([0.0, 0.0, -600.0]))), "en")
    logic.newPlan({key: one.transformed(translation(np.array([0.0, 0.0, -600.0]))) for key, one in leg[1].items()},
                  "left", "en")  # fmt: skip
    assert logic.plan.chosen == "A" and "MPTA_deg" in logic.plan.variant("A").predicted
    logic.undo("en")
    assert not logic.plan.landmarks and not logic.landmarkNodes()
    logic.redo("en")
    assert set(logic.landmarkNodes()) == set(leg[1])


def test_a_move_between_steps_ends_where_the_hand_put_it(module_path):
    from osteokit.planning.plan import FragmentMove, OsteotomyStep, ReductionStep, Variant, matrix_rows
    from osteokit.surface.transform import rotation_about

    with_hand_move = importlib.import_module("OsteotomySimulatorLib.hand_moves").with_hand_move
    first, second = (
        rotation_about(np.ones(3), np.array([0.0, 0.0, 1.0]), 20.0),
        up(7.0) @ rotation_about(np.zeros(3), np.array([1.0, 0.0, 0.0]), 35.0),
    )
    steps = (
        ReductionStep("r", {TWO: matrix_rows(first)}),
        OsteotomyStep("o", "femur_left", {}, (FragmentMove("distal", matrix_rows(second), (TWO,)),)),
    )
    hand = translation(np.array([3.0, 1.0, 0.0])) @ rotation_about(np.zeros(3), np.array([0.0, 1.0, 0.0]), 12.0)
    after = with_hand_move(Variant("A", steps), f"{TWO}/whole", hand)
    np.testing.assert_allclose(second @ np.array(after.steps[0].poses[TWO]), hand @ second @ first, atol=1e-9)
    assert with_hand_move(Variant("A", steps), "tibia_left/whole", hand) is None
