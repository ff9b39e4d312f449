"""DICOM that is damaged, mixed, incomplete or not a bone CT: one clear sentence, or a volume that says what it did."""

import re
import shutil

import numpy as np
import pydicom
import pytest

from generated.dicom import ct_slice, save, small_ct, write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging.hounsfield import require_hounsfield
from osteokit.imaging.read import list_series, read_volume


def refused(folder, *words, **options):
    """Reading refuses with one sentence that holds these words."""
    with pytest.raises(OsteoError) as refusal:
        read_volume(folder, **options)
    text = str(refusal.value)
    assert "\n" not in text and text.endswith(".")
    for word in words:
        assert word in text, text
    return text


def test_not_dicom(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear colleague")
    refused(tmp_path, "no DICOM image")
    refused(tmp_path / "letter.txt", "neither DICOM")
    refused(tmp_path / "absent", "does not exist")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", "no DICOM image")


def test_other_files_beside_the_images_do_not_matter(tmp_path):
    written = write_ct_series(tmp_path)
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / ".hidden").write_bytes(b"x" * 500)
    np.testing.assert_array_equal(read_volume(tmp_path).voxels, written.voxels)


@pytest.mark.parametrize("syntax", ["explicit", "j2k", "jpeg-ls", "rle", "jpeg-lossless"])
def test_truncated_pixels(tmp_path, syntax):
    written = write_ct_series(tmp_path, syntax=syntax)
    victim = written.files[4]
    data = victim.read_bytes()
    start = data.index(b"\xe0\x7f\x10\x00")
    victim.write_bytes(data[: start + 12 + (len(data) - start - 12) // 3])
    refused(tmp_path, victim.name, "copy or export it again")


def test_truncated_header_is_left_out_and_said(tmp_path):
    written = write_ct_series(tmp_path)
    victim = next(path for path in written.files if pydicom.dcmread(path).InstanceNumber == 5)
    victim.write_bytes(victim.read_bytes()[:200])
    volume = read_volume(tmp_path)
    said = " ".join(volume.warnings)
    assert victim.name in said and "1 missing slices were interpolated" in said


def test_one_missing_slice_is_filled_and_named(tmp_path):
    written = write_ct_series(tmp_path, drop=[4])
    volume = read_volume(tmp_path)
    assert volume.voxels.shape == written.voxels.shape
    np.testing.assert_allclose(volume.ijk_to_ras, written.ijk_to_ras, atol=1e-6)
    between = (written.voxels[3].astype(float) + written.voxels[5]) / 2
    np.testing.assert_allclose(volume.voxels[4], between, atol=0.5)
    assert "S 106.0 mm" in " ".join(volume.warnings)  # 100 mm + 4 x 1.5 mm


def test_many_missing_slices_are_refused(tmp_path):
    write_ct_series(tmp_path / "three", drop=[4, 5, 6])
    refused(tmp_path / "three", "3 slices are missing", "S 106.0 mm")
    write_ct_series(tmp_path / "wide", drop=[4], spacing=(0.8, 0.7, 5.0))
    refused(tmp_path / "wide", "1 slices are missing", "S 120.0 mm")


def test_repeated_slices(tmp_path):
    written = write_ct_series(tmp_path / "same", duplicate=[2, 7])
    volume = read_volume(tmp_path / "same")
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    assert "2 repeated images" in " ".join(volume.warnings)
    other = pydicom.dcmread(written.files[0])
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    other.PixelData = bytes(len(other.PixelData))
    save(other, tmp_path / "same" / "other.dcm")
    refused(tmp_path / "same", "Two different images lie at")


def test_the_same_file_twice_counts_once(tmp_path):
    written = write_ct_series(tmp_path)
    (tmp_path / "copy").mkdir()
    for path in written.files:
        shutil.copy(path, tmp_path / "copy" / path.name)
    volume = read_volume(tmp_path)
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    assert volume.warnings == ()


def test_two_time_points_in_one_series_come_apart(tmp_path):
    first = write_ct_series(tmp_path, AcquisitionNumber=1)
    second = small_ct() + np.int16(7)
    write_ct_series(tmp_path, second, AcquisitionNumber=2, prefix="B")
    keys = {one.key for one in list_series(tmp_path)}
    assert keys == {f"{first.series_uid}#1", f"{first.series_uid}#2"}
    np.testing.assert_array_equal(read_volume(tmp_path, f"{first.series_uid}#2").voxels, second)


def test_gantry_tilt_is_refused_then_resampled_when_asked(tmp_path):
    """A field that is linear in space survives linear interpolation exactly: every voxel's value tells its place."""
    offsets = np.array([0, 1.5, 3.5, 4.5, 7.5, 9.0, 10.5, 12.5, 14.0, 16.0])
    weights, tilt, origin, spacing = np.array([3.0, -4.0, 9.0]), 18.5, np.array([-20.0, -15.0, 100.0]), (0.8, 0.7, 1.5)
    k, j, i = np.meshgrid(offsets, np.arange(40), np.arange(48), indexing="ij")
    lps = np.stack([i * 0.8, j * 0.7 + k * np.tan(np.radians(tilt)), k], axis=-1) + origin
    field = lps @ weights
    write_ct_series(tmp_path, field, spacing=spacing, offsets_mm=offsets, tilt_deg=tilt, slope=0.125)
    refused(tmp_path, "18.5 degrees (gantry tilt)", "1.00 to 3.00 mm", "--resample")
    volume = read_volume(tmp_path, resample=True)
    assert "18.5 degrees" in volume.warnings[0] and "Resampled" in volume.warnings[0]
    np.testing.assert_allclose(volume.spacing_mm, (0.8, 0.7, 1.0), atol=1e-6)
    inside = volume.voxels[:, 9:39]
    c, b, a = np.meshgrid(*(np.arange(n) for n in volume.voxels.shape), indexing="ij")
    ras = np.stack([a, b, c, np.ones_like(a)], axis=-1) @ volume.ijk_to_ras.T
    expected = (ras[..., :3] * [-1, -1, 1]) @ weights
    np.testing.assert_allclose(inside, expected[:, 9:39], atol=0.7)  # rounded to 1 HU
    assert volume.voxels[0, -1, 0] == -1024  # the first slice ends before the sheared last one does


def test_a_hole_is_not_resampled_over(tmp_path):
    offsets = [0, 1.5, 3.6, 4.5, 6, 27, 28.5, 30, 31.5, 33]
    write_ct_series(tmp_path, offsets_mm=offsets)
    refused(tmp_path, "hold no slice", "S 106.0 mm", resample=True)


def test_localiser_beside_the_scan_is_left_out(tmp_path):
    written = write_ct_series(tmp_path)
    scout = write_ct_series(
        tmp_path / "scout",
        small_ct(1),
        orientation=(1, 0, 0, 0, 0, -1),
        series="9",
        ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"],
    )
    volume = read_volume(tmp_path)
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    infos = {one.key: one for one in list_series(tmp_path)}
    assert infos[written.series_uid].chosen and "localiser" in infos[scout.series_uid].reason
    refused(tmp_path / "scout", "localiser")
    refused(tmp_path, "localiser", series="9")


def test_single_slice(tmp_path):
    write_ct_series(tmp_path, small_ct(1))
    refused(tmp_path, "one slice only")


def test_mixed_sizes_in_one_series_come_apart(tmp_path):
    written = write_ct_series(tmp_path)
    write_ct_series(tmp_path, small_ct(4, 20, 20), prefix="SMALL")
    assert {one.key for one in list_series(tmp_path)} == {f"{written.series_uid}#1", f"{written.series_uid}#2"}
    np.testing.assert_array_equal(read_volume(tmp_path).voxels, written.voxels)


def test_several_patients_are_named(tmp_path):
    write_ct_series(tmp_path / "a", patient="Kim^A", patient_id="P1")
    write_ct_series(tmp_path / "b", patient="Roe^B", patient_id="P2", series="2")
    refused(tmp_path, "2 patients", "Kim^A", "Roe^B", "P1", "P2")
    assert read_volume(tmp_path, "2").source.patient.id == "P2"
    assert not any(one.chosen for one in list_series(tmp_path))


def test_monochrome1(tmp_path):
    written = write_ct_series(tmp_path / "hu", photometric="MONOCHROME1")
    volume = read_volume(tmp_path / "hu")
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    assert "MONOCHROME1" in " ".join(volume.warnings)
    write_ct_series(tmp_path / "inverted", 2000 - small_ct(), photometric="MONOCHROME1")
    refused(tmp_path / "inverted", "MONOCHROME1 with inverted values")


def test_padding_becomes_air(tmp_path):
    for number, (signed, padding, tag) in enumerate([(True, -2000, -2000), (False, 63536, 63536)]):
        written = write_ct_series(tmp_path / str(number), signed=signed, intercept=0.0 if signed else -1024.0)
        for path in written.files:
            image = pydicom.dcmread(path)
            pixels = image.pixel_array.copy()
            pixels[:5, :5] = padding
            image.PixelData = pixels.tobytes()
            image.PixelPaddingValue = tag
            save(image, path)
        volume = read_volume(tmp_path / str(number))
        assert (volume.voxels[:, :5, :5] == -1024).all()
        np.testing.assert_array_equal(volume.voxels[:, 5:], written.voxels[:, 5:])


@pytest.mark.parametrize("modality", ["MR", "PT"])
def test_mr_and_pet_are_not_taken_for_ct(tmp_path, modality):
    write_ct_series(tmp_path / "mr", np.abs(small_ct()), intercept=0.0, Modality=modality, series="1")
    volume = read_volume(tmp_path / "mr")
    assert volume.modality == modality
    with pytest.raises(OsteoError, match=f"is {modality}, not CT"):
        require_hounsfield(volume)
    ct = write_ct_series(tmp_path / "ct", series="2")
    both = list_series(tmp_path)
    assert both[0].key == ct.series_uid and "only CT" in both[0].reason and both[1].reason == f"{modality}, not CT"


@pytest.mark.parametrize(
    "values, word",
    [
        (small_ct() + np.int16(1024), "neither air nor fat"),
        (np.clip(small_ct() // 8 + 125, 0, 255), "8-bit"),
        (np.clip(small_ct(), -1000, 100), "no bone"),
        (np.zeros_like(small_ct()), "every voxel"),
    ],
)
def test_values_that_are_not_hu(tmp_path, values, word):
    write_ct_series(tmp_path, values.astype(np.int16), intercept=-1024.0)
    volume = read_volume(tmp_path)
    assert word in " ".join(volume.warnings)
    with pytest.raises(OsteoError, match=word):
        require_hounsfield(volume)


def test_colour_and_unplaced_pictures(tmp_path):
    picture = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
    del picture.ImagePositionPatient
    picture.SOPInstanceUID = picture.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    picture.SeriesInstanceUID = "1.2"
    save(picture, tmp_path / "a.dcm")
    refused(tmp_path, "does not say where it lies")


def test_skewed_orientation(tmp_path):
    write_ct_series(tmp_path, orientation=(1, 0, 0, 0.2, 0.98, 0))
    refused(tmp_path, "not two perpendicular")


def test_unknown_series_lists_what_there_is(tmp_path):
    written = write_ct_series(tmp_path)
    refused(tmp_path, "no series called 'x'", written.series_uid, series="x")


def test_cancelling_passes_through(tmp_path):
    class Stop(Exception):
        pass

    def stop(fraction, message):
        if fraction > 0.5:
            raise Stop

    write_ct_series(tmp_path)
    with pytest.raises(Stop):
        read_volume(tmp_path, progress=stop)


def test_progress_rises_to_one(tmp_path):
    write_ct_series(tmp_path)
    seen = []
    read_volume(tmp_path, progress=lambda fraction, message: seen.append(fraction))
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 10


def test_messages_name_no_python(tmp_path):
    (tmp_path / "broken.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 50)
    text = refused(tmp_path)
    assert not re.search(r"Traceback|Error\(|object at", text)
