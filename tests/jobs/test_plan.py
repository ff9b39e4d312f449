"""Plans from files to files: on generated bones, and the surgeon's journey on a real leg made crooked."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest
import trimesh

from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.frames import tibia_frame
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.jobs import plan as job
from osteokit.jobs.plan import NewPlan, add_variant, apply_to_folder, folder_names, new_plan, place_landmark
from osteokit.jobs.plan_variants import derotation_steps, dfo_steps, double_steps, hto_steps, lengthening_steps
from osteokit.planning import apply
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plan_outcome import carry_out, leg_of, measured_on_meshes
from osteokit.surface.read import read_mesh
from planning.bent_bones import bent
from planning.leg_plans import case, filed_case


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A plan without variants in a folder, its landmarks those of the generated leg."""
    plan, _, _ = filed_case(tmp_path)
    path = write_plan(plan, tmp_path / "plan.json")
    for module in (job, apply):
        monkeypatch.setattr(module, "landmarks_in", lambda bone, mesh, progress=None: plan.landmarks[bone])
    return path


def test_a_new_plan_holds_bones_landmarks_and_measurements(made, tmp_path):
    files = {bone: tmp_path / "bones" / f"{bone}.stl" for bone in ("femur_left", "tibia_left")}
    plan = new_plan(NewPlan(files, "left", title="Varus"), tmp_path / "new" / "plan.json")
    assert read_plan(tmp_path / "new" / "plan.json") == plan
    assert [one.file for one in plan.inputs] == ["../bones/femur_left.stl", "../bones/tibia_left.stl"]
    assert plan.measured["MPTA_deg"].value == pytest.approx(82) and not plan.checks and not plan.variants
    with pytest.raises(OsteoError, match="at least one bone"):
        new_plan(NewPlan({}, "left"), tmp_path / "none.json")


@pytest.mark.parametrize(
    ("make", "bones"),
    [
        (hto_steps(WedgeIntent()), {"tibia_left"}),
        (dfo_steps(WedgeIntent(target=Target("mLDFA_deg", 85.5))), {"femur_left"}),
        (derotation_steps("femur", 0.5, "femoral_torsion_3d_deg", 10.0), {"femur_left"}),
        (lengthening_steps("tibia", 0.5, 15.0), {"tibia_left"}),
    ],
)
def test_every_intent_becomes_a_variant_in_the_file(made, make, bones):
    plan = add_variant(made, "B", make, "note")
    assert read_plan(made) == plan
    variant = plan.variant("B")
    assert {step.bone for step in variant.steps} == bones and variant.note == "note"
    assert variant.predicted is not None and variant.reports


def test_two_levels_where_one_is_enough_leave_the_plan_as_it_was(made):
    before = made.read_bytes()
    with pytest.raises(OsteoError, match="One level is enough"):
        add_variant(
            made,
            "A",
            double_steps(WedgeIntent(target=Target("WBL_percent", 45)), WedgeIntent(target=Target("WBL_percent", 45))),
        )
    with pytest.raises(OsteoError, match="outside the bone"):
        add_variant(made, "A", hto_steps(WedgeIntent(hinge_ras=(0.0, 300.0, 0.0))))
    assert made.read_bytes() == before


def test_apply_writes_pieces_where_they_were_and_where_they_go(made, tmp_path):
    plan = add_variant(made, "A/1", hto_steps(WedgeIntent()))
    result = apply_to_folder(made, tmp_path / "out")
    assert result.reproduced
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["reproduced"] is True and summary["variants"] == ["A/1"] and summary["differences"] == []
    folder = tmp_path / "out" / "A_1"
    names = {path.name for path in folder.iterdir()}
    assert {f"tibia_left_{part}_{place}.stl" for part in ("proximal", "distal") for place in ("cut", "moved")} <= names
    matrix = np.array(plan.variant("A/1").steps[0].moves[0].matrix)
    before, after = (trimesh.load(folder / f"tibia_left_distal_{place}.stl") for place in ("cut", "moved"))
    assert before.is_watertight and after.is_watertight and after.volume == pytest.approx(before.volume, rel=1e-4)
    lps = np.diag([-1.0, -1.0, 1.0, 1.0])
    assert after.centroid == pytest.approx(trimesh.transform_points([before.centroid], lps @ matrix @ lps)[0], abs=0.01)
    again = apply_to_folder(tmp_path / "out" / "plan.json", tmp_path / "again")
    assert again.reproduced, "the written plan finds the bones from its new place"


def test_apply_does_not_replace_a_folder_that_holds_the_plan_or_its_bones(made, tmp_path):
    for out in (tmp_path, tmp_path / "bones"):
        with pytest.raises(OsteoError, match="which the plan needs"):
            apply_to_folder(made, out)
    assert made.exists() and (tmp_path / "bones" / "tibia_left.stl").exists()


def test_a_cancelled_apply_leaves_nothing(made, tmp_path):
    add_variant(made, "A", hto_steps(WedgeIntent()))

    def stop(fraction, message):
        if fraction > 0.93:
            raise Cancelled

    with pytest.raises(Cancelled):
        apply_to_folder(made, tmp_path / "out", stop)
    assert {path.name for path in tmp_path.iterdir()} == {"plan.json", "bones"}


