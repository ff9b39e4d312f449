"""Coarse labels, moved and made blocky, come back to the edge."""

import numpy as np
import pytest

from generated import bodies
from generated.coarse import coarse, on_grid_of
from generated.fractures import fractured_pelvis
from generated.joints import hip_joint
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.segmentation.files import read_segmentation
from osteokit.segmentation.metrics import dice, surface_distances
from osteokit.segmentation.prior import align, block_mm, shapes
from osteokit.segmentation.refine import refine
from osteokit.segmentation.segmentation import Segment, Segmentation


def scores(found, truth):
    """(Dice, mean surface distance in mm) of each segment of the truth."""
    out = {}
    for segment in truth.segments:
        a, b = found.mask(segment.key, segment.fragment), truth.labels == segment.label
        out[segment.file_stem] = (dice(a, b), surface_distances(a, b, truth.ijk_to_ras)[0])
    return out


def half_voxel(volume):
    return volume.voxel_volume_mm3 ** (1 / 3) / 2


@pytest.mark.parametrize("gap_mm", [1.5, 4.0])
def test_a_joint_comes_back_from_three_millimetres_and_a_shift(gap_mm):
    volume, truth = hip_joint(gap_mm, seed=2)
    rough = coarse(truth, 3.0, shift_ijk=(2, -2, 1))
    before = scores(on_grid_of(rough, truth), truth)
    after = scores(refine(volume, rough), truth)
    for bone, (overlap, distance) in after.items():
        assert overlap >= 0.96 and distance < half_voxel(volume), (bone, overlap, distance)
        assert distance < 0.5 * before[bone][1]


def test_labels_repeated_onto_the_fine_grid_are_as_good():
    volume, truth = hip_joint(2.5, seed=3)
    blocks = on_grid_of(coarse(truth, 3.0, shift_ijk=(-2, 1, 1)), truth)
    assert block_mm(blocks) == pytest.approx(3.0, rel=0.2)
    assert block_mm(truth) == pytest.approx(1.5, rel=0.2)
    for overlap, distance in scores(refine(volume, blocks), truth).values():
        assert overlap >= 0.96 and distance < half_voxel(volume)


@pytest.mark.slow
def test_alignment_finds_the_shift_on_a_turned_grid():
    axes = np.array([[0, -1.0, 0], [0, 0, 1.0], [-1.0, 0, 0]])
    volume, truth = bodies.pelvis(spacing_mm=(2, 2, 2), axes=axes)
    shift = np.array([3.0, -2.5, 2.0])
    moved = truth.ijk_to_ras.copy()
    moved[:3, 3] += shift
    for shape in shapes(Segmentation(truth.labels, moved, truth.segments), 2.0):
        assert align(volume, shape, 2.0, 6.0).shift_ras_mm == pytest.approx(-shift, abs=0.8)


def test_what_is_not_in_the_image_is_told():
    volume, truth = bodies.two_rods()
    labels = truth.labels.copy()
    labels[:, 2:5, 22:26] = 9  # soft tissue and air
    rough = Segmentation(labels, truth.ijk_to_ras, (*truth.segments, Segment(9, "patella_left")))
    found = refine(volume, rough)
    left = {s.key for s in found.segments}
    assert {"radius_left", "ulna_left"} <= left
    assert "patella_left" in left or "Left patella" in found.warnings[0]
    far = truth.ijk_to_ras.copy()
    far[:3, 3] += 5000
    with pytest.raises(OsteoError, match="outside the image"):
        refine(volume, Segmentation(truth.labels, far, truth.segments))


def test_it_can_be_cancelled():
    volume, truth = bodies.two_rods()

    def stop(fraction, message):
        if fraction > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        refine(volume, truth, stop)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("case", ["001", "002"])
@pytest.mark.parametrize("shift", [(2, -2, 2), (-2, 1, -1)])
def test_real_fractures_from_three_millimetres(shared_data, case, shift):
    volume, truth = fractured_pelvis(shared_data / "ct_fracture", case)
    for bone, (overlap, distance) in scores(refine(volume, coarse(truth, 3.0, shift)), truth).items():
        assert overlap >= 0.95 and distance < half_voxel(volume), (bone, overlap, distance)


@pytest.mark.data
@pytest.mark.parametrize("shift", [(0, 0, 0), (2, -2, 2)])
def test_labels_beside_a_real_pelvis_come_back(shared_data, shift):
    from osteokit.imaging.read import read_volume

    volume = read_volume(shared_data / "ct_pelvis" / "example_ct.nii.gz")
    truth = read_segmentation(shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz", "totalsegmentator")
    bones = tuple(s for s in truth.segments if s.key[:3] in ("hip", "fem", "sac") or s.key[:11] in ("vertebrae_L",))
    labels = np.where(np.isin(truth.labels, [s.label for s in bones]), truth.labels, 0)
    matrix = truth.ijk_to_ras.copy()
    matrix[:3, 3] += matrix[:3, :3] @ np.array(shift, float)
    found = refine(volume, Segmentation(labels, matrix, bones))
    for s in bones:
        assert dice(found.mask(s.key), labels == s.label) > 0.85, s.key
