"""``osteo demo``: from a real CT to bones, and on one of them an osteotomy and its guide, with nothing to prepare."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from osteokit.cli.case_table import print_case
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.jobs.demo import Demo, DemoPlan
    from osteokit.jobs.train import TrainResult

WHERE = {
    "report.pdf": "the plan for the surgeon: before, after, guide, numbers, place for a signature",
    "plan.json": "the plan for programs; osteo plan apply does it again",
    "guide": "the guide (STL, 3MF), its checks, and its print package",
    "bones": "the bone before; its pieces after in moved",
}


def demo(
    ct: Annotated[Path | None, typer.Option(help="Your own CT instead of the public chest CT.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("runs/demo"),
    language: Annotated[str, typer.Option(help="Of the report and the names: en or zh.")] = "en",
    training: Annotated[bool, typer.Option(help="Also run a training session with a scripted expert.")] = True,
) -> None:
    """Take a real CT to labelled bones, surfaces, a print package, a scene for 3D Slicer and a report, and plan an
    osteotomy with its cutting guide on one of the bones; then a scripted expert trains on simulated bone."""
    from osteokit.jobs.demo import run_demo, train_demo

    with progress_bar() as progress:
        result = run_demo(ct, out, language, progress)
    console = Console()
    print_case(result.summary, out, console)
    print_plan(result, out, console)
    if training:
        with progress_bar() as progress:
            trained = train_demo(out, language, progress)
        print_training(trained, out, console)


def print_training(trained: "TrainResult", out: Path, console: Console) -> None:
    """Print how the scripted expert did, and where the session is."""
    from osteokit.jobs.demo import TRAINING_FOLDER

    figures = {key: figure.value for key, figure in trained.assessment.figures.items()}
    verdict = "passed" if trained.assessment.passed else "not passed"
    where = out / TRAINING_FOLDER
    lines = [
        "",
        f"Training, {trained.scenario.english.lower()}, a scripted expert: {verdict}, {trained.seconds:.0f} s",
        f"  {figures['duration_s']:.0f} s of work, highest force {figures['force_peak_n']:.0f} N, "
        f"plunge beyond the far cortex {figures['plunge_mm']:.1f} mm, {figures['temperature_peak_c']:.0f} °C",
        f"  {where / 'report.pdf'}  the trainee's report",
        f"  {where / 'scene.glb'}  the scene for a viewer or a headset",
    ]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def print_plan(result: "Demo", out: Path, console: Console) -> None:
    """Print what the planned part came to and where it is, or why there is none."""
    from osteokit.jobs.demo import PLAN_FOLDER

    planned = result.planned
    lines = [result.refusal] if planned is None else _lines(planned)
    if planned is not None:
        lines += [f"  {out / PLAN_FOLDER / name}  {meaning}" for name, meaning in WHERE.items()]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(planned: "DemoPlan") -> list[str]:
    from osteokit.segmentation.terminology import term

    plan, values = planned.plan, planned.report.values
    step = plan.variants[0].steps[0]
    return [
        "",
        f"{plan.title}: {term(plan.inputs[0].bone).english.lower()}, {planned.seconds:.0f} s",
        f"  {step.name}: {values['angle_deg']:.0f}°, wedge {values['wedge_volume_mm3']:.0f} mm³, "
        f"removed {values['removed_mm3']:.0f} mm³, contact {values['contact_area_mm2']:.0f} mm², "
        f"gap {abs(values['gap_mm']):.1f} mm",
        f"  guide: {planned.checks_passed} of {planned.checks} checks passed; {planned.print_note}",
        *(f"  ! {sentence}" for sentence in planned.not_passed),
        *(f"  ! {finding.message}" for finding in plan.variants[0].findings),
    ]


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)
