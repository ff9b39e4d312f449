"""What a plan is of, in the words of a hospital's list of restricted techniques.

A list (``osteo.techniques/1``, kept by the hub) names for each technique its ``plan_kinds``; a plan needs a technique
where one of these words is among :func:`kinds_of` the plan. The list is the hospitals', the words are these:

================== ==================================================================================
``osteotomy``      a kind of step: ``osteotomy``, ``reduction``, ``guide``, ``implant``
``osteotomy:hip``  a kind of step on a bone, without its side: ``osteotomy:tibia``, ``implant:sacrum``
``hip_stem``       a family of implants, see ``planning.implants.families``, or as a maker names it
``joint``          an artificial joint is brought together
================== ==================================================================================
"""

import hashlib
from collections.abc import Iterable, Sequence

from osteokit.base.errors import OsteoError
from osteokit.hubclient.credentials import Technique
from osteokit.planning.plan import GuideStep, ImplantStep, ReductionStep, Step, SurgicalPlan
from osteokit.planning.plan_file import text_of_plan
from osteokit.planning.plan_implants import article_of
from osteokit.segmentation.terminology import fragment_of, term

UNKNOWN = "unknown_implant"
"""An article that no catalogue has here: it may be any."""

UNKNOWN_BONE = "bone_1"
"""A bone that nobody has named (``bone_n``): it may be any."""


def kinds_of(plan: SurgicalPlan) -> frozenset[str]:
    """Of the variant that shall be done; of all variants where none is chosen."""
    variants = [plan.variant(plan.chosen)] if plan.chosen else plan.variants
    return frozenset(kind for variant in variants for step in variant.steps for kind in _of_step(step))


def _of_step(step: Step) -> Iterable[str]:
    bones = tuple(step.poses) if isinstance(step, ReductionStep) else (step.bone,)
    if isinstance(step, ImplantStep):
        bones = (*bones, *step.into)
        yield _family(step)
    if isinstance(step, ReductionStep) and step.purpose == "joint":
        yield "joint"
    for kind in (step.kind, "osteotomy") if _is_saw_guide(step) else (step.kind,):
        yield kind
        for bone in bones:
            yield f"{kind}:{_bone_word(bone)}"


def _bone_word(bone: str) -> str:
    """A bone, or the one that a fragment is of, without its side."""
    fragment = fragment_of(bone)
    key = bone if fragment is None else fragment[0]
    return key.removesuffix("_left").removesuffix("_right") if term(key).is_named else UNKNOWN_BONE


def _is_saw_guide(step: Step) -> bool:
    """A guide with cuts of its own leads a saw where the plan itself has no osteotomy."""
    return isinstance(step, GuideStep) and bool(step.parameters.get("cuts"))


def _family(step: ImplantStep) -> str:
    if not step.reference:
        return UNKNOWN
    try:
        return article_of(step)[0].family
    except OsteoError:
        return UNKNOWN


def techniques_of(plan: SurgicalPlan, listed: Sequence[Technique]) -> tuple[Technique, ...]:
    """Those of a list that the plan needs. With an unknown implant these are all that name anything."""
    kinds = kinds_of(plan)
    return tuple(
        one
        for one in listed
        if one.plan_kinds and (UNKNOWN in kinds or any(_is_in(word, kinds) for word in one.plan_kinds))
    )


def _is_in(word: str, kinds: frozenset[str]) -> bool:
    step, _, bone = word.partition(":")
    return word in kinds or (bool(bone) and f"{step}:{UNKNOWN_BONE}" in kinds)


def sha256_of(plan: SurgicalPlan) -> str:
    """Of the file that ``write_plan`` writes: by this the hub's audit knows the plan, which it never sees."""
    return hashlib.sha256((text_of_plan(plan) + "\n").encode()).hexdigest()
