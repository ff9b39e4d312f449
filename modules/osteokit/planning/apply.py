"""A plan done again from its files: everything is computed anew and compared with what the plan says.

What a person decided is taken from the plan: which landmarks were placed by hand, and the cut and move of every step.
All else (landmarks, measurements, cuts, what is measured after the moves, guides, checks) is made again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from osteokit.anatomy.find import landmarks_in
from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks
from osteokit.anatomy.measurement import Measurements
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.checks import check_plan, check_variant
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan import SurgicalPlan, Variant
from osteokit.planning.plan_outcome import Outcome, carry_out, measured_now, with_outcome
from osteokit.surface.mesh import Mesh

LANDMARK_MM = 0.1
TOLERANCES = {"deg": 0.05, "mm": 0.1, "percent": 0.2, "": 0.005}
"""By unit, absolute: far below what matters, above what another processor rounds differently."""
SHARE = 0.01
"""Of areas and volumes."""


@dataclass(frozen=True)
class Difference:
    """A number that came out otherwise than the plan says; ``where`` is words for a person."""

    where: str
    recorded: float | None
    computed: float | None
    tolerance: float

    @property
    def sentence(self) -> str:
        """For the surgeon."""
        if self.recorded is None or self.computed is None:
            known = "the plan has it" if self.computed is None else "the plan has it not"
            return f"{self.where}: {known}, the recomputation {'has not' if self.computed is None else 'has'}."
        return f"{self.where}: {self.recorded:.3f} in the plan, {self.computed:.3f} recomputed."


@dataclass(frozen=True, eq=False)
class PlanResult:
    """A recomputed plan.

    Attributes
    ----------
    plan : SurgicalPlan
        With what was computed now.
    meshes : mapping of str
        The inputs by bone key.
    outcomes : mapping of str
        By name of the variant.
    differences : tuple of Difference
        Empty where the plan was reproduced.
    """

    plan: SurgicalPlan
    meshes: Mapping[str, Mesh]
    outcomes: Mapping[str, Outcome]
    differences: tuple[Difference, ...]

    @property
    def reproduced(self) -> bool:
        return not self.differences


def apply_plan(plan: SurgicalPlan, folder: Path, progress: Progress = silent) -> PlanResult:
    """Recompute ``plan``, whose file lies in ``folder``.

    Raises
    ------
    OsteoError
        An input is missing, changed or no bone, or a step cannot be done.
    """
    meshes = load_inputs(plan, folder, part(progress, 0.0, 0.05))
    landmarks = found_again(plan, meshes, part(progress, 0.05, 0.6))
    again = replace(plan, landmarks=landmarks, measured=measured_now(landmarks, plan.side))
    outcomes = {}
    for number, variant in enumerate(plan.variants):
        inner = part(progress, 0.6 + 0.38 * number / len(plan.variants), 0.6 + 0.38 * (number + 1) / len(plan.variants))
        done, outcomes[variant.name] = carried_out(again, variant, meshes, inner)
        again = replace(again, variants=tuple(done if v.name == done.name else v for v in again.variants))
    again = replace(again, checks=check_plan(again, folder))
    progress(1.0, "Compared with the plan")
    return PlanResult(again, meshes, outcomes, differences(plan, again))


def carried_out(
    plan: SurgicalPlan, variant: Variant, meshes: Mapping[str, Mesh], progress: Progress = silent
) -> tuple[Variant, Outcome]:
    """The variant with its predictions, reports and findings, and the bones after it."""
    outcome = carry_out(plan, variant, meshes, progress)
    done = with_outcome(variant, outcome)
    return replace(done, findings=check_variant(plan, variant, outcome)), outcome


def found_again(
    plan: SurgicalPlan, meshes: Mapping[str, Mesh], progress: Progress = silent
) -> dict[str, BoneLandmarks]:
    """Landmarks of every bone that has any in the plan; those placed by hand stay where they were placed."""
    found = {}
    for number, (bone, former) in enumerate(plan.landmarks.items()):
        inner = part(progress, number / len(plan.landmarks), (number + 1) / len(plan.landmarks))
        inner(0.0, f"Finding landmarks of {bone}")
        fresh = landmarks_in(bone, meshes, inner)
        by_hand = {key: one for key, one in former.landmarks.items() if one.method == BY_HAND}
        missing = {key: reason for key, reason in fresh.missing.items() if key not in by_hand}
        found[bone] = replace(fresh, landmarks={**fresh.landmarks, **by_hand}, missing=missing)
    return found


def differences(recorded: SurgicalPlan, computed: SurgicalPlan) -> tuple[Difference, ...]:
    """Where two plans of the same steps disagree by more than the tolerances."""
    found = [*_landmark_differences(recorded, computed)]
    found += _measurement_differences("before", recorded.measured, computed.measured)
    for former, now in zip(recorded.variants, computed.variants, strict=True):
        if former.predicted is not None and now.predicted is not None:
            found += _measurement_differences(f"variant {former.name}", former.predicted, now.predicted)
        found += _report_differences(former, now)
    return tuple(found)


def _landmark_differences(recorded: SurgicalPlan, computed: SurgicalPlan) -> Iterator[Difference]:
    for bone, former in recorded.landmarks.items():
        now = computed.landmarks.get(bone)
        for key, landmark in former.landmarks.items():
            where = f"{bone} {key}, mm from the recorded place"
            if now is None or key not in now:
                yield Difference(where, 0.0, None, LANDMARK_MM)
                continue
            distance = float(np.linalg.norm(now.point(key) - landmark.point))
            if distance > LANDMARK_MM:
                yield Difference(where, 0.0, distance, LANDMARK_MM)


def _measurement_differences(where: str, recorded: Measurements, computed: Measurements) -> Iterator[Difference]:
    for key in dict.fromkeys([*recorded.values, *computed.values]):
        former, now = recorded.values.get(key), computed.values.get(key)
        tolerance = TOLERANCES[(former or computed.values[key]).unit]
        if former is None or now is None:
            yield Difference(f"{where}: {key}", former and former.value, now and now.value, tolerance)
        elif abs(former.value - now.value) > tolerance:
            yield Difference(f"{where}: {key}", former.value, now.value, tolerance)


def _report_differences(recorded: Variant, computed: Variant) -> Iterator[Difference]:
    reports = {report.step: report for report in computed.reports}
    for former in recorded.reports:
        now = reports.get(former.step)
        for key, value in former.values.items():
            where, other = f"variant {recorded.name}, {former.step}: {key}", now.values.get(key) if now else None
            tolerance = _report_tolerance(key, value)
            if other is None or abs(other - value) > tolerance:
                yield Difference(where, value, other, tolerance)


def _report_tolerance(key: str, value: float) -> float:
    if key.endswith(("_mm2", "_mm3")):
        return SHARE * abs(value) + 1.0
    return TOLERANCES["deg"] if key.endswith("_deg") else TOLERANCES["mm"]
