"""Segmentations through files: our own round trip, 3D Slicer's reader and writer, label maps with names."""

import json

import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import image_from_array
from osteokit.segmentation.files import read_segmentation, write_seg_nrrd
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.terminology import all_terms

GEOMETRY = np.array([[0, -0.7, 0, 12.5], [0, 0, 1.25, -40.25], [-0.9, 0, 0, 7.0], [0, 0, 0, 1]])


def example(geometry=GEOMETRY) -> Segmentation:
    labels = np.zeros((6, 7, 8), np.uint16)
    labels[1:3, 2:4, 3:5] = 1
    labels[4:, 5:, :2] = 7
    labels[0, 0, 7] = 300
    segments = (
        Segment(1, "femur_left", 0.875, 0, ("Cut off by the field of view.",)),
        Segment(7, "hip_right", None, 2),
        Segment(300, "bone_4", None),
    )
    return Segmentation(labels, geometry, segments, ("The image is coarse.",))


def same(a: Segmentation, b: Segmentation) -> bool:
    grid = np.allclose(a.ijk_to_ras, b.ijk_to_ras, atol=1e-9) and np.array_equal(a.labels, b.labels)
    return grid and a.segments == b.segments and a.warnings == b.warnings


def write_map(path, labels, geometry=GEOMETRY):
    sitk.WriteImage(image_from_array(labels, geometry), str(path))
    return path


def test_what_is_written_comes_back(tmp_path):
    write_seg_nrrd(example(), tmp_path / "左 labels.seg.nrrd")
    assert same(read_segmentation(tmp_path / "左 labels.seg.nrrd"), example())


@settings(max_examples=20, deadline=None)
@given(
    st.permutations([0, 1, 2]),
    st.tuples(*[st.sampled_from([-1.0, 1.0])] * 3),
    st.tuples(*[st.floats(0.2, 5)] * 3),
    st.tuples(*[st.floats(-500, 500)] * 3),
    st.lists(st.sampled_from(sorted(all_terms())), min_size=3, max_size=3, unique=True),
)
def test_any_grid_and_any_bone_come_back(tmp_path_factory, order, signs, spacing, origin, keys):
    geometry = np.eye(4)
    geometry[:3, :3] = (np.eye(3)[:, order] * signs) * spacing
    geometry[:3, 3] = origin
    first = example(geometry)
    segments = tuple(Segment(s.label, k, s.confidence, s.fragment) for s, k in zip(first.segments, keys, strict=True))
    segmentation = Segmentation(first.labels, geometry, segments)
    path = tmp_path_factory.mktemp("seg") / "a.seg.nrrd"
    write_seg_nrrd(segmentation, path)
    assert same(read_segmentation(path), segmentation)


def _slicer():
    return pytest.importorskip("slicer")


def test_3d_slicer_reads_it(tmp_path):
    slicer = _slicer()
    write_seg_nrrd(example(), tmp_path / "a.seg.nrrd")
    scene = slicer.vtkMRMLScene()
    node, storage = slicer.vtkMRMLSegmentationNode(), slicer.vtkMRMLSegmentationStorageNode()
    scene.AddNode(node)
    scene.AddNode(storage)
    storage.SetFileName(str(tmp_path / "a.seg.nrrd"))
    assert storage.ReadData(node) == 1
    found = node.GetSegmentation()
    assert found.GetNumberOfSegments() == 3
    assert [found.GetNthSegment(n).GetName() for n in range(3)] == ["Left femur", "Right hip bone fragment 2", "Bone 4"]
    assert found.GetNthSegmentID(0) == "femur_left_1"
    assert found.GetNthSegment(0).GetColor() == pytest.approx(np.array(all_terms()["femur_left"].color) / 255, abs=1e-4)
    entry = _tag(found.GetNthSegment(0), "TerminologyEntry")
    assert "~SCT^71341001^Femur~SCT^7771000^Left~" in entry
    for n, segment in enumerate(example().segments):
        assert _voxels_ras(slicer, node, found.GetNthSegmentID(n)) == pytest.approx(
            _ras_of(example().labels == segment.label, GEOMETRY), abs=1e-4
        )


def _tag(segment, name):
    import vtk

    value = vtk.reference("")
    assert segment.GetTag(name, value)
    return str(value)


def _ras_of(mask, geometry):
    ras = np.argwhere(mask)[:, ::-1] @ geometry[:3, :3].T + geometry[:3, 3]
    return ras[np.lexsort(np.round(ras, 3).T)]


