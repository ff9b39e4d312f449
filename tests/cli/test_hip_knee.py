"""``osteo hip`` and ``osteo knee`` as commands."""

import json

import pytest
from typer.testing import CliRunner

from generated.long_bones import left_tibia
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.fabrication.export import write_mesh


def run(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_hip_and_knee_tell_what_they_take():
    assert "--inclination" in run("hip", "--help").output
    assert "--slope" in run("knee", "--help").output


def test_a_hip_without_its_bones_is_refused(tmp_path):
    write_mesh(left_tibia(), tmp_path / "femur_left.stl")
    result = run("hip", tmp_path / "femur_left.stl", "--out", tmp_path / "hip.json")
    assert isinstance(result.exception, OsteoError)
    assert "The hip left is not there" in str(result.exception)
    assert not (tmp_path / "hip.json").exists()


def test_a_knee_from_its_tibia(tmp_path):
    write_mesh(left_tibia(), tmp_path / "tibia.stl")
    out, figure = tmp_path / "knee.json", tmp_path / "knee.png"
    result = run("knee", "--side", "left", "--tibia", tmp_path / "tibia.stl", "--out", out, "--figure", figure)
    assert result.exit_code == 0, result.output
    content = json.loads(out.read_text())
    assert content["resections"]["tibial"]["angles"]["posterior_slope_deg"] == pytest.approx(3.0, abs=0.05)
    assert content["femoral"] is None and "femur was not given" in content["not_planned"]["femoral"]
    assert content["tibial"]["catalogue"] == "generic"
    assert figure.stat().st_size > 10_000


def test_a_knee_without_bones_or_of_the_other_side_is_refused(tmp_path):
    result = run("knee", "--side", "left", "--out", tmp_path / "knee.json")
    assert isinstance(result.exception, OsteoError)
    write_mesh(left_tibia(), tmp_path / "tibia.stl")
    result = run("knee", "--side", "right", "--tibia", tmp_path / "tibia.stl", "--out", tmp_path / "knee.json")
    assert isinstance(result.exception, OsteoError)