def test_a_landmark_that_is_placed_by_hand_changes_all_that_hangs_on_it(made):
    former = add_variant(made, "A", hto_steps(WedgeIntent()))
    x, y, z = former.landmarks["tibia_left"].landmarks["ankle_center"].position_ras
    plan = place_landmark(made, "tibia_left", "ankle_center", (x + 6.0, y, z))
    assert read_plan(made) == plan
    for old, new in ((former.measured, plan.measured), (former.variant("A").predicted, plan.variant("A").predicted)):
        assert abs(new["MPTA_deg"].value - old["MPTA_deg"].value) > 0.5
    assert plan.variant("A").steps == former.variant("A").steps
    for bone, key, sentence in (("tibia_right", "x", "not of 'tibia_right'"), ("tibia_left", "x", "no landmark 'x'")):
        with pytest.raises(OsteoError, match=sentence):
            place_landmark(made, bone, key, (0.0, 0.0, 0.0))


def test_names_for_files():
    names = folder_names(["A", "a", "A/B", "A_B", "..", "plan.json", "截骨 1", ""])
    assert names["截骨 1"] == "截骨 1" and len({one.lower() for one in names.values()}) == 8
    assert all("/" not in one and one not in ("", "..", "plan.json") for one in names.values())


@pytest.fixture(scope="module")
def crooked(shared_data, tmp_path_factory):
    """A real right leg, its tibia and fibula bent by 6.5 degrees into varus just below the plateau."""
    folder, source = tmp_path_factory.mktemp("crooked"), shared_data / "meshes" / "vsdfullbody_z013"
    bones = {name: read_mesh(source / f"{name.capitalize()}_R.stl", "LPS") for name in ("femur", "tibia", "fibula")}
    frame = tibia_frame(landmarks_of("tibia_right", bones["tibia"]))
    axis = np.cross(frame.lateral, frame.z)
    for name, mesh in bones.items():
        shape = mesh if name == "femur" else bent(mesh, frame.origin - 12 * frame.z, axis, -frame.z, -6.5)
        write_mesh(shape, folder / f"{name}.stl")
    files = {f"{name}_right": folder / f"{name}.stl" for name in bones}
    plan = new_plan(NewPlan(files, "right"), folder / "plan.json")
    return folder / "plan.json", plan


@pytest.mark.data
@pytest.mark.slow
def test_the_journey_on_a_real_leg(crooked, tmp_path, capsys):
    path, plan = crooked
    assert plan.measured["HKA_deg"].value < 176 and plan.measured["MPTA_deg"].value < 84
    plan = add_variant(path, "A", hto_steps(WedgeIntent(hinge_turn_deg=30.0)))
    slope = plan.measured["posterior_slope_deg"].value
    assert abs(plan.variant("A").predicted["posterior_slope_deg"].value - slope) >= 2.0
    assert "limits.slope" in {f.code for f in plan.variant("A").findings}
    plan = add_variant(path, "B", hto_steps(WedgeIntent(slope_change_deg=0.0)))
    assert "limits.slope" not in {f.code for f in plan.variant("B").findings}
    assert plan.variant("B").predicted["posterior_slope_deg"].value == pytest.approx(slope, abs=0.01)
    for name in ("A", "B"):
        assert plan.variant(name).predicted["WBL_percent"].value == pytest.approx(62.0, abs=0.01)
    start = time.monotonic()
    result = apply_to_folder(path, tmp_path / "out")
    took = time.monotonic() - start
    assert result.reproduced, result.differences
    assert took < 60, "30 s on a machine of its own"
    with capsys.disabled():
        gap = plan.variant("B").reports[0].values["opening_gap_mm"]
        print(f"\njourney: gap {gap:.2f} mm, recomputed with two variants in {took:.1f} s")


@pytest.mark.data
@pytest.mark.slow
def test_landmarks_found_anew_on_the_moved_bones_agree_with_the_prediction(crooked, capsys):
    path, plan = crooked
    plan = add_variant(path, "M", hto_steps(WedgeIntent(slope_change_deg=0.0)))
    outcome = carry_out(plan, plan.variant("M"), load_inputs(plan, path.parent))
    found = measured_on_meshes(outcome, "right")
    for key, tolerance in (("HKA_deg", 1.0), ("MPTA_deg", 1.0), ("mLDFA_deg", 0.1), ("WBL_percent", 3.0)):
        with capsys.disabled():
            print(
                f"\n{key}: landmarks moved {outcome.predicted[key].value:.2f}, found anew {found[key].value:.2f}",
                end="",
            )
        assert found[key].value == pytest.approx(outcome.predicted[key].value, abs=tolerance)


def test_a_leg_without_the_bone_says_so():
    plan, _, meshes = case()
    leg = leg_of(plan.landmarks, "left")
    for make, sentence in ((hto_steps(WedgeIntent()), "no tibia_left"), (dfo_steps(WedgeIntent()), "no femur_left")):
        with pytest.raises(OsteoError, match=sentence):
            make(leg, {"fibula_left": meshes["fibula_left"]})
    with pytest.raises(OsteoError, match="needs the tibia"):
        hto_steps(WedgeIntent())(replace(leg, tibia=None), meshes)
