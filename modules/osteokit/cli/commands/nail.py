"""``osteo nail``: the canal of a femur or tibia, and the nail that fits it, with its locking screws."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.commands.align import System
from osteokit.cli.commands.plate import print_hole_screws, say
from osteokit.cli.progress_bar import progress_bar
from osteokit.cli.wide_console import wide_console

NAMES = {
    "isthmus_mm": "isthmus of the canal, mm",
    "reamed_mm": "reamed to, mm",
    "removed_mm": "cortex reamed away on each side at the isthmus, mm",
    "least_clearance_mm": "least clearance in the reamed canal, mm",
    "touch_percent": "of the canal's length on which it presses, %",
    "bend_mismatch_mm": "largest distance of the nail's line from the canal's, mm",
    "turn_deg": "turned from its front pointing forward, degrees",
    "tip_to_joint_mm": "tip to the far joint, mm",
}


def nail(
    out: Annotated[Path, typer.Option(help="JSON file for canal, nail and screws.")],
    bone: Annotated[str, typer.Option(help="KEY=FILE, as in femur_left=femur.stl; with --plan the KEY alone.")],
    ct: Annotated[
        Path | None, typer.Option(help="The CT, where the surface has no canal: a DICOM folder or a volume file.")
    ] = None,
    article: Annotated[
        str, typer.Option(help="Reference of the nail. Default: the thickest and longest that fits.")
    ] = "",
    catalogue: Annotated[str | None, typer.Option(help="Take articles from this catalogue only.")] = None,
    coordinates: Annotated[
        System | None, typer.Option(help="Of the file. Default: what the file says, else LPS, as 3D Slicer writes.")
    ] = None,
    figure: Annotated[Path | None, typer.Option(help="Nail and screws in the bone: .png or .pdf.")] = None,
    plan: Annotated[Path | None, typer.Option(help="Take the bone of this plan, after the steps of --variant.")] = None,
    variant: Annotated[str, typer.Option(help="Variant of the plan that gets the nail and its screws.")] = "",
    name: Annotated[str, typer.Option(help="Of the nail's step in the plan.")] = "nail",
) -> None:
    """Measure the medullary canal and fit a nail: diameter, length, reaming, where it touches, locking screws."""
    from osteokit.jobs.nail import NailFiles, plan_nail

    key, _, path = bone.partition("=")
    if bool(path) == (plan is not None):
        raise OsteoError(f"--bone is KEY=FILE, as in femur_left=femur.stl, or with --plan the KEY alone, not {bone!r}.")
    system = coordinates.value if coordinates else None
    files = NailFiles(
        key, out, Path(path) if path else None, plan, variant, name, ct, article, catalogue, system, figure
    )  # fmt: skip
    with progress_bar() as progress:
        proposal = plan_nail(files, progress)
    console = wide_console()
    table = Table(title=f"{proposal.found.implant.reference}  {proposal.found.implant.english}", title_justify="left")
    table.add_column("measure")
    table.add_column("value", justify="right")
    for name, value in proposal.fit.values.items():
        table.add_row(NAMES[name], f"{value:.1f}")
    console.print(table)
    if proposal.fit.warning:
        say(console, proposal.fit.warning, "yellow")
    if proposal.screws.screws:
        print_hole_screws(proposal.screws.screws, console)
    for hole, why in proposal.screws.empty.items():
        say(console, f"{hole}: {why}", "yellow")
    for file in (out, figure, plan if variant else None):
        if file is not None:
            typer.echo(str(file))


def register(app: typer.Typer) -> None:
    app.command("nail")(nail)
