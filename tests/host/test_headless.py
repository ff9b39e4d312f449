"""slicer.util and module bases work on the wheel as they do in the desktop."""

import sys

import numpy as np
import pytest
import slicer


def test_slicer_util_on_a_headless_scene(scene, tmp_path):
    voxels = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    node = slicer.util.addVolumeFromArray(voxels)
    assert slicer.util.getNode(node.GetName()) is node
    assert slicer.util.saveNode(node, str(tmp_path / "a.nrrd"))
    read = slicer.util.loadVolume(str(tmp_path / "a.nrrd"))
    np.testing.assert_array_equal(slicer.util.arrayFromVolume(read), voxels)


def test_a_segment_from_an_array(scene):
    """The way most module code makes segments; it needs slicer.modules and the segmentation logic."""
    volume = slicer.util.addVolumeFromArray(np.zeros((6, 7, 8), np.int16))
    segmentation = scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
    segmentation.SetReferenceImageGeometryParameterFromVolumeNode(volume)
    segmentation.GetSegmentation().AddEmptySegment("bone")
    mask = np.zeros((6, 7, 8), np.uint8)
    mask[1:3, 2:5, 3:6] = 1
    slicer.util.updateSegmentBinaryLabelmapFromArray(mask, segmentation, "bone", volume)
    np.testing.assert_array_equal(slicer.util.arrayFromSegmentBinaryLabelmap(segmentation, "bone", volume), mask)


@pytest.mark.parametrize("suffix", [".mrb", ".mrml"])
def test_scenes_are_saved_and_loaded(scene, tmp_path, suffix):
    scene.AddNewNodeByClass("vtkMRMLTextNode", "note").SetText("hello")
    assert slicer.util.saveScene(str(tmp_path / f"scene{suffix}"))
    scene.Clear(0)
    slicer.util.loadScene(str(tmp_path / f"scene{suffix}"))
    assert slicer.util.getNode("note").IsA("vtkMRMLTextNode")


def test_a_file_that_is_absent_fails_loudly(scene, tmp_path):
    with pytest.raises(RuntimeError, match="Failed to load node"):
        slicer.util.loadVolume(str(tmp_path / "nothing.nrrd"))
    (tmp_path / "broken.nrrd").write_bytes(b"NRRD0004\nnonsense")
    with pytest.raises(RuntimeError):
        slicer.util.loadVolume(str(tmp_path / "broken.nrrd"))
    (tmp_path / "broken.mrk.json").write_text("{")
    with pytest.raises(RuntimeError):
        slicer.util.loadMarkups(str(tmp_path / "broken.mrk.json"))
    assert scene.GetNumberOfNodesByClass("vtkMRMLMarkupsNode") == 0


def test_scenes_nest_and_leave_nothing(scene):
    from osteokit.host.headless import headless_scene

    with headless_scene() as inner:
        assert slicer.mrmlScene is inner is not scene
    assert slicer.mrmlScene is scene


def test_the_desktop_is_left_alone(monkeypatch):
    from osteokit.host.headless import headless_scene

    desktop = object()
    monkeypatch.setattr(slicer, "app", desktop, raising=False)
    monkeypatch.setattr(slicer, "mrmlScene", "the desktop's scene", raising=False)
    with headless_scene() as scene:
        assert scene == "the desktop's scene"
        assert slicer.app is desktop


def test_a_real_slicer_file_is_never_replaced(scene, monkeypatch):
    from types import ModuleType

    from osteokit.host.stand_ins import provide_missing

    real = ModuleType("slicer.i18n")
    monkeypatch.setitem(sys.modules, "slicer.i18n", real)
    assert "slicer.i18n" not in provide_missing()
    assert sys.modules["slicer.i18n"] is real


def test_logic_has_one_parameter_node_with_slicers_attributes(scene):
    from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

    class KneeLogic(ScriptedLoadableModuleLogic):
        pass

    node = KneeLogic().getParameterNode()
    assert KneeLogic().getParameterNode() is node
    assert (node.GetSingletonTag(), node.GetAttribute("ModuleName"), node.GetName()) == ("Knee", "Knee", "Knee")
    several = KneeLogic()
    several.isSingletonParameterNode = False
    assert several.getParameterNode() is node
    scene.AddNode(several.createParameterNode())
    assert len(several.getAllParameterNodes()) == 2


def test_module_registration_and_self_test(scene):
    from types import SimpleNamespace

    from slicer.ScriptedLoadableModule import ScriptedLoadableModule, ScriptedLoadableModuleTest

    ran = []

    class Knee(ScriptedLoadableModule):
        pass

    class KneeTest(ScriptedLoadableModuleTest):
        def runTest(self):
            ran.append(self.messageDelay)

    parent = SimpleNamespace(path="/somewhere/Knee.py")
    module = Knee(parent)
    assert module.resourcePath("UI/Knee.ui").replace("\\", "/") == "/somewhere/Resources/UI/Knee.ui"
    sys.modules[__name__].KneeTest = KneeTest
    slicer.selfTests["Knee"](msec=7)
    assert ran == [7]
    del sys.modules[__name__].KneeTest
    with pytest.raises(AssertionError, match="KneeTest"):
        module.runTest()


def test_translation_keeps_placeholders(scene, monkeypatch, caplog):
    from slicer.i18n import getContext, tr

    table = {("test_headless", "Save {count} files"): "保存 {count} 个文件", ("test_headless", "Open {name}"): "打开"}
    monkeypatch.setattr(slicer.app, "translate", lambda context, text: table.get((context, text), text))
    assert tr("Save {count} files").format(count=3) == "保存 3 个文件"
    assert tr("Open {name}") == "Open {name}"
    assert "placeholders" in caplog.text
    assert tr("Never seen") == "Never seen"
    assert getContext(__file__) == "test_headless"
