import json

import numpy as np
import pytest
from typer.testing import CliRunner

from generated.legs import LegShape, generated_leg
from osteokit.anatomy.leg import measure_leg
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.cli.commands import align as command
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.align import measured_alignment
from osteokit.surface.primitives import cylinder

LEG = generated_leg(LegShape(side="left"), varus_deg=9.0)


def run(*arguments):
    return CliRunner().invoke(app, ["align", *map(str, arguments)])


def test_the_table_has_names_values_reasons_and_warnings(capsys):
    from rich.console import Console

    found = measured_alignment(generated_leg(LegShape(side="left"), flexion_deg=30.0), {})
    for language, name in (("en", "Medial proximal tibial angle"), ("zh", "胫骨近端内侧角")):
        command.print_alignment(found, language, Console(width=160))
        shown = capsys.readouterr().out
        assert name in shown and "87.0" in shown and "85 .. 90" in shown
        assert "not measurable" in shown and "it was not looked for" in shown
        assert "bent 30 degrees" in shown


def test_colours_by_distance_from_normal():
    values = measure_leg(LEG)
    assert command.color_of(values["mLDFA_deg"]) == "green"
    assert command.color_of(values["JLCA_deg"]) == "bold red"
    assert command.color_of(values["femur_length_mm"]) == ""


def test_refusals_in_one_sentence(tmp_path):
    nothing = run("--side", "left", "--out", tmp_path / "a.json")
    assert isinstance(nothing.exception, OsteoError) and "at least one bone" in str(nothing.exception)
    twice = run("--side", "left", "--pelvis", "a.stl", "--hip-left", "b.stl", "--out", tmp_path / "a.json")
    assert "the same bone" in str(twice.exception)
    absent = run("--side", "left", "--femur", tmp_path / "none.stl", "--out", tmp_path / "a.json")
    assert "does not exist" in str(absent.exception)
    assert run("--side", "middle", "--out", tmp_path / "a.json").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_solid_that_is_no_femur_is_refused(tmp_path):
    path = tmp_path / "tube.stl"
    write_mesh(cylinder(np.zeros(3), np.array([0, 0, 40.0]), 8.0), path, "tube")
    result = run("--side", "left", "--femur", path, "--out", tmp_path / "a.json")
    assert isinstance(result.exception, OsteoError) and "centimetres or a scrap" in str(result.exception)
    assert not (tmp_path / "a.json").exists()


@pytest.mark.data
def test_a_real_femur_alone(shared_data, tmp_path):
    femur = shared_data / "meshes" / "comodo" / "femur.stl"
    result = run("--side", "right", "--femur", femur, "--coordinates", "LPS", "--out", tmp_path / "a.json")
    assert result.exit_code == 0, result.output
    content = json.loads((tmp_path / "a.json").read_text())
    assert 80 < content["mLDFA_deg"] < 95
    assert "MPTA_deg" not in content
    assert content["not_measurable"]["HKA_deg"] == "The tibia was not given."
    assert "mLDFA" in result.output
