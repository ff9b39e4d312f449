"""As which plan a guide is asked for at the hub: the variant that it is made for, or a plan of its bone alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from osteokit.anatomy.measurement import Measurements
from osteokit.jobs.plan_folder import bone_input
from osteokit.planning.plan import GuideStep, Step, SurgicalPlan, Variant
from osteokit.planning.restricted import UNKNOWN_BONE, kinds_of
from osteokit.surface.mesh import Mesh


def plan_with_guides(plan: SurgicalPlan, name: str, steps: Sequence[GuideStep]) -> SurgicalPlan:
    """The plan in which variant ``name`` is done, with these guides; as it is where they make it of nothing else, so
    that what was asked for the plan holds for its guides."""
    variant, plain = plan.variant(name), replace(plan, chosen=name)
    names = {step.name for step in steps}
    done = replace(variant, steps=(*(one for one in variant.steps if one.name not in names), *steps))
    guided = replace(plain, variants=tuple(done if one.name == name else one for one in plan.variants))
    return plain if kinds_of(guided) <= kinds_of(plain) else guided


def plan_of_guide(bone: str, mesh: Mesh, document: Mapping[str, Any], before: Sequence[Step] = ()) -> SurgicalPlan:
    """A plan of one guide that no plan has: ``document`` is its order, ``bone`` a key or empty where nobody knows it,
    ``before`` what else is done to the bone."""
    key = bone or UNKNOWN_BONE
    steps = (*before, GuideStep("Guide", key, dict(document)))
    return SurgicalPlan(
        "", "", "", (bone_input(key, mesh),), {}, Measurements(""), variants=(Variant("A", steps),), chosen="A"
    )
