"""Slices lie as radiologists read them, from any order of the axes: marks are found again where they were put."""

from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
from PIL import Image

from osteohub.previews.make import make
from osteohub.previews.slices import slice_preview

SHAPE, SPACING = (40, 60, 80), (2.0, 1.0, 0.5)
"""Foot-head, front-back, right-left: 80 x 60 x 40 mm."""


def image() -> sitk.Image:
    """Air, with a bright block at the patient's right, front and head, in LPS order as scanners store it."""
    voxels = np.full(SHAPE, -1000, np.int16)
    voxels[-10:, :15, :20] = 1500
    made = sitk.GetImageFromArray(voxels)
    made.SetSpacing(SPACING[::-1])
    return made


def brightest(folder: Path, plane: dict, name: str, number: int) -> tuple[float, float]:
    """Where the bright block's middle is in a slice: right and down, as shares of it."""
    sheet = np.asarray(Image.open(folder / f"{name}.webp").convert("L"), float)
    row, column = divmod(number, plane["columns"])
    top, left = row * plane["height"], column * plane["width"]
    tile = sheet[top : top + plane["height"], left : left + plane["width"]] > 128
    down, right = np.nonzero(tile)
    return right.mean() / tile.shape[1], down.mean() / tile.shape[0]


@pytest.mark.parametrize("order", ["LPS", "RAS", "PIR", "SRA", "ASL"])
def test_right_is_left_and_front_and_head_are_up(tmp_path, order):
    file = tmp_path / "ct.nrrd"
    sitk.WriteImage(sitk.DICOMOrient(image(), order), str(file))
    facts = slice_preview(file, tmp_path)
    planes = facts["planes"]
    assert facts["size_mm"] == pytest.approx([40, 60, 80]) and facts["window"] == [-250, 1250]
    assert [planes[name]["count"] for name in ("axial", "coronal", "sagittal")] == [40, 60, 64]
    right, down = brightest(tmp_path, planes["axial"], "axial", 39)  # the last axial slice is the head's
    assert right == pytest.approx(0.125, abs=0.02) and down == pytest.approx(0.125, abs=0.02)
    right, down = brightest(tmp_path, planes["coronal"], "coronal", 0)  # the first coronal one is the front
    assert right == pytest.approx(0.125, abs=0.02) and down == pytest.approx(0.125, abs=0.02)
    right, down = brightest(tmp_path, planes["sagittal"], "sagittal", 0)  # the first sagittal one is the right
    assert right == pytest.approx(0.125, abs=0.02) and down == pytest.approx(0.125, abs=0.02)
    small = np.asarray(Image.open(tmp_path / "thumbnail.webp").convert("L"), float)
    assert small.shape[0] <= 240 and small.shape[1] / small.shape[0] == pytest.approx(40 / 80, rel=0.03)
    wide, tall = planes["coronal"]["width"], planes["coronal"]["height"]
    assert wide / tall == pytest.approx(40 / 80, rel=0.02)  # true proportions
    assert planes["coronal"]["mm_per_pixel"] * tall == pytest.approx(80, rel=0.01)


def test_what_is_no_ct_is_shown_from_its_darkest_to_its_brightest(tmp_path):
    voxels = np.random.default_rng(0).integers(0, 4000, (5, 6, 7)).astype(np.int16)
    sitk.WriteImage(sitk.GetImageFromArray(voxels), str(tmp_path / "mr.nrrd"))
    low, high = slice_preview(tmp_path / "mr.nrrd", tmp_path)["window"]
    assert 0 <= low < 200 and 3800 < high < 4000


@pytest.mark.parametrize("name", ["x.nrrd", "x.nii.gz", "x.zip"])
def test_foreign_bytes_are_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08 nothing of the kind")
    answer = make({"kind": "volume", "files": [{"name": name, "path": str(tmp_path / name)}]})
    assert set(answer) == {"trouble"}
