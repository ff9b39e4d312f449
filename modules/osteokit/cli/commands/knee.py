"""``osteo knee``: resections and component sizes of a knee replacement from the axes of its bones."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar
from osteokit.cli.wide_console import wide_console

if TYPE_CHECKING:
    from osteokit.jobs.knee import KneeJob


class Side(StrEnum):
    """What ``--side`` takes."""

    left = "left"
    right = "right"


class System(StrEnum):
    """What ``--coordinates`` takes."""

    LPS = "LPS"
    RAS = "RAS"


class Rotation(StrEnum):
    """What ``--rotation`` takes."""

    epicondyles = "epicondyles"
    condyles = "condyles"


def print_knee(job: "KneeJob", console: Console) -> None:
    """Cuts, components, and every doubt."""
    plan = job.plan
    table = Table(title=f"{plan.side} knee", title_justify="left", show_header=False)
    for name, cut in plan.resections.items():
        angles = "".join(
            f", {key.removesuffix('_deg')} {round(value, 1) + 0.0:.1f}°" for key, value in cut.angles_deg.items()
        )
        table.add_row(f"{name} cut", f"medial {cut.medial_mm:.1f} mm, lateral {cut.lateral_mm:.1f} mm{angles}")
    for name, one in (("femoral component", plan.femoral), ("tibial component", plan.tibial)):
        if one is not None:
            over = one.overhang
            sides = f"over medially {over.medial_mm:+.1f}, laterally {over.lateral_mm:+.1f} mm"
            table.add_row(name, f"{one.implant.reference} ({one.implant.english}), {sides}")
    if plan.insert is not None:
        table.add_row("insert", f"{plan.insert.reference} ({plan.insert.english})")
    if len(job.leg_axis_deg) == 2:
        before, after = job.leg_axis_deg["before"], job.leg_axis_deg["after"]
        table.add_row("hip-knee-ankle angle", f"{before:.1f}° -> {after:.1f}° (below 180°: varus)")
    console.print(table)
    for sentence in (*dict.fromkeys(plan.not_planned.values()), *job.notes, *plan.warnings):
        console.print(sentence, style="yellow", markup=False, highlight=False, soft_wrap=True)


def knee(
    side: Annotated[Side, typer.Option(help="Which knee.")],
    out: Annotated[Path, typer.Option(help="JSON file for cuts and components.")],
    femur: Annotated[Path | None, typer.Option(help="Surface of the femur.")] = None,
    tibia: Annotated[Path | None, typer.Option(help="Surface of the tibia.")] = None,
    rotation: Annotated[
        Rotation, typer.Option(help="Of the femoral component: by the epicondyles, or outward of the condyles.")
    ] = Rotation.epicondyles,
    external: Annotated[float, typer.Option(help="Outward of the posterior condyles, degrees.")] = 3.0,
    femoral_varus: Annotated[float, typer.Option(help="Of the femoral cut, degrees.")] = 0.0,
    flexion: Annotated[float, typer.Option(help="Of the femoral component, degrees.")] = 0.0,
    tibial_varus: Annotated[float, typer.Option(help="Of the tibial cut, degrees.")] = 0.0,
    slope: Annotated[float, typer.Option(help="Of the tibial cut, down to the back, degrees.")] = 3.0,
    tibial_cut: Annotated[
        float | None, typer.Option(help="From the higher plateau, mm; default: tray and thinnest insert.")
    ] = None,
    catalogue: Annotated[str | None, typer.Option(help="Implants of this catalogue alone.")] = None,
    coordinates: Annotated[
        System | None, typer.Option(help="Of the files. Default: what the file says, else LPS.")
    ] = None,
    figure: Annotated[Path | None, typer.Option(help="Cuts and components over the bones: .png or .pdf.")] = None,
    plan: Annotated[
        Path | None, typer.Option(help="Take the bones of this plan; components become steps of --variant.")
    ] = None,
    variant: Annotated[str, typer.Option(help="Name of that variant.")] = "knee",
) -> None:
    """Plan the cuts of a knee replacement and choose its components."""
    from osteokit.jobs.knee import knee_files
    from osteokit.jobs.knee_plan import knee_in_plan
    from osteokit.planning.arthroplasty.knee_axes import KneeWish

    turn = "epicondyles" if rotation is Rotation.epicondyles else "posterior condyles"
    wish = KneeWish(femoral_varus, flexion, turn, external, tibial_varus, slope, tibial_cut)
    system = coordinates.value if coordinates else None
    if plan is not None and (femur or tibia):
        raise OsteoError("A plan brings its own bones; give either --plan, or --femur and --tibia.")
    with progress_bar() as progress:
        if plan is not None:
            job = knee_in_plan(plan, variant, side.value, out, wish, catalogue, figure, progress)
        else:
            job = knee_files(side.value, out, femur, tibia, wish, catalogue, system, figure, progress)
    console = wide_console()
    print_knee(job, console)
    for path in (out, figure, plan):
        if path is not None:
            console.print(str(path), markup=False, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    app.command("knee")(knee)
