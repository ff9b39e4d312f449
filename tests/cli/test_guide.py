import json
from dataclasses import replace

import numpy as np
import pytest
import trimesh
from typer.testing import CliRunner

from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.fabrication.export import write_mesh
from osteokit.planning.guides.document import GuideOrder, order_to_json
from osteokit.planning.inputs import load_inputs, plan_input
from osteokit.planning.osteotomy.cuts import DomeCut, PlaneCut, cut_in_ras, cut_to_json
from osteokit.planning.plan import FragmentMove, GuideStep, OsteotomyStep, SurgicalPlan, Variant, matrix_rows
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plan_guide import guide_of_step
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import moved, translation
from planning.guides.solids import BLADE, COARSE, shaft, wire

AT = np.array([40.0, -25.0, 10.0])
CUT = PlaneCut((54.0, -25.0, 10.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), blade=BLADE)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A bone off the middle, in LPS, its cut and holes in LPS, and coarse parameters."""
    folder = tmp_path_factory.mktemp("cli")
    write_mesh(moved(shaft(), translation(AT)), folder / "bone.stl")
    (folder / "cut.json").write_text(json.dumps(cut_to_json(cut_in_ras(CUT, "LPS"))))
    holes = [{"point": [-54.0, 25.0, 24.0], "direction": [1, 0, 0], "diameter_mm": 2.0, "kind": "wire", "name": "K1"}]
    (folder / "holes.json").write_text(json.dumps(holes))
    (folder / "guide.json").write_text(json.dumps({"grid_mm": 0.8, "text": "L"}))
    return folder


@pytest.fixture
def without_pictures(monkeypatch):
    """Pictures take four fifths of the time; tests/jobs looks at them."""
    monkeypatch.setattr("osteokit.jobs.guide_pictures.write_pictures", lambda guide, bone, folder: ())


def run(*arguments):
    return CliRunner().invoke(app, ["guide", *map(str, arguments)])


def refused(*arguments):
    result = run(*arguments)
    assert isinstance(result.exception, OsteoError), result.output
    return str(result.exception)


def test_a_guide_of_files_lies_on_the_bone_in_its_coordinates(files, without_pictures, tmp_path):
    result = run(files / "bone.stl", "--cut", files / "cut.json", "--holes", files / "holes.json",
                 "--parameters", files / "guide.json", "--out", tmp_path / "out", "--dicom")  # fmt: skip
    assert result.exit_code == 0, result.output
    for word in ("clearance", "seats", "slot_angle", "holes_open", "slides along"):
        assert word in result.output
    mesh = trimesh.load(tmp_path / "out/guide.stl")
    middle = mesh.bounds.mean(axis=0)
    assert middle[0] < -50 and abs(middle[1] - 25) < 8  # LPS: the guide is on the bone's right side in RAS +x
    assert (tmp_path / "out/guide.stl.dcm").exists()
    saved = json.loads((tmp_path / "out/parameters.json").read_text())
    assert saved["cuts"][0]["entry"] == [54.0, -25.0, 10.0] and saved["holes"][0]["point"] == [54.0, -25.0, 24.0]


def test_the_saved_parameters_alone_make_the_same_guide(files, without_pictures, tmp_path):
    order = GuideOrder((), (wire((54.0, -25.0, 10.0)),), COARSE)
    (tmp_path / "parameters.json").write_text(json.dumps(order_to_json(order)))
    for name in ("a", "b"):
        result = run(files / "bone.stl", "--parameters", tmp_path / "parameters.json", "--out", tmp_path / name)
        assert result.exit_code == 0, result.output
    assert (tmp_path / "a/guide.stl").read_bytes() == (tmp_path / "b/guide.stl").read_bytes()


def plan_of(files, folder, *more):
    """A plan in ``folder`` that cuts the bone and moves what is below it 2 mm down, with a wire in each fragment."""
    bone = files / "bone.stl"
    holes = [
        {"point": [54.0, -25.0, 10.0 + up], "direction": [-1, 0, 0], "diameter_mm": 2.0, "kind": "wire", "name": name}
        for up, name in ((12.0, "up"), (-12.0, "down"))
    ]
    document = {"parameters": COARSE.to_json(), "holes": holes}
    down = (FragmentMove("distal", matrix_rows(translation([0, 0, -2.0]))),)
    steps = (OsteotomyStep("cut", "tibia_right", cut_to_json(CUT), down),
             GuideStep("guide", "tibia_right", document, "cut"))  # fmt: skip
    one = plan_input("tibia_right", bone, "LPS", read_mesh(bone), folder)
    plan = SurgicalPlan("p", "P", "right", (one,), {}, Measurements("right", {}, {}, ()),
                        variants=(Variant("A", steps), *more), chosen="A")  # fmt: skip
    return write_plan(plan, folder / "plan.json")


def test_a_plan_makes_its_guide_and_the_one_that_holds_the_moved_fragments(files, without_pictures, tmp_path):
    plan = plan_of(files, tmp_path, Variant("uncut", ()))
    out = tmp_path / "out"
    result = run(files / "bone.stl", "--plan", plan, "--reposition", "--out", out)
    assert result.exit_code == 0, result.output
    assert "Reposition cut" in result.output
    first, second = (json.loads((folder / "parameters.json").read_text()) for folder in (out, out / "reposition"))
    assert first["cuts"][0]["entry"] == [54.0, -25.0, 10.0] and second["cuts"] == []
    heights = [[hole["point"][2] for hole in one["holes"]] for one in (first, second)]
    assert sorted(heights[0]) == [-2.0, 22.0]
    np.testing.assert_allclose(sorted(heights[1]), [-4.0, 22.0])  # the lower wire went along with its fragment
    for folder in (out, out / "reposition"):
        assert trimesh.load(folder / "guide.stl").is_volume
    assert "does not cut tibia_right" in refused(files / "bone.stl", "--plan", plan, "--variant", "uncut", "--out", out)
    other = tmp_path / "other.stl"
    write_mesh(shaft(), other)
    assert "was not made on other.stl" in refused(other, "--plan", plan, "--out", out)


def test_a_plan_alone_makes_all_its_guides_with_their_print_files(files, without_pictures, tmp_path):
    """One command: meshes, DICOM, print orientation; the step for the moved fragments is made as the plan does."""
    plan_of(files, tmp_path)
    plan = read_plan(tmp_path / "plan.json")
    cutting = plan.variant("A").steps[1]
    holding = replace(cutting, name="hold", parameters=COARSE.to_json(), purpose="reposition")
    variant = replace(plan.variant("A"), steps=(*plan.variant("A").steps, holding))
    path = write_plan(replace(plan, variants=(variant,)), tmp_path / "plan.json")
    out = tmp_path / "out"
    result = run("--plan", path, "--dicom", "--out", out)
    assert result.exit_code == 0, result.output
    for folder in (out, out / "reposition"):
        names = {one.name for one in folder.iterdir()}
        assert {"guide.stl", "guide.stl.dcm", "guide.3mf", "parameters.json", "checks.json", "print"} <= names
        record = json.loads((folder / "checks.json").read_text())["print"]
        assert len(record["size_mm"]) == 3 and record["mass_g"] > 0
    meshes = load_inputs(plan, tmp_path)
    for step, folder in ((cutting, out), (holding, out / "reposition")):
        again = guide_of_step(step, variant, meshes)
        written = read_mesh(folder / "guide.stl")
        assert written.volume_mm3 == pytest.approx(again.volume_mm3, rel=1e-5)
        np.testing.assert_allclose(written.vertices.min(axis=0), again.vertices.min(axis=0), atol=1e-3)


def test_several_cutting_guides_have_their_own_folders(files, without_pictures, tmp_path):
    plan_of(files, tmp_path)
    plan = read_plan(tmp_path / "plan.json")
    wires = replace(plan.variant("A").steps[1], name="wires/alone", for_step="")
    variant = replace(plan.variant("A"), steps=(*plan.variant("A").steps, wires))
    path = write_plan(replace(plan, variants=(variant,)), tmp_path / "plan.json")
    result = run("--plan", path, "--reposition", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    written = {str(one.parent.relative_to(tmp_path / "out")) for one in tmp_path.glob("out/**/checks.json")}
    assert written == {"guide", "guide/reposition", "wires_alone"}
    alone = json.loads((tmp_path / "out/wires_alone/parameters.json").read_text())
    assert alone["cuts"] == [] and len(alone["holes"]) == 2  # a guide of holes alone gets no slot


def test_a_dome_is_guided_by_a_row_of_drills(files, without_pictures, tmp_path):
    dome = DomeCut((40.0, -25.0, -2.0), (-1.0, 0.0, 0.0), 22.0, (0.0, 0.0, 1.0), (0.0, 0.0, 1.0), 120.0)
    (tmp_path / "dome.json").write_text(json.dumps(cut_to_json(cut_in_ras(dome, "LPS"))))
    (tmp_path / "sizes.json").write_text(json.dumps({"grid_mm": 0.8, "row_drill_mm": 2.5}))
    result = run(files / "bone.stl", "--cut", tmp_path / "dome.json", "--parameters", tmp_path / "sizes.json",
                 "--out", tmp_path / "out")  # fmt: skip
    assert result.exit_code == 0, result.output
    saved = json.loads((tmp_path / "out/parameters.json").read_text())
    assert saved["cuts"] == [] and {hole["kind"] for hole in saved["holes"]} == {"row"}
    assert {hole["diameter_mm"] for hole in saved["holes"]} == {2.5} and len(saved["holes"]) >= 3


def test_mistakes_are_told_in_one_sentence(files, tmp_path):
    bone, cut, out = files / "bone.stl", files / "cut.json", tmp_path / "out"
    assert "Say what to guide" in refused(bone, "--out", out)
    assert "Say which bone" in refused("--cut", cut, "--out", out)
    assert "give --plan" in refused(bone, "--cut", cut, "--reposition", "--out", out)
    assert "cannot be read" in refused(bone, "--cut", files / "none.json", "--out", out)
    (tmp_path / "bad.json").write_text("{")
    assert "no JSON" in refused(bone, "--cut", tmp_path / "bad.json", "--out", out)
    (tmp_path / "range.json").write_text('{"clearance_mm": 40}')
    assert "clearance_mm must be" in refused(bone, "--cut", cut, "--parameters", tmp_path / "range.json", "--out", out)
    ras = tmp_path / "ras.json"
    ras.write_text(json.dumps(cut_to_json(CUT)))  # RAS given as LPS: the cut lies beside the bone
    assert "misses the bone" in refused(bone, "--cut", ras, "--out", out)
    assert not out.exists()
