"""``osteo plan implant``: put implants into a plan's variant, list them, take them out."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.commands import plan as plan_command
from osteokit.cli.commands.implants import limits_of, matrix_in
from osteokit.cli.commands.plan import COLORS, PlanPath, VariantName, point_ras
from osteokit.cli.progress_bar import progress_bar
from osteokit.cli.wide_console import wide_console

if TYPE_CHECKING:
    import numpy as np

    from osteokit.planning.implants.catalogues import Found
    from osteokit.planning.plan import SurgicalPlan, Variant

app = typer.Typer(name="implant", no_args_is_help=True, help="Implants of a plan: add, list, remove.")

Name = Annotated[str, typer.Option(help="Name of the implant's step; one of that name is exchanged.")]
Point = Annotated[str, typer.Option(help='"X,Y,Z" mm in the coordinates of the bone file.')]


@app.command()
def add(
    plan: PlanPath,
    name: Name,
    bone: Annotated[str, typer.Option(help="Key of the bone that carries it, such as tibia_left.")],
    variant: VariantName = "A",
    article: Annotated[str, typer.Option(help="CATALOGUE/REFERENCE, as osteo implants search shows them.")] = "",
    family: Annotated[str, typer.Option(help="Instead of an article: the nearest of this family by --size.")] = "",
    size: Annotated[list[str] | None, typer.Option(help='With --family, at most: "diameter_mm=4.5".')] = None,
    entry: Point = "",
    target: Point = "",
    pose: Annotated[
        Path | None, typer.Option(help="JSON: 4x4 by rows, from the implant's own frame to RAS mm; for all but screws.")
    ] = None,
    into: Annotated[list[str] | None, typer.Option(help="Key of another bone that it is meant to enter.")] = None,
    before: Annotated[str, typer.Option(help="Name of the step before which it is placed; last without it.")] = "",
    guide: Annotated[str, typer.Option(help="Name of the guide step that gets a sleeve for it.")] = "",
) -> None:
    """Place an article: a screw from --entry towards --target, anything else by its --pose.

    A screw without a length of its own is as long as from entry to target, or the next shorter one that exists.
    """
    from osteokit.jobs.implant_steps import change_steps, with_implant
    from osteokit.planning.plan_file import read_plan
    from osteokit.planning.plan_implants import implant_step

    system = read_plan(plan).input(bone).coordinates
    if bool(entry or target) == (pose is not None) or bool(entry) != bool(target):
        raise OsteoError("Give either --entry and --target of a screw, or the --pose of another implant.")
    line = (point_ras(entry, system), point_ras(target, system)) if entry else None
    found = _article(article, family, size or [], line)
    placed = matrix_in(pose) if line is None and pose is not None else _screw_pose(line, found)
    step = implant_step(name, bone, found, placed, into or ())
    with progress_bar() as progress:
        done, _ = change_steps(plan, variant, lambda steps: with_implant(steps, step, before, guide), progress)
    typer.echo(f"{plan}: {name} is {found.catalogue.name}/{found.implant.reference}, {found.implant.english}.")
    _tell(done, variant, name)


@app.command()
def remove(plan: PlanPath, name: Name, variant: VariantName = "A") -> None:
    """Take an implant out of a variant, and its sleeves out of the guides."""
    from osteokit.jobs.implant_steps import change_steps, without_implant

    with progress_bar() as progress:
        change_steps(plan, variant, lambda steps: without_implant(steps, name), progress)
    typer.echo(f"{plan}: {name} was removed from variant {variant}.")


@app.command("list")
def list_(
    plan: PlanPath,
    variant: Annotated[str | None, typer.Option("--variant", help="Name of the variant; the chosen one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Print the bill of materials of a variant."""
    from osteokit.planning.bill import bill_of_materials
    from osteokit.planning.guides.from_plan import variant_of
    from osteokit.planning.plan_file import read_plan

    lines = bill_of_materials(variant_of(read_plan(plan), variant))
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        return
    table = Table("", "Article", "Name", "Sizes", "For")
    for line in lines:
        which = f"{line.catalogue}/{line.reference}" if line.reference else "not chosen yet"
        sizes = ", ".join(f"{key} {value:g}" for key, value in line.sizes)
        note = "" if line.available or not line.reference else " (not in the catalogue here)"
        table.add_row(*map(escape, (str(line.quantity), which, line.english + note, sizes, ", ".join(line.steps))))
    wide_console().print(table)


def _article(
    article: str, family: str, sizes: list[str], line: tuple[tuple[float, ...], tuple[float, ...]] | None
) -> "Found":
    from osteokit.planning.implants.catalogues import Found, catalogue, find, snapped

    if bool(article) == bool(family):
        raise OsteoError("Give either the --article or a --family with --size.")
    if article:
        name, _, reference = article.partition("/")
        return Found(catalogue(name), find(name, reference))
    asked = {key: high for key, (_, high) in map(limits_of, sizes)}
    if line is not None and "length_mm" not in asked:
        asked["length_mm"] = sum((a - b) ** 2 for a, b in zip(*line, strict=True)) ** 0.5
    return snapped(family, None, **asked)


def _screw_pose(line: tuple[tuple[float, ...], tuple[float, ...]] | None, found: "Found") -> "np.ndarray":
    from osteokit.planning.implants.poses import screw_pose
    from osteokit.planning.implants.solid import group_of
    from osteokit.planning.screws.values import ScrewPath

    if line is None or group_of(found.implant) not in ("screw", "wire"):
        raise OsteoError(f"{found.implant.english} is no screw or wire; give its --pose.")
    entry, target = line
    path = ScrewPath(entry, target, found.implant.size("diameter_mm"))  # pyright: ignore[reportArgumentType]
    return screw_pose(path)


def _tell(plan: "SurgicalPlan", variant: str, name: str) -> None:
    """The numbers and findings of this implant."""
    done: Variant = plan.variant(variant)
    console = Console(soft_wrap=True)
    for report in done.reports:
        if report.step == name:
            for key, value in report.values.items():
                console.print(f"{key}: {value:.1f}", markup=False, highlight=False)
    for one in done.findings:
        if name in one.message:
            console.print(f"{one.severity}: {one.message}", style=COLORS[one.severity], markup=False, highlight=False)


def register(parent: typer.Typer) -> None:
    plan_command.app.add_typer(app)
