"""A written scene is read back by Slicer itself and compared voxel for voxel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mrml.values import FLIPPED_K, LPS_LIKE, OBLIQUE, segmentation, tetrahedron, volume
from osteokit.base.errors import OsteoError
from osteokit.host.vtk_messages import caught_messages
from osteokit.mrml.model_node import mesh_from_node
from osteokit.mrml.scene import write_scene
from osteokit.mrml.segmentation_node import segmentation_from_node
from osteokit.mrml.volume_node import volume_from_node


def _read(scene, path: Path):
    with caught_messages() as messages:
        assert scene.ReadFromMRB(str(path), True), messages.text


@pytest.mark.parametrize("ijk_to_ras", [LPS_LIKE, FLIPPED_K, OBLIQUE], ids=["lps", "flipped_k", "oblique"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_round_trip(scene, tmp_path, ijk_to_ras, language):
    ct, bones = volume(ijk_to_ras), segmentation(ijk_to_ras)
    meshes = {3: tetrahedron(), 300: tetrahedron(20.0), 7: tetrahedron(5.0)}
    path = tmp_path / "病例 1.mrb"
    write_scene(ct, bones, meshes, path, language)
    _read(scene, path)

    volume_node = scene.GetFirstNodeByClass("vtkMRMLScalarVolumeNode")
    read = volume_from_node(volume_node)
    assert read.voxels.dtype == ct.voxels.dtype
    turned = np.linalg.det(ijk_to_ras) < 0  # Slicer wants right-handed voxel grids
    np.testing.assert_array_equal(read.voxels, ct.voxels[::-1] if turned else ct.voxels)
    for i, j, k in np.ndindex(2, 2, 2):
        corner = np.array([14 * i, 11 * j, 8 * k, 1.0])
        same = np.array([14 * i, 11 * j, 8 * (1 - k if turned else k), 1.0])
        np.testing.assert_allclose(read.ijk_to_ras @ same, ijk_to_ras @ corner, atol=1e-3)
    assert read.source.patient == ct.source.patient
    assert (read.source.study_uid, read.source.study_date) == ("1.2.3.4", "20260102")

    segmentation_node = scene.GetFirstNodeByClass("vtkMRMLSegmentationNode")
    labels = segmentation_from_node(segmentation_node, volume_node)
    np.testing.assert_array_equal(labels.labels, bones.labels[::-1] if turned else bones.labels)
    assert labels.segments == bones.segments
    shown = [segmentation_node.GetSegmentation().GetNthSegment(n).GetName() for n in range(4)]
    assert shown == [segment.display_name(language) for segment in bones.segments]

    models = [scene.GetNthNodeByClass(n, "vtkMRMLModelNode") for n in range(3)]
    for model, label in zip(models, (3, 300, 7), strict=True):
        mesh = mesh_from_node(model)
        np.testing.assert_allclose(mesh.vertices, meshes[label].vertices, atol=1e-4)
        assert mesh.volume_mm3 == pytest.approx(meshes[label].volume_mm3, rel=1e-5)


def test_what_the_surgeon_sees_first(scene, tmp_path):
    """Bone window, four views that hold the whole volume, models under one folder of the study."""
    import slicer

    ct, bones = volume(OBLIQUE), segmentation(OBLIQUE)
    write_scene(ct, bones, {3: tetrahedron()}, tmp_path / "a.mrb")
    _read(scene, tmp_path / "a.mrb")
    volume_node = scene.GetFirstNodeByClass("vtkMRMLScalarVolumeNode")
    display = volume_node.GetDisplayNode()
    assert (display.GetWindow(), display.GetLevel(), display.GetAutoWindowLevel()) == (2000.0, 500.0, 0)
    assert scene.GetFirstNodeByClass("vtkMRMLLayoutNode").GetViewArrangement() == 3
    center = (ct.ijk_to_ras @ [7.0, 5.5, 4.0, 1.0])[:3]
    for name, normal in (("Red", 2), ("Yellow", 0), ("Green", 1)):
        view = scene.GetNodeByID(f"vtkMRMLSliceNode{name}")
        matrix = view.GetSliceToRAS()
        assert abs(matrix.GetElement(normal, 2)) == pytest.approx(1.0), name
        assert [matrix.GetElement(row, 3) for row in range(3)] == pytest.approx(list(center), abs=1e-3)
        composite = scene.GetNodeByID(f"vtkMRMLSliceCompositeNode{name}")
        assert composite.GetBackgroundVolumeID() == volume_node.GetID()
    tree = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    model_item = tree.GetItemByDataNode(scene.GetFirstNodeByClass("vtkMRMLModelNode"))
    folder = tree.GetItemParent(model_item)
    assert tree.GetItemName(folder) == "Bone surfaces"
    assert tree.GetItemParent(folder) == tree.GetItemParent(tree.GetItemByDataNode(volume_node))


def test_terminology_is_snomed_ct(scene, tmp_path):
    write_scene(volume(LPS_LIKE), segmentation(LPS_LIKE), {}, tmp_path / "a.mrb")
    _read(scene, tmp_path / "a.mrb")
    content = scene.GetFirstNodeByClass("vtkMRMLSegmentationNode").GetSegmentation()
    entries = [content.GetNthSegment(n).GetTerminology() for n in (0, 3)]
    # as a TerminologyEntry object from 5.12 on, as text before: the tag is the same in the file
    with zipfile.ZipFile(tmp_path / "a.mrb") as archive:
        header = archive.read("a/Data/bones.seg.nrrd").split(b"\n\n")[0].decode()
    assert "SCT^123037004^Anatomical Structure~SCT^71341001^Femur~SCT^7771000^Left~" in header
    assert "SCT^260787004^Physical object~" in header
    assert all(entries)


def test_no_path_of_this_machine_and_no_chinese_file_name_leave(tmp_path):
    write_scene(volume(LPS_LIKE), segmentation(LPS_LIKE), {3: tetrahedron()}, tmp_path / "场景.mrb", "zh")
    with zipfile.ZipFile(tmp_path / "场景.mrb") as archive:
        document = next(name for name in archive.namelist() if name.endswith(".mrml"))
        assert str(tmp_path) not in archive.read(document).decode()
        assert sorted(Path(name).name for name in archive.namelist() if "Data" in name) == [
            "bones.seg.nrrd", "ct.nrrd", "femur_left.vtk",
        ]  # fmt: skip


def test_refusals(tmp_path):
    with pytest.raises(OsteoError, match=r"must end in \.mrb"):
        write_scene(volume(LPS_LIKE), segmentation(LPS_LIKE), {}, tmp_path / "a.mrml")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OsteoError, match="cannot be written"):
        write_scene(volume(LPS_LIKE), segmentation(LPS_LIKE), {}, tmp_path / "file" / "a.mrb")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def test_silent_and_without_display(tmp_path):
    """In a process of its own without DISPLAY: nothing is printed, and no OpenGL library is loaded."""
    code = (
        "import sys; sys.path[:0] = {paths!r}\n"
        "from mrml.values import *\n"
        "from osteokit.mrml.scene import write_scene\n"
        "write_scene(volume(OBLIQUE), segmentation(OBLIQUE), {{3: tetrahedron()}}, {target!r})\n"
        "maps = open('/proc/self/maps').read() if sys.platform == 'linux' else ''\n"
        "sys.exit('libGL' in maps or 'libEGL' in maps or 'libOSMesa' in maps)\n"
    ).format(paths=[p for p in sys.path if p], target=str(tmp_path / "a.mrb"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PATH": ""}, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_our_own_reader_understands_the_label_map_in_the_scene(tmp_path):
    from osteokit.segmentation.files import read_segmentation

    write_scene(volume(LPS_LIKE), segmentation(LPS_LIKE), {}, tmp_path / "a.mrb")
    with zipfile.ZipFile(tmp_path / "a.mrb") as archive:
        archive.extract("a/Data/bones.seg.nrrd", tmp_path)
    read = read_segmentation(tmp_path / "a" / "Data" / "bones.seg.nrrd")
    assert {(s.key, s.fragment, s.confidence, s.warnings) for s in read.segments} == {
        (s.key, s.fragment, s.confidence, s.warnings) for s in segmentation(LPS_LIKE).segments
    }


@pytest.mark.data
def test_a_real_pelvis_comes_back_voxel_for_voxel(scene, tmp_path, shared_data):
    """61 structures of ct_pelvis: those that are bones, on the CT's own grid."""
    from osteokit.imaging.read import read_volume
    from osteokit.segmentation.files import read_segmentation

    ct = read_volume(shared_data / "ct_pelvis" / "example_ct.nii.gz")
    names = {25: "sacrum", 75: "femur_left", 76: "femur_right", 77: "hip_left", 78: "hip_right", 27: "vertebrae_L5"}
    bones = read_segmentation(shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz", names)
    write_scene(ct, bones, {}, tmp_path / "pelvis.mrb")
    _read(scene, tmp_path / "pelvis.mrb")
    volume_node = scene.GetFirstNodeByClass("vtkMRMLScalarVolumeNode")
    read = segmentation_from_node(scene.GetFirstNodeByClass("vtkMRMLSegmentationNode"), volume_node)
    back = volume_from_node(volume_node)
    turned = np.linalg.det(ct.ijk_to_ras[:3, :3]) < 0
    np.testing.assert_array_equal(back.voxels, ct.voxels[::-1] if turned else ct.voxels)
    np.testing.assert_array_equal(read.labels, bones.labels[::-1] if turned else bones.labels)
    assert read.segments == bones.segments
    middles = {s.key: (read.ijk_to_ras @ [*np.argwhere(read.mask(s.key)).mean(0)[::-1], 1])[0] for s in read.segments}
    assert middles["femur_left"] < middles["sacrum"] < middles["femur_right"]
