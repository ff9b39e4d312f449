"""Body, table and contrast medium on shapes whose every voxel is known, and on real scans without contrast."""

import numpy as np
import pytest
from scipy import ndimage

from osteokit.segmentation.body import outside_body
from osteokit.segmentation.contrast import find_contrast, without_vessels

SPACING = (1.5, 1.5, 1.5)
SHAPE = (70, 130, 150)
CENTRE = np.array(SHAPE) * 1.5 / 2


def _points():
    return np.stack(np.meshgrid(*(np.arange(n) * s for n, s in zip(SHAPE, SPACING, strict=True)), indexing="ij"), -1)


def _ball(p, centre, radius):
    return np.linalg.norm(p - np.asarray(centre), axis=-1) < radius


def _column(p, j_mm, i_mm, radius):
    return np.hypot(p[..., 1] - j_mm, p[..., 2] - i_mm) < radius


def _patient(blood_hu):
    """(HU, blood, bone): body, a vertebra-like column with cortex, an aorta, a heart; in Hounsfield units."""
    p = _points()
    hu = np.full(SHAPE, -1000.0, np.float32)
    hu[_column(p, CENTRE[1], CENTRE[2], 80)] = 40
    bone = _column(p, CENTRE[1] + 45, CENTRE[2], 18)
    hu[bone] = 700
    hu[_column(p, CENTRE[1] + 45, CENTRE[2], 14.5)] = 190
    blood = _column(p, CENTRE[1] + 8, CENTRE[2] - 12, 11) | _ball(p, CENTRE - [0, 30, 0], 32)
    hu[blood] = blood_hu
    return hu, blood, bone


def _scanned(hu, seed=0):
    rng = np.random.default_rng(seed)
    blurred = ndimage.gaussian_filter(hu, 0.6)
    return (blurred + rng.normal(0, 15, hu.shape)).astype(np.float32)


@pytest.mark.parametrize("blood_hu", [180.0, 300.0, 450.0])
def test_enhanced_blood_is_found_and_bone_is_not(blood_hu):
    hu, blood, bone = _patient(blood_hu)
    found = find_contrast(_scanned(hu), SPACING)
    assert found.mask[blood].mean() > 0.97
    assert found.mask[bone].mean() < 0.01
    assert found.blood_hu == pytest.approx(blood_hu, abs=15)


def test_without_contrast_nothing_is_found():
    hu, _, _ = _patient(45.0)
    found = find_contrast(_scanned(hu), SPACING)
    assert not found.mask.any()
    assert found.blood_hu == 0


def test_a_dense_femoral_head_in_its_socket_is_bone():
    """Its centre is brighter than its rim, as on thick slices; the bone about it tells it from blood."""
    p = _points()
    hu = np.full(SHAPE, 40.0, np.float32)
    distance = np.linalg.norm(p - CENTRE, axis=-1)
    socket = (distance > 28) & (distance < 36) & (p[..., 2] > CENTRE[2] - 10)
    hu[distance < 24] = 320 - 4 * distance[distance < 24]
    hu[socket] = 500
    assert not find_contrast(_scanned(hu), SPACING).mask.any()


def test_undiluted_medium_that_meets_blood_is_not_metal():
    hu, blood, _ = _patient(350.0)
    p = _points()
    vein = _column(p, CENTRE[1] - 30, CENTRE[2] + 30, 7)
    screw = _column(p, CENTRE[1] + 45, CENTRE[2] + 10, 3)
    hu[vein & ~blood] = 2800
    hu[screw] = 3000
    found = find_contrast(_scanned(hu), SPACING)
    assert found.mask[vein].mean() > 0.95
    assert not found.mask[screw].any()


def test_what_is_nowhere_brighter_than_blood_is_dropped():
    voxels = np.full((4, 4, 4), 150.0)
    pieces = np.zeros((4, 4, 4), np.int32)
    pieces[0], pieces[2], pieces[3] = 1, 2, 3
    voxels[0, 0] = 600.0
    assert set(np.unique(without_vessels(pieces, voxels, 300.0))) == {0, 1}
    assert np.array_equal(without_vessels(pieces, voxels, 0.0), pieces)


def test_the_table_and_a_cast_are_outside_and_the_skin_is_not():
    hu, _, bone = _patient(45.0)
    p = _points()
    table = (p[..., 1] > CENTRE[1] + 81) & (p[..., 1] < CENTRE[1] + 88)
    radius = np.hypot(p[..., 1] - CENTRE[1], p[..., 2] - CENTRE[2])
    cast = (radius > 88) & (radius < 93) & ~table
    body = radius < 80
    hu[table], hu[cast] = 200, 500
    outside = outside_body(_scanned(hu), SPACING)
    assert not outside[body].any()
    away = table & (radius > 90)
    assert outside[away].mean() > 0.98
    assert outside[cast].mean() > 0.98
    assert not outside[bone].any()


@pytest.mark.parametrize("hu", [0.0, -1000.0])
def test_an_image_masked_to_its_bones_loses_none(hu):
    p = _points()
    image = np.full(SHAPE, hu, np.float32)
    shaft = _column(p, CENTRE[1], CENTRE[2], 14) & ~_column(p, CENTRE[1], CENTRE[2], 8)
    image[shaft] = 1200
    assert not outside_body(image, SPACING)[shaft].any()


@pytest.mark.parametrize("name", ["ct_pelvis/example_ct.nii.gz", "dicom/siemens_body_20slices_j2k"])
def test_real_scans_without_strong_contrast_lose_no_bone(shared_data, name):
    from osteokit.imaging.read import read_volume

    volume = read_volume(shared_data / name)
    assert not find_contrast(volume.voxels.astype(np.float32), volume.spacing_mm[::-1]).mask.any()
