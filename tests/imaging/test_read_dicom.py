"""Good DICOM in every form gives the voxels and the place that were written."""

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk

from generated.dicom import SYNTAXES, small_ct, write_ct_series, write_enhanced_ct
from osteokit.imaging.read import list_series, read_volume


def sitk_volume(folder):
    """The same folder through GDCM, which shares no code with our reader: (voxels, origin, spacing, direction)."""
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


@pytest.mark.parametrize("syntax", sorted(SYNTAXES))
@pytest.mark.parametrize("signed", [False, True])
def test_every_transfer_syntax(tmp_path, syntax, signed):
    written = write_ct_series(tmp_path / "ct", syntax=syntax, signed=signed)
    volume = read_volume(tmp_path / "ct")
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    assert volume.voxels.dtype == np.int16
    np.testing.assert_allclose(volume.ijk_to_ras, written.ijk_to_ras, atol=1e-6)
    assert volume.warnings == ()


ROTATED = {
    "axial": (1, 0, 0, 0, 1, 0),
    "feet first": (-1, 0, 0, 0, 1, 0),
    "prone": (-1, 0, 0, 0, -1, 0),
    "coronal": (1, 0, 0, 0, 0, -1),
    "sagittal": (0, 1, 0, 0, 0, -1),
    "oblique": tuple(np.linalg.qr(np.array([[1, 0.2, -0.1], [0.3, 1, 0.2], [0, 0.1, 1]]))[0].T[:2].ravel()),
}


@pytest.mark.parametrize("name", sorted(ROTATED))
def test_orientation_agrees_with_gdcm(tmp_path, name):
    written = write_ct_series(tmp_path / "ct", orientation=ROTATED[name])
    volume = read_volume(tmp_path / "ct")
    np.testing.assert_allclose(volume.ijk_to_ras, written.ijk_to_ras, atol=1e-6)
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    gdcm = sitk_volume(tmp_path / "ct")
    values = sitk.GetArrayFromImage(gdcm)
    for i, j, k in np.random.default_rng(0).integers(0, (48, 40, 10), (60, 3)):
        ras = volume.ijk_to_ras @ [i, j, k, 1]
        a, b, c = gdcm.TransformPhysicalPointToIndex((-ras[0], -ras[1], ras[2]))
        assert volume.voxels[k, j, i] == values[c, b, a]


def test_enhanced_multiframe(tmp_path):
    for syntax in ("explicit", "jpeg-ls"):
        written = write_enhanced_ct(tmp_path / syntax / "enhanced.dcm", syntax=syntax)
        volume = read_volume(written.files[0])
        np.testing.assert_array_equal(volume.voxels, written.voxels)
        np.testing.assert_allclose(volume.ijk_to_ras, written.ijk_to_ras, atol=1e-6)
        assert volume.source.files == written.files


def test_slope_that_is_not_whole_gives_float32(tmp_path):
    write_ct_series(tmp_path / "ct", slope=0.25, intercept=-1024)
    stored = small_ct().astype(float)
    volume = read_volume(tmp_path / "ct")
    assert volume.voxels.dtype in (np.int16, np.float32)
    np.testing.assert_allclose(volume.voxels, stored, atol=0.126)
    write_ct_series(tmp_path / "fine", small_ct() + np.float32(0.3), slope=0.1, intercept=-1024)
    volume = read_volume(tmp_path / "fine")
    assert volume.voxels.dtype == np.float32
    np.testing.assert_allclose(volume.voxels, small_ct() + 0.3, atol=0.051)


def test_a_multiframe_file_is_read_once(tmp_path, monkeypatch):
    """Not once per frame: a whole body in one file would take hours."""
    written = write_enhanced_ct(tmp_path / "enhanced.dcm")
    read = []
    original = pydicom.dcmread

    def counted(*arguments, **options):
        if not options.get("stop_before_pixels"):
            read.append(arguments)
        return original(*arguments, **options)

    monkeypatch.setattr(pydicom, "dcmread", counted)
    np.testing.assert_array_equal(read_volume(tmp_path).voxels, written.voxels)
    assert len(read) == 1


def test_orientation_that_jitters_in_the_last_digits_is_one_series(tmp_path):
    """Around a value where rounding would go either way."""
    written = write_ct_series(tmp_path)
    for number, path in enumerate(written.files):
        image = pydicom.dcmread(path)
        x = 0.005 + (-1) ** number * 1e-6
        image.ImageOrientationPatient = [1, 0, f"{x:.7f}", 0, 1, 0]
        image.PixelSpacing = [f"{0.7 + (-1) ** number * 1e-6:.7f}", "0.8"]
        image.save_as(path)
    assert len(list_series(tmp_path)) == 1
