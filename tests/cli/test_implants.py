"""``osteo implants`` as a person types it: find, look, import, check."""

import json

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.planning.implants import catalogues
from osteokit.planning.implants.catalogues import search
from osteokit.planning.implants.solid import solid_of
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.stl import stl_bytes
from osteokit.surface.transform import moved, pose_of
from planning.shelves import on_shelf, packed


def run(*words, code=0):
    result = CliRunner().invoke(app, ["implants", *map(str, words)], env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def shelf(tmp_path):
    packed(tmp_path / "shelf")
    with on_shelf(tmp_path / "shelf", tmp_path / "absent"):
        yield tmp_path


def test_list_names_catalogues_and_what_was_left_out(shelf):
    told = json.loads(run("list", "--json"))
    assert [(one["name"], one["version"]) for one in told["catalogues"]][-1] == ("test", "1")
    assert list(told["faults"]) == [str(shelf / "absent")]
    assert "left out" in run("list")


def test_search_by_words_and_sizes(shelf):
    rows = json.loads(run("search", "螺钉", "--catalogue", "test", "--size", "length_mm=35..50", "--json"))
    assert [row["reference"] for row in rows] == ["S-3.5-40", "S-4.5-40"]
    assert rows[0]["licence"] == "CC0-1.0" and rows[0]["maker"] == "Nobody"
    assert "8 articles" in run("search", "--catalogue", "test", "--family", "cortical_screw")
    with pytest.raises(OsteoError, match=r'A size is like "diameter_mm=4\.5"'):
        run("search", "--size", "length_mm=long")


def test_show_prints_all_and_writes_the_solid(shelf, tmp_path):
    told = json.loads(run("show", "test/S-4.5-40").split("\n}")[0] + "\n}")
    assert told["all_sizes"]["core_mm"] == pytest.approx(3.0)
    run("show", "test/P-L", "--out", tmp_path / "plate.stl")
    assert read_mesh(tmp_path / "plate.stl").volume_mm3 == pytest.approx(60 * 12 * 3, rel=1e-5)


@pytest.fixture
def foreign(tmp_path):
    """A screw of 4.5 x 40 mm in inches, lying along y, tip down, off the origin."""
    found = search(family="cortical_screw", catalogue_name="generic", diameter_mm=4.5, length_mm=40.0)[0]
    there = moved(solid_of(found.implant), pose_of((30.0, 10.0, -7.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)))
    path = tmp_path / "maker.stl"
    path.write_bytes(stl_bytes(Mesh(there.vertices / 25.4, there.faces), "made elsewhere"))
    return path


SIZES = ("--size", "diameter_mm=4.5", "--size", "length_mm=40")


def test_import_sets_the_frame_and_the_article_can_be_planned_with(foreign, tmp_path):
    into = tmp_path / "ours"
    words = (foreign, "--into", into, "--family", "cortical_screw", "--reference", "M-1", "--name", "Maker's screw")
    with pytest.raises(OsteoError, match="seems to be in cm or inch: say so"):
        run("import", *words, *SIZES)
    run("import", *words, *SIZES, "--unit", "inch", "--picture", tmp_path / "p.png", "--dry-run")
    assert not into.exists()
    assert np.asarray(Image.open(tmp_path / "p.png")).std() > 10
    told = run("import", *words, *SIZES, "--unit", "inch", "--licence", "hospital only", "--catalogue", "ours")
    assert "version 1, 1 articles" in told
    with on_shelf(into):
        solid = solid_of(catalogues.find("ours", "M-1"), catalogues.catalogue("ours"))
    np.testing.assert_allclose(solid.vertices[:, 2].max(), 40.0, atol=1.5)
    assert "1 of 1 articles can be planned with" in run("check", into)


def test_a_frame_given_by_a_person_counts(foreign, tmp_path):
    words = (foreign, "--into", tmp_path / "ours", "--family", "cortical_screw", "--reference", "M-1", "--name", "S")
    words = (*words, *SIZES, "--unit", "inch")
    frame = tmp_path / "frame.json"
    pose = pose_of((30.0, 10.0, -7.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0))
    frame.write_text(json.dumps((pose @ np.diag([-1.0, 1.0, 1.0, 1.0])).tolist()), encoding="utf-8")
    with pytest.raises(OsteoError, match="left-handed and would mirror"):
        run("import", *words, "--frame", frame)
    frame.write_text(json.dumps(pose.tolist()), encoding="utf-8")
    with pytest.raises(OsteoError, match=r"ends 4\.\d mm along z"):
        run("import", *words, "--frame", frame, "--turn", "x=180")
    assert "40.00 mm" in run("import", *words, "--frame", frame, "--turn", "z=90", "--origin", "30,10,-7")
    for content, said in (("[[1]]", "no 4x4 matrix of finite numbers"), ("x", "no 4x4 matrix in JSON")):
        frame.write_text(content, encoding="utf-8")
        with pytest.raises(OsteoError, match=said):
            run("import", *words, "--frame", frame)
    with pytest.raises(OsteoError, match='A turn is like "z=180"'):
        run("import", *words, "--turn", "w=90")


def test_check_of_a_package_with_a_fault_ends_with_1(shelf):
    (shelf / "shelf" / "meshes" / "P-L.stl").unlink()
    told = run("check", shelf / "shelf", code=1)
    assert "P-L is missing" in told and "9 of 10 articles" in told
