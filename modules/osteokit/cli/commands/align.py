"""``osteo align``: the angles of a leg from the surfaces of its bones."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.anatomy.measurement import Measurement
    from osteokit.jobs.align import Alignment

NEAR_NORMAL = 0.5
"""Amber up to this part of the normal range's width outside it, red beyond."""

UNITS = {"deg": "°", "mm": "mm", "percent": "%"}


class Side(StrEnum):
    """What ``--side`` takes."""

    left = "left"
    right = "right"


class System(StrEnum):
    """What ``--coordinates`` takes."""

    LPS = "LPS"
    RAS = "RAS"


class Language(StrEnum):
    """What ``--language`` takes."""

    en = "en"
    zh = "zh"


def color_of(value: "Measurement") -> str:
    """Green in the normal range, amber a little outside, red far outside, none where no range is agreed."""
    if value.normal is None:
        return ""
    low, high = value.normal
    outside = max(low - value.value, value.value - high)
    if outside <= 0:
        return "green"
    return "yellow" if outside <= NEAR_NORMAL * (high - low) else "bold red"


def print_alignment(found: "Alignment", language: str, console: Console) -> None:
    """The table of angles, what could not be measured, and the warnings."""
    from osteokit.anatomy.measurement_names import measurement_name

    table = Table(title=f"{found.leg.side} leg", title_justify="left")
    for heading, right in (("measure", False), ("value", True), ("± 1 sd", True), ("unit", False), ("normal", True)):
        table.add_column(heading, justify="right" if right else "left")
    for key, value in found.measurements.values.items():
        color = color_of(value)
        number = f"{value.value:.1f}" if value.unit else f"{value.value:.2f}"
        normal = "" if value.normal is None else f"{value.normal[0]:g} .. {value.normal[1]:g}"
        error = f"{value.error:.1f}" if value.unit else f"{value.error:.2f}"
        cell = f"[{color}]{number}[/]" if color else number
        table.add_row(measurement_name(key, language), cell, error, UNITS.get(value.unit, ""), normal)
    console.print(table)
    if found.comparison is not None:
        for key, one in found.comparison.values.items():
            if not one.is_normal:
                name = measurement_name(key, language)
                text = f"differs from the healthy side: {name}: {one.value:+.1f} ± {one.error:.1f}"
                console.print(text, style="magenta", markup=False, highlight=False, soft_wrap=True)
    reasons: dict[str, list[str]] = {}
    for key, reason in found.measurements.not_measurable.items():
        reasons.setdefault(reason, []).append(measurement_name(key, language))
    for reason, names in reasons.items():
        console.print(f"not measurable: {', '.join(names)}: {reason}", style="dim", markup=False, soft_wrap=True)
    for warning in found.warnings:
        console.print(warning, style="yellow", markup=False, highlight=False, soft_wrap=True)


def align(
    side: Annotated[Side, typer.Option(help="Which leg.")],
    out: Annotated[Path, typer.Option(help="JSON file for angles and landmarks.")],
    femur: Annotated[Path | None, typer.Option(help="Surface of the femur (STL, OBJ, PLY, VTP, ...).")] = None,
    tibia: Annotated[Path | None, typer.Option(help="Of the tibia.")] = None,
    fibula: Annotated[Path | None, typer.Option(help="Of the fibula.")] = None,
    patella: Annotated[Path | None, typer.Option(help="Of the patella.")] = None,
    pelvis: Annotated[
        Path | None, typer.Option(help="Of the hip bone of that side, as --hip-left or --hip-right.")
    ] = None,
    hip_left: Annotated[Path | None, typer.Option(help="Of the left hip bone.")] = None,
    hip_right: Annotated[Path | None, typer.Option(help="Of the right hip bone.")] = None,
    sacrum: Annotated[Path | None, typer.Option(help="Of the sacrum.")] = None,
    coordinates: Annotated[
        System | None, typer.Option(help="Of the files. Default: what the file says, else LPS, as 3D Slicer writes.")
    ] = None,
    figure: Annotated[Path | None, typer.Option(help="Also draw the figure: .pdf or .png.")] = None,
    landmarks: Annotated[
        Path | None, typer.Option(help="Landmarks placed by hand: an edited JSON of this command, or Slicer .mrk.json.")
    ] = None,
    healthy: Annotated[
        Path | None, typer.Option(help="The JSON of this command for the other, healthy leg: its angles become normal.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the figure and the table.")] = Language.en,
) -> None:
    """Find the landmarks of a leg and measure HKA, mLDFA, MPTA, JLCA, torsion, lengths and more; any bone is enough.

    The JSON has every angle by its key (mLDFA_deg, ...), with method, error, normal range and source under "angles",
    and the landmarks in the coordinates of the input.
    """
    from osteokit.jobs.align import align_files

    files = {"femur": femur, "tibia": tibia, "fibula": fibula, "patella": patella}
    files |= {"hip_left": hip_left, "hip_right": hip_right, "sacrum": sacrum}
    if pelvis is not None:
        if files[f"hip_{side.value}"] is not None:
            raise OsteoError(f"--pelvis and --hip-{side.value} are the same bone; give one of them.")
        files[f"hip_{side.value}"] = pelvis
    given = {name: path for name, path in files.items() if path is not None}
    with progress_bar() as progress:
        found = align_files(
            given,
            side.value,
            out,
            coordinates.value if coordinates else None,
            figure,
            landmarks,
            healthy,
            language.value,
            progress,
        )
    console = Console()
    print_alignment(found, language.value, console)
    for path in (out, figure):
        if path is not None:
            console.print(str(path), markup=False, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    app.command("align")(align)
