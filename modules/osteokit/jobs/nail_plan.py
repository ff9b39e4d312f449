"""A nail with its locking screws as steps of a plan's variant."""

from pathlib import Path

from osteokit.base.progress import Progress, silent
from osteokit.jobs.implant_steps import Steps, change_steps, with_implant
from osteokit.jobs.nail import NailProposal
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.plan import ImplantStep, Step
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plates.articles import screw_article


def nail_steps(name: str, bone: str, proposal: NailProposal, catalogue: str | None = None) -> list[ImplantStep]:
    """The nail ``name``, then a step for each locking screw, named by its hole.

    Raises
    ------
    OsteoError
        A screw's article is missing.
    """
    fit = {key: round(float(value), 4) for key, value in proposal.fit.values.items()}
    steps = [implant_step(name, bone, proposal.found, proposal.fit.pose, parameters={"fit": fit})]
    for one in proposal.screws.screws:
        found = screw_article(one.family, one.path.diameter_mm, one.path.length_mm, catalogue)
        told = {"nail": name, "hole": one.hole}
        steps.append(implant_step(f"{name} {one.hole}", bone, found, screw_pose(one.path), parameters=told))
    return steps


def nail_into_plan(
    path: Path,
    variant: str,
    name: str,
    bone: str,
    proposal: NailProposal,
    catalogue: str | None = None,
    progress: Progress = silent,
) -> None:
    """The nail and its screws as the last steps of a variant of the plan in ``path``; former screws of a nail of this
    name go.

    Raises
    ------
    OsteoError
        A screw's article is missing, another step has a name, or the plan cannot be carried out or written.
    """
    steps = nail_steps(name, bone, proposal, catalogue)

    def change(former: Steps) -> Steps:
        kept: Steps = tuple(step for step in former if not _belongs(step, name))
        for step in steps:
            kept = with_implant(kept, step)
        return kept

    change_steps(path, variant, change, progress)


def _belongs(step: Step, nail: str) -> bool:
    return isinstance(step, ImplantStep) and (step.name == nail or step.parameters.get("nail") == nail)
