"""A variant carried out on the bones: cut, moved, and measured again on what was moved.

The predicted angles come from the landmarks where the moves have put them, never from what was intended; for a check
that does not even trust the landmarks, :func:`measured_on_meshes` finds them anew on the moved and joined bones.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg import Leg
from osteokit.anatomy.leg_analysis import measure_all
from osteokit.anatomy.measurement import Measurements
from osteokit.anatomy.spine import with_spine
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.osteotomy.hinge import HingeRisk
from osteokit.planning.plan import (
    GuideStep,
    ImplantStep,
    OsteotomyStep,
    ReductionStep,
    Step,
    StepReport,
    SurgicalPlan,
    Variant,
)
from osteokit.planning.plan_implants import Anchored, PieceSurfaces, PlacedImplant, anchored, placed, screw_report
from osteokit.planning.plan_pieces import Bones, osteotomy, whole_bones
from osteokit.planning.plan_reduction import carry_out_reduction
from osteokit.planning.reduction.measure import ReductionFit
from osteokit.surface.boolean import union
from osteokit.surface.mesh import Mesh

LEG_BONES = ("femur", "tibia", "fibula", "patella")


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a variant comes to: the bones after it, what was measured on them, the numbers of its steps; by the name of
    their step the guides, the risk of hinges (None for a cut without one), how reduced fragments fit (None for a single
    one), the implants where they end, and why others could not be placed."""

    bones: Bones
    predicted: Measurements
    reports: tuple[StepReport, ...]
    guides: Mapping[str, Mesh]
    hinges: Mapping[str, HingeRisk | None]
    reductions: Mapping[str, ReductionFit | None] = field(default_factory=dict)
    implants: Mapping[str, PlacedImplant] = field(default_factory=dict)
    unplaced: Mapping[str, str] = field(default_factory=dict)


def leg_of(landmarks: Mapping[str, BoneLandmarks], side: str) -> Leg:
    """The leg of one side from landmarks by bone key; the pelvis's are under ``"pelvis"`` or ``hip_<side>``.

    Raises
    ------
    OsteoError
        The side is neither left nor right.
    """
    bones = {name: landmarks.get(f"{name}_{side}") for name in LEG_BONES}
    pelvis = next((one for one in landmarks.values() if one.bone == "pelvis"), None)
    return Leg(side, **bones, pelvis=pelvis)  # pyright: ignore[reportArgumentType]


def measured_now(landmarks: Mapping[str, BoneLandmarks], side: str) -> Measurements:
    """All measurements that the landmarks of this side and of the spine allow; none of a leg for a plan without a side
    or without landmarks."""
    if not landmarks:
        return Measurements(side, {}, {"leg": "The plan has no landmarks, so no leg was measured."})
    if not any(one.bone in (*LEG_BONES, "pelvis") for one in landmarks.values()):
        return with_spine(Measurements(side), landmarks)
    if side not in ("left", "right"):
        without = Measurements("", {}, {"leg": "The plan has no side, so no leg was measured."})
        return with_spine(without, landmarks)
    return with_spine(measure_all(leg_of(landmarks, side), landmarks.get("sacrum")), landmarks)


def carry_out(plan: SurgicalPlan, variant: Variant, meshes: Mapping[str, Mesh], progress: Progress = silent) -> Outcome:
    """Do the steps of ``variant`` in their order on ``meshes`` (by bone key, RAS mm) and the landmarks of ``plan``.

    An implant that is not in its catalogue is left out and named in ``unplaced``: an old plan opens.

    Raises
    ------
    OsteoError
        A step cannot be done; the sentence names it.
    """
    done = _bones_moved(plan, variant, meshes, part(progress, 0.0, 0.5))
    implants = {name: placed(one, done.bones, done.surfaces) for name, one in done.implants.items()}
    screws = [one for one in implants.values() if one.is_screw]
    reports = [*done.reports, *(screw_report(one, done.bones, done.surfaces) for one in screws)]
    guides = {}
    steps = [step for step in variant.steps if isinstance(step, GuideStep)]
    for number, step in enumerate(steps):
        inner = part(progress, 0.5 + 0.5 * number / len(steps), 0.5 + 0.5 * (number + 1) / len(steps))
        inner(0.0, step.name)
        with _named(step, variant):
            from osteokit.planning.plan_guide import guide_of_step

            guides[step.name] = guide_of_step(step, variant, meshes, inner, implants)
    progress(1.0, "Measured")
    measured = measured_now(done.bones.landmarks, plan.side)
    return Outcome(done.bones, measured, tuple(reports), guides, done.hinges, done.reductions, implants, done.unplaced)


