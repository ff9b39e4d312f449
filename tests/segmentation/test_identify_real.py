"""Names on a real CT (network labels as reference) and on parts of it: what is named must be right."""

import numpy as np
import pytest
import SimpleITK as sitk

from osteokit.imaging.volume import Volume, ijk_to_ras_of
from osteokit.segmentation.automatic import bone_pieces
from osteokit.segmentation.bone_mask import tissue_classes
from osteokit.segmentation.identify import identify

pytestmark = pytest.mark.data

# values of the reference, TotalSegmentator 2; the sacrum's S1 (26) belongs to it
REFERENCE = {
    "sacrum": (25, 26), "vertebrae_L5": (27,), "vertebrae_L4": (28,), "vertebrae_L3": (29,), "vertebrae_L2": (30,),
    "vertebrae_L1": (31,), "vertebrae_T12": (32,), "vertebrae_T11": (33,), "femur_left": (75,), "femur_right": (76,),
    "hip_left": (77,), "hip_right": (78,),
}  # fmt: skip


@pytest.fixture(scope="module")
def pelvis(shared_data):
    image = sitk.ReadImage(str(shared_data / "ct_pelvis" / "example_ct.nii.gz"))
    labels = sitk.ReadImage(str(shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz"))
    volume = Volume(sitk.GetArrayFromImage(image).astype(np.int16), ijk_to_ras_of(image))
    classes = tissue_classes(volume)
    return volume, classes, bone_pieces(volume, classes), sitk.GetArrayFromImage(labels)


def owner(values: np.ndarray) -> str:
    """The bone that most of the reference values (0 left out) belong to."""
    best = int(np.bincount(values[values > 0]).argmax())
    return next((key for key, ids in REFERENCE.items() if best in ids), f"value {best}")


@pytest.mark.parametrize("key", [k for k in REFERENCE if k != "vertebrae_T11"])
def test_each_bone_of_a_real_pelvis(pelvis, named, key):
    _, classes, _, truth = pelvis
    reference = np.isin(truth, REFERENCE[key]) & (classes != 2)  # metal is a segment of its own
    found = named.mask(key)
    dice = 2 * (found & reference).sum() / (found.sum() + reference.sum())
    # the left femur lies in streaks of its nail
    assert dice > (0.72 if key == "femur_left" else 0.78), dice


@pytest.fixture(scope="module")
def named(pelvis):
    volume, classes, pieces, _ = pelvis
    return identify(volume, classes, pieces)


ALL = slice(None)


@pytest.mark.parametrize(
    "box",
    [
        (slice(70, None), ALL, ALL),
        (slice(50, None), ALL, ALL),
        (slice(20, None), ALL, ALL),
        (slice(40, 85), ALL, ALL),
        (slice(30, None), ALL, slice(30, 95)),
        (slice(0, 50), ALL, ALL),
        (slice(0, 35), ALL, slice(0, 60)),
        (slice(0, 35), ALL, slice(62, None)),
        (ALL, ALL, slice(0, 60)),
        (slice(0, 25), ALL, ALL),
    ],
)
def test_parts_of_a_real_pelvis_never_get_a_wrong_name(pelvis, box):
    volume, classes, pieces, truth = pelvis
    matrix = volume.ijk_to_ras.copy()
    start = [box[axis].start or 0 for axis in (2, 1, 0)]
    matrix[:3, 3] = (matrix @ np.array([*start, 1]))[:3]
    found = identify(Volume(volume.voxels[box], matrix), classes[box], pieces[box])
    for segment in found.segments:
        if segment.term.is_named and not segment.term.is_metal:
            assert owner(truth[box][found.labels == segment.label]) == segment.key


def test_vertebrae_are_numbered_only_with_the_sacrum(pelvis):
    volume, classes, pieces, _ = pelvis
    matrix = volume.ijk_to_ras.copy()
    matrix[:3, 3] = (matrix @ np.array([0, 0, 50, 1]))[:3]
    found = identify(Volume(volume.voxels[50:], matrix), classes[50:], pieces[50:])
    assert not [s.key for s in found.segments if s.key.startswith("vertebrae")]
    assert any("not numbered" in w for w in found.warnings)
