"""The checks that every segmentation passes, on label maps whose faults are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.segmentation.checks import check, midline_x_mm
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.terminology import mirrored

SHAPE = (30, 40, 100)


def segmentation(boxes: dict[str, list[tuple[int, int]]], ijk_to_ras: np.ndarray | None = None) -> Segmentation:
    """Per key, boxes of 10 slices, 10 rows and the columns ``(start, stop)``; columns run to the patient's right."""
    matrix = np.diag([1.0, 1.0, 2.0, 1.0]) if ijk_to_ras is None else ijk_to_ras
    labels = np.zeros(SHAPE, dtype=np.uint16)
    segments = []
    for n, (key, columns) in enumerate(boxes.items(), start=1):
        segments.append(Segment(n, key))
        for m, (start, stop) in enumerate(columns):
            labels[2:12, 2 + 14 * m : 12 + 14 * m, start:stop] = n
    return Segmentation(labels, matrix, tuple(segments))


PELVIS = {"sacrum": [(45, 55)], "hip_left": [(20, 40)], "hip_right": [(60, 80)]}


def warnings(seg: Segmentation) -> dict[str, tuple[str, ...]]:
    return {s.key: s.warnings for s in seg.segments if s.warnings}


def test_a_sound_segmentation_passes_without_a_word():
    seg = check(segmentation(PELVIS))
    assert warnings(seg) == {} and seg.warnings == ()
    assert midline_x_mm(seg) == pytest.approx(49.5)


def test_one_bone_on_the_wrong_side_is_told_with_the_distance():
    seg = check(segmentation(PELVIS | {"femur_left": [(85, 95)]}))
    assert list(warnings(seg)) == ["femur_left"]
    assert "40 mm to the right of the midline" in warnings(seg)["femur_left"][0]  # centre 89.5 against 49.5
    assert seg.warnings == ()


def test_a_mirrored_image_is_told_once_for_all():
    swapped = {mirrored(key): columns for key, columns in PELVIS.items()}
    seg = check(segmentation(swapped))
    assert set(warnings(seg)) == {"hip_left", "hip_right"}
    assert len(seg.warnings) == 1 and "mirrored" in seg.warnings[0]


@given(st.permutations([0, 1, 2]), st.tuples(*[st.sampled_from([-1.0, 1.0])] * 3))
def test_sides_follow_the_matrix_whatever_the_axes(order, signs):
    """Left and right are judged in RAS: the same array is right or mirrored as the matrix says."""
    matrix = np.eye(4)
    matrix[:3, :3] = np.eye(3)[order] * signs  # columns: where i, j, k point
    seg = check(segmentation({"hip_left": [(20, 40)], "hip_right": [(60, 80)]}, matrix))
    i_to_x = matrix[0, 0]
    if i_to_x > 0:
        assert warnings(seg) == {}
    elif i_to_x < 0:
        assert set(warnings(seg)) == {"hip_left", "hip_right"}


def test_one_leg_alone_has_no_midline_and_no_side_is_doubted():
    seg = segmentation({"femur_left": [(70, 90)], "tibia_left": [(30, 50)]})
    assert midline_x_mm(seg) is None
    assert warnings(check(seg)) == {}


def test_islands_pieces_and_specks():
    two = segmentation({"femur_left": [(20, 40), (20, 30)]})
    assert "2 separate pieces (67 %, 33 %)" in warnings(check(two))["femur_left"][0]
    hands = segmentation({"carpal_left": [(20, 40), (20, 30)]})
    assert warnings(check(hands)) == {}
    specks = segmentation({"femur_left": [(20, 40)]})
    specks.labels[20:29:2, 20, 20:40:2] = 1
    assert "50 specks apart" in warnings(check(specks))["femur_left"][0]
    one_speck = segmentation({"femur_left": [(20, 40)]})
    one_speck.labels[20, 20, 20] = 1
    assert warnings(check(one_speck)) == {}


def test_names_without_voxels_are_left_out_and_nothing_at_all_is_refused():
    seg = segmentation({"sacrum": [(45, 55)], "coccyx": []})
    checked = check(seg)
    assert [s.key for s in checked.segments] == ["sacrum"] and "coccyx" in checked.warnings[0]
    with pytest.raises(OsteoError, match="No bone was found"):
        check(segmentation({}))


def test_the_real_pelvis_passes_and_its_mirror_image_does_not(shared_data):
    import SimpleITK as sitk

    from osteokit.imaging.volume import ijk_to_ras_of

    path = shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz"
    image = sitk.ReadImage(str(path))
    bones = {25: "sacrum", 75: "femur_left", 76: "femur_right", 77: "hip_left", 78: "hip_right", 27: "vertebrae_L5"}
    labels = sitk.GetArrayFromImage(image).astype(np.uint16)
    labels[~np.isin(labels, list(bones))] = 0
    matrix = ijk_to_ras_of(image)
    seg = Segmentation(labels, matrix, tuple(Segment(label, key) for label, key in bones.items()))
    assert not any("side" in w for ws in warnings(check(seg)).values() for w in ws)
    mirror = Segmentation(labels, np.diag([-1.0, 1, 1, 1]) @ matrix, seg.segments)
    assert "mirrored" in check(mirror).warnings[0]
