"""Implants of a plan's variant, from file to file: added, exchanged, removed; the variant is carried out anew."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.apply import carried_out
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan import GuideStep, ImplantStep, Step, SurgicalPlan, Variant
from osteokit.planning.plan_file import check_consistent, read_plan, write_plan
from osteokit.planning.plan_outcome import Outcome
from osteokit.planning.variants import with_variant

Steps = tuple[Step, ...]


def change_steps(
    path: Path, variant: str, change: Callable[[Steps], Steps], progress: Progress = silent
) -> tuple[SurgicalPlan, Outcome]:
    """Change the steps of a variant of the plan in ``path``, carry it out and check it, and write the plan back.

    A variant that is not there is added. The plan stays as it was where anything fails.

    Raises
    ------
    OsteoError
        The plan or its bones cannot be read, or a step cannot be done.
    """
    plan = read_plan(path)
    former = next((one for one in plan.variants if one.name == variant), Variant(variant))
    changed = replace(former, steps=change(former.steps))
    check_consistent(with_variant(plan, changed))
    meshes = load_inputs(plan, path.parent, part(progress, 0.0, 0.2))
    done, outcome = carried_out(plan, changed, meshes, part(progress, 0.2, 0.95))
    plan = with_variant(plan, done)
    write_plan(plan, path)
    progress(1.0, "Written")
    return plan, outcome


def with_implant(steps: Steps, implant: ImplantStep, before: str = "", guide: str = "") -> Steps:
    """The steps with ``implant`` in the place of the one of its name, else before the step ``before``, else last; with
    its sleeve in the guide of the step ``guide``.

    Raises
    ------
    OsteoError
        There is no such step, or the name is that of another kind of step.
    """
    names = [step.name for step in steps]
    if implant.name in names:
        at = names.index(implant.name)
        if not isinstance(steps[at], ImplantStep):
            raise OsteoError(f"{implant.name!r} is the name of another step; choose a name of its own.")
        steps = (*steps[:at], implant, *steps[at + 1 :])
    else:
        at = _place(names, before) if before else len(steps)
        steps = (*steps[:at], implant, *steps[at:])
    return _with_sleeve(steps, implant.name, guide) if guide else steps


def without_implant(steps: Steps, name: str) -> Steps:
    """The steps without this implant, and without its sleeves.

    Raises
    ------
    OsteoError
        There is no implant of that name.
    """
    if name not in [step.name for step in steps if isinstance(step, ImplantStep)]:
        there = ", ".join(step.name for step in steps if isinstance(step, ImplantStep)) or "none"
        raise OsteoError(f"The variant has no implant {name!r}; its implants: {there}.")
    kept = (step for step in steps if step.name != name)
    return tuple(
        replace(step, for_implants=tuple(one for one in step.for_implants if one != name))
        if isinstance(step, GuideStep)
        else step
        for step in kept
    )


def _with_sleeve(steps: Steps, implant: str, guide: str) -> Steps:
    at = _place([step.name for step in steps], guide)
    step = steps[at]
    if not isinstance(step, GuideStep):
        raise OsteoError(f"{guide!r} is no guide, so it can have no sleeve; name a guide step.")
    named = tuple(dict.fromkeys((*step.for_implants, implant)))
    return (*steps[:at], replace(step, for_implants=named), *steps[at + 1 :])


def _place(names: list[str], wanted: str) -> int:
    if wanted not in names:
        raise OsteoError(f"The variant has no step {wanted!r}; its steps: {', '.join(names) or 'none'}.")
    return names.index(wanted)


def plan_scene(path: Path, variant: str | None, out: Path, language: str = "en", progress: Progress = silent) -> int:
    """Carry out a variant of the plan in ``path`` (the chosen one without a name) and write it to ``out`` (.mrb);
    returns how many models it holds.

    Raises
    ------
    OsteoError
        The plan or its bones cannot be read, a step cannot be done, or the scene cannot be written.
    """
    from osteokit.mrml.plan_scene import write_plan_scene
    from osteokit.planning.guides.from_plan import variant_of

    plan = read_plan(path)
    meshes = load_inputs(plan, path.parent, part(progress, 0.0, 0.2))
    outcome = None
    if plan.variants or variant:
        _, outcome = carried_out(plan, variant_of(plan, variant), meshes, part(progress, 0.2, 0.8))
    progress(0.8, "Writing the scene")
    count = write_plan_scene(plan, meshes, outcome, out, language)
    progress(1.0, "Written")
    return count
