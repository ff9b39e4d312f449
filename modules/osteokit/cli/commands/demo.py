"""``osteo demo``: from a real CT to bones, and on one of them an osteotomy and its guide, with nothing to prepare."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from osteokit.cli.case_table import print_case
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.jobs.demo import Demo, DemoPlan

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
) -> None:
    """Take a real CT to labelled bones, surfaces, a print package, a scene for 3D Slicer and a report, and plan an
    osteotomy with its cutting guide on one of the bones."""
    from osteokit.jobs.demo import run_demo

    with progress_bar() as progress:
        result = run_demo(ct, out, language, progress)
    console = Console()
    print_case(result.summary, out, console)
    print_plan(result, out, console)


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
