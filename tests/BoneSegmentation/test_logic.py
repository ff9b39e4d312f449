"""The module's work on a scene, without a widget and without a worker where none is needed."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.mrml.segmentation_node import segmentation_from_node


def _wait(task):
    end = time.monotonic() + 120
    while not task.poll().finished:
        assert time.monotonic() < end
        time.sleep(0.05)
    return task


def test_facts_say_who_and_which_side_is_which(case):
    logic, parameters, _ = case
    facts = logic.facts(parameters.volume)
    assert facts.identity == "李 雷 · ID P-1001 · born 1958-04-12 · male · scanned 2026-01-03"
    assert facts.slices.startswith("40 slices of 2.00 × 2.00 × 2.00 mm") and facts.slices_state == "unknown"
    assert "right is on the left" in facts.sides and "RAS" in facts.sides


def test_facts_of_dicom_files_tell_uneven_slices(case, tmp_path):
    from dataclasses import replace

    from generated.dicom import small_ct as hu
    from generated.dicom import write_ct_series
    from osteokit.imaging.read import read_volume

    logic, _, _ = case
    write_ct_series(tmp_path / "even", hu())
    even = read_volume(tmp_path / "even")
    assert logic.facts(logic.addVolume(even)).slices_state == "even"
    kept = tuple(file for number, file in enumerate(even.source.files) if number != 4)
    holed = replace(even, source=replace(even.source, files=kept))
    facts = logic.facts(logic.addVolume(holed))
    assert facts.slices_state == "doubtful" and "1 slices are MISSING" in facts.slices


def test_facts_refuse_what_cannot_be_used(case, scene):
    logic, _, _ = case
    empty = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Nothing")
    assert "holds no voxels" in logic.facts(empty).refusal


def test_rows_show_name_side_doubt_and_volume(case):
    logic, parameters, _ = case
    rows = logic.bones(parameters)
    assert [(r.name, r.side, r.doubtful) for r in rows] == [
        ("Left femur", "left", False),
        ("Right femur", "right", False),
        ("Sacrum", "", True),
        ("Bone 1", "", True),
    ]
    assert [r.volume_cm3 for r in rows] == pytest.approx([33.6, 33.6, 24.192, 0.768])
    logic.setVisible(parameters, rows[1].identifier, False)
    assert [r.visible for r in logic.bones(parameters)] == [True, False, True, True]


def test_preview_is_what_the_threshold_says_and_goes_away(case, scene):
    logic, parameters, _ = case
    before = scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode")
    node = logic.showPreview(parameters.volume, 300.0)
    shown = segmentation_from_node(node, parameters.volume).labels > 0
    np.testing.assert_array_equal(shown, segmentation_from_node(parameters.segmentation, parameters.volume).labels > 0)
    assert logic.showPreview(parameters.volume, 5000.0) is node
    assert node.GetSegmentation().GetNumberOfSegments() == 0
    assert not node.GetSaveWithScene() and node.GetHideFromEditors()
    logic.hidePreview()
    assert scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode") == before


def test_a_segmentation_by_a_worker_fills_a_node_beside_its_ct(case):
    import slicer

    logic, parameters, truth = case
    parameters.segmentation = None
    task = _wait(logic.startSegmentation(parameters))
    assert task.state.refusal == ""
    node = logic.finishSegmentation(task, parameters, "zh")
    task.close()
    assert parameters.segmentation is node
    found = segmentation_from_node(node, parameters.volume).labels > 0
    overlap = 2 * np.count_nonzero(found & (truth.labels > 0)) / (found.sum() + np.count_nonzero(truth.labels))
    assert overlap > 0.9
    assert all("骨" in row.name or "椎" in row.name or "骶" in row.name for row in logic.bones(parameters))
    tree = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(slicer.mrmlScene)
    parents = {tree.GetItemParent(tree.GetItemByDataNode(n)) for n in (node, parameters.volume)}
    assert len(parents) == 1


def test_what_is_missing_is_said_before_anything_starts(case):
    logic, parameters, _ = case
    for method, sentence in (("refine", "segmentation that is to be refined"), ("seeds", "Click once on each bone")):
        parameters.method = method
        with pytest.raises(OsteoError, match=sentence):
            logic.startSegmentation(parameters)
    parameters.volume = None
    with pytest.raises(OsteoError, match="Choose a CT"):
        logic.startSegmentation(parameters)
    with pytest.raises(OsteoError, match="Choose the folder"):
        logic.startExport(parameters, (), "en")


def test_clicks_on_missed_bones_leave_the_others_alone(case):
    logic, parameters, truth = case
    parameters.segmentation.GetSegmentation().RemoveSegment("femur_right_2")
    parameters.method = "seeds"
    node = logic.seedNode(parameters)
    inside = (truth.ijk_to_ras @ [48, 15, 17, 1])[:3]
    node.AddControlPoint(*inside, "Right femur")
    assert logic.seedNode(parameters) is node
    task = _wait(logic.startSegmentation(parameters))
    assert task.state.refusal == ""
    logic.finishSegmentation(task, parameters, "en")
    task.close()
    after = segmentation_from_node(parameters.segmentation, parameters.volume)
    for key in ("femur_left", "sacrum", "bone_1"):
        np.testing.assert_array_equal(after.mask(key), truth.mask(key))
    both = np.count_nonzero(after.mask("femur_right") & truth.mask("femur_right"))
    assert 2 * both / (after.mask("femur_right").sum() + truth.mask("femur_right").sum()) > 0.85


def test_another_segmentation_is_refined(logic, scene):
    from generated.coarse import coarse
    from generated.joints import hip_joint
    from osteokit.mrml.segmentation_node import segmentation_to_node

    volume, truth = hip_joint(spacing_mm=(2.0, 2.0, 2.0))
    parameters = logic.getParameterNode()
    parameters.volume = logic.addVolume(volume)
    parameters.method = "refine"
    parameters.coarse = segmentation_to_node(coarse(truth, 4.0), scene, "Coarse")
    task = _wait(logic.startSegmentation(parameters))
    assert task.state.refusal == ""
    logic.finishSegmentation(task, parameters, "en")
    task.close()
    after = segmentation_from_node(parameters.segmentation, parameters.volume)
    for key in ("femur_left", "hip_left"):
        both = np.count_nonzero(after.mask(key) & truth.mask(key))
        assert 2 * both / (after.mask(key).sum() + truth.mask(key).sum()) > 0.9, key


def test_export_writes_every_kind_and_only_the_chosen_bones(case, tmp_path):
    import trimesh

    logic, parameters, _ = case
    options = parameters.export
    options.folder = str(tmp_path / "输出")
    for kind in ("stl", "obj", "ply", "threemf", "glb", "dicomStl"):
        options.setValue(kind, True)
    task = _wait(logic.startExport(parameters, ["femur_left_1", "sacrum_3"], "en"))
    assert task.state.refusal == ""
    files = [Path(file) for file in task.state.result["files"]]
    assert sorted(file.name for file in files) == [
        "bones.3mf", "bones.glb", "bones.obj", "bones.ply", "femur_left.stl", "femur_left.stl.dcm", "sacrum.stl",
        "sacrum.stl.dcm",
    ]  # fmt: skip
    assert all(file.stat().st_size > 0 for file in files)
    femur = trimesh.load(tmp_path / "输出" / "femur_left.stl")
    assert femur.is_watertight and femur.volume == pytest.approx(33600, rel=0.05)
    assert femur.bounds[0][0] > 0, "the left femur lies at positive x in the LPS of STL"
    folder = task.folder
    task.close()
    assert not folder.exists()


def test_ticked_kinds_are_asked_for(case, tmp_path):
    """The request that the worker gets, seen by a recorded process in its place."""
    logic, parameters, _ = case
    seen = []

    class Recorded:
        stdout = stderr = ()

        def poll(self):
            return 1

    def start(command):
        seen.append(json.loads((Path(command[-1]) / "request.json").read_text(encoding="utf-8")))
        return Recorded()

    logic._start = start
    options = parameters.export
    options.folder, options.stl, options.threemf, options.dicomSeg = str(tmp_path), False, False, True
    task = logic.startExport(parameters, (), "zh")
    assert "unexpectedly" in task.poll().refusal
    assert seen == [{"task": "export", "kinds": ["dicom_seg"], "folder": str(tmp_path), "language": "zh"}]
    task.close()
    options.dicomSeg = False
    with pytest.raises(OsteoError, match="Tick at least one"):
        logic.startExport(parameters, (), "en")


def test_place_mode_begins_and_ends(case):
    logic, _, _ = case
    node = logic.clickNode()
    logic.startPlacing(node)
    assert logic.isPlacing()
    logic.stopPlacing()
    assert not logic.isPlacing()


def test_ai_segmenters_show_their_licence_and_say_how_to_install(case, monkeypatch):
    from osteokit.plugins import segmenters
    from osteokit.plugins.segmenters import Segmenter, TaskLicence

    def label(volume, seeds, progress):
        raise AssertionError("not asked for")

    absent = Segmenter(
        "boney", "Boney", (TaskLicence("total", "Apache-2.0"),), "pip install boney", lambda: "Boney is absent.", label
    )
    monkeypatch.setattr(segmenters, "all_segmenters", lambda: (absent,))
    logic, _, _ = case
    assert logic.segmenters() == [("boney", "Boney (total: Apache-2.0)", "Boney is absent. pip install boney")]
