"""The module's work without a widget: what a surgeon does, from bones to a saved plan."""

import importlib
from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.mrml.text_node import keep_document, kept_document
from osteokit.planning.plan import GuideStep
from osteokit.planning.plan_file import plan_of_text, read_plan, text_of_plan
from osteokit.planning.variants import with_variant


def _choice(**values):
    return importlib.import_module("OsteotomySimulatorLib.corrections").Choice(
        **{"kind": "hto_opening_medial", "target": 55.0, "soft_tissue": False} | values
    )


def test_models_are_known_by_their_names(logic, scene, leg):
    from osteokit.mrml.model_node import mesh_to_node

    with pytest.raises(OsteoError, match="No model is named as a bone"):
        logic.takeModels()
    meshes, _ = leg
    mesh_to_node(meshes["femur_left"], scene, "Left femur", (200, 200, 200))
    mesh_to_node(meshes["tibia_left"], scene, "左胫骨", (200, 200, 200))
    other = mesh_to_node(meshes["fibula_left"], scene, "thing", (200, 200, 200))
    assert logic.takeModels() == 2
    assert set(logic.meshes()) == {"femur_left", "tibia_left"}
    logic.addBone(other, "fibula_left")
    assert set(logic.meshes()) == {"femur_left", "tibia_left", "fibula_left"}
    with pytest.raises(OsteoError, match="Choose a model"):
        logic.addBone(None, "hip_left")


def test_landmarks_are_measured_and_followed(planned):
    plan = planned.plan
    assert plan.measured["MPTA_deg"].value == pytest.approx(82.0, abs=0.01)
    node = planned.landmarkNodes()["tibia_left"]
    labels = [node.GetNthControlPointLabel(n) for n in range(node.GetNumberOfControlPoints())]
    number = labels.index("Ankle centre")
    x, y, z = plan.landmarks["tibia_left"].point("ankle_center")
    node.SetNthControlPointPosition(number, x - 10.0, y, z)
    planned.landmarksMoved()
    assert abs(planned.plan.measured["MPTA_deg"].value - 82.0) > 1.0
    planned.undo("en")
    assert planned.plan == plan
    position = [0.0, 0.0, 0.0]
    node.GetNthControlPointPosition(number, position)
    np.testing.assert_allclose(position, (x, y, z), atol=1e-9)
    planned.redo("en")
    assert planned.plan != plan


def test_a_correction_is_measured_on_what_was_moved(planned, scene):
    variant = planned.planCorrection(_choice(), "A", "en")
    assert variant.predicted["WBL_percent"].value == pytest.approx(55.0, abs=0.05)
    pieces = importlib.import_module("OsteotomySimulatorLib.fragments").shown_pieces(scene)
    assert {"tibia_left/proximal", "tibia_left/distal"} <= set(pieces)
    whole = importlib.import_module("OsteotomySimulatorLib.bones").bone_models(scene)
    assert not whole["tibia_left"].GetDisplayNode().GetVisibility()
    assert whole["femur_left"].GetDisplayNode().GetVisibility()
    planned.planCorrection(_choice(kind="dfo_closing_lateral", target=50.0), "B", "en")
    assert [one.name for one in planned.plan.variants] == ["A", "B"] and planned.plan.chosen == "B"
    planned.showVariant("A", "en")
    assert planned.plan.chosen == "A"
    planned.removeVariant("A")
    assert [one.name for one in planned.plan.variants] == ["B"]
    assert whole["tibia_left"].GetDisplayNode().GetVisibility()


def test_a_refusal_leaves_the_plan_as_it_was(planned):
    before = planned.plan
    with pytest.raises(OsteoError, match="hinge"):
        planned.planCorrection(_choice(hinge_ras=(500.0, 0.0, 0.0)), "A", "en")
    with pytest.raises(OsteoError, match="variant"):
        planned.showHinge()
    assert planned.plan is before


def test_a_dragged_hinge_is_used(planned):
    planned.planCorrection(_choice(), "A", "en")
    assert planned.hinge() is None
    planned.showHinge()
    x, y, z = planned.hinge()
    moved = (x, y, z - 4.0)
    variant = planned.planCorrection(_choice(hinge_ras=moved), "A", "en")
    np.testing.assert_allclose(variant.steps[0].cut["hinge_point"], moved, atol=1e-9)
    planned.hideHinge()
    assert planned.hinge() is None


