"""``osteo reduce``: fragments of a broken bone back to where they belong."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.planning.reduction.values import Reduction


class System(StrEnum):
    """What ``--coordinates`` takes."""

    LPS = "LPS"
    RAS = "RAS"


ONLY_TO_EACH_OTHER = (
    "Without a template the fragments are fitted only to each other: surfaces that were pressed together out of place "
    "fit as well. Compare with the other side (--template with --mirror)."
)


def reduce(
    fragments: Annotated[
        list[Path], typer.Argument(metavar="FRAGMENT...", help="Two or more surfaces (STL, OBJ ...).")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the moved fragments and reduction.json.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Plan that gets the reduction as a variant; made where there is none.")
    ] = None,
    variant: Annotated[str, typer.Option(help="Name of the variant in the plan.")] = "A",
    bone: Annotated[
        str, typer.Option(help="For the plan: the broken bone, such as femur_right; else the files' names say it.")
    ] = "",
    template: Annotated[
        Path | None, typer.Option(help="The whole bone as it was, or the bone of the other side.")
    ] = None,
    mirror: Annotated[bool, typer.Option("--mirror", help="The template is the other side: mirror it.")] = False,
    anchor: Annotated[str | None, typer.Option(help="The fragment that stays; the largest without it.")] = None,
    coordinates: Annotated[
        System | None, typer.Option(help="Without it what the files say, else LPS.", case_sensitive=False)
    ] = None,
) -> None:
    """Bring fragments back together, and to the mirrored healthy side; what is doubtful is amber."""
    from osteokit.base.errors import OsteoError
    from osteokit.jobs.reduce import reduce_files
    from osteokit.jobs.reduce_plan import add_reduction, planned_parts

    if mirror and template is None:
        raise OsteoError("--mirror needs --template, the bone of the other side.")
    if out is None and plan is None:
        raise OsteoError("Say where the answer goes: --out FOLDER, --plan PLAN.json, or both.")
    parts = planned_parts(fragments, bone, template, mirror) if plan is not None else None
    with progress_bar() as progress:
        reduction = reduce_files(
            fragments,
            out,
            other_side=template if mirror else None,
            template=None if mirror else template,
            anchor=anchor,
            coordinates=coordinates.value if coordinates else None,
            progress=progress,
        )
        if plan is not None and parts is not None:
            add_reduction(plan, reduction, parts, variant, coordinates.value if coordinates else None, progress)
    print_reduction(reduction, Console())
    for written in ([] if out is None else [out / "reduction.json"]) + ([] if plan is None else [plan]):
        typer.echo(str(written))


def print_reduction(reduction: "Reduction", console: Console) -> None:
    """One row per fragment and one per fracture surface, and every doubt."""
    table = Table(title="Fragments", title_justify="left")
    for heading in ("fragment", "moved mm", "turned °", "gap mm", "to template mm", "answer"):
        table.add_column(heading, justify="left" if heading in ("fragment", "answer") else "right")
    for name, (shift, angle) in reduction.moved_by().items():
        sure = reduction.confident[name]
        answer = "stays" if name == reduction.anchor else "confident" if sure else "check"
        numbers = [_number(value) for value in (reduction.residual_mm[name], reduction.template_mm[name])]
        table.add_row(name, f"{shift:.1f}", f"{angle:.1f}", *numbers, answer, style="" if sure else "yellow")
    console.print(table)
    for surface in reduction.surfaces:
        console.print(
            f"{surface.first} - {surface.second}: {surface.area_mm2 / 100:.1f} cm2 face each other, gap "
            f"{_number(surface.residual_mm)} mm, overlap {surface.overlap_mm3:.0f} mm3, deepest "
            f"{surface.penetration_mm:.1f} mm",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if reduction.template_pose is None:
        console.print(ONLY_TO_EACH_OTHER, markup=False, highlight=False, soft_wrap=True)
    for warning in reduction.warnings:
        console.print(warning, style="yellow", markup=False, highlight=False, soft_wrap=True)


def _number(value: float) -> str:
    return f"{value:.2f}" if value == value else "-"


def register(app: typer.Typer) -> None:
    app.command()(reduce)