def _voxels_ras(slicer, node, segment_id):
    import vtk
    from vtk.util.numpy_support import vtk_to_numpy

    image = slicer.vtkOrientedImageData()
    assert node.GetBinaryLabelmapRepresentation(segment_id, image)
    matrix = vtk.vtkMatrix4x4()
    image.GetImageToWorldMatrix(matrix)
    geometry = np.array([[matrix.GetElement(r, c) for c in range(4)] for r in range(4)])
    i0, i1, j0, j1, k0, k1 = image.GetExtent()
    array = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(k1 - k0 + 1, j1 - j0 + 1, i1 - i0 + 1)
    ijk = np.argwhere(array > 0)[:, ::-1] + (i0, j0, k0)
    ras = ijk @ geometry[:3, :3].T + geometry[:3, 3]
    return ras[np.lexsort(np.round(ras, 3).T)]


def test_what_3d_slicer_writes_is_read(tmp_path):
    import vtk
    from vtk.util.numpy_support import vtk_to_numpy

    slicer = _slicer()
    scene, node = slicer.vtkMRMLScene(), slicer.vtkMRMLSegmentationNode()
    scene.AddNode(node)
    parts = {"Left femur": (slice(1, 3), slice(2, 5)), "my own bone": (slice(4, 6), slice(0, 2))}
    overlapping = {"右髋骨": (slice(2, 5), slice(4, 6))}
    masks = {}
    for name, where in (parts | overlapping).items():
        mask = np.zeros((6, 7, 8), np.uint8)
        mask[where[0], where[1], 1:4] = 1
        masks[name] = mask
        image = slicer.vtkOrientedImageData()
        image.SetDimensions(8, 7, 6)
        image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
        vtk_to_numpy(image.GetPointData().GetScalars())[:] = mask.ravel()
        matrix = vtk.vtkMatrix4x4()
        for r in range(4):
            for c in range(4):
                matrix.SetElement(r, c, GEOMETRY[r, c])
        image.SetImageToWorldMatrix(matrix)
        node.AddSegmentFromBinaryLabelmapRepresentation(image, name, [0.5, 0.5, 0.5], "")
    storage = slicer.vtkMRMLSegmentationStorageNode()
    scene.AddNode(storage)
    storage.SetFileName(str(tmp_path / "slicer.seg.nrrd"))
    assert storage.WriteData(node) == 1

    read = read_segmentation(tmp_path / "slicer.seg.nrrd")
    assert [s.key for s in read.segments] == ["femur_left", "bone_1", "hip_right"]
    assert "my own bone" in read.segments[1].warnings[0]
    assert _ras_of(read.mask("hip_right"), read.ijk_to_ras) == pytest.approx(
        _ras_of(masks["右髋骨"] > 0, GEOMETRY), abs=1e-4
    )
    lost = (masks["Left femur"] > 0) & (masks["右髋骨"] == 0)
    assert _ras_of(read.mask("femur_left"), read.ijk_to_ras) == pytest.approx(_ras_of(lost, GEOMETRY), abs=1e-4)


@pytest.mark.parametrize("suffix", [".nii.gz", ".nii", ".nrrd", ".mha"])
def test_a_plain_label_map_gives_unknown_bones(tmp_path, suffix):
    labels = example().labels
    read = read_segmentation(write_map(tmp_path / f"map{suffix}", labels))
    assert np.array_equal(read.labels, labels)
    assert np.allclose(read.ijk_to_ras, GEOMETRY, atol=1e-4)
    assert [(s.label, s.key, s.confidence) for s in read.segments] == [
        (1, "bone_1", None),
        (7, "bone_2", None),
        (300, "bone_3", None),
    ]


@pytest.mark.parametrize(
    "name,text",
    [
        ("map.json", json.dumps({"1": "femur_left", "7": "Right hip bone", "300": "liver"})),
        ("map.json", json.dumps({"labels": {"background": 0, "femur_left": 1, "右髋骨": 7, "liver": 300}})),
        ("map.csv", "value,name\n1,Femur left\n7,hip_right\n300,liver\n"),
        ("map.csv", "\ufeff1,Femur left\n7,hip_right\n300,liver\n"),
        ("map.ctbl", "# Color table\n1 femur_left 1 2 3 255\n7 hip_right 1 2 3 255\n300 liver 1 2 3 255\n"),
    ],
)
def test_names_from_a_table_beside_it(tmp_path, name, text):
    path = write_map(tmp_path / "map.nii.gz", example().labels)
    (tmp_path / name).write_text(text, encoding="utf-8")
    read = read_segmentation(path)
    assert [s.key for s in read.segments] == ["femur_left", "hip_right", "bone_1"]
    assert "liver" in read.segments[2].warnings[0]


