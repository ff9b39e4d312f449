import json

import numpy as np
import pydicom
import pytest
import trimesh
from typer.testing import CliRunner

from generated.dicom import write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.imaging.read import read_volume
from osteokit.segmentation.dicom_seg import read_dicom_seg
from osteokit.segmentation.files import write_seg_nrrd
from osteokit.segmentation.segmentation import Segment, Segmentation


def run(*arguments):
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """A case folder and its CT, generated: a thick bone on the right, a thin one on the left."""
    folder = tmp_path_factory.mktemp("export")
    ct = write_ct_series(folder / "ct")
    volume = read_volume(folder / "ct")
    labels = np.zeros(volume.voxels.shape, np.uint16)
    labels[volume.voxels == 900], labels[volume.voxels == 700] = 1, 2
    segmentation = Segmentation(labels, volume.ijk_to_ras, (Segment(1, "femur_right"), Segment(2, "femur_left")))
    write_seg_nrrd(segmentation, folder / "case/labels.seg.nrrd")
    (folder / "case/summary.json").write_text(json.dumps({"input": {"series_uid": ct.series_uid}}))
    return folder, segmentation


def test_meshes_by_default_stl_one_a_bone(case, tmp_path):
    folder, _ = case
    result = run(folder / "case", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert {path.name for path in tmp_path.iterdir()} == {"femur_left.stl", "femur_right.stl"}
    right, left = (trimesh.load(tmp_path / f"femur_{side}.stl") for side in ("right", "left"))
    assert right.is_watertight and left.is_watertight
    assert left.centroid[0] > right.centroid[0]  # LPS: the patient's left is positive


@pytest.mark.parametrize("format", ["obj", "ply", "3mf", "glb"])
def test_every_mesh_format_from_a_label_file(case, tmp_path, format):
    folder, _ = case
    result = run(folder / "case/labels.seg.nrrd", "--format", format, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert any(path.suffix == f".{format}" for path in tmp_path.iterdir())


def test_dicom_formats_join_the_study_of_the_ct(case, tmp_path):
    folder, segmentation = case
    result = run(
        folder / "case", "--format", "dicom-seg", "--format", "dicom-stl", "--ct", folder / "ct", "--out", tmp_path
    )
    assert result.exit_code == 0, result.output
    volume = read_volume(folder / "ct")
    (seg_path,) = tmp_path.glob("*.seg.dcm")
    read = read_dicom_seg(seg_path, volume)
    np.testing.assert_array_equal(read.mask("femur_left"), segmentation.mask("femur_left"))
    models = sorted(tmp_path.glob("*.stl.dcm"))
    assert [path.name for path in models] == ["femur_left.stl.dcm", "femur_right.stl.dcm"]
    assert {pydicom.dcmread(path).StudyInstanceUID for path in (*models, seg_path)} == {volume.source.study_uid}


def test_refusals_are_one_sentence_and_leave_nothing(case, tmp_path):
    folder, _ = case
    out = tmp_path / "out"
    write_ct_series(tmp_path / "other", np.zeros((4, 20, 20), np.int16), patient_id="T-2")
    for arguments, expected in (
        ((folder / "case", "--format", "dicom-seg"), "--ct"),
        ((tmp_path,), "no finished case"),
        ((tmp_path / "no.seg.nrrd",), "no.seg.nrrd"),
        ((folder / "case/labels.seg.nrrd", "--format", "dicom-stl", "--ct", tmp_path / "other"), "another grid"),
    ):
        result = run(*arguments, "--out", out)
        assert isinstance(result.exception, OsteoError), result.output
        assert expected in str(result.exception) and "\n" not in str(result.exception)
        assert not out.exists()
    assert run(folder / "case", "--format", "fbx", "--out", out).exit_code == 2
