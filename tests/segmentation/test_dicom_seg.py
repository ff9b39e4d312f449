"""The DICOM slices are generated; highdicom reads independently of our own decoder."""

from dataclasses import replace

import highdicom as hd
import numpy as np
import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generated.dicom import write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume
from osteokit.segmentation.dicom_seg import read_dicom_seg, write_dicom_seg
from osteokit.segmentation.segmentation import Segment, Segmentation

SEGMENTS = (
    Segment(7, "femur_left"),
    Segment(3, "femur_right"),
    Segment(900, "femur_left", None, 1),
    Segment(9, "metal"),
    Segment(2, "bone_4"),
)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
OBLIQUE = (0.8, 0.6, 0.0, -0.6, 0.8, 0.0)


def blocks(volume, segments=SEGMENTS):
    """A different small block for each segment, some on the first and last slices."""
    labels = np.zeros(volume.voxels.shape, np.uint16)
    for n, segment in enumerate(segments):
        labels[n : n + 5, 3 + 6 * n : 8 + 6 * n, 5 + 2 * n : 14 + 2 * n] = segment.label
    labels[0, 0, 0] = segments[0].label
    labels[-1, -1, -1] = segments[1].label
    return Segmentation(labels, volume.ijk_to_ras, segments)


@pytest.fixture(scope="module")
def ct(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ct")
    write_ct_series(folder, patient="王^小明", SpecificCharacterSet="GB18030")
    return read_volume(folder)


@pytest.fixture(scope="module")
def written(ct, tmp_path_factory):
    path = tmp_path_factory.mktemp("seg") / "bones.dcm"
    write_dicom_seg(blocks(ct), ct, path)
    return path


def same_voxels(read, original):
    by_name = {(s.key, s.fragment): read.labels == s.label for s in read.segments}
    assert set(by_name) == {(s.key, s.fragment) for s in original.segments}
    for segment in original.segments:
        np.testing.assert_array_equal(by_name[segment.key, segment.fragment], original.labels == segment.label)
    assert read.labels.dtype == np.uint16


def test_it_reads_back_voxel_for_voxel(ct, written):
    read = read_dicom_seg(written, ct)
    same_voxels(read, blocks(ct))
    np.testing.assert_array_equal(read.ijk_to_ras, ct.ijk_to_ras)
    assert all(not segment.warnings for segment in read.segments) and read.warnings == ()


@pytest.mark.parametrize("orientation", [CORONAL, OBLIQUE])
@pytest.mark.parametrize("size", [(7, 33, 29), (10, 40, 48)])  # 33 x 29 bits do not end on a byte
def test_any_orientation_and_size(tmp_path, orientation, size):
    hu = np.random.default_rng(1).integers(-100, 900, size).astype(np.int16)
    write_ct_series(tmp_path / "ct", hu, orientation=orientation)
    volume = read_volume(tmp_path / "ct")
    labels = (np.random.default_rng(2).random(volume.voxels.shape) < 0.3).astype(np.uint16) * 5
    segmentation = Segmentation(labels, volume.ijk_to_ras, (Segment(5, "sacrum"),))
    write_dicom_seg(segmentation, volume, tmp_path / "a.dcm")
    same_voxels(read_dicom_seg(tmp_path / "a.dcm", volume), segmentation)


def test_highdicom_finds_the_same_voxels_in_the_same_place(ct, written):
    seg = hd.seg.segread(written)
    original = blocks(ct)
    for number, segment in enumerate(SEGMENTS, 1):
        found = seg.get_volume(segment_numbers=[number], combine_segments=True)
        place = {tuple(np.round(p, 3)) for p in found.map_indices_to_reference(np.argwhere(found.array))}
        k, j, i = np.nonzero(original.labels == segment.label)
        ras = ct.ijk_to_ras[:3, :3] @ [i, j, k] + ct.ijk_to_ras[:3, 3:]
        assert place == {tuple(np.round(p, 3)) for p in (ras.T * [-1, -1, 1])}


def test_left_is_left_in_the_file(ct, written):
    """The generated thin bone lies on the patient's left; its label must be at positive x in LPS."""
    labels = np.where(ct.voxels == 700, 1, 0).astype(np.uint16)
    path = written.parent / "left.dcm"
    write_dicom_seg(Segmentation(labels, ct.ijk_to_ras, (Segment(1, "femur_left"),)), ct, path)
    seg = hd.seg.segread(path)
    whole = seg.get_volume(combine_segments=True)
    centre = whole.map_indices_to_reference(np.argwhere(whole.array)).mean(axis=0)
    right = ct.ijk_to_ras @ [*np.argwhere(ct.voxels == 900).mean(axis=0)[::-1], 1]
    assert centre[0] > -right[0]
    kind = seg.SegmentSequence[0].SegmentedPropertyTypeCodeSequence[0]
    assert kind.SegmentedPropertyTypeModifierCodeSequence[0].CodeMeaning == "Left"


def test_codes_colours_tracking_and_the_study(ct, written):
    seg = pydicom.dcmread(written)
    source = pydicom.dcmread(ct.source.files[0])
    assert seg.SegmentationType == "BINARY" and seg.Modality == "SEG"
    for keyword in ("StudyInstanceUID", "FrameOfReferenceUID", "PatientID"):
        assert seg[keyword].value == source[keyword].value
    assert str(seg.PatientName) == str(source.PatientName) == "王^小明"
    referenced = {item.ReferencedSOPInstanceUID for item in seg.ReferencedSeriesSequence[0].ReferencedInstanceSequence}
    assert referenced == {pydicom.dcmread(file).SOPInstanceUID for file in ct.source.files}
    left, right, fragment, metal, unknown = seg.SegmentSequence
    assert left.SegmentedPropertyTypeCodeSequence[0].CodeValue == "71341001"
    assert left.SegmentedPropertyCategoryCodeSequence[0].CodeValue == "123037004"
    sides = [s.SegmentedPropertyTypeCodeSequence[0].SegmentedPropertyTypeModifierCodeSequence[0].CodeValue
             for s in (left, right, fragment)]  # fmt: skip
    assert sides == ["7771000", "24028007", "7771000"]
    assert metal.SegmentedPropertyCategoryCodeSequence[0].CodeValue == "260787004"
    assert fragment.TrackingID == "femur_left_fragment_1" and fragment.SegmentLabel == "Left femur fragment 1"
    assert len({item.TrackingUID for item in seg.SegmentSequence}) == 5
    assert unknown.SegmentedPropertyTypeCodeSequence[0].CodeValue == "272673000"
    color = hd.color.CIELabColor.from_dicom_value(left.RecommendedDisplayCIELabValue).to_rgb()
    assert color == pytest.approx(SEGMENTS[0].term.color, abs=2)


def test_segments_of_others_are_named_by_code_and_side_or_not_at_all(ct, written, tmp_path):
    seg = pydicom.dcmread(written)
    for item in seg.SegmentSequence:
        del item.TrackingID, item.TrackingUID
    del seg.SegmentSequence[1].SegmentedPropertyTypeCodeSequence[0].SegmentedPropertyTypeModifierCodeSequence
    seg.SegmentSequence[1].SegmentLabel = "the other leg"
    seg.save_as(tmp_path / "foreign.dcm")
    read = read_dicom_seg(tmp_path / "foreign.dcm", ct)
    keys = {segment.label: segment.key for segment in read.segments}
    assert keys[1] == "femur_left" and keys[4] == "metal"
    assert keys[2].startswith("bone_") and keys[3].startswith("bone_") and keys[5].startswith("bone_")
    assert len(set(keys.values())) == 5  # a second left femur is not merged into the first
    warnings = {segment.label: " ".join(segment.warnings) for segment in read.segments}
    assert "the other leg" in warnings[2] and "also called femur_left" in warnings[3]


def _with_frames(ct, kind, tmp_path, **extra):
    """The same blocks by highdicom in another segmentation type."""
    original = blocks(ct)
    sources = [pydicom.dcmread(file, stop_before_pixels=True) for file in ct.source.files]
    for source in sources:
        source.StudyID = source.get("StudyID", "")
        source.AccessionNumber = source.get("AccessionNumber", "")
        source.ReferringPhysicianName = source.get("ReferringPhysicianName", "")
        for keyword in ("StudyDate", "StudyTime", "PatientBirthDate", "PatientSex"):
            setattr(source, keyword, source.get(keyword, ""))
    stack = np.stack([original.labels == s.label for s in SEGMENTS], axis=-1)
    pixels = stack.argmax(axis=-1).astype(np.uint8) + 1
    pixels[~stack.any(axis=-1)] = 0
    template = pydicom.dcmread(tmp_path / "binary.dcm")
    descriptions = [hd.seg.SegmentDescription.from_dataset(item) for item in template.SegmentSequence]
    seg = hd.seg.Segmentation(
        sources, stack.astype(float) if kind == "FRACTIONAL" else pixels, kind, descriptions,
        hd.UID(), 1, hd.UID(), 1, "x", "x", "1", "1", **extra,
    )  # fmt: skip
    seg.save_as(tmp_path / f"{kind}.dcm")
    return tmp_path / f"{kind}.dcm", original


@pytest.mark.parametrize("kind", ["FRACTIONAL", "LABELMAP"])
def test_fractional_and_labelmap_are_read(ct, tmp_path, kind):
    write_dicom_seg(blocks(ct), ct, tmp_path / "binary.dcm")
    path, original = _with_frames(ct, kind, tmp_path)
    same_voxels(read_dicom_seg(path, ct), original)


def test_overlap_is_told(ct, written, tmp_path):
    seg = pydicom.dcmread(written)
    first = next(f for f in seg.PerFrameFunctionalGroupsSequence
                 if f.SegmentIdentificationSequence[0].ReferencedSegmentNumber == 1)  # fmt: skip
    second = next(f for f in seg.PerFrameFunctionalGroupsSequence
                  if f.SegmentIdentificationSequence[0].ReferencedSegmentNumber == 3)  # fmt: skip
    second.PlanePositionSequence = first.PlanePositionSequence
    seg.PixelData = b"\xff" * len(seg.PixelData)
    seg.save_as(tmp_path / "overlap.dcm")
    assert "several segments" in read_dicom_seg(tmp_path / "overlap.dcm", ct).warnings[0]


def test_what_cannot_be_written_is_one_sentence(ct, tmp_path):
    segmentation = blocks(ct)
    plain = Volume(ct.voxels, ct.ijk_to_ras)
    with pytest.raises(OsteoError, match="not read from a DICOM series"):
        write_dicom_seg(segmentation, plain, tmp_path / "a.dcm")
    gone = replace(ct, source=replace(ct.source, files=(tmp_path / "gone.dcm", *ct.source.files[1:])))
    with pytest.raises(OsteoError, match=r"gone\.dcm is no longer there"):
        write_dicom_seg(segmentation, gone, tmp_path / "a.dcm")
    shifted = ct.ijk_to_ras.copy()
    shifted[0, 3] += 1
    with pytest.raises(OsteoError, match="another grid"):
        write_dicom_seg(replace(segmentation, ijk_to_ras=shifted), ct, tmp_path / "a.dcm")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_one_sentence(ct, written, tmp_path):
    (tmp_path / "a.txt").write_text("no DICOM")
    with pytest.raises(OsteoError, match="not a DICOM file"):
        read_dicom_seg(tmp_path / "a.txt", ct)
    with pytest.raises(OsteoError, match="no segmentation"):
        read_dicom_seg(ct.source.files[0], ct)
    shifted = ct.ijk_to_ras.copy()
    shifted[:3, 3] += 0.4
    with pytest.raises(OsteoError, match="another grid"):
        read_dicom_seg(written, replace(ct, ijk_to_ras=shifted))
    with pytest.raises(OsteoError, match="another frame of reference"):
        read_dicom_seg(written, replace(ct, source=replace(ct.source, frame_of_reference_uid="1.2.3")))
    seg = pydicom.dcmread(written)
    seg.PixelData = b"\0" * len(seg.PixelData)
    seg.save_as(tmp_path / "empty.dcm")
    with pytest.raises(OsteoError, match="no labelled voxel"):
        read_dicom_seg(tmp_path / "empty.dcm", ct)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_files_are_refused_or_read_but_never_crash(ct, written, tmp_path, data):
    content = bytearray(written.read_bytes())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    for _ in range(data.draw(st.integers(0, 4))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "damaged.dcm").write_bytes(bytes(content))
    try:
        read = read_dicom_seg(tmp_path / "damaged.dcm", ct)
    except OsteoError as refusal:
        assert str(refusal).count("\n") == 0
    else:
        assert read.labels.shape == ct.voxels.shape
