"""``osteo reduce`` as a person types it."""

import json

from typer.testing import CliRunner

from jobs.test_reduce import written
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from planning.reduction.test_reduce import fracture

LPS = (-1.0, -1.0, 1.0)


def test_a_fracture_is_reduced_and_told(tmp_path):
    files = [str(file) for file in written(fracture(), tmp_path, LPS)]
    result = CliRunner().invoke(app, ["reduce", *files, "--out", str(tmp_path / "out"), "--anchor", "lower"])
    assert result.exit_code == 0, result.output
    assert "confident" in result.output and "stays" in result.output and "face each other" in result.output
    assert "fitted only to each other" in result.output
    report = json.loads((tmp_path / "out" / "reduction.json").read_text())
    assert report["anchor"] == "lower"
    assert {one["file"] for one in report["fragments"]} == {"upper.stl", "lower.stl"}
    assert (tmp_path / "out" / "upper.stl").stat().st_size > 1000


def test_mirror_without_a_template_is_refused(tmp_path):
    files = [str(file) for file in written(fracture(), tmp_path, LPS)]
    result = CliRunner().invoke(app, ["reduce", *files, "--out", str(tmp_path / "out"), "--mirror"])
    assert isinstance(result.exception, OsteoError) and "--template" in str(result.exception)
    assert not (tmp_path / "out").exists()
