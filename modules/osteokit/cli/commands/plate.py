"""``osteo plate``: the best of a catalogue's plates for a place on a bone, bent and with its screws."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.commands.align import System
from osteokit.cli.progress_bar import progress_bar
from osteokit.cli.wide_console import wide_console

if TYPE_CHECKING:
    from osteokit.jobs.plate import PlateProposal


class Answer(StrEnum):
    """What ``--bend`` and ``--screws`` take."""

    yes = "yes"
    no = "no"


def plate(
    out: Annotated[Path, typer.Option(help="JSON file for the plate, its ranking, bends and screws.")],
    bone: Annotated[str, typer.Option(help="KEY=FILE, as in tibia_left=tibia.stl; with --plan the KEY alone.")],
    site: Annotated[str, typer.Option(help="Where: proximal_tibia_medial, distal_femur_lateral ... (see docs).")] = "",
    point: Annotated[
        list[str] | None,
        typer.Option(help='Instead of --site: "x,y,z" in the file\'s coordinates, two or more, proximal end first.'),
    ] = None,
    middle: Annotated[
        float | None, typer.Option(help="For plates of a shaft: where along the bone, 0 proximal to 1 distal.")
    ] = None,
    family: Annotated[
        list[str] | None, typer.Option(help="Families to try. Default: what is made for the place. Repeatable.")
    ] = None,
    article: Annotated[list[str] | None, typer.Option(help="References to try instead. Repeatable.")] = None,
    holes: Annotated[str, typer.Option(help="Number of shaft holes, or least-largest: 6 or 5-8.")] = "",
    catalogue: Annotated[str | None, typer.Option(help="Take articles from this catalogue only.")] = None,
    bend: Annotated[Answer, typer.Option(help="Bend the best plate to the bone.")] = Answer.no,
    screws: Annotated[Answer, typer.Option(help="Aim a screw for every hole.")] = Answer.yes,
    picture: Annotated[Path | None, typer.Option(help="PNG of the fit.")] = None,
    plan: Annotated[Path | None, typer.Option(help="Take the bone of this plan, after the steps of --variant.")] = None,
    variant: Annotated[str, typer.Option(help="Variant of the plan that gets the plate and its screws.")] = "",
    name: Annotated[str, typer.Option(help="Of the plate's step in the plan.")] = "plate",
    coordinates: Annotated[
        System | None, typer.Option(help="Of the file. Default: what the file says, else LPS, as 3D Slicer writes.")
    ] = None,
) -> None:
    """Try plates at a place of a bone, rank them by fit, and give the best one its bends and screws."""
    from osteokit.jobs.plate import PlateOrder
    from osteokit.jobs.plate_file import PlateFiles, plan_plate

    if bool(site) == bool(point):
        raise OsteoError("Give either a --site or two or more --point.")
    key, _, path = bone.partition("=")
    if bool(path) == (plan is not None):
        raise OsteoError(f"--bone is KEY=FILE without a plan and KEY with one, not {bone!r}.")
    order = PlateOrder(
        site, tuple(_point(text) for text in point or ()), middle, tuple(family or ()), tuple(article or ()),
        _range(holes), catalogue, bend.value, screws.value,
    )  # fmt: skip
    files = PlateFiles(
        key, out, Path(path) if path else None, picture, plan, variant, name,
        coordinates.value if coordinates else None,
    )  # fmt: skip
    with progress_bar() as progress:
        proposal = plan_plate(files, order, progress)
    print_plate(proposal, wide_console())
    typer.echo(str(out))


def _point(text: str) -> tuple[float, float, float]:
    try:
        x, y, z = (float(value) for value in text.split(","))
    except ValueError as error:
        raise OsteoError(f'A --point is "x,y,z" in mm, not {text!r}.') from error
    return x, y, z


def _range(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    low, _, high = text.partition("-")
    try:
        found = int(low), int(high or low)
    except ValueError as error:
        raise OsteoError(f"--holes is a number or least-largest, as in 6 or 5-8, not {text!r}.") from error
    if not 0 < found[0] <= found[1]:
        raise OsteoError(f"--holes goes from a number above 0 to one that is not less, not {text}.")
    return found


def print_plate(proposal: "PlateProposal", console: Console) -> None:
    """The three best, then bends and screws of the first."""
    table = Table(title="Plates by fit", title_justify="left")
    for heading in ("article", "name", "mean mm", "95 % mm", "max mm", "within 2 mm"):
        table.add_column(heading, justify="left" if heading in ("article", "name") else "right", overflow="fold")
    for one in proposal.ranking.best:
        fit = one.placed.fit
        table.add_row(
            one.reference, proposal.articles[one.reference].implant.english, f"{fit.mean_mm:.2f}",
            f"{fit.p95_mm:.2f}", f"{fit.max_mm:.2f}", f"{100 * fit.near_share:.0f} %",
        )  # fmt: skip
    console.print(table)
    if proposal.bends:
        fit = proposal.placed.fit
        say(console, f"Bent: mean gap {fit.mean_mm:.2f} mm, {100 * fit.near_share:.0f} % within 2 mm.")
        for step in proposal.bends:
            say(console, step.sentence)
    if proposal.screws.screws:
        print_hole_screws(proposal.screws.screws, console)
    for hole, why in proposal.screws.empty.items():
        say(console, f"{hole}: {why}", "yellow")


def print_hole_screws(screws: tuple, console: Console) -> None:
    """One row for each screw of a plate or nail."""
    table = Table(title="Screws", title_justify="left")
    for heading in ("hole", "family", "mm", "lean", "in bone mm", "cortices"):
        table.add_column(heading, justify="left" if heading in ("hole", "family") else "right", overflow="fold")
    for one in screws:
        table.add_row(
            one.hole, one.family, f"{one.path.diameter_mm:g} x {one.path.length_mm:.0f}", f"{one.angle_deg:.0f}",
            f"{one.bone_mm:.0f}", "2" if one.bicortical else "1",
        )  # fmt: skip
    console.print(table)


def say(console: Console, text: str, style: str = "") -> None:
    """One line as it is."""
    console.print(text, style=style or None, markup=False, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    app.command("plate")(plate)
