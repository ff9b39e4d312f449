"""The commands of the trainee's tutorial are run as they stand, and do what it says."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "trainee.md"


def commands() -> list[str]:
    blocks = PAGE.read_text(encoding="utf-8").split("```")[1::2]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("osteo ")]
    return [line for line in lines if "--device" not in line]  # nobody holds an arm here


@pytest.mark.slow
def test_the_commands_of_the_tutorial(tmp_path):
    told = {}
    for command in commands():
        program = [sys.executable, "-m", "osteokit.cli.app", *shlex.split(command)[1:]]
        done = subprocess.run(
            program, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "COLUMNS": "160"}, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-500:]}{done.stderr[-500:]}"
        told[command] = done.stdout
    assert len(told) == 5
    results = {
        hand: json.loads((tmp_path / hand / "assessment.json").read_text(encoding="utf-8"))
        for hand in ("expert", "novice")
    }
    assert results["expert"]["passed"] and not results["novice"]["passed"]
    assert results["expert"]["score"] > 80 > results["novice"]["score"]
    value = {hand: {one["key"]: one["value"] for one in told["figures"]} for hand, told in results.items()}
    for key in ("plunge_mm", "tip_error_mm", "angle_error_deg", "tremor_mm2_s4"):
        assert value["expert"][key] < value["novice"][key], key
    assert "训练报告" in PdfReader(tmp_path / "novice" / "report.pdf").pages[0].extract_text()
    assert (tmp_path / "expert" / "scene.glb").stat().st_size > 10_000