def test_totalsegmentator_numbers_leave_organs_out(tmp_path):
    labels = np.zeros((4, 4, 5), np.uint8)
    labels[0, 0] = [25, 27, 75, 78, 5]
    labels[1, 0] = [92, 115, 32, 43, 44]
    labels[2, 0] = [50, 91, 200, 51, 69]
    read = read_segmentation(write_map(tmp_path / "ts.nii.gz", labels), "totalsegmentator")
    keys = {s.label: s.key for s in read.segments}
    assert keys == {
        25: "sacrum", 27: "vertebrae_L5", 32: "vertebrae_T12", 43: "vertebrae_T1", 44: "vertebrae_C7",
        69: "humerus_left",
        50: "vertebrae_C1", 75: "femur_left", 78: "hip_right", 91: "skull", 92: "rib_left_1", 115: "rib_right_12",
        200: "bone_1",
    }  # fmt: skip


def test_values_of_one_bone_are_its_fragments(tmp_path):
    path = write_map(tmp_path / "map.nii.gz", example().labels)
    read = read_segmentation(path, {1: "femur_left", 7: "femur_left", 300: ""})
    assert [(s.key, s.fragment) for s in read.segments] == [("femur_left", 1), ("femur_left", 2)]
    assert not (read.labels == 300).any()
    assert "fragments" in read.warnings[0]


def test_refusals(tmp_path):
    labels = example().labels
    cases = {
        "empty.nii.gz": (np.zeros((3, 3, 3), np.uint8), "no labelled bone"),
        "fractions.nii.gz": (np.full((3, 3, 3), 0.5, np.float32), "fractions"),
        "nan.nrrd": (np.full((3, 3, 3), np.nan, np.float32), "fractions"),
        "negative.nii.gz": (np.full((3, 3, 3), -4, np.int16), "outside 0..65535"),
    }
    for name, (array, message) in cases.items():
        with pytest.raises(OsteoError, match=message):
            read_segmentation(write_map(tmp_path / name, array))
    with pytest.raises(OsteoError, match="does not exist"):
        read_segmentation(tmp_path / "absent.nii.gz")
    with pytest.raises(OsteoError, match="no label map"):
        (tmp_path / "text.txt").write_text("x")
        read_segmentation(tmp_path / "text.txt")
    path = write_map(tmp_path / "map.nii.gz", labels)
    with pytest.raises(OsteoError, match="known numbering"):
        read_segmentation(path, "nosuchscheme")
    (tmp_path / "4d.nii.gz").write_bytes(b"")
    sitk.WriteImage(sitk.Image([3, 3, 3, 2], sitk.sitkUInt8), str(tmp_path / "4d.nii.gz"))
    with pytest.raises(OsteoError, match="4 dimensions"):
        read_segmentation(tmp_path / "4d.nii.gz")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 3000), st.booleans())
def test_damaged_files_are_refused_or_read_but_never_crash(tmp_path_factory, junk, at, cut):
    path = tmp_path_factory.mktemp("junk") / "a.seg.nrrd"
    write_seg_nrrd(example(), path)
    whole = path.read_bytes()
    at = min(at, len(whole))
    path.write_bytes(whole[:at] if cut else whole[:at] + junk + whole[at + len(junk) :])
    try:
        read = read_segmentation(path)
    except OsteoError:
        return
    assert set(np.unique(read.labels)) - {0} == {s.label for s in read.segments}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["json", "csv", "ctbl"]), st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_damaged_tables_are_refused_or_read(tmp_path_factory, kind, content):
    folder = tmp_path_factory.mktemp("table")
    path = write_map(folder / "map.nrrd", example().labels)
    (folder / f"names.{kind}").write_bytes(content)
    try:
        read = read_segmentation(path, folder / f"names.{kind}")
    except OsteoError:
        return
    assert set(np.unique(read.labels)) - {0} == {s.label for s in read.segments}


@pytest.mark.data
def test_the_real_labels_of_a_network(shared_data):
    path = shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz"
    read = read_segmentation(path, "totalsegmentator")
    keys = {s.key for s in read.segments}
    assert {"femur_left", "femur_right", "hip_left", "hip_right", "sacrum", "vertebrae_L1", "vertebrae_T12"} <= keys
    x = {
        side: (read.ijk_to_ras @ [*np.argwhere(read.mask(f"femur_{side}"))[:, ::-1].mean(axis=0), 1])[0]
        for side in ("left", "right")
    }
    assert x["left"] < x["right"]
