import re

import pytest
from typer.testing import CliRunner

from jobs.demo_cases import around, case, half_femur
from osteokit.cli.app import app
from osteokit.fabrication import slicer_engine
from osteokit.jobs import demo


def shown(monkeypatch, out, bones) -> str:
    """What the command prints for a case of these bones."""
    summary = case(out, bones, around(half_femur(), 5.0))
    for record in summary["bones"]:
        record |= {"name_zh": "", "side": "left", "volume_mm3": 1.0, "confidence": 0.9, "warnings": []}
    monkeypatch.setattr(demo, "segment_case", lambda *args, **options: summary)
    monkeypatch.setattr(slicer_engine, "_PROGRAMS", ())
    result = CliRunner().invoke(app, ["demo", "--ct", "ct.nii.gz", "--out", str(out), "--no-training"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.slow
def test_it_ends_with_the_wedge_the_guide_and_where_they_are(tmp_path, monkeypatch):
    said = shown(monkeypatch, tmp_path, {"femur_left": half_femur()})
    assert "without a deformity, not an indication: left femur" in said
    assert "Closing wedge: 20°, wedge " in said and "contact " in said
    assert re.search(r"1\d of 17 checks passed; printable; no quote, as PrusaSlicer is not installed", said)
    for name in ("report.pdf", "plan.json", "guide"):
        assert str(tmp_path / "plan" / name) in said and (tmp_path / "plan" / name).exists()


@pytest.mark.parametrize("bones", [{}])
def test_without_a_plan_it_ends_well_and_says_why(tmp_path, monkeypatch, bones):
    said = shown(monkeypatch, tmp_path, bones)
    assert "No osteotomy was planned: The case has no long bone" in said
    assert "plan.json" not in said


@pytest.mark.slow
def test_it_ends_with_a_training_session(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "segment_case", lambda *args, **options: case(tmp_path, {}, around(half_femur(), 5.0)))
    result = CliRunner().invoke(app, ["demo", "--ct", "ct.nii.gz", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "a scripted expert: passed" in result.output and "plunge beyond the far" in result.output
    assert (tmp_path / "training" / "report.pdf").exists() and (tmp_path / "training" / "scene.glb").exists()
