"""``osteo reduce --plan``: the reduction becomes a variant that ``osteo plan apply`` does again."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from generated.broken_bones import broken
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.reduce_plan import add_reduction, planned_parts
from osteokit.planning.plan_file import read_plan
from osteokit.planning.reduction.values import Reduction
from osteokit.surface.transform import moved, translation
from planning.reduction.test_register import lump

AWAY = translation(np.array([4.0, -3.0, 8.0]))


@pytest.fixture
def files(tmp_path):
    normal = np.array([0.3, 0.1, 1.0]) / np.linalg.norm([0.3, 0.1, 1.0])
    upper, lower = broken(lump(), np.array([0.0, 0.0, 4.0]), normal, 1.5, 0, 0.05)
    write_mesh(lower, tmp_path / "a.stl")
    write_mesh(moved(upper, AWAY), tmp_path / "b.stl")
    return [tmp_path / "a.stl", tmp_path / "b.stl"]


def answer():
    nothing = {"a": float("nan"), "b": float("nan")}
    poses = {"a": np.eye(4), "b": np.linalg.inv(AWAY)}
    centers = {"a": np.zeros(3), "b": np.zeros(3)}
    warnings = ("b: another place fits nearly as well (80 % of the score); place it by hand or check it.",)
    return Reduction("a", poses, nothing, nothing, (), {"a": True, "b": False}, warnings, centers)


def test_files_are_fragments_of_the_named_bone_or_say_it_themselves(tmp_path):
    parts = planned_parts([tmp_path / "a.stl", tmp_path / "b.stl"], "femur_right", tmp_path / "h.stl", True)
    assert list(parts.fragments) == ["femur_right_fragment_1", "femur_right_fragment_2"]
    assert parts.template == ("femur_left", tmp_path / "h.stl")
    named = [tmp_path / "Left hip bone fragment 2.stl", tmp_path / "hip_left_fragment_1.stl"]
    assert list(planned_parts(named, "", None, False).fragments) == ["hip_left_fragment_2", "hip_left_fragment_1"]
    with pytest.raises(OsteoError, match="does not say which bone"):
        planned_parts([tmp_path / "piece.stl"], "", None, False)
    with pytest.raises(OsteoError, match="No bone is called"):
        planned_parts(named, "thing", None, False)
    with pytest.raises(OsteoError, match="are both hip_left_fragment_2"):
        planned_parts([named[0], tmp_path / "hip_left_fragment_2.stl"], "", None, False)


def test_it_becomes_a_variant_and_another_bone_of_that_name_is_refused(files, tmp_path):
    path = tmp_path / "plan.json"
    parts = planned_parts(files, "femur_right", None, False)
    plan = add_reduction(path, answer(), parts, "A")
    assert plan == read_plan(path) and plan.side == "right" and plan.title == "Fracture: right femur"
    step = plan.variant("A").steps[0]
    assert step.doubts.keys() == {"femur_right_fragment_2"} and step.anchor == "femur_right_fragment_1"
    assert {one.code for one in plan.variant("A").findings} == {"reduction.doubtful"}
    assert add_reduction(path, answer(), parts, "B").inputs == plan.inputs
    before = path.read_bytes()
    write_mesh(lump(), files[0])
    with pytest.raises(OsteoError, match="another femur_right_fragment_1"):
        add_reduction(path, answer(), parts, "C")
    assert path.read_bytes() == before


@pytest.mark.slow
def test_the_command_and_that_apply_does_it_again(files, tmp_path):
    path = tmp_path / "plan.json"
    arguments = ["reduce", *map(str, files), "--plan", str(path), "--bone", "femur_right"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    values = read_plan(path).variant("A").reports[0].values
    assert values["residual_mm"] < 0.3
    again = CliRunner().invoke(app, ["plan", "apply", str(path), "--out", str(tmp_path / "planned")])
    assert again.exit_code == 0 and "reproduced" in again.output
    content = json.loads(path.read_text())
    content["variants"][0]["steps"][0]["poses"]["femur_right_fragment_2"][2][3] -= 2.0
    path.write_text(json.dumps(content))
    again = CliRunner().invoke(app, ["plan", "apply", str(path), "--out", str(tmp_path / "planned")])
    assert again.exit_code == 1 and "residual_mm" in again.output
    refused = CliRunner().invoke(app, ["reduce", *map(str, files)])
    assert isinstance(refused.exception, OsteoError)
