import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import SimpleITK as sitk

from generated.bodies import pelvis
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.imaging.volume import image_from_array
from osteokit.jobs.case import volume_sha256
from osteokit.jobs.segment import segment_case


@pytest.fixture(scope="module")
def ct(tmp_path_factory):
    volume, truth = pelvis(spacing_mm=(2.5, 2.5, 2.5))
    path = tmp_path_factory.mktemp("ct") / "pelvis.nii.gz"
    sitk.WriteImage(image_from_array(np.round(volume.voxels).astype(np.int16), volume.ijk_to_ras), str(path))
    return path, truth


def test_a_case_is_whole_and_agrees_with_itself(ct, tmp_path):
    path, _ = ct
    seen = []
    summary = segment_case(path, tmp_path / "case", progress=lambda fraction, message: seen.append((fraction, message)))
    out = tmp_path / "case"
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == summary
    labels = sitk.ReadImage(str(out / "labels.seg.nrrd"))
    array = sitk.GetArrayFromImage(labels)
    assert labels.GetSize() == tuple(summary["geometry"]["size"])
    for bone in summary["bones"]:
        assert (out / bone["file"]).exists()
        assert bone["voxels"] == (array == bone["label"]).sum()
        assert bone["volume_mm3"] == pytest.approx(bone["voxels"] * 2.5**3, abs=0.1)
        assert bone["side"] in ("left", "right", None)
        assert bone["snomed_code"].isdigit()
    assert set(np.unique(array)) - {0} == {bone["label"] for bone in summary["bones"] + summary["metal"]}
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert len(seen) > 10


def test_a_left_bone_is_left_in_every_file(ct, tmp_path):
    """The STL is LPS: the left femur has positive x there; read by trimesh, not by our own reader."""
    import trimesh

    path, _ = ct
    summary = segment_case(path, tmp_path)
    sides = {bone["key"]: bone for bone in summary["bones"] if bone["side"]}
    assert {"femur_left", "femur_right"} <= set(sides)
    for bone in sides.values():
        x = trimesh.load(tmp_path / bone["file"]).centroid[0]
        assert (x > 0) == (bone["side"] == "left"), bone["key"]


@pytest.mark.parametrize("at", [0.05, 0.4, pytest.param(0.8, marks=pytest.mark.slow)])
def test_cancelling_leaves_nothing(ct, tmp_path, at):
    def cancel(fraction, message):
        if fraction >= at:
            raise Cancelled

    with pytest.raises(Cancelled):
        segment_case(ct[0], tmp_path / "case", progress=cancel)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_product_is_refused_before_any_work(tmp_path):
    with pytest.raises(OsteoError, match=r"no product named 'prnt'.*print"):
        segment_case(tmp_path / "nothing", tmp_path / "case", products=("prnt",))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process on Windows")
def test_ctrl_c_leaves_nothing_and_says_so(ct, tmp_path):
    command = [sys.executable, "-m", "osteokit.cli.app", "segment", str(ct[0]), "--out", str(tmp_path / "case")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"COLUMNS": "200"})
    while not (tmp_path / "case").exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(1.5)  # past the imports, in the work
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors[-2000:]
    assert "nothing half-written" in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_the_fingerprint_knows_voxels_and_place():
    volume, _ = pelvis(spacing_mm=(6, 6, 6))
    from dataclasses import replace

    moved = volume.ijk_to_ras.copy()
    moved[0, 3] += 1
    changed = volume.voxels.copy()
    changed[0, 0, 0] += 1
    prints = {volume_sha256(v) for v in (volume, replace(volume, ijk_to_ras=moved), replace(volume, voxels=changed))}
    assert len(prints) == 3
    assert volume_sha256(replace(volume, voxels=volume.voxels.copy())) in prints
