"""``osteo hip``: cup and stem sized and placed on the bones, leg length, offset and range of motion predicted."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.cli.progress_bar import progress_bar
from osteokit.cli.wide_console import wide_console

if TYPE_CHECKING:
    from osteokit.jobs.hip import HipJob, HipResult


class Side(StrEnum):
    """What ``--side`` takes."""

    left = "left"
    right = "right"


class System(StrEnum):
    """What ``--coordinates`` takes."""

    LPS = "LPS"
    RAS = "RAS"


class Definition(StrEnum):
    """What ``--definition`` takes: Murray's."""

    radiographic = "radiographic"
    anatomic = "anatomic"
    operative = "operative"


class Reference(StrEnum):
    """What ``--reference`` takes."""

    pelvis = "pelvis"
    image = "image"


def print_hips(job: "HipJob", console: Console) -> None:
    """A table a side, and every doubt."""
    for reason in (*job.not_planned, *job.scene.notes):
        _say(console, reason, "yellow")
    for result in job.results.values():
        _print_side(result, console)


def _print_side(result: "HipResult", console: Console) -> None:
    plan = result.plan
    stem = plan.stem.fit.template.implant if plan.stem else None
    table = Table(title=f"{plan.side} hip", title_justify="left", show_header=False)
    for name, article in (("cup", plan.cup.implant), ("liner", plan.liner), ("stem", stem), ("head", plan.head)):
        table.add_row(name, "not planned" if article is None else f"{article.reference} ({article.english})")
    angles = plan.cup.angles
    for name in ("radiographic", "anatomic", "operative"):
        pair = [float(getattr(angles, f"{name}_{which}")) for which in ("inclination", "anteversion")]
        table.add_row(f"inclination, anteversion ({name})", f"{pair[0]:.1f}°, {pair[1]:.1f}°")
    table.add_row("cup under bone", f"{plan.cup.coverage_percent:.0f} %")
    for key, before in plan.before.values.items():
        after = plan.after.values.get(key) if plan.after else None
        other = plan.other.values.get(key) if plan.other else None
        text = f"{before:.1f}" if after is None else f"{before:.1f} -> {after:.1f} ({after - before:+.1f})"
        table.add_row(
            key.replace("_mm", "").replace("_", " "), text + (f", other side {other:.1f}" if other else "") + " mm"
        )
    for key, limit in result.limits.items():
        meets = f"{limit.angle_deg:.0f}°, {limit.kind}" if limit.kind else f"over {limit.angle_deg:.0f}°"
        table.add_row(key.replace("_", " "), meets)
    console.print(table)
    if plan.canal is not None:
        _say(console, plan.canal.source, "dim")
    _say(console, f"Lewinnek's zone: {'inside' if plan.zone.inside else 'outside'}. {plan.zone.note}", "dim")
    for sentence in (*plan.not_planned.values(), *plan.warnings):
        _say(console, sentence, "yellow")


def _say(console: Console, sentence: str, style: str) -> None:
    console.print(sentence, style=style, markup=False, highlight=False, soft_wrap=True)


def hip(
    bones: Annotated[
        list[str],
        typer.Argument(metavar="BONE...", help="One label map, or surfaces: hip_right.stl femur_right=a.stl ..."),
    ],
    out: Annotated[Path, typer.Option(help="JSON file for the plan and its numbers.")],
    side: Annotated[Side | None, typer.Option(help="Which hip; without it every one that can be planned.")] = None,
    ct: Annotated[Path | None, typer.Option(help="CT of the bones: shows the canal and metal.")] = None,
    names: Annotated[
        str | None, typer.Option(help="Names of a label map without its own: totalsegmentator, or a table.")
    ] = None,
    inclination: Annotated[float, typer.Option(help="Of the cup, degrees.")] = 40.0,
    anteversion: Annotated[float, typer.Option(help="Of the cup, degrees.")] = 15.0,
    definition: Annotated[Definition, typer.Option(help="Which of Murray's definitions these are.")] = (
        Definition.radiographic
    ),
    reference: Annotated[
        Reference, typer.Option(help="Angles against the anterior pelvic plane, or the axes of the image.")
    ] = Reference.pelvis,
    reaming: Annotated[float, typer.Option(help="Cup wider than the bony socket, mm.")] = 2.0,
    lengthen: Annotated[
        float | None, typer.Option(help="Leg longer by, mm; default: what it lacks to the other side.")
    ] = None,
    offset: Annotated[float, typer.Option(help="Hip offset more by, mm.")] = 0.0,
    version: Annotated[float, typer.Option(help="Stem more anteverted than the neck, degrees.")] = 0.0,
    catalogue: Annotated[str | None, typer.Option(help="Implants of this catalogue alone.")] = None,
    coordinates: Annotated[
        System | None, typer.Option(help="Of surfaces. Default: what the file says, else LPS.")
    ] = None,
    figure: Annotated[Path | None, typer.Option(help="Templates over the bones: .png or .pdf.")] = None,
    language: Annotated[str, typer.Option(help="Of the figure: en or zh.")] = "en",
    plan: Annotated[Path | None, typer.Option(help="Plan that gets the implants as steps of a variant.")] = None,
    variant: Annotated[str, typer.Option(help="Name of that variant.")] = "hip",
) -> None:
    """Template a hip replacement: cup, liner, stem and head; leg length and offset after it; how far it moves.

    A side with metal, or whose bones are cut off, is not planned and named.
    """
    from osteokit.jobs.hip import hip_files
    from osteokit.planning.arthroplasty.cup import CupTarget
    from osteokit.planning.arthroplasty.hip import HipWish

    target = CupTarget(inclination, anteversion, definition.value, reaming)
    plane = "image" if reference is Reference.image else "anterior pelvic plane"
    wish = HipWish(target, plane, lengthen, offset, version)
    with progress_bar() as progress:
        job = hip_files(
            bones, out, side.value if side else None, wish, ct, names, catalogue,
            coordinates.value if coordinates else None, figure, language, progress,
        )  # fmt: skip
    console = wide_console()
    print_hips(job, console)
    if plan is not None:
        from osteokit.jobs.hip_plan import add_hip

        with progress_bar() as progress:
            add_hip(job, plan, variant, progress)
    for path in (out, figure, plan):
        if path is not None:
            console.print(str(path), markup=False, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    app.command("hip")(hip)