def test_by_hand(planned, scene):
    from osteokit.mrml.fragment_nodes import pose_of, set_pose
    from osteokit.surface.transform import rotation_about

    planned.planCorrection(_choice(), "A", "en")
    with pytest.raises(OsteoError, match="No fragment was moved"):
        planned.keepHandMoves("en")
    assert planned.handReport("en") == []
    _model, transform = importlib.import_module("OsteotomySimulatorLib.fragments").shown_pieces(scene)[
        "tibia_left/distal"
    ]
    there = pose_of(transform)
    hinge = planned.plan.variants[0].steps[0].cut["hinge_point"]
    set_pose(transform, rotation_about(np.array(hinge), np.array([0.0, 1.0, 0.0]), 1.0) @ there)
    told = planned.handReport("en")
    assert "WBL" in told[0] and "Opening gap" in told[1]
    before = planned.plan.variants[0].predicted["WBL_percent"].value
    variant = planned.keepHandMoves("en")
    assert abs(variant.predicted["WBL_percent"].value - before) > 1.0
    assert variant.steps[0].intent["moved_by_hand"] is True
    set_pose(transform, np.eye(4))
    planned.putBack()


def test_moved_landmarks_make_variants_stale(planned):
    planned.planCorrection(_choice(), "A", "en")
    node = planned.landmarkNodes()["tibia_left"]
    x, y, z = planned.plan.landmarks["tibia_left"].point("ankle_center")
    labels = [node.GetNthControlPointLabel(n) for n in range(node.GetNumberOfControlPoints())]
    node.SetNthControlPointPosition(labels.index("Ankle centre"), x - 3, y, z)
    planned.landmarksMoved()
    assert planned.plan.variants[0].predicted is None


def test_saved_and_opened_again(planned, scene, tmp_path):
    planned.planCorrection(_choice(), "A", "en")
    path = planned.savePlan(tmp_path, "en")
    plan = read_plan(path)
    assert plan.variants == planned.plan.variants
    assert {file.name for file in (tmp_path / "moved").iterdir()} >= {
        "tibia_left_distal.stl",
        "tibia_left_proximal.stl",
    }
    assert (tmp_path / "report.pdf").stat().st_size > 10_000
    scene.Clear(0)
    planned.forget()
    planned.openPlan(path, "en")
    assert planned.plan == plan
    assert set(planned.meshes()) == {"femur_left", "tibia_left", "fibula_left"}
    bone = tmp_path / "bones" / "tibia_left.stl"
    bone.write_bytes(bone.read_bytes()[:-50] + bytes(50))
    with pytest.raises(OsteoError, match="tibia_left"):
        planned.openPlan(path, "en")


def test_the_plan_lives_in_the_scene_file(planned, scene, tmp_path):
    planned.planCorrection(_choice(), "A", "en")
    plan = planned.plan
    assert scene.WriteToMRB(str(tmp_path / "scene.mrb"))
    scene.Clear(0)
    planned.forget()
    assert not planned.restore()
    assert scene.ReadFromMRB(str(tmp_path / "scene.mrb"), True)
    assert planned.restore()
    assert planned.plan == plan
    planned.showVariant("A", "en")
    after = planned.plan.variants[0].predicted["WBL_percent"].value
    assert after == pytest.approx(plan.variants[0].predicted["WBL_percent"].value, abs=0.01)


def test_a_guide_that_another_module_adds_is_taken_up_and_kept(planned, scene):
    planned.planCorrection(_choice(), "A", "en")
    plan = planned.plan
    step = GuideStep("Guide", "tibia_left", {}, plan.variant("A").steps[0].name)
    guided = with_variant(plan, replace(plan.variant("A"), steps=(*plan.variant("A").steps, step)))
    keep_document(scene, "osteo.plan", text_of_plan(guided))
    assert planned.takeUp() and not planned.takeUp()
    assert planned.plan == guided
    planned.showVariant("A", "en")
    assert planned.plan.variant("A").steps[-1] == step and planned.outcome.guides == {}
    while planned.plan != plan:
        planned.undo("en")
    assert plan_of_text(kept_document(scene, "osteo.plan")) == plan


def test_the_other_side_and_lines(planned, scene):
    assert planned.showLines(True) == 6
    assert planned.showLines(False) == 0
    planned.changeSide("right")
    assert planned.plan.measured.values == {} and planned.plan.variants == ()
    assert planned.showLines(True) == 0
    planned.undo("en")
    assert planned.plan.side == "left"


