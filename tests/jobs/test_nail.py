"""A nail from files to a file: the canal measured, the nail chosen from the catalogue, laid in, locked."""

import json

import numpy as np
import pytest

from generated.long_bones import left_femur
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.nail import NailFiles, plan_nail
from osteokit.planning.nails.fit import REAMING_MM, REMOVED_MM
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of
from planning.nails.canals import NARROW_MM, femur


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("nail") / "femur.stl"
    write_mesh(plain_enough(femur()), path)
    return path


def plain_enough(mesh: Mesh) -> Mesh:
    """Without the slivers of its booleans, which no file in single precision keeps apart."""
    return mesh_of(manifold_of(mesh).simplify(0.03))


def test_a_nail_is_chosen_by_isthmus_and_length_and_locked(file, tmp_path):
    proposal = plan_nail(NailFiles("femur_left", tmp_path / "nail.json", file))
    told = json.loads((tmp_path / "nail.json").read_text(encoding="utf-8"))
    assert told["format"] == "osteo.nail/1" and told["canal"]["source"] == "inner surface"
    assert told["canal"]["isthmus_mm"] == pytest.approx(2 * NARROW_MM, abs=0.1)
    article = proposal.found.implant
    assert article.family == "femoral_nail" and told["nail"]["reference"] == article.reference
    assert article.size("diameter_mm") + REAMING_MM <= 2 * (NARROW_MM + REMOVED_MM) + 0.1
    assert article.size("length_mm") <= proposal.longest_mm
    assert told["nail"]["fit"]["tip_to_joint_mm"] > 10.0
    assert len(told["screws"]) + len(told["empty_holes"]) == len(proposal.nail.holes) and len(told["screws"]) >= 3
    outer = SurfaceDistance(left_femur())
    for one in told["screws"]:
        entry = np.array(one["entry"]) * [-1, -1, 1]
        assert abs(outer.signed(entry[None])[0]) < 0.05
        assert one["length_mm"] >= one["bone_mm"]


@pytest.mark.slow
def test_a_nail_becomes_steps_of_a_plan_and_takes_the_place_of_the_former(file, tmp_path):
    from osteokit.jobs.plan_folder import bone_input
    from osteokit.planning.plan import ImplantStep, SurgicalPlan
    from osteokit.planning.plan_file import read_plan, write_plan
    from osteokit.planning.plan_outcome import measured_now

    mesh = plain_enough(femur())
    write_mesh(mesh, tmp_path / "bones" / "femur_left.stl")
    plan = SurgicalPlan("1", "t", "", (bone_input("femur_left", mesh),), {}, measured_now({}, ""))
    write_plan(plan, tmp_path / "plan.json")
    for reference, count in (("", 6), ("FN-10-320", 6)):
        files = NailFiles(
            "femur_left", tmp_path / "nail.json", plan=tmp_path / "plan.json", variant="N", reference=reference,
            figure=tmp_path / "nail.png",
        )  # fmt: skip
        proposal = plan_nail(files)
        steps = read_plan(tmp_path / "plan.json").variant("N").steps
        assert all(isinstance(step, ImplantStep) for step in steps) and len(steps) <= count + 1
        assert steps[0].name == "nail" and steps[0].reference == proposal.found.implant.reference
        assert [step.parameters.get("nail") for step in steps[1:]] == ["nail"] * len(proposal.screws.screws)
    assert (tmp_path / "nail.png").stat().st_size > 30_000
    told = json.loads((tmp_path / "nail.json").read_text(encoding="utf-8"))
    assert told["plan"] == "plan.json" and told["nail"]["reference"] == "FN-10-320"
    findings = read_plan(tmp_path / "plan.json").variant("N").findings
    assert not [one for one in findings if one.code.startswith("screw.")], "locking screws through the marrow are right"


def test_files_that_do_not_go_together_are_refused(file, tmp_path):
    out = tmp_path / "nail.json"
    with pytest.raises(OsteoError, match="either the surface of a bone or a plan"):
        plan_nail(NailFiles("femur_left", out))
    with pytest.raises(OsteoError, match="either the surface of a bone or a plan"):
        plan_nail(NailFiles("femur_left", out, file, tmp_path / "plan.json"))
    with pytest.raises(OsteoError, match=r"neither \.pdf nor \.png"):
        plan_nail(NailFiles("femur_left", out, file, figure=tmp_path / "nail.svg"))


def test_what_cannot_be_nailed_is_refused(file, tmp_path):
    plain = tmp_path / "plain.stl"
    write_mesh(plain_enough(left_femur()), plain)
    with pytest.raises(OsteoError, match="not measurable"):
        plan_nail(NailFiles("femur_left", tmp_path / "nail.json", plain))
    with pytest.raises(OsteoError, match="has a femur nail"):
        plan_nail(NailFiles("femur_left", tmp_path / "nail.json", file, reference="XX-1"))
    assert not (tmp_path / "nail.json").exists()
