"""Intents as steps on the bones of a plan: what :func:`osteokit.jobs.plan.add_variant` is given."""

from collections.abc import Iterable, Mapping

from osteokit.anatomy.leg import Leg
from osteokit.base.errors import OsteoError
from osteokit.jobs.plan import MakeSteps
from osteokit.planning.correction.dfo import plan_dfo
from osteokit.planning.correction.double_level import plan_double_level
from osteokit.planning.correction.fibula_step import FibulaSite, with_fibula
from osteokit.planning.correction.hto import plan_hto
from osteokit.planning.correction.shaft_step import ShaftSite, plan_derotation, plan_lengthening
from osteokit.planning.correction.wedge_intent import WedgeIntent
from osteokit.planning.plan import OsteotomyStep
from osteokit.surface.mesh import Mesh

BELOW = ("fibula", "talus", "calcaneus", "tarsal", "metatarsal", "phalanges_feet")
"""What hangs on the distal tibia."""
BELOW_FEMUR = ("tibia", "patella", *BELOW)


def hto_steps(intent: WedgeIntent) -> MakeSteps:
    """A high tibial osteotomy."""

    def make(leg: Leg, meshes: Mapping[str, Mesh]) -> tuple[OsteotomyStep, ...]:
        key = f"tibia_{leg.side}"
        return (plan_hto(leg, bone_mesh(meshes, key), key, intent, hanging(leg, meshes, BELOW)),)

    return make


def dfo_steps(intent: WedgeIntent) -> MakeSteps:
    """A distal femoral osteotomy."""

    def make(leg: Leg, meshes: Mapping[str, Mesh]) -> tuple[OsteotomyStep, ...]:
        key = f"femur_{leg.side}"
        return (plan_dfo(leg, bone_mesh(meshes, key), key, intent, hanging(leg, meshes, BELOW_FEMUR)),)

    return make


def double_steps(tibial: WedgeIntent, femoral: WedgeIntent) -> MakeSteps:
    """A tibial and a femoral wedge together."""

    def make(leg: Leg, meshes: Mapping[str, Mesh]) -> tuple[OsteotomyStep, ...]:
        tibia, femur = f"tibia_{leg.side}", f"femur_{leg.side}"
        carries = hanging(leg, meshes, ("patella", *BELOW))
        bones = (tibia, bone_mesh(meshes, tibia)), (femur, bone_mesh(meshes, femur))
        return plan_double_level(leg, *bones, tibial, femoral, carries)

    return make


def derotation_steps(bone: str, level: float, measure: str, wanted_deg: float) -> MakeSteps:
    """A turn of a shaft to a torsion."""

    def make(leg: Leg, meshes: Mapping[str, Mesh]) -> tuple[OsteotomyStep, ...]:
        return (plan_derotation(leg, shaft_site(leg, meshes, bone, level), measure, wanted_deg),)

    return make


def lengthening_steps(bone: str, level: float, length_mm: float) -> MakeSteps:
    """A shaft made longer."""

    def make(leg: Leg, meshes: Mapping[str, Mesh]) -> tuple[OsteotomyStep, ...]:
        return (plan_lengthening(leg, shaft_site(leg, meshes, bone, level), length_mm),)

    return make


def cutting_fibula(make: MakeSteps, below_head_mm: float) -> MakeSteps:
    """``make`` with the fibula cut too, ``below_head_mm`` below the tip of its head."""

    def both(leg: Leg, meshes: Mapping[str, Mesh]) -> tuple[OsteotomyStep, ...]:
        key = f"fibula_{leg.side}"
        site = FibulaSite(key, bone_mesh(meshes, key), leg.fibula, below_head_mm)
        return with_fibula(make(leg, meshes), site)

    return both


def shaft_site(leg: Leg, meshes: Mapping[str, Mesh], bone: str, level: float) -> ShaftSite:
    """Where a shaft is cut, with all that hangs on it."""
    key = f"{bone}_{leg.side}"
    carries = hanging(leg, meshes, BELOW_FEMUR if bone == "femur" else BELOW)
    return ShaftSite(bone, key, bone_mesh(meshes, key), level, carries)


def hanging(leg: Leg, meshes: Mapping[str, Mesh], bones: Iterable[str]) -> tuple[str, ...]:
    """Those of ``bones`` that the plan has on this side, as keys."""
    return tuple(key for key in (f"{bone}_{leg.side}" for bone in bones) if key in meshes)


def bone_mesh(meshes: Mapping[str, Mesh], key: str) -> Mesh:
    """The bone of this key.

    Raises
    ------
    OsteoError
        The plan has none.
    """
    if key not in meshes:
        raise OsteoError(f"The plan has no {key}, only {', '.join(meshes)}; make one with that bone.")
    return meshes[key]
