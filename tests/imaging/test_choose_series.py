"""Among several series, the one best for bone is chosen, and the reason is said."""

import zipfile

import numpy as np
import pytest

from generated.dicom import small_ct, write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging.inspection import inspect
from osteokit.imaging.read import list_series, read_volume
from osteokit.imaging.volume import Volume
from osteokit.imaging.write import write_volume


def chosen_of(folder):
    first, *others = list_series(folder)
    assert first.chosen and not any(one.chosen for one in others)
    assert all(one.reason for one in (first, *others))
    return first, others


@pytest.mark.parametrize(
    "better, worse, why_not",
    [
        ({"ConvolutionKernel": "Br64f"}, {"ConvolutionKernel": "Br38f"}, "kernel"),
        ({"ConvolutionKernel": "BONE"}, {"ConvolutionKernel": "STANDARD"}, "kernel"),
        ({"ConvolutionKernel": "STANDARD"}, {"ConvolutionKernel": "LUNG"}, "kernel"),
        ({"SeriesDescription": "Knochen 1.0"}, {"SeriesDescription": "Weichteil 1.0"}, "kernel"),
        ({"SeriesDescription": "骨窗"}, {"SeriesDescription": "软组织"}, "kernel"),
        ({}, {"spacing": (0.8, 0.7, 4.5), "voxels": small_ct(4)}, "thicker"),
        (
            {"ConvolutionKernel": "B31s"},
            {"spacing": (0.8, 0.7, 4.5), "voxels": small_ct(4), "ConvolutionKernel": "B70s"},
            "thicker",
        ),
        ({}, {"ImageType": ["DERIVED", "SECONDARY", "REFORMATTED"]}, "derived"),
        ({}, {"Modality": "MR"}, "MR, not CT"),
        ({}, {"RescaleType": "Z_EFF"}, "Z_EFF, not HU"),
        ({}, {"tilt_deg": 12.0}, "12.0 degrees"),
        ({}, {"voxels": small_ct(4)}, "less than half"),
    ],
)
@pytest.mark.parametrize("order", [("1", "2"), ("2", "1")])
def test_better_for_bone(tmp_path, better, worse, why_not, order):
    """Whatever the order of the series numbers."""
    good = write_ct_series(tmp_path / "a", series=order[0], **better)
    write_ct_series(tmp_path / "b", series=order[1], **worse)
    first, (other,) = chosen_of(tmp_path)
    assert first.key == good.series_uid and why_not in other.reason
    volume = read_volume(tmp_path)
    assert volume.source.series_uid == good.series_uid
    assert "was chosen: " in volume.warnings[0]


def test_series_by_uid_number_and_description(tmp_path):
    write_ct_series(tmp_path / "a", series="1")
    second = write_ct_series(tmp_path / "b", small_ct(6), series="2", SeriesDescription="Thorax bone")
    for key in (second.series_uid, "2", "thorax BONE"):
        assert read_volume(tmp_path, key).voxels.shape[0] == 6


def test_a_volume_file_has_no_series_to_choose(tmp_path):
    """Asking for one is refused, and never ignored; None and "" (a module, a list of cases) ask for none."""
    voxels, ijk_to_ras = small_ct(4).astype(np.int16), np.eye(4)
    for path in (tmp_path / "ct.nii.gz", tmp_path / "ct.nrrd"):
        write_volume(Volume(voxels, ijk_to_ras), path)
        for nothing in (None, ""):
            assert read_volume(path, nothing).voxels.shape == voxels.shape
        with pytest.raises(OsteoError, match=rf"{path.name} is a single volume without series; leave out .*'3'"):
            read_volume(path, "3")
        assert "without series" in inspect(path, "3").refusal
    with zipfile.ZipFile(tmp_path / "ct.zip", "w") as archive:
        archive.write(tmp_path / "ct.nrrd", "ct.nrrd")
    assert read_volume(tmp_path / "ct.zip").voxels.shape == voxels.shape
    with pytest.raises(OsteoError, match="without series"):
        read_volume(tmp_path / "ct.zip", "3")


def test_an_empty_series_is_none_asked_for(tmp_path):
    write_ct_series(tmp_path, series="1")
    assert read_volume(tmp_path, "").voxels.shape == read_volume(tmp_path).voxels.shape


def test_one_file_stands_for_its_series(tmp_path):
    write_ct_series(tmp_path, series="1", prefix="A")
    second = write_ct_series(tmp_path, small_ct(6), series="2", prefix="B")
    assert read_volume(second.files[3]).voxels.shape[0] == 6


def test_emptied_uids_still_group(tmp_path):
    """Some anonymisers empty every UID."""
    written = write_ct_series(
        tmp_path, StudyInstanceUID="", SeriesInstanceUID="", SOPInstanceUID="", PatientID="", PatientName=""
    )
    assert read_volume(tmp_path).voxels.shape == written.voxels.shape
