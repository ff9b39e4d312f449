"""The bone mask on generated CTs whose truth is known, and on the real pelvis."""

import numpy as np
import pytest
import SimpleITK as sitk

from generated.joints import hip_joint
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume, ijk_to_ras_of
from osteokit.segmentation.bone_mask import BONE, METAL, preview, tissue_classes
from osteokit.segmentation.metrics import dice


def _tube(spacing=1.0, size=60, marrow=-60.0):
    """A shaft along k, cut by the field of view: cortex 3 mm, radius 12 mm, fatty marrow."""
    axis = (np.arange(size) - (size - 1) / 2) * spacing
    radius = np.hypot(*np.meshgrid(axis, axis, indexing="ij"))[None]
    voxels = np.where(radius < 9, marrow, np.where(radius < 12, 1100.0, 45.0))
    voxels = np.repeat(voxels, 30, 0) + np.random.default_rng(0).normal(0, 20, (30, size, size))
    return Volume(voxels.astype(np.int16), np.diag([spacing, spacing, 1.5, 1.0])), np.repeat(radius < 12, 30, 0)


def test_a_shaft_cut_by_the_field_of_view_is_filled_to_its_ends():
    volume, truth = _tube()
    bone = tissue_classes(volume) > 0
    assert dice(bone, truth) > 0.97
    assert bone[0][truth[0]].mean() > 0.97
    assert bone[-1][truth[-1]].mean() > 0.97


def test_a_wide_closed_box_is_not_filled_with_soft_tissue():
    """A braincase: 45 mm radius, soft tissue inside."""
    axis = np.arange(-55, 56, 2.0)
    radius = np.sqrt(sum(x**2 for x in np.meshgrid(axis, axis, axis, indexing="ij")))
    voxels = np.where((radius > 42) & (radius < 48), 900, 40)
    voxels = voxels + np.random.default_rng(0).normal(0, 15, radius.shape)
    bone = tissue_classes(Volume(voxels.astype(np.int16), np.diag([2.0, 2.0, 2.0, 1.0]))) > 0
    assert bone[(radius > 43) & (radius < 47)].mean() > 0.98
    assert not bone[radius < 30].any()


def test_metal_is_a_class_of_its_own_and_does_not_flood_the_bone():
    volume, truth = _tube()
    voxels = volume.voxels.copy()
    nail = np.zeros(truth.shape, bool)
    nail[5:25, 27:33, 27:33] = True
    voxels[nail] = 3071
    classes = tissue_classes(Volume(voxels, volume.ijk_to_ras))
    assert dice(classes == METAL, nail) > 0.95
    assert dice(classes > 0, truth) > 0.96
    assert (classes == BONE)[truth & ~nail].mean() > 0.9


@pytest.mark.parametrize("value", [-1000, 40])
def test_no_bone_is_refused_in_a_sentence(value):
    with pytest.raises(OsteoError, match="No bone was found"):
        tissue_classes(Volume(np.full((20, 30, 30), value, np.int16), np.eye(4)))


def test_specks_are_not_bone():
    volume, _ = _tube()
    voxels = volume.voxels.copy()
    voxels[15, 5:7, 5:7] = 600  # a calcification of a vessel
    assert not (tissue_classes(Volume(voxels, volume.ijk_to_ras)) > 0)[15, 3:9, 3:9].any()


@pytest.mark.parametrize("order, flips", [((2, 0, 1), (0,)), ((1, 2, 0), (1, 2)), ((0, 2, 1), ())])
def test_the_order_of_the_axes_does_not_matter(order, flips):
    volume, _ = hip_joint(gap_mm=2.5, spacing_mm=(1.6, 1.6, 2.0))
    turned = np.flip(volume.voxels.transpose(order), flips)
    to_old = np.eye(4)  # new (i, j, k, 1) -> old (i, j, k, 1)
    to_old[:3, :3] = 0
    for new, old in enumerate(order):
        sign = -1 if new in flips else 1
        to_old[2 - old, 2 - new] = sign
        to_old[2 - old, 3] = turned.shape[new] - 1 if sign < 0 else 0
    answer = tissue_classes(Volume(np.ascontiguousarray(turned), volume.ijk_to_ras @ to_old))
    expected = np.flip(tissue_classes(volume).transpose(order), flips)
    assert (answer == expected).all()


@pytest.mark.parametrize("spacing", [(0.7, 0.7, 0.9), (0.8, 0.8, 5.0), (3.0, 3.0, 3.0), (2.0, 0.9, 1.1)])
def test_any_spacing(spacing):
    volume, truth = hip_joint(gap_mm=4.0, spacing_mm=spacing)
    assert dice(tissue_classes(volume) > 0, truth.labels > 0) > (0.97 if max(spacing) < 2.5 else 0.88)


def test_a_preview_is_a_threshold():
    volume, _ = _tube()
    assert (preview(volume, 200.0) == (volume.voxels >= 200)).all()


@pytest.mark.slow
@pytest.mark.data
def test_all_bone_of_the_real_pelvis(shared_data):
    """Goal of the issue: 0.90 against the network's labels (threshold and fill: 0.72 to 0.78)."""
    image = sitk.ReadImage(shared_data / "ct_pelvis" / "example_ct.nii.gz")
    labels = sitk.GetArrayFromImage(sitk.ReadImage(shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz"))
    classes = tissue_classes(Volume(sitk.GetArrayFromImage(image), ijk_to_ras_of(image)))
    kinds = [(25, 50), (69, 78), (91, 116)]
    truth = np.any([(labels >= low) & (labels <= high) for low, high in kinds], axis=0)
    assert dice(classes > 0, truth) > 0.90
    assert 0 < (classes == METAL).sum() < 1000
    assert (classes == METAL)[labels == 75].sum() > 0.5 * (classes == METAL).sum()  # the left femur
