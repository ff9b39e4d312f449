"""The surgeon with a pelvic fracture: real bones, one fragment displaced by a known motion."""

import json

import numpy as np
import pytest

ONE, THREE = "hip_left_fragment_1", "hip_left_fragment_3"
pytestmark = [pytest.mark.service("qt"), pytest.mark.slow]

AWAY_MM, AWAY_DEG, AXIS = (-3.2, -11.9, 2.0), 8.2, (0.66, -0.57, 0.5)
"""To the back and lateral, clear of the sacrum; about an oblique axis through the fragment's middle."""


def displaced(labels, ijk_to_ras, value):
    """The labels with one of them moved, and the motion (4x4 RAS mm); voxels of the others stay theirs."""
    import SimpleITK as sitk

    from osteokit.surface.transform import rotation_about, translation

    mask = labels == value
    middle = ijk_to_ras[:3, :3] @ np.argwhere(mask).mean(axis=0)[::-1] + ijk_to_ras[:3, 3]
    axis = np.array(AXIS) / np.linalg.norm(AXIS)
    motion = translation(np.array(AWAY_MM)) @ rotation_about(middle, axis, AWAY_DEG)
    back = np.linalg.inv(ijk_to_ras) @ np.linalg.inv(motion) @ ijk_to_ras  # of indices
    move = sitk.AffineTransform(3)
    move.SetMatrix(back[:3, :3].ravel().tolist())
    move.SetTranslation(back[:3, 3].tolist())
    image = sitk.GetImageFromArray(mask.astype(np.float32))
    moved = sitk.GetArrayFromImage(sitk.Resample(image, image, move, sitk.sitkLinear, 0.0)) >= 0.5
    after = np.where(mask, 0, labels)
    lost = (moved & (after > 0)).sum() / mask.sum()
    assert lost < 0.01 and abs(moved.sum() / mask.sum() - 1) < 0.02, (lost, moved.sum() / mask.sum())
    return np.where(moved & (after == 0), value, after).astype(labels.dtype), motion


@pytest.fixture(scope="module")
def pelvis(shared_data):
    """Patient 001: left hip bone in two fragments, one displaced; the other hip bone whole."""
    from generated.fractures import fractured_pelvis
    from osteokit.segmentation.segmentation import Segmentation

    volume, truth = fractured_pelvis(shared_data / "ct_fracture", "001")
    value = next(one.label for one in truth.segments if (one.key, one.fragment) == ("hip_left", 3))
    labels, motion = displaced(truth.labels, truth.ijk_to_ras, value)
    return volume, Segmentation(labels, truth.ijk_to_ras, truth.segments), motion


def into_scene(scene, pelvis):
    from osteokit.mrml.segmentation_node import segmentation_to_node
    from osteokit.mrml.volume_node import volume_to_node

    volume, labelled, _ = pelvis
    node = segmentation_to_node(labelled, scene, "Pelvis")
    node.SetReferenceImageGeometryParameterFromVolumeNode(volume_to_node(volume, scene, "CT"))
    return node


def rows(table):
    return {table.item(n, 0).text(): table.item(n, 1).text() for n in range(table.rowCount)}


def apart_mm(first, second, mesh):
    """The mean distance of a surface in two poses."""
    pose = np.linalg.inv(second) @ first
    return float(np.linalg.norm(mesh.vertices @ pose[:3, :3].T + pose[:3, 3] - mesh.vertices, axis=1).mean())


def as_injured(meshes, motion):
    """Where the same search puts the fragment from where it lay in the patient, told from where it lies now."""
    from osteokit.planning.reduction.reduce import reduce_fragments
    from osteokit.planning.reduction.template import mirrored_template
    from osteokit.surface.transform import moved

    back = np.linalg.inv(motion)
    fragments = {ONE: meshes[ONE], THREE: moved(meshes[THREE], back)}
    return reduce_fragments(fragments, mirrored_template(meshes["hip_right"])).poses[THREE] @ back


def test_from_the_labels_to_a_plan(hands, desktop, pelvis, tmp_path):
    from osteokit.mrml.fragment_nodes import pose_of, set_pose
    from osteokit.planning.apply import apply_plan
    from osteokit.planning.plan_file import read_plan
    from osteokit.surface.transform import translation

    ui, logic, clicks = hands.ui, hands.widget.logic, []

    def press(name):
        clicks.append(name)
        hands.press(name)
        hands.wait(600)

    ui.segmentationSelector.setCurrentNode(into_scene(desktop, pelvis))
    press("takeButton")
    assert hands.told.startswith("2 fragments of one bone."), hands.told
    assert ui.templateSelector.currentNode().GetName() == "Right hip bone"
    press("reduceButton")
    told = rows(ui.fragmentsTable)
    assert told["Left hip bone fragment 1"] == "stays" and told["Left hip bone fragment 3"].endswith(" mm")
    print(told, ui.resultLabel.text, ui.findingsLabel.text, sep="\n")
    pose = np.array(logic.reductionStep().poses[THREE])
    assert apart_mm(pose, as_injured(logic.meshes(), pelvis[2]), logic.meshes()[THREE]) < 1.0
    assert logic.plan.variant("A").reports[0].values["template_mm"] < 2.0
    before = logic.plan
    ui.nudgeCheckBox.checked = True
    clicks.append("handles")
    names = [ui.fragmentsTable.item(n, 0).text() for n in range(ui.fragmentsTable.rowCount)]
    ui.fragmentsTable.selectRow(names.index("Left hip bone fragment 3"))
    clicks.append("row")
    assert "off the healthy side" in ui.reduceLabel.text
    node = next(one for one in logic.fragmentCandidates() if one.GetName() == "Left hip bone fragment 3")
    transform = logic.fragmentTransform(node)
    set_pose(transform, translation(np.array([-1.0, 0.0, 0.0])) @ pose_of(transform))
    clicks.append("drag")
    press("nudgeKeepButton")
    step = logic.plan.variant("A").steps[0]
    assert step.by_hand == (THREE,)
    assert any(one.code == "reduction.by_hand" for one in logic.plan.variant("A").findings)
    press("undoButton")
    assert logic.plan == before
    press("redoButton")
    ui.folderEdit.currentPath = str(tmp_path / "plan")
    press("saveButton")
    print("clicks:", len(clicks), clicks)
    saved = read_plan(tmp_path / "plan" / "plan.json")
    assert saved.variant("A").steps == (step,) and saved.side == "left"
    assert (tmp_path / "plan" / "report.pdf").stat().st_size > 20_000
    assert apply_plan(saved, tmp_path / "plan").reproduced
    off = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    off["variants"][0]["steps"][0]["poses"][THREE][0][3] += 3.0
    (tmp_path / "plan" / "off.json").write_text(json.dumps(off), encoding="utf-8")
    where = {one.where for one in apply_plan(read_plan(tmp_path / "plan" / "off.json"), tmp_path / "plan").differences}
    assert f"variant A, {step.name}: {THREE}_residual_mm" in where
    assert desktop.WriteToMRB(str(tmp_path / "scene.mrb"))
    kept = logic.plan
    desktop.Clear(0)
    assert logic.plan is None
    assert desktop.ReadFromMRB(str(tmp_path / "scene.mrb"), True)
    hands.panel.connectParameters()
    assert logic.plan == kept
    assert rows(ui.fragmentsTable)["Left hip bone fragment 1"] == "stays"
