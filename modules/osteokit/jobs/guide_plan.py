"""All guides of a plan's variant as files: what ``osteo guide --plan`` and a print shop want of a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.guide import GuideOutput, GuideResult, asked_first, make_guide, make_repositioning_guide
from osteokit.jobs.guide_asked import plan_with_guides
from osteokit.jobs.plan import folder_names
from osteokit.planning.guides.document import GuideOrder, order_or_parameters, order_to_json
from osteokit.planning.guides.from_plan import guide_steps, order_of_plan, order_of_step, osteotomy_of
from osteokit.planning.guides.reposition_step import carried_along, reposition_of_step
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan import GuideStep, OsteotomyStep, SurgicalPlan, Variant
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.planning.plan_outcome import implants_of
from osteokit.surface.mesh import Mesh


@dataclass(frozen=True)
class GuidesAsked:
    """Which guides of a variant are made: of ``bone`` (empty: of all bones); ``reposition`` also where the variant has
    no such step; ``holes`` and ``parameters`` of ``given`` count where it has any; ``emergency`` is why it cannot wait
    for an admission that the hub does not grant."""

    bone: str = ""
    reposition: bool = False
    given: GuideOrder = field(default_factory=GuideOrder)
    emergency: str = ""


def make_guides_of_plan(
    plan: SurgicalPlan,
    variant: Variant,
    folder: Path,
    out: Path,
    asked: GuidesAsked = GuidesAsked(),
    output: GuideOutput = GuideOutput(),
    neighbours: Sequence[Mesh] = (),
    progress: Progress = silent,
) -> dict[str, GuideResult]:
    """Write the guides of ``variant``, by the names of their steps: the only cutting guide to ``out`` itself, several
    to folders of their names, the one that holds the moved fragments to ``reposition`` beside its cutting guide.

    ``folder`` is where the plan lies. Each guide also keeps clear of the plan's other bones.

    Raises
    ------
    NotPermitted
        The variant needs a restricted technique that the hub does not grant.
    OsteoError
        A bone of the plan is missing or changed, the variant has nothing to guide, or as
        :func:`osteokit.jobs.guide.make_guide`.
    """
    steps = _steps(variant, asked)
    output = asked_first(output, plan_with_guides(plan, variant.name, steps), asked.emergency)
    meshes = load_inputs(plan, folder, part(progress, 0.0, 0.05))
    variant = replace(variant, steps=(*(one for one in variant.steps if not isinstance(one, GuideStep)), *steps))
    implants = implants_of(plan, variant, meshes) if any(step.for_implants for step in steps) else {}
    folders = _folders(steps, out)
    results = {}
    for number, step in enumerate(steps):
        inner = part(progress, 0.05 + 0.95 * number / len(steps), 0.05 + 0.95 * (number + 1) / len(steps))
        named = replace(output, name=f"{output.name} {step.name}".strip())
        work = _Work(step, variant, meshes, implants, tuple(neighbours))
        results[step.name] = work.make(folders[step.name], named, inner)
    return results


@dataclass(frozen=True, eq=False)
class _Work:
    """One guide to be made."""

    step: GuideStep
    variant: Variant
    meshes: Mapping[str, Mesh]
    implants: Mapping[str, PlacedImplant]
    neighbours: tuple[Mesh, ...]

    def make(self, folder: Path, output: GuideOutput, progress: Progress) -> GuideResult:
        step, mesh = self.step, self.meshes[self.step.bone]
        others = {key: one for key, one in self.meshes.items() if key != step.bone}
        if step.purpose == "reposition":
            asked = reposition_of_step(step, self.variant, mesh, self.implants)
            around = (*carried_along(asked.osteotomy, others).values(), *self.neighbours)
            return make_repositioning_guide(asked.fragments, asked.parameters, folder, output, around, progress)
        order = order_of_step(step, self.variant, mesh, self.implants)
        if not (order.cuts or order.holes):
            order = order_of_plan(self.variant, step.bone, mesh, self.implants)
        return make_guide(mesh, order, folder, output, (*others.values(), *self.neighbours), progress)


def _steps(variant: Variant, asked: GuidesAsked) -> list[GuideStep]:
    """The steps of the variant with what was given, and those that were asked for besides."""
    cut = [step.bone for step in variant.steps if isinstance(step, OsteotomyStep)]
    planned = [step.bone for step in variant.steps if isinstance(step, GuideStep)]
    bones = [asked.bone] if asked.bone else list(dict.fromkeys([*planned, *cut]))
    if not bones:
        raise OsteoError(f"Variant {variant.name!r} cuts no bone and has no guide; choose the variant that is cut.")
    steps: list[GuideStep] = []
    for bone in bones:
        there = guide_steps(variant, bone)
        cutting = [step for step in there if step.purpose == "cut"] or [_plain(variant, bone)]
        cutting = [_with_given(step, asked.given) for step in cutting]
        holding = [step for step in there if step.purpose == "reposition"]
        if asked.reposition and not holding:
            holding = [_holding(cutting[0], variant)]
        steps += [*cutting, *holding]
    return steps


def _plain(variant: Variant, bone: str) -> GuideStep:
    osteotomy = osteotomy_of(variant, bone)
    return GuideStep(f"Guide {osteotomy.name}", bone, {}, osteotomy.name)


def _with_given(step: GuideStep, given: GuideOrder) -> GuideStep:
    order = order_or_parameters(step.parameters)
    if given.parameters != type(given.parameters)():
        order = replace(order, parameters=given.parameters)
    if not given.holes:
        return replace(step, parameters=order_to_json(order))
    return replace(step, parameters=order_to_json(replace(order, holes=given.holes)), holes=())


def _holding(cutting: GuideStep, variant: Variant) -> GuideStep:
    """The repositioning guide on the holes of a cutting guide, with its sizes."""
    order = order_or_parameters(cutting.parameters)
    sizes = replace(order.parameters, insertion_direction=None, windows=())
    name = cutting.for_step or osteotomy_of(variant, cutting.bone).name
    document = order_to_json(GuideOrder((), order.holes, sizes))
    return GuideStep(f"Reposition {name}", cutting.bone, document, name, cutting.holes, "reposition")


def _folders(steps: Sequence[GuideStep], out: Path) -> dict[str, Path]:
    cutting = [step for step in steps if step.purpose == "cut"]
    names = folder_names([step.name for step in steps])
    folders = {step.name: out / names[step.name] if len(cutting) > 1 else out for step in cutting}
    taken = set()
    for step in steps:
        if step.purpose == "reposition":
            beside = next((one.name for one in cutting if (one.bone, one.for_step) == (step.bone, step.for_step)), "")
            folder = folders.get(beside, out) / ("reposition" if beside not in taken else names[step.name])
            taken.add(beside)
            folders[step.name] = folder
    return folders
