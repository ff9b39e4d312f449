"""A reduction from files as a variant of a surgical plan, which is made where there is none."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.apply import carried_out
from osteokit.planning.checks import check_plan
from osteokit.planning.inputs import load_inputs, plan_input
from osteokit.planning.plan import PlanInput, SurgicalPlan, Variant
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plan_outcome import measured_now
from osteokit.planning.plan_reduction import reduction_step
from osteokit.planning.reduction.values import Reduction
from osteokit.planning.variants import with_variant
from osteokit.segmentation.names import part_key_of
from osteokit.segmentation.terminology import all_terms, fragment_of, mirrored, term
from osteokit.surface.read import Coordinates, read_surface


@dataclass(frozen=True)
class PlannedParts:
    """Which bones of a plan files are: ``fragments`` by key in the order of the reduction, and the template's key."""

    fragments: Mapping[str, Path]
    template: tuple[str, Path] | None = None
    mirror: bool = False


def planned_parts(files: Sequence[Path], bone: str, template: Path | None, mirror: bool) -> PlannedParts:
    """The keys of fragments and template.

    With ``bone`` (``"femur_right"``) the files are its fragments 1, 2, ... in this order; without it the names of the
    files say which they are (``hip_left_fragment_2.stl``).

    Raises
    ------
    OsteoError
        No bone is called so, a file's name does not say which bone it is, or two are the same.
    """
    if bone and bone not in all_terms():
        raise OsteoError(f"No bone is called {bone!r}; name it like femur_right or hip_left.")
    keys = [f"{bone}_fragment_{n}" if bone else part_key_of(file.stem) for n, file in enumerate(files, 1)]
    fragments: dict[str, Path] = {}
    for key, file in zip(keys, files, strict=True):
        if key is None:
            raise OsteoError(
                f"{file.name} does not say which bone it is; give --bone, or name it like hip_left_fragment_1.stl."
            )
        if key in fragments:
            raise OsteoError(f"{file.name} and {fragments[key].name} are both {key}; give each a number of its own.")
        fragments[key] = file
    whole = None
    if template is not None:
        first = next(iter(fragments))
        own = (fragment_of(first) or (first, 0))[0]
        whole = (mirrored(own) if mirror else own, template)
        if whole[0] in fragments:
            raise OsteoError(f"The template would be {whole[0]}, which is one of the fragments; leave one of them out.")
    return PlannedParts(fragments, whole, mirror)


def add_reduction(
    path: Path,
    found: Reduction,
    parts: PlannedParts,
    variant: str,
    coordinates: Coordinates | None = None,
    progress: Progress = silent,
) -> SurgicalPlan:
    """Give the plan in ``path`` the variant of a reduction, carried out and checked; the plan is made where there is
    none. ``found`` names the fragments by their files' stems.

    Raises
    ------
    OsteoError
        The plan or a bone cannot be read, or the plan has another bone of that name; the plan stays as it was.
    """
    named = {file.stem: key for key, file in parts.fragments.items()}
    inputs = [_input(key, file, coordinates, path.parent) for key, file in parts.fragments.items()]
    if parts.template is not None:
        inputs.append(_input(*parts.template, coordinates, path.parent))
    plan = read_plan(path) if path.exists() else _fresh(tuple(parts.fragments))
    plan = replace(plan, inputs=(*plan.inputs, *_new_inputs(plan, inputs)))
    meshes = load_inputs(plan, path.parent, part(progress, 0.0, 0.3))
    template = parts.template[0] if parts.template else ""
    step = reduction_step("reduction", renamed(found, named), template, parts.mirror)
    done, _ = carried_out(plan, Variant(variant, (step,)), meshes, part(progress, 0.3, 0.95))
    plan = with_variant(plan, done)
    plan = replace(plan, checks=check_plan(plan, path.parent))
    write_plan(plan, path)
    progress(1.0, "Written")
    return plan


def _input(key: str, file: Path, coordinates: Coordinates | None, folder: Path) -> PlanInput:
    mesh, notes = read_surface(file, coordinates)
    return plan_input(key, file, notes.coordinates, mesh, folder)


def _new_inputs(plan: SurgicalPlan, inputs: Sequence[PlanInput]) -> list[PlanInput]:
    there = {one.bone: one for one in plan.inputs}
    for one in inputs:
        if one.bone in there and there[one.bone].sha256 != one.sha256:
            raise OsteoError(
                f"The plan has another {one.bone} ({there[one.bone].file}) than {one.file}; use that, or another plan."
            )
    return [one for one in inputs if one.bone not in there]


def _fresh(fragments: Sequence[str]) -> SurgicalPlan:
    """A plan without a bone yet, of the side of the fragments; of none where they are of both."""
    bones = list(dict.fromkeys((fragment_of(key) or (key, 0))[0] for key in fragments))
    sides = {term(bone).side for bone in bones}
    side = sides.pop() if len(sides) == 1 else ""
    title = "Fracture: " + ", ".join(term(bone).english.lower() for bone in bones)
    return SurgicalPlan(str(uuid.uuid4()), title, side, (), {}, measured_now({}, side))  # pyright: ignore[reportArgumentType]


def renamed(found: Reduction, names: Mapping[str, str]) -> Reduction:
    """The answer with its fragments called otherwise; ``names`` from old to new, of all."""

    def told(sentence: str) -> str:
        for old, new in names.items():
            if sentence.startswith(f"{old}: "):
                return new + sentence.removeprefix(old)
        return sentence

    surfaces = tuple(replace(one, first=names[one.first], second=names[one.second]) for one in found.surfaces)
    return Reduction(
        names[found.anchor],
        {names[key]: pose for key, pose in found.poses.items()},
        {names[key]: gap for key, gap in found.residual_mm.items()},
        {names[key]: distance for key, distance in found.template_mm.items()},
        surfaces,
        {names[key]: sure for key, sure in found.confident.items()},
        tuple(told(sentence) for sentence in found.warnings),
        {names[key]: center for key, center in found.centers.items()},
        found.template_pose,
    )