def test_drawing(planned, tmp_path):
    planned.saveFigure(tmp_path, "en")
    assert (tmp_path / "leg.pdf").read_bytes()[:4] == b"%PDF" and (tmp_path / "leg.png").stat().st_size > 10_000


def test_what_cannot_be_started(logic, scene, leg):
    with pytest.raises(OsteoError, match="no bones yet"):
        logic.startLandmarks()
    with pytest.raises(OsteoError, match="no plan yet"):
        logic.undo("en")
    with pytest.raises(OsteoError, match="two or more fragments"):
        logic.startReduction([], None)
    assert logic.fragmentCandidates() == []


@pytest.mark.slow
def test_a_real_leg_from_landmarks_to_a_plan_that_the_command_reproduces(logic, scene, shared_data, tmp_path):
    import time

    from typer.testing import CliRunner

    from osteokit.cli.app import app

    bones = importlib.import_module("OsteotomySimulatorLib.bones")
    from osteokit.surface.read import read_mesh

    folder = shared_data / "meshes" / "vsdfullbody_z013"
    for name, key in (("Femur_L", "femur_left"), ("Tibia_L", "tibia_left")):
        bones.add_bone(scene, key, read_mesh(folder / f"{name}.stl", "LPS"), "en")
    task = logic.startLandmarks()
    end = time.monotonic() + 300
    while not task.poll().finished:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert logic.finishLandmarks(task, "left", "en") == []
    task.close()
    measured = logic.plan.measured
    assert 175 < measured["HKA_deg"].value < 187 and 82 < measured["mLDFA_deg"].value < 92
    logic.planCorrection(_choice(target=62.0), "A", "en")
    logic.savePlan(tmp_path / "saved", "en")
    arguments = ["plan", "apply", str(tmp_path / "saved" / "plan.json"), "--out", str(tmp_path / "again")]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    again = read_plan(tmp_path / "again" / "plan.json")
    for key, one in logic.plan.variants[0].predicted.values.items():
        assert again.variants[0].predicted[key].value == pytest.approx(one.value, abs=0.05), key


def _spine():
    """L1, L3 and L5 of a curve of 26 degrees, upright."""
    from generated.pelvic_bones import vertebra
    from osteokit.surface.transform import moved, rotation_about, translation

    bone, meshes = vertebra().mesh, {}
    for number, (level, tilt) in enumerate((("L1", 12.0), ("L3", 0.0), ("L5", -14.0))):
        turn = rotation_about(np.zeros(3), np.array([0.0, 1.0, 0.0]), tilt)
        meshes[level] = moved(bone, translation(np.array([0.0, 0.0, -75.0 * number])) @ turn)
    return meshes


@pytest.mark.slow
def test_a_spine_is_measured_and_a_dragged_endplate_changes_cobb(logic, scene):
    from osteokit.anatomy.find import landmarks_of_all
    from osteokit.mrml.model_node import mesh_to_node

    for level, mesh in _spine().items():
        mesh_to_node(mesh, scene, level, (200, 200, 200))
    assert logic.takeModels() == 3
    found, refused = landmarks_of_all(logic.meshes())
    assert set(found) == {"vertebrae_L1", "vertebrae_L3", "vertebrae_L5"} and not refused
    logic.newPlan(found, "left", "en")
    one = logic.plan.measured["cobb_deg"]
    assert abs(one.value) == pytest.approx(26.0, abs=1.5) and one.method.startswith("L1 to L5")
    assert one.error > 0 and one.normal == (-10.0, 10.0) and "Cobb 1948" in one.source
    assert "lordosis_deg" in logic.plan.measured and "leg" not in logic.plan.measured.not_measurable
    rows = importlib.import_module("OsteotomySimulatorLib.rows").angle_rows(logic.plan.measured, None, "zh")
    (cobb,) = [row for row in rows if row.key == "cobb_deg"]
    assert cobb.cells[0] == "Cobb 角" and cobb.amber == (0, 1) and "L1" in cobb.tip
    node = logic.landmarkNodes()["vertebrae_L5"]
    labels = [node.GetNthControlPointLabel(n) for n in range(node.GetNumberOfControlPoints())]
    number = labels.index("Left inferior endplate")
    x, y, z = node.GetNthControlPointPosition(number)
    node.SetNthControlPointPosition(number, x, y, z + 5.0)
    logic.landmarksMoved()
    assert abs(abs(logic.plan.measured["cobb_deg"].value) - abs(one.value)) > 3.0
