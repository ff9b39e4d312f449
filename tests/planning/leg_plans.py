"""A plan on the solids of a generated leg, without files; and the same with its files."""

from dataclasses import replace
from pathlib import Path

from generated.legs import LegShape, generated_leg
from osteokit.fabrication.export import write_mesh
from osteokit.planning.correction.hto import plan_hto
from osteokit.planning.correction.wedge_intent import WedgeIntent
from osteokit.planning.inputs import plan_input
from osteokit.planning.plan import PlanInput, SurgicalPlan
from osteokit.planning.plan_outcome import measured_now
from osteokit.surface.read import read_mesh
from planning.leg_bones import femur_solid, fibula_solid, tibia_solid

VARUS = LegShape(varus_deg=8.0, mldfa_deg=88.0, mpta_deg=82.0)


def case(shape=VARUS):
    """A plan without variants, its leg, its meshes."""
    leg = generated_leg(shape)
    meshes = {
        f"femur_{shape.side}": femur_solid(leg),
        f"tibia_{shape.side}": tibia_solid(leg),
        f"fibula_{shape.side}": fibula_solid(leg),
    }
    inputs = tuple(PlanInput(bone, f"{bone}.stl", "0" * 64, "LPS", mesh.volume_mm3) for bone, mesh in meshes.items())
    landmarks = {f"{name}_{shape.side}": one for name, one in leg.bones.items() if name != "patella"}
    plan = SurgicalPlan("1", "t", shape.side, inputs, landmarks, measured_now(landmarks, shape.side))
    return plan, leg, meshes


def opening(plan, leg, meshes, **intent):
    bone = f"tibia_{plan.side}"
    return plan_hto(leg, meshes[bone], bone, WedgeIntent(**intent), (f"fibula_{plan.side}",))


def filed_case(folder: Path, shape=VARUS):
    """The same with its bones written to ``folder`` and named by their hash; the meshes are as they are read back."""
    plan, leg, meshes = case(shape)
    read, inputs = {}, []
    for bone, mesh in meshes.items():
        file = folder / "bones" / f"{bone}.stl"
        write_mesh(mesh, file)
        read[bone] = read_mesh(file, "LPS")
        inputs.append(plan_input(bone, file, "LPS", read[bone], folder))
    return replace(plan, inputs=tuple(inputs)), leg, read
