"""``osteo info``: what an input holds, and whether it can be used."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from osteokit.cli.progress_bar import progress_bar


def info(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="DICOM folder or zip, NIfTI, NRRD or MHA.")],
    series: Annotated[str | None, typer.Option(help="Look at this series: UID, number or description.")] = None,
    resample: Annotated[bool, typer.Option("--resample", help="Resample a tilted or unevenly spaced series.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what an input holds: series and the chosen one, patient, size, spacing, sides, problems."""
    from osteokit.imaging.inspection import inspect

    with progress_bar() as progress:
        found = inspect(source, series, progress, resample=resample)
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    else:
        _print(found, Console())


def _print(found, console: Console) -> None:
    for patient in dict.fromkeys(one.patient for one in found.series):
        born = patient.birth_date and f"born {patient.birth_date}"
        words = (patient.name or "no name", f"ID {patient.id or 'none'}", born, patient.sex)
        _line(console, "Patient", ", ".join(word for word in words if word))
    for one in found.series:
        _print_series(one, console)
    if found.grid is not None:
        grid = found.grid
        _line(console, "Size", f"{' x '.join(map(str, grid.size))} voxels, {grid.data_type}")
        _line(console, "Spacing", f"{' x '.join(f'{value:.3f}' for value in grid.spacing_mm)} mm")
        oblique = f", {grid.oblique_deg:.1f} degrees oblique" if grid.oblique_deg > 0.1 else ""
        _line(console, "Orientation", f"{grid.orientation} (where columns, rows and slices run to){oblique}")
        _line(console, "Sides", grid.sides)
        _line(console, "Values", f"{grid.values[0]:g} to {grid.values[1]:g}")
    for warning in found.warnings:
        _line(console, "Note", warning, "yellow")
    if found.refusal:
        _line(console, "Refused", found.refusal, "bold red")


def _line(console: Console, name: str, text: str, style: str = "") -> None:
    console.print(Text(f"{name:<12}", style="bold"), Text(text, style=style), sep="", soft_wrap=True)


def _print_series(one, console: Console) -> None:
    number = "" if one.number is None else f"{one.number} "
    facts = [one.modality or "modality unknown", one.description, f"{one.images} images", one.kernel]
    if one.spacing_mm is not None:
        facts.insert(3, " x ".join(f"{value:.2f}" for value in one.spacing_mm) + " mm")
        facts.insert(4, "even" if one.even and not one.problems else "not even")
    reason = "; ".join(dict.fromkeys(part for part in (one.reason, *one.problems) if part))
    name = "Series *" if one.chosen else "Series"
    _line(console, name, f"{number}{', '.join(fact for fact in facts if fact)}", "bold" if one.chosen else "")
    _line(console, "", f"  {'chosen' if one.chosen else 'not chosen'}: {reason}")
    if not one.chosen and not one.key.startswith("series-"):
        _line(console, "", f"  --series {one.key}")


def register(app: typer.Typer) -> None:
    app.command()(info)
