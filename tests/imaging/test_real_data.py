"""Real DICOM from real scanners; skipped where the data are absent."""

import numpy as np
import pytest
import SimpleITK as sitk

from osteokit.base.errors import OsteoError
from osteokit.imaging.deidentify import deidentify_folder
from osteokit.imaging.hounsfield import require_hounsfield
from osteokit.imaging.inspection import inspect
from osteokit.imaging.read import read_volume
from osteokit.imaging.write import write_volume

SIEMENS = "siemens_body_20slices_j2k"


def test_siemens_jpeg2000(shared_data, tmp_path):
    """20 slices 2 mm apart (SliceThickness says 3), UIDs emptied; compared with GDCM voxel for voxel and mm for mm."""
    folder = shared_data / "dicom" / SIEMENS
    volume = read_volume(folder)
    require_hounsfield(volume)
    assert volume.voxels.shape == (20, 512, 512)
    np.testing.assert_allclose(volume.spacing_mm, (0.9765625, 0.9765625, 2.0))
    files = sorted(folder.iterdir(), key=lambda path: sitk_position(path)[2])
    for k, path in enumerate(files):
        image = sitk.ReadImage(str(path))
        np.testing.assert_array_equal(volume.voxels[k], sitk.GetArrayFromImage(image)[0])
        for i, j in ((0, 0), (511, 3), (100, 400)):
            lps = image.TransformIndexToPhysicalPoint((i, j, 0))
            ras = volume.ijk_to_ras @ [i, j, k, 1]
            np.testing.assert_allclose(ras[:3], (-lps[0], -lps[1], lps[2]), atol=1e-6)


def sitk_position(path):
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    reader.ReadImageInformation()
    return reader.GetOrigin()


def test_siemens_lies_under_its_labels(shared_data):
    """The label map of the same scan is stored flipped; the world frames must still meet: labelled bone is dense."""
    volume = read_volume(shared_data / "dicom" / SIEMENS)
    labels = read_volume(shared_data / "dicom" / f"{SIEMENS.removesuffix('_j2k')}_seg.nii.gz")
    k, j, i = np.nonzero(np.isin(labels.voxels, np.arange(25, 51)))  # sacrum and vertebrae
    assert len(i) > 1000
    ras = labels.ijk_to_ras @ np.stack([i, j, k, np.ones_like(i)])
    a, b, c = np.rint(np.linalg.inv(volume.ijk_to_ras) @ ras)[:3].astype(int)
    assert np.median(volume.voxels[c, b, a]) > np.median(volume.voxels) + 600
    mirrored = np.median(volume.voxels[c, b, 511 - a])
    assert np.median(volume.voxels[c, b, a]) > mirrored


def test_ge_head_with_gantry_tilt(shared_data):
    path = shared_data / "dicom" / "ge_head_gantrytilt_28slices.zip"
    with pytest.raises(OsteoError, match=r"18\.5 degrees .*uneven.*--resample"):
        read_volume(path)
    found = inspect(path)
    assert found.grid is None and "18.5" in found.refusal and found.series[0].tilt_deg == pytest.approx(18.5, abs=0.01)
    volume = read_volume(path, resample=True)
    assert "18.5 degrees" in " ".join(volume.warnings)
    require_hounsfield(volume)
    # Every source slice is met again: its own pixels, at their own place in the world, in the straight volume.
    errors = []
    for file in volume.source.files[3:25:4]:
        image = sitk.ReadImage(str(file))
        pixels = sitk.GetArrayFromImage(image)[0].astype(float)
        for i, j in np.random.default_rng(0).integers(150, 360, (200, 2)):
            lps = image.TransformIndexToPhysicalPoint((int(i), int(j), 0))
            a, b, c, _ = np.linalg.inv(volume.ijk_to_ras) @ (-lps[0], -lps[1], lps[2], 1)
            errors.append(volume.voxels[round(c), round(b), round(a)] - pixels[j, i])
    assert np.median(np.abs(errors)) < 10


@pytest.mark.parametrize("suffix", [".nii.gz", ".nrrd", ".mha"])
def test_converted_files_keep_voxels_and_place(shared_data, tmp_path, suffix):
    """Read back by SimpleITK, not by us."""
    volume = read_volume(shared_data / "dicom" / SIEMENS)
    write_volume(volume, tmp_path / f"a{suffix}")
    image = sitk.ReadImage(str(tmp_path / f"a{suffix}"))
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), volume.voxels)
    for i, j, k in ((0, 0, 0), (511, 100, 19), (33, 444, 7)):
        lps = image.TransformIndexToPhysicalPoint((i, j, k))
        ras = volume.ijk_to_ras @ [i, j, k, 1]
        np.testing.assert_allclose(ras[:3], (-lps[0], -lps[1], lps[2]), atol=1e-3)


def test_deidentified_siemens_stays_the_same_volume(shared_data, tmp_path):
    folder = shared_data / "dicom" / SIEMENS
    report = deidentify_folder(folder, tmp_path / "out")
    before, after = read_volume(folder), read_volume(tmp_path / "out")
    np.testing.assert_array_equal(before.voxels, after.voxels)
    np.testing.assert_allclose(before.ijk_to_ras, after.ijk_to_ras)
    assert report.files == 20 and any(change.keyword == "private" for change in report.changes)
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*.dcm"))
    for word in (b"Petersgraben", b"QR_SNOWFOX", b"NM20221208140055", b"20221208", b"SIEMENS CSA HEADER", b"60064"):
        assert word not in everything


def test_pelvis_nifti(shared_data):
    volume = read_volume(shared_data / "ct_pelvis" / "example_ct.nii.gz")
    image = sitk.ReadImage(str(shared_data / "ct_pelvis" / "example_ct.nii.gz"))
    np.testing.assert_array_equal(volume.voxels, sitk.GetArrayFromImage(image))
    lps = image.TransformIndexToPhysicalPoint((100, 20, 60))
    np.testing.assert_allclose((volume.ijk_to_ras @ [100, 20, 60, 1])[:3], (-lps[0], -lps[1], lps[2]), atol=1e-3)
