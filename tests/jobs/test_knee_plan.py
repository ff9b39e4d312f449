"""A knee put into a plan: on the plan's bones, in the place of its former self, the leg measured after it."""

import json

import pytest

from generated.long_bones import left_femur, left_tibia
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.knee_plan import knee_in_plan, knee_names
from osteokit.jobs.plan_folder import bone_input
from osteokit.planning.arthroplasty.knee_axes import KneeWish
from osteokit.planning.plan import ImplantStep, ReductionStep, SurgicalPlan
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plan_outcome import measured_now
from osteokit.surface.primitives import box
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import translation


@pytest.fixture
def plan(tmp_path):
    """Femur, tibia and something for a fibula."""
    meshes = {
        "femur_left": mesh_of(manifold_of(left_femur()).simplify(0.03)),
        "tibia_left": left_tibia(),
        "fibula_left": box((8.0, 8.0, 200.0), translation([-60.0, 0.0, -150.0])),
    }
    for key, mesh in meshes.items():
        write_mesh(mesh, tmp_path / "bones" / f"{key}.stl")
    inputs = tuple(bone_input(key, mesh) for key, mesh in meshes.items())
    write_plan(SurgicalPlan("1", "t", "left", inputs, {}, measured_now({}, "")), tmp_path / "plan.json")
    return tmp_path / "plan.json"


def test_the_knee_is_the_last_steps_and_the_leg_comes_out_straight(plan, tmp_path):
    out = tmp_path / "knee.json"
    for wish, expected in ((KneeWish(tibial_varus_deg=3.0), 177.0), (KneeWish(), 180.0)):
        job = knee_in_plan(plan, "K", "left", out, wish)  # the second takes the place of the first
        variant = read_plan(plan).variant("K")
        assert tuple(step.name for step in variant.steps) == knee_names("left")
        last = variant.steps[-1]
        assert isinstance(last, ReductionStep) and last.purpose == "joint"
        assert last.poses["fibula_left"] == last.poses["tibia_left"] != last.poses["femur_left"]
        assert variant.predicted is not None
        assert variant.predicted.values["HKA_deg"].value == pytest.approx(expected, abs=0.05)
        assert job.leg_axis_deg["after"] == pytest.approx(expected, abs=0.05)
    bones = {step.name: step.bone for step in variant.steps if isinstance(step, ImplantStep)}
    assert set(bones.values()) == {"femur_left", "tibia_left"}
    codes = {one.code for one in variant.findings}
    assert not {code for code in codes if code.startswith(("limits.", "collision.bones", "implant.mismatch"))}
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["leg_axis_deg"]["after"] == pytest.approx(180.0, abs=0.01) and told["insert"]["pose"]


def test_a_plan_without_the_knees_bones_is_refused_and_stays(plan, tmp_path):
    before = plan.read_bytes()
    with pytest.raises(OsteoError, match="neither femur_right nor tibia_right"):
        knee_in_plan(plan, "K", "right", tmp_path / "knee.json")
    assert plan.read_bytes() == before and not (tmp_path / "knee.json").exists()
