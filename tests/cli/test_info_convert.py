"""``osteo info``, ``osteo convert`` and ``osteo deidentify`` as a person calls them."""

import json
import subprocess
import sys

import numpy as np
import pytest
import SimpleITK as sitk
from typer.testing import CliRunner

from generated.dicom import small_ct, write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.imaging.read import read_volume


def osteo(*arguments):
    """Run a command in this process: (exit code, standard output); refusals come back as they are raised."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, OsteoError):
        raise result.exception
    return result.exit_code, result.stdout


def test_info_tells_what_a_radiologist_asks(tmp_path):
    write_ct_series(tmp_path / "a", series="1", ConvolutionKernel="Br38f")
    write_ct_series(tmp_path / "b", series="2", ConvolutionKernel="Br64f", SeriesDescription="Pelvis bone")
    code, text = osteo("info", tmp_path)
    assert code == 0
    expected = ["Test^Patient", "ID T-1", "born 19600229", "Pelvis bone", "bone kernel", "48 x 40 x 10"]
    expected += ["0.800 x 0.700 x 1.500 mm", "LPS", "first column right, last left", "-1000 to 3000"]
    for word in expected:
        assert word in text, word


def test_info_json(tmp_path):
    written = write_ct_series(tmp_path)
    code, text = osteo("info", tmp_path, "--json")
    found = json.loads(text)
    assert code == 0 and found["series"][0]["key"] == written.series_uid and found["series"][0]["chosen"]
    assert found["grid"]["size"] == [48, 40, 10] and found["grid"]["orientation"] == "LPS"
    np.testing.assert_allclose(found["grid"]["ijk_to_ras"], written.ijk_to_ras, atol=1e-6)
    assert found["refusal"] == "" and found["series"][0]["even"]


def test_info_shows_what_would_be_refused(tmp_path):
    write_ct_series(tmp_path, tilt_deg=15.0)
    code, text = osteo("info", tmp_path)
    assert code == 0 and "15.0 degrees" in text and "Refused" in text
    code, text = osteo("info", tmp_path, "--resample")
    assert "Refused" not in text and "Resampled" in text


@pytest.mark.parametrize("suffix", [".nii.gz", ".nrrd", ".mha"])
def test_convert_keeps_geometry(tmp_path, suffix):
    written = write_ct_series(tmp_path / "ct", orientation=(0, 1, 0, 0, 0, -1))
    output = tmp_path / f"out{suffix}"
    code, text = osteo("convert", tmp_path / "ct", output)
    assert code == 0 and "48 x 40 x 10 voxels" in text
    volume = read_volume(output)
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    np.testing.assert_allclose(volume.ijk_to_ras, written.ijk_to_ras, atol=1e-4)
    image = sitk.ReadImage(str(output))
    lps = image.TransformIndexToPhysicalPoint((5, 6, 7))
    np.testing.assert_allclose(np.array(lps) * [-1, -1, 1], (written.ijk_to_ras @ [5, 6, 7, 1])[:3], atol=1e-4)
    assert b"Test^Patient" not in output.read_bytes()


def test_convert_refuses_before_it_reads(tmp_path):
    with pytest.raises(OsteoError, match="suffix"):
        osteo("convert", tmp_path / "not even there", tmp_path / "out.stl")


def test_convert_never_resamples_silently(tmp_path):
    write_ct_series(tmp_path / "ct", offsets_mm=[0, 1.5, 2.0, 4.5, 6, 7.5, 9, 10, 12, 13.5])
    with pytest.raises(OsteoError, match="uneven"):
        osteo("convert", tmp_path / "ct", tmp_path / "out.nrrd")
    assert not (tmp_path / "out.nrrd").exists()
    code, _ = osteo("convert", tmp_path / "ct", tmp_path / "out.nrrd", "--resample")
    assert code == 0 and (tmp_path / "out.nrrd").exists()


def test_convert_by_series(tmp_path):
    write_ct_series(tmp_path / "a", series="1")
    write_ct_series(tmp_path / "b", small_ct(6), series="2")
    osteo("convert", tmp_path, tmp_path / "out.nrrd", "--series", "2")
    assert read_volume(tmp_path / "out.nrrd").voxels.shape[0] == 6


def test_deidentify_with_a_kept_key(tmp_path):
    write_ct_series(tmp_path / "ct")
    for name in ("one", "two"):
        code, text = osteo(
            "deidentify", tmp_path / "ct", "--out", tmp_path / name, "--key", tmp_path / "key", "--dates", "modified"
        )
        assert code == 0 and "10 files" in text and "PatientName" in text and "T-1" not in text
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    first, second = read_volume(tmp_path / "one"), read_volume(tmp_path / "two")
    assert first.source.series_uid == second.source.series_uid and first.source.patient == second.source.patient
    assert first.source.study_date not in ("", "20240131")


def test_refusals_exit_with_2_and_one_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "osteokit.cli.app", "info", str(tmp_path / "nothing")], capture_output=True, text=True
    )
    assert done.returncode == 2 and "does not exist" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.parametrize("moment", ["read.FrameReader.values_of", "write.sitk.WriteImage"])
def test_ctrl_c_leaves_no_half_file(tmp_path, moment):
    """SIGINT while slices are decoded, and just after the temporary file was written."""
    write_ct_series(tmp_path / "ct")
    program = f"""
import os, signal, sys
import osteokit.imaging.read as read
import osteokit.imaging.write as write
from osteokit.cli.app import main
original = {moment}
def interrupted(*arguments, **options):
    result = original(*arguments, **options)
    os.kill(os.getpid(), signal.SIGINT)
    return result
{moment} = interrupted
sys.argv = ["osteo", "convert", "ct", "out.nrrd"]
main()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 130, done.stderr
    assert "Cancelled" in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["ct"]
