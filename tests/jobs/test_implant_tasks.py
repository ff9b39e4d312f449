"""The worker's tasks on implants: the plan goes there with its bones and comes back with the variant changed."""

import json

import pytest

from generated.long_bones import left_tibia
from osteokit.base.errors import OsteoError
from osteokit.base.progress import silent
from osteokit.jobs import implant_tasks
from osteokit.jobs.plan_folder import bone_input
from osteokit.planning.implants.solid import connections_of
from osteokit.planning.plan import ImplantStep, SurgicalPlan, Variant
from osteokit.planning.plan_file import plan_of_text
from osteokit.planning.plan_outcome import measured_now
from osteokit.surface.read import read_mesh
from planning.nails.canals import femur


def sent(meshes, folder, variants=()):
    """A plan for implants alone, as the panel sends it."""
    inputs = tuple(bone_input(key, mesh) for key, mesh in meshes.items())
    plan = SurgicalPlan("1", "Implants", "", inputs, {}, measured_now({}, ""), variants=variants)
    implant_tasks.save_plan(plan, meshes, None, folder)


def steps_of(result, variant="A"):
    json.dumps(result)  # it goes through a pipe
    return {step.name: step for step in plan_of_text(result["plan"], "plan").variant(variant).steps}


@pytest.mark.slow
def test_a_nail_with_its_locking_screws_is_put_into_the_plan_and_replaced(tmp_path):
    from osteokit.surface.solid import manifold_of, mesh_of

    bone = mesh_of(manifold_of(femur()).simplify(0.03))
    sent({"femur_left": bone}, tmp_path)
    request = {"bone": "femur_left", "name": "nail", "variant": "A"}
    for _ in range(2):  # the second nail takes the place of the first
        result = implant_tasks.nail(tmp_path, request, silent)
        steps = steps_of(result)
        assert steps["nail"].article.family == "femoral_nail" and result["chosen"] == steps["nail"].reference
        screws = [step for name, step in steps.items() if name != "nail"]
        assert len(screws) >= 3 and all(step.parameters["nail"] == "nail" for step in screws)
    assert result["isthmus_mm"] > 5


@pytest.mark.slow
def test_a_plate_finds_the_landmarks_it_needs_and_brings_its_screws(tmp_path):
    sent({"tibia_left": left_tibia()}, tmp_path)
    request = {
        "bone": "tibia_left", "site": "proximal_tibia_medial", "reference": "TP4.5-5", "name": "plate", "variant": "A",
        "bend": False, "screws": True,
    }  # fmt: skip
    result = implant_tasks.plate(tmp_path, request, silent)
    steps = steps_of(result)
    assert steps["plate"].reference == "TP4.5-5" == result["chosen"] and result["tried"] == 1
    screws = [step for step in steps.values() if step.parameters.get("plate") == "plate"]
    holes = [one for one in connections_of(steps["plate"].article) if one.kind in ("screw", "locking")]
    assert len(screws) + len(result["empty"]) == len(holes) and len(screws) >= 3
    assert result["fit"]["mean_gap_mm"] < 8 and result["bends"] == []


@pytest.mark.slow
@pytest.mark.data
def test_a_hip_of_real_bones_with_its_leg(shared_data, tmp_path):
    folder = shared_data / "meshes" / "vsdfullbody_z013"
    names = {"hip_left": "Hip_L", "hip_right": "Hip_R", "femur_left": "Femur_L", "femur_right": "Femur_R",
             "tibia_left": "Tibia_L"}  # fmt: skip
    sent({key: read_mesh(folder / f"{name}.stl", "LPS") for key, name in names.items()}, tmp_path)
    request = {"side": "left", "variant": "A", "definition": "radiographic", "inclination_deg": 40.0,
               "anteversion_deg": 15.0}  # fmt: skip
    result = implant_tasks.hip(tmp_path, request, silent)
    steps = steps_of(result)
    assert {"cup left", "liner left", "stem left", "head left"} <= set(steps)
    assert result["angles"]["radiographic_inclination"] == pytest.approx(40.0, abs=1e-6)
    last = list(steps.values())[-1]
    assert last.purpose == "joint" and last.poses["tibia_left"] == last.poses["femur_left"]
    variant = plan_of_text(result["plan"], "plan").variant("A")
    assert not [one for one in variant.findings if one.code.startswith(("reduction", "collision.bones"))]
    assert isinstance(steps["cup left"], ImplantStep) and steps["cup left"].bone == "hip_left"


def test_what_cannot_be_proposed_is_refused_and_the_variant_stays(tmp_path):
    sent({"tibia_left": left_tibia()}, tmp_path, (Variant("A", note="as it was"),))
    with pytest.raises(OsteoError, match="needs vertebrae_L3"):
        request = {"sites": ["L3-left"], "family": "", "margin_mm": 0.5, "variant": "A"}
        implant_tasks.screws(tmp_path, request, silent)
    plan = plan_of_text((tmp_path / implant_tasks.PLAN).read_text(encoding="utf-8"), "plan")
    assert plan.variant("A").steps == () and plan.variant("A").note == "as it was"
