"""``osteo plan implant`` and ``osteo plan scene`` on a plan's files."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.jobs.plan import apply_to_folder
from osteokit.planning.plan import GuideStep, Variant
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.variants import with_variant
from planning.leg_plans import filed_case
from planning.shelves import on_shelf, packed


def run(*words):
    result = CliRunner().invoke(app, ["plan", *map(str, words)], env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def plan(tmp_path):
    packed(tmp_path / "shelf")
    made, _, _ = filed_case(tmp_path / "plan")
    made = replace(made, landmarks={}, measured=type(made.measured)("", {}, {}))
    with on_shelf(tmp_path / "shelf"):
        yield write_plan(made, tmp_path / "plan" / "plan.json")


def line(plan):
    """A line through the tibia's shaft in the coordinates of the bone file (LPS), as words."""
    from osteokit.planning.inputs import load_inputs

    mesh = load_inputs(read_plan(plan), plan.parent)["tibia_left"]
    middle = mesh.vertices[np.abs(mesh.vertices[:, 2] - np.median(mesh.vertices[:, 2])) < 40].mean(axis=0)
    entry, target = middle + np.array([19.0, 0.0, 0.0]), middle - np.array([20.0, 0.0, 0.0])
    return [",".join(f"{value:.6f}" for value in point * [-1.0, -1.0, 1.0]) for point in (entry, target)]


def test_a_screw_is_added_exchanged_listed_and_removed(plan):
    entry, target = line(plan)
    where = ("--bone", "tibia_left", "--entry", entry, "--target", target)
    told = run("implant", "add", plan, "--name", "s1", *where, "--family", "cortical_screw", "--size", "diameter_mm=5")
    (step,) = read_plan(plan).variant("A").steps
    assert (step.catalogue, step.reference) == ("generic", "HA4.5-38"), "39 mm from entry to target"
    assert step.version == "1" and step.article.sizes == {"diameter_mm": 4.5, "length_mm": 38.0}
    assert "screw_in_bone_mm" in told
    np.testing.assert_allclose(np.array(step.pose)[:2, 3], -np.array([float(w) for w in entry.split(",")])[:2])
    run("implant", "add", plan, "--name", "s1", *where, "--article", "test/S-4.5-30")
    rows = json.loads(run("implant", "list", plan, "--variant", "A", "--json"))
    assert [(row["reference"], row["quantity"], row["steps"]) for row in rows] == [("S-4.5-30", 1, ["s1"])]
    assert "S-4.5-30" in run("implant", "list", plan)
    run("implant", "remove", plan, "--name", "s1")
    assert read_plan(plan).variant("A").steps == ()


def test_a_plate_by_its_pose_before_a_step(plan, tmp_path):
    entry, target = line(plan)
    run("implant", "add", plan, "--name", "s", "--bone", "tibia_left", "--entry", entry, "--target", target,
        "--article", "test/S-4.5-40")  # fmt: skip
    pose = tmp_path / "pose.json"
    pose.write_text(json.dumps(np.eye(4).tolist()), encoding="utf-8")
    run("implant", "add", plan, "--name", "p", "--bone", "tibia_left", "--pose", pose, "--article", "test/P-L",
        "--before", "s")  # fmt: skip
    assert [step.name for step in read_plan(plan).variant("A").steps] == ["p", "s"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--article", "test/S-9", "--entry", "0,0,0", "--target", "0,0,9"), "no article 'S-9'"),
        (("--article", "test/P-L", "--entry", "0,0,0", "--target", "0,0,9"), "is no screw or wire"),
        (("--article", "test/S-4.5-40", "--entry", "0,0,0", "--target", "0,0,0"), "are one point"),
        (("--article", "test/S-4.5-40", "--entry", "0,0,0"), "Give either --entry and --target"),
        (("--entry", "0,0,0", "--target", "0,0,9"), "Give either the --article or a --family"),
        (("--article", "test/S-4.5-40", "--entry", "0,0,0", "--target", "0,0,9", "--into", "talus_left"), "not among"),
        (("--article", "test/S-4.5-40", "--entry", "0,0,0", "--target", "0,0,9", "--before", "x"), "no step 'x'"),
        (("--article", "test/S-4.5-40", "--entry", "0,0,0", "--target", "0,0,9", "--guide", "x"), "no step 'x'"),
    ],
)
def test_what_cannot_be_placed_leaves_the_plan_as_it_was(plan, words, said):
    before = plan.read_bytes()
    with pytest.raises(OsteoError, match=said):
        run("implant", "add", plan, "--name", "s", "--bone", "tibia_left", *words)
    assert plan.read_bytes() == before


def test_removing_takes_the_sleeves_too(plan):
    from osteokit.jobs.implant_steps import with_implant, without_implant
    from osteokit.planning.plan import IDENTITY, ImplantStep

    guide = GuideStep("guide", "tibia_left", {})
    steps = with_implant((guide,), ImplantStep("s", "tibia_left", "test", "S-4.5-40", IDENTITY), guide="guide")
    assert steps[0].for_implants == ("s",)
    assert without_implant(steps, "s") == (guide,)
    with pytest.raises(OsteoError, match="no implant 'guide'; its implants: s"):
        without_implant(steps, "guide")


def test_a_plan_with_implants_is_reproduced_and_its_folder_holds_them(plan, tmp_path):
    entry, target = line(plan)
    run("implant", "add", plan, "--name", "screw 1", "--bone", "tibia_left", "--entry", entry, "--target", target,
        "--article", "test/S-4.5-40")  # fmt: skip
    result = apply_to_folder(plan, tmp_path / "out")
    assert result.reproduced
    assert (tmp_path / "out" / "A" / "implant_screw 1.stl").is_file()
    changed = read_plan(plan)
    report = changed.variant("A").reports[0]
    wrong = replace(report, values={**report.values, "screw_in_bone_mm": 1.0})
    changed = with_variant(changed, replace(changed.variant("A"), reports=(wrong,)))
    write_plan(changed, plan)
    assert not apply_to_folder(plan, tmp_path / "out2").reproduced


def test_an_old_plan_opens_where_the_catalogue_lacks_its_article(plan, tmp_path):
    entry, target = line(plan)
    run("implant", "add", plan, "--name", "s", "--bone", "tibia_left", "--entry", entry, "--target", target,
        "--article", "test/S-4.5-40")  # fmt: skip
    packed(tmp_path / "newer", "2", without=("S-4.5-40",))
    with on_shelf(tmp_path / "newer"):
        result = apply_to_folder(plan, tmp_path / "out")
    (finding,) = [one for one in result.plan.variant("A").findings if one.code == "implant.unknown"]
    assert "test S-4.5-40 is not in the catalogue here" in finding.message
    assert finding.evidence == "planned with version 1, here version 2"
    assert "(not in the catalogue here)" not in run("implant", "list", plan)


def test_the_scene_of_a_plan(plan, tmp_path):
    pytest.importorskip("slicer")
    made = with_variant(read_plan(plan), Variant("A"))
    write_plan(made, plan)
    assert "3 models" in run("scene", plan, "--out", tmp_path / "plan.mrb")
    assert (tmp_path / "plan.mrb").stat().st_size > 1000
