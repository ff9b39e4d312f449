"""The demonstration: a real CT through the whole path, to bones, and on one of them an osteotomy and its guide."""

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.segment import segment_case
from osteokit.planning.plan import Patient, StepReport, SurgicalPlan, Variant

if TYPE_CHECKING:
    from osteokit.jobs.train import TrainResult

PLAN_FOLDER, TRAINING_FOLDER = "plan", "training"


@dataclass(frozen=True)
class DemoPlan:
    """What the planned part came to: the plan, the wedge's numbers, the guide's checks, what it costs to print."""

    plan: SurgicalPlan
    report: StepReport
    checks_passed: int
    checks: int
    not_passed: tuple[str, ...]
    print_note: str
    seconds: float


@dataclass(frozen=True)
class Demo:
    """The summary of the case, and its plan; without one, ``refusal`` says in one sentence why."""

    summary: dict
    planned: DemoPlan | None
    refusal: str = ""


def run_demo(ct: Path | None, out: Path, language: str = "en", progress: Progress = silent) -> Demo:
    """Take ``ct``, or the public chest CT where it is None, to labels, surfaces, print package, scene and report, and
    plan an osteotomy with its guide on one of the bones, in ``plan/``.

    Raises
    ------
    OsteoError
        The CT or the output folder is refused. That no plan can be made is no error: the result says why.
    """
    from osteokit.imaging.sample import sample_ct

    source = ct if ct is not None else sample_ct(part(progress, 0.0, 0.1))
    products = ("labels", "bones", "print", "scene", "report")
    summary = segment_case(source, out, products=products, language=language, progress=part(progress, 0.1, 0.85))
    try:
        return Demo(summary, plan_on_case(summary, out, language, part(progress, 0.85, 1.0)))
    except OsteoError as refusal:
        return Demo(summary, None, _refused(refusal, out))


def _refused(refusal: OsteoError, out: Path) -> str:
    former = f" {out / PLAN_FOLDER} is of an earlier run." if (out / PLAN_FOLDER).exists() else ""
    return f"No osteotomy was planned: {refusal}{former}"


def plan_on_case(summary: dict, out: Path, language: str = "en", progress: Progress = silent) -> DemoPlan:
    """Plan the demonstration on the best long bone of the case in ``out`` and write ``out/plan/`` whole or not at all.

    ``plan.json``, ``bones/``, ``moved/``, ``report.pdf`` as :func:`osteokit.jobs.plan_folder.write_plan_folder`;
    ``guide/`` as :func:`osteokit.jobs.guide.make_guide`, with a quote where PrusaSlicer is installed.

    Raises
    ------
    OsteoError
        No bone is fit for it, or its shape leaves no place for the wedge or the guide.
    """
    from osteokit.jobs.demo_bone import best_long_bone
    from osteokit.jobs.demo_plan import demonstration, demonstration_plan, with_checks
    from osteokit.jobs.guide import GuideOutput, make_guide
    from osteokit.jobs.guide_asked import plan_of_guide
    from osteokit.jobs.plan_folder import write_plan_folder
    from osteokit.planning.checks import check_variant
    from osteokit.planning.guides.document import order_to_json
    from osteokit.planning.plan_outcome import carry_out, with_outcome
    from osteokit.planning.variants import with_variant

    start = time.perf_counter()
    progress(0.0, "choosing a bone to plan on")
    bone = best_long_bone(summary, out)
    variant, order = demonstration(bone, language)
    plan = demonstration_plan(bone, _patient(summary), language)
    meshes = {bone.key: bone.mesh}
    wedge, guide_step = variant.steps
    with whole_folder(out / PLAN_FOLDER) as folder:
        engine = _engine()
        made = make_guide(
            bone.mesh, order, folder / "guide",
            GuideOutput(
                guide_step.name, quoted=engine, as_draft=True,
                plan=plan_of_guide(bone.key, bone.mesh, order_to_json(order)),
            ),
            progress=part(progress, 0.05, 0.6),
        )  # fmt: skip
        progress(0.6, "cutting and moving the bone")
        outcome = carry_out(plan, Variant(variant.name, (wedge,)), meshes)
        outcome = replace(outcome, guides={guide_step.name: made.guide.mesh})  # once is enough: it takes seconds
        variant = with_checks(variant, made.guide.checks, language)
        done = replace(with_outcome(variant, outcome), findings=check_variant(plan, variant, outcome))
        plan = replace(with_variant(plan, done), chosen=variant.name)
        plan = write_plan_folder(plan, meshes, outcome, folder, language, part(progress, 0.65, 1.0))
    checks = made.guide.checks
    failed = tuple(check.sentence for check in checks if not check.passed)
    note = _print_note(made.quote, made.print_record)
    seconds = time.perf_counter() - start
    return DemoPlan(plan, outcome.reports[0], len(checks) - len(failed), len(checks), failed, note, seconds)


def train_demo(out: Path, language: str = "en", progress: Progress = silent) -> "TrainResult":
    """A training session in ``out/training/``: a scripted expert drills the holes of a plate in simulated bone.

    Raises
    ------
    OsteoError
        The folder cannot be written.
    """
    from osteokit.jobs.train import TrainOrder, train
    from osteokit.simulation.recording_file import is_broken

    folder = out / TRAINING_FOLDER
    if is_broken(folder):  # of a demonstration that was stopped
        shutil.rmtree(folder)
    return train(TrainOrder("plate-drilling", folder, "2", "expert", language=language), progress)


def _engine() -> bool:
    from osteokit.fabrication.slicer_engine import find_engine

    return find_engine() is not None


def _print_note(quote, print_record: dict) -> str:
    printable = "printable" if print_record["printable"] else "not printable as it is, see guide/print/package.json"
    if quote is None:
        return f"{printable}; no quote, as PrusaSlicer is not installed"
    return f"{printable}; {quote.seconds // 60} min, {quote.grams:.1f} g, cost {quote.cost:.2f} ({quote.engine})"


def _patient(summary: dict) -> Patient:
    patient = summary["patient"]
    return Patient(patient["name"] or "", patient["id"] or "", patient["birth_date"] or "", patient["sex"] or "")
