"""``osteo spine``: Cobb angle, lordosis and spinopelvic angles from the surfaces of vertebrae and pelvis."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.commands.align import Language, System, color_of
from osteokit.cli.progress_bar import progress_bar


def spine(
    out: Annotated[Path, typer.Option(help="JSON file for angles and landmarks.")],
    vertebra: Annotated[list[str] | None, typer.Option(help="A vertebra as LEVEL=FILE: L4=L4.stl. Repeatable.")] = None,
    sacrum: Annotated[Path | None, typer.Option(help="Surface of the sacrum (STL, OBJ, PLY, VTP, ...).")] = None,
    hip_left: Annotated[Path | None, typer.Option(help="Of the left hip bone.")] = None,
    hip_right: Annotated[Path | None, typer.Option(help="Of the right hip bone.")] = None,
    coordinates: Annotated[
        System | None, typer.Option(help="Of the files. Default: what the file says, else LPS, as 3D Slicer writes.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the table.")] = Language.en,
) -> None:
    """Find the landmarks of vertebrae and pelvis and measure Cobb angle, lordosis, pelvic incidence, tilt and slope."""
    from osteokit.anatomy.measurement_names import measurement_name, shown_value
    from osteokit.jobs.spine import level_key, measure_spine_files

    files: dict[str, Path] = {}
    for one in vertebra or ():
        level, equals, path = one.partition("=")
        if not equals or not path:
            raise OsteoError(f"--vertebra is LEVEL=FILE, as in L4=L4.stl, not {one!r}.")
        key = level_key(level)
        if key in files:
            raise OsteoError(f"{level} is given twice; give each vertebra once.")
        files[key] = Path(path)
    for name, path in (("sacrum", sacrum), ("hip_left", hip_left), ("hip_right", hip_right)):
        if path is not None:
            files[name] = path
    if not files:
        raise OsteoError("Give at least two vertebrae (--vertebra L1=L1.stl), or the sacrum with both hip bones.")
    with progress_bar() as progress:
        found = measure_spine_files(files, out, coordinates.value if coordinates else None, progress)
    console, table = Console(), Table()
    for heading in ("measure", "value", "normal", "between"):
        table.add_column(heading)
    for key, value in found.measurements.values.items():
        color = color_of(value)
        number = shown_value(value.value, value.unit, value.error)
        normal = "" if value.normal is None else f"{value.normal[0]:g} .. {value.normal[1]:g}"
        levels = value.method.partition(":")[0] if key in ("cobb_deg", "lordosis_deg") else ""
        table.add_row(
            measurement_name(key, language.value), f"[{color}]{number}[/]" if color else number, normal, levels
        )
    console.print(table)
    for key, why in found.measurements.not_measurable.items():
        text = f"not measurable: {measurement_name(key, language.value)}: {why}"
        console.print(text, style="dim", markup=False, highlight=False, soft_wrap=True)
    for warning in found.measurements.warnings:
        console.print(warning, style="yellow", markup=False, highlight=False, soft_wrap=True)
    console.print(f"wrote {out}", markup=False, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    app.command("spine")(spine)
