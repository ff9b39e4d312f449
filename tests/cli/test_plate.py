import json

import pytest
from typer.testing import CliRunner

from generated.long_bones import left_tibia
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.fabrication.export import write_mesh
from osteokit.surface.solid import manifold_of, mesh_of
from planning.nails.canals import femur


@pytest.fixture(scope="module")
def tibia(tmp_path_factory):
    path = tmp_path_factory.mktemp("plate") / "tibia.stl"
    write_mesh(left_tibia(), path)
    return path


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def refused(*arguments):
    result = run(*arguments)
    assert isinstance(result.exception, OsteoError), result.output
    return str(result.exception)


def test_plate_prints_the_ranking_the_bends_and_the_screws(tibia, tmp_path):
    out = tmp_path / "plate.json"
    result = run("plate", "--bone", f"tibia_left={tibia}", "--site", "proximal_tibia_medial", "--article", "SP3.5-6",
                 "--article", "SP4.5N-5", "--bend", "yes", "--out", out)  # fmt: skip
    assert result.exit_code == 0, result.output
    for word in ("Plates by fit", "SP3.5-6", "SP4.5N-5", "Bent: mean gap", "Screws", "cortical_screw"):
        assert word in result.output
    assert json.loads(out.read_text())["site"] == "proximal_tibia_medial"


def test_plate_refuses_what_it_cannot_read(tibia, tmp_path):
    out = ("--out", tmp_path / "plate.json")
    bone = ("--bone", f"tibia_left={tibia}")
    assert "Give either a --site" in refused("plate", *bone, *out)
    assert "KEY=FILE" in refused("plate", "--bone", tibia, "--site", "tibia_shaft_medial", *out)
    assert "--point is" in refused("plate", *bone, "--point", "1,2", "--point", "3,4,5", *out)
    assert "--holes is" in refused("plate", *bone, "--site", "tibia_shaft_medial", "--holes", "many", *out)
    assert "--holes goes" in refused("plate", *bone, "--site", "tibia_shaft_medial", "--holes", "6-3", *out)
    assert "no plate site" in refused("plate", *bone, "--site", "left_ear", *out)
    assert not (tmp_path / "plate.json").exists()


@pytest.mark.slow
def test_nail_prints_its_fit_and_its_screws(tmp_path):
    write_mesh(mesh_of(manifold_of(femur()).simplify(0.03)), tmp_path / "femur.stl")
    result = run("nail", "--bone", f"femur_left={tmp_path / 'femur.stl'}", "--out", tmp_path / "nail.json")
    assert result.exit_code == 0, result.output
    for word in ("isthmus of the canal", "reamed to", "distal 1"):
        assert word in result.output
    assert json.loads((tmp_path / "nail.json").read_text())["format"] == "osteo.nail/1"
    assert "KEY=FILE" in refused("nail", "--bone", "femur_left", "--out", tmp_path / "nail.json")
