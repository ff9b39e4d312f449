import json

import numpy as np
import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.fabrication.mesh_formats import stl_bytes
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import moved, translation
from planning.osteotomy.solids import beam

CUT = {"kind": "plane", "entry": [100.0, 15.0, 20.0], "proximal": [0, 0, 1], "direction": [0, -1, 0]}


@pytest.fixture
def files(tmp_path):
    """A bone that stands 100 mm along the first axis of its file, and a cut in the same numbers."""
    bone = moved(beam(), translation((100, 0, 0)))
    (tmp_path / "bone.stl").write_bytes(stl_bytes(bone, "no word on coordinates"))
    (tmp_path / "cut.json").write_text(json.dumps(CUT))
    return tmp_path


def run(folder, *options):
    command = ["cut", str(folder / "bone.stl"), "--cut", str(folder / "cut.json"), "--out", str(folder / "out")]
    return CliRunner().invoke(app, [*command, *options], catch_exceptions=True)


@pytest.mark.parametrize("coordinates", [[], ["--coordinates", "LPS"], ["--coordinates", "ras"]])
def test_fragments_and_report_in_the_coordinates_of_the_bone(files, coordinates):
    result = run(files, *coordinates)
    assert result.exit_code == 0, result.output
    space = "RAS" if coordinates[-1:] == ["ras"] else "LPS"
    report = json.loads((files / "out" / "report.json").read_text())
    assert report["coordinates"] == space and report["cut"]["entry"] == CUT["entry"]
    assert report["removed_mm3"] == pytest.approx(1200, rel=1e-5)
    for fragment in report["fragments"]:
        path = files / "out" / fragment["file"]
        assert f"SPACE={space}".encode() in path.read_bytes()[:80]
        mesh = read_mesh(path)
        sign = 1 if space == "RAS" else -1
        assert mesh.vertices[:, 0].mean() == pytest.approx(sign * 100, abs=1e-3)
        assert mesh.volume_mm3 == pytest.approx(fragment["volume_mm3"], rel=1e-6)
    names = {fragment["name"]: fragment["volume_mm3"] for fragment in report["fragments"]}
    assert names == pytest.approx({"proximal": 1200 * 79.5, "distal": 1200 * 119.5}, rel=1e-5)


def test_what_else_lies_in_the_folder_stays(files):
    (files / "out").mkdir()
    (files / "out" / "mine.txt").write_text("keep")
    assert run(files).exit_code == 0
    assert (files / "out" / "mine.txt").read_text() == "keep"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("{", "is no JSON"), ("[]", "A cut has a kind"), (json.dumps({**CUT, "entry": [0, 0, 900]}), "misses the bone")],
)
def test_a_bad_cut_leaves_no_files(files, content, sentence):
    (files / "cut.json").write_text(content)
    result = run(files)
    assert isinstance(result.exception, OsteoError) and sentence in str(result.exception)
    assert not (files / "out").exists()


def test_an_open_bone_is_refused(files):
    bone = beam()
    (files / "bone.stl").write_bytes(stl_bytes(Mesh(bone.vertices, bone.faces[1:]), ""))
    result = run(files)
    assert isinstance(result.exception, OsteoError) and "is open" in str(result.exception)


def test_the_far_end_of_the_bone_is_where_it_was(files):
    run(files, "--coordinates", "RAS")
    distal = read_mesh(files / "out" / "distal.stl")
    assert distal.vertices.min(axis=0) == pytest.approx(np.array([80, -15, -100]), abs=1e-4)
