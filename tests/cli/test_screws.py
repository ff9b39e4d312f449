"""``osteo screws`` as a person types it."""

import json

import pytest
from typer.testing import CliRunner

from generated.pelvic_bones import vertebra
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.fabrication.export import write_mesh


@pytest.fixture
def bone(tmp_path):
    write_mesh(vertebra().mesh, tmp_path / "L3.stl", "L3")
    return str(tmp_path / "L3.stl")


def run(*words: str):
    return CliRunner().invoke(app, ["screws", *words], env={"COLUMNS": "200"})


def test_a_proposal_is_told_and_written(bone, tmp_path):
    result = run(bone, "--at", "L3-left", "--out", str(tmp_path / "out"), "--figures", "no")
    assert result.exit_code == 0, result.output
    assert "L3-left" in result.output and "canal" in result.output
    content = json.loads((tmp_path / "out" / "screws.json").read_text(encoding="utf-8"))
    (one,) = content["screws"]
    assert one["gertzbein_robbins"] == "A" and one["site"] == "L3-left"


def test_lines_and_written_screws_are_judged(bone, tmp_path):
    lines = tmp_path / "mine.mrk.json"
    points = [{"label": "L3 right-1", "position": [-14, 40, 0]}, {"label": "L3 right-2", "position": [-8, 0, 0]}]
    markup = {"type": "Line", "coordinateSystem": "LPS", "controlPoints": points}
    lines.write_text(json.dumps({"markups": [markup]}))
    result = run(
        bone, "--lines", str(lines), "--diameter", "5", "--screw", "out of it left=-60,40,0:-50,0,0:5",
        "--out", str(tmp_path / "out"),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    content = json.loads((tmp_path / "out" / "screws.json").read_text(encoding="utf-8"))
    names = [one["name"] for one in content["screws"]]
    assert names == ["L3 right", "out of it left"]
    assert content["screws"][1]["gertzbein_robbins"] == "E"
    assert (tmp_path / "out" / content["screws"][0]["figure"]).stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Say which screws"),
        (("--screw", "a=1,2,3:1,2,3:5"), "one point"),
        (("--screw", "a=1,2,3:4,5,6:5", "--screw", "a=1,2,3:4,5,6:5"), "Two screws are named a"),
        (("--at", "L3", "--diameter", "5"), "--diameter is for --lines"),
        (("--lines", "x.mrk.json"), "give --diameter"),
        (("--at", "elbow"), "No screw site is called"),
        (("--at", "L3", "--margin", "-1"), "margin"),
    ],
)
def test_refusals(bone, tmp_path, words, sentence):
    result = run(bone, *words, "--out", str(tmp_path / "out"))
    assert isinstance(result.exception, OsteoError)
    assert sentence in str(result.exception)
    assert not (tmp_path / "out").exists()
