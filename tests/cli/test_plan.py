"""The commands of ``osteo plan`` on generated bones."""

import json

import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.jobs import plan as job
from osteokit.planning import apply
from osteokit.planning.plan_file import read_plan, write_plan
from planning.leg_plans import filed_case


def run(*arguments):
    return CliRunner().invoke(app, ["plan", *map(str, arguments)], env={"COLUMNS": "200"})


@pytest.fixture
def made(tmp_path, monkeypatch):
    plan, _, _ = filed_case(tmp_path)
    for module in (job, apply):
        monkeypatch.setattr(module, "landmarks_in", lambda bone, mesh, progress=None: plan.landmarks[bone])
    return write_plan(plan, tmp_path / "plan.json")


def test_the_journey_in_commands(made, tmp_path):
    bones = tmp_path / "bones"
    path = tmp_path / "mine.json"
    result = run(
        "new", "--side", "left", "--femur", bones / "femur_left.stl", "--tibia", bones / "tibia_left.stl", "--out", path
    )
    assert result.exit_code == 0, result.output
    assert "MPTA_deg" in result.output and "82.0" in result.output and "unsigned" in result.output
    result = run("hto", path, "--variant", "A", "--fujisawa", "62", "--hinge-turn", "25")
    assert result.exit_code == 0 and "tibial slope increases by" in result.output, result.output
    result = run("hto", path, "--variant", "B", "--slope-change", "0", "--biplanar")
    assert result.exit_code == 0 and "tibial slope" not in result.output, result.output
    result = run("compare", path)
    assert (
        result.exit_code == 0
        and "opening_gap_mm" in result.output
        and " A " in result.output
        and " B " in result.output
    )
    table = json.loads(run("compare", path, "--json").output)
    rows = {row["key"]: row["values"] for row in table["rows"]}
    assert table["variants"] == ["A", "B"] and rows["WBL_percent"] == pytest.approx([62.0, 62.0], abs=1e-6)
    assert run("choose", path, "--variant", "B").exit_code == 0 and read_plan(path).chosen == "B"
    shown = run("show", path)
    assert shown.exit_code == 0 and "chosen: B" in shown.output and "Not a cleared medical device" in shown.output
    result = run("apply", path, "--out", tmp_path / "out")
    assert result.exit_code == 0 and "the plan was reproduced" in result.output, result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("dfo", "--mldfa", "85.5", "--wedge", "opening", "--approach", "medial"),
        ("rotate", "--bone", "femur", "--measure", "femoral_torsion_3d_deg", "--to", "12"),
        ("lengthen", "--bone", "tibia", "--by", "20"),
        ("hto", "--mpta", "88", "--wedge", "closing", "--approach", "lateral", "--soft-tissue"),
    ],
)
def test_other_corrections(made, arguments):
    command, *options = arguments
    result = run(command, made, "--variant", "X", *options)
    assert result.exit_code == 0, result.output
    assert read_plan(made).variant("X").predicted is not None


def test_points_are_in_the_coordinates_of_the_bone_file(made):
    hinge = run("hto", made).exit_code or read_plan(made).variant("A").steps[0].cut["hinge_point"]
    x, y, z = hinge
    assert run("hto", made, "--variant", "B", f"--hinge={-x},{-y},{z - 2}").exit_code == 0
    assert read_plan(made).variant("B").steps[0].cut["hinge_point"] == pytest.approx([x, y, z - 2])
    x, y, z = read_plan(made).landmarks["tibia_left"].landmarks["ankle_center"].position_ras
    assert run("landmark", made, "tibia_left", "ankle_center", f"--at={-x - 1},{-y},{z}").exit_code == 0
    assert read_plan(made).landmarks["tibia_left"].landmarks["ankle_center"].position_ras == pytest.approx(
        (x + 1, y, z)
    )


def test_a_plan_that_is_not_reproduced_exits_with_1_and_says_what_differs(made, tmp_path):
    assert run("hto", made).exit_code == 0
    text = made.read_text(encoding="utf-8")
    document = json.loads(text)
    document["variants"][0]["predicted"]["values"]["HKA_deg"]["value"] = 180.0
    made.write_text(json.dumps(document), encoding="utf-8")
    result = run("apply", made, "--out", tmp_path / "out")
    assert result.exit_code == 1 and "variant A: HKA_deg: 180.000 in the plan" in result.output
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["reproduced"] is False


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("hto", "{plan}", "--fujisawa", "130"), "out of reach"),
        (("hto", "{plan}", "--fujisawa", "60", "--mpta", "88"), "either --fujisawa or --mpta"),
        (("hto", "{plan}", "--hinge", "1,2"), "three numbers"),
        (("hto", "{plan}", "--hinge", "1,2,nan"), "three numbers"),
        (("hto", "{plan}", "--approach", "lateral"), "does the opposite"),
        (("double", "{plan}", "--fujisawa", "45"), "One level is enough"),
        (("show", "{plan}.none"), "There is no plan at"),
        (("choose", "{plan}", "--variant", "Z"), "no variant 'Z'"),
        (("rotate", "{plan}", "--bone", "humerus", "--measure", "x", "--to", "1"), "no humerus_left"),
    ],
)
def test_refusals_are_one_sentence_and_the_plan_stays(made, arguments, sentence):
    before = made.read_bytes()
    result = run(*(word.format(plan=made) for word in arguments))
    assert isinstance(result.exception, OsteoError), result.output
    assert sentence in str(result.exception) and "\n" not in str(result.exception)
    assert made.read_bytes() == before
