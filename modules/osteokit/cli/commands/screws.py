"""``osteo screws``: screws proposed in the widest corridors, and judged: grade, density, hold, clearances."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.commands.align import Language, System
from osteokit.cli.progress_bar import progress_bar
from osteokit.cli.wide_console import wide_console

if TYPE_CHECKING:
    from osteokit.jobs.screws import PlannedScrew, PlannedScrews
    from osteokit.planning.screws.values import ScrewPath
    from osteokit.surface.read import Coordinates

COLORS = {"A": "green", "B": "yellow", "C": "dark_orange", "D": "bold red", "E": "bold red"}


class Figures(StrEnum):
    """What ``--figures`` takes."""

    yes = "yes"
    no = "no"


def screws(
    out: Annotated[Path, typer.Option(help="Folder for screws.json and one picture for each screw.")],
    bones: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[BONE...]",
            help="Surfaces named by their bone (L3.stl, hip_left=left.stl), or one label map (.seg.nrrd, .nii.gz).",
        ),
    ] = None,
    ct: Annotated[
        Path | None, typer.Option(help="The CT: a DICOM folder or a volume file. For density and slices.")
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(help="Propose a screw there: L3, L3-left, S1-iliosacral-right, S1-transsacral ... Repeatable."),
    ] = None,
    between: Annotated[
        list[str] | None,
        typer.Option(help="Propose one: NAME=BONE+BONE:x,y,z:x,y,z:RADIUS (entry, target, mm). Repeatable."),
    ] = None,
    screw: Annotated[
        list[str] | None,
        typer.Option(help="Judge NAME=x,y,z:x,y,z:DIAMETER (entry, tip, mm) in the bones' coordinates. Repeatable."),
    ] = None,
    lines: Annotated[Path | None, typer.Option(help="Judge the lines of a .mrk.json of 3D Slicer: entry, tip.")] = None,
    diameter: Annotated[float | None, typer.Option(help="Of the screws on --lines, mm.")] = None,
    family: Annotated[
        str | None, typer.Option(help="Family of articles, as in osteo implants list. Default: usual at the site.")
    ] = None,
    catalogue: Annotated[str | None, typer.Option(help="Take articles from this catalogue only.")] = None,
    margin: Annotated[float, typer.Option(help="Bone to leave on every side of a proposed screw, mm.")] = 0.5,
    plan: Annotated[Path | None, typer.Option(help="Take the bones of this plan.")] = None,
    variant: Annotated[str, typer.Option(help="Add the screws to this variant of the plan.")] = "",
    coordinates: Annotated[
        System | None, typer.Option(help="Of surfaces and numbers. Default: what the file says, else LPS.")
    ] = None,
    figures: Annotated[Figures, typer.Option(help="Draw a picture for each screw.")] = Figures.yes,
    language: Annotated[Language, typer.Option(help="Of the pictures.")] = Language.en,
) -> None:
    """Propose screws in the widest corridors of pedicles and pelvis, and judge them or screws that you give.

    Told of each: Gertzbein-Robbins grade, density and cortical share, an estimate of its pull-out force, distance to
    screws, bones, joints and canal, tip-apex distance in a femoral head.
    """
    from osteokit.jobs.screw_lines import between_written
    from osteokit.jobs.screws import FILE, ScrewOrder, plan_screws

    system = coordinates.value if coordinates else None
    written_in = "RAS" if system == "RAS" else "LPS"
    order = ScrewOrder(
        tuple(bones or ()),
        tuple(at or ()),
        tuple(between_written(text, written_in) for text in between or ()),
        _given(screw or [], lines, diameter, written_in),
        ct,
        system,
        family,
        catalogue,
        margin,
        plan,
        variant,
        figures is Figures.yes,
        language.value,
    )
    with progress_bar() as progress:
        done = plan_screws(order, out, progress)
    print_screws(done, wide_console())
    typer.echo(str(out / FILE))


def _given(
    written: list[str], lines: Path | None, diameter: float | None, system: "Coordinates"
) -> "dict[str, ScrewPath]":
    """The screws to judge, by name, RAS."""
    from osteokit.jobs.screw_lines import read_lines, screw_written

    given: dict[str, ScrewPath] = {}
    if lines is not None:
        if diameter is None:
            raise OsteoError("Lines have no diameter; give --diameter in mm.")
        given |= read_lines(lines, diameter)
    elif diameter is not None:
        raise OsteoError("--diameter is for --lines; a --screw says its own.")
    for number, text in enumerate(written, 1):
        name, path = screw_written(text, system)
        name = name or f"screw {number}"
        if name in given:
            raise OsteoError(f"Two screws are named {name}; give each a name of its own.")
        given[name] = path
    return given


def print_screws(done: "PlannedScrews", console: Console) -> None:
    """One row for each screw, what could not be served, and every doubt."""
    table = Table(title="Screws", title_justify="left")
    for heading in ("screw", "mm", "grade", "bone around mm", "mean HU", "pull-out N", "nearest"):
        table.add_column(
            heading, justify="left" if heading in ("screw", "grade", "nearest") else "right", overflow="fold"
        )
    for one in done.screws:
        table.add_row(*_row(one))
    if done.screws:
        console.print(table)
    for why in done.refused.values():
        console.print(why, style="red", markup=False, highlight=False, soft_wrap=True)
    for text in (*done.warnings, *(text for one in done.screws for text in _doubts(one))):
        console.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)


def _row(one: "PlannedScrew") -> tuple[str, ...]:
    report = one.report
    color = COLORS[report.grade]
    nearest = report.clearances[0] if report.clearances else None
    near = "-" if nearest is None else f"{nearest.kind} {nearest.name} {nearest.distance_mm:.1f} mm"
    return (
        one.name,
        f"{report.path.diameter_mm:g} x {report.path.length_mm:.0f}",
        f"[{color}]{report.grade}[/]",
        "-" if report.breach is None else f"{-report.breach.breach_mm:.1f}",
        "-" if report.density is None else f"{report.density.mean_hu:.0f}",
        "-" if report.pull_out is None else f"{report.pull_out.force_n:.0f}",
        near,
    )


def _doubts(one: "PlannedScrew") -> tuple[str, ...]:
    return (*one.warnings, *(f"{one.name}: {text}" for text in one.report.warnings))


def register(app: typer.Typer) -> None:
    app.command("screws")(screws)