def implants_of(plan: SurgicalPlan, variant: Variant, meshes: Mapping[str, Mesh]) -> dict[str, PlacedImplant]:
    """The implants of a variant where they end, without measuring and without guides.

    Raises
    ------
    OsteoError
        A step cannot be done; the sentence names it.
    """
    done = _bones_moved(plan, variant, meshes, silent)
    return {name: placed(one, done.bones, done.surfaces) for name, one in done.implants.items()}


@dataclass(frozen=True, eq=False)
class _Moved:
    bones: Bones
    reports: tuple[StepReport, ...]
    hinges: Mapping[str, HingeRisk | None]
    implants: Mapping[str, Anchored]
    unplaced: Mapping[str, str]
    reductions: Mapping[str, ReductionFit | None]
    surfaces: PieceSurfaces


def _bones_moved(plan: SurgicalPlan, variant: Variant, meshes: Mapping[str, Mesh], progress: Progress) -> _Moved:
    """All steps but guides, which are designed on the bones as they were."""
    bones, surfaces = whole_bones(meshes, plan.landmarks), PieceSurfaces()
    reports, hinges, implants, unplaced, reductions = [], {}, {}, {}, {}
    for number, step in enumerate(variant.steps):
        inner = part(progress, number / len(variant.steps), (number + 1) / len(variant.steps))
        inner(0.0, step.name)
        with _named(step, variant):
            if isinstance(step, OsteotomyStep):
                sawn = osteotomy(bones, step)
                bones = sawn.bones
                reports.append(sawn.report)
                hinges[step.name] = sawn.hinge
            elif isinstance(step, ReductionStep):
                reduced = carry_out_reduction(bones, step, inner)
                bones = reduced.bones
                reports += [reduced.report] if reduced.fit is not None else []
                reductions[step.name] = reduced.fit
            elif isinstance(step, ImplantStep):
                bones.of(step.bone)
                try:
                    implants[step.name] = anchored(step, bones, surfaces)
                except OsteoError as reason:
                    unplaced[step.name] = str(reason)
    return _Moved(bones, tuple(reports), hinges, implants, unplaced, reductions, surfaces)


@contextmanager
def _named(step: Step, variant: Variant) -> Iterator[None]:
    """A refusal names the step and the variant that it is about."""
    try:
        yield
    except OsteoError as error:
        raise OsteoError(f"Step {step.name!r} of variant {variant.name!r}: {error}") from error


def with_outcome(variant: Variant, outcome: Outcome) -> Variant:
    """The variant with what was measured and reported; its findings are those of :mod:`osteokit.planning.checks`."""
    return replace(variant, predicted=outcome.predicted, reports=outcome.reports)


def measured_on_meshes(outcome: Outcome, side: str, progress: Progress = silent) -> Measurements:
    """The leg measured on landmarks found anew on the moved bones, the pieces of each joined into one mesh.

    Landmarks placed by hand are not used, so the two ways differ by what the finder finds.

    Raises
    ------
    OsteoError
        A bone is not recognised as what it is.
    """
    found = {}
    keys = [f"{name}_{side}" for name in LEG_BONES if f"{name}_{side}" in {p.bone for p in outcome.bones.pieces}]
    for number, key in enumerate(keys):
        progress(number / len(keys), f"Finding landmarks of {key}")
        pieces = outcome.bones.of(key)
        found[key] = landmarks_of(key, pieces[0].mesh if len(pieces) == 1 else union([p.mesh for p in pieces]))
    return measured_now(found, side)
