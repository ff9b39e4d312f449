"""``osteo convert``: any readable volume to NIfTI, NRRD or MetaImage."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from osteokit.cli.progress_bar import progress_bar


def convert(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="DICOM folder or zip, NIfTI, NRRD or MHA.")],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="File to write: .nii.gz, .nii, .nrrd or .mha.")],
    series: Annotated[str | None, typer.Option(help="Series to take: UID, number or description.")] = None,
    resample: Annotated[bool, typer.Option("--resample", help="Resample a tilted or unevenly spaced series.")] = False,
) -> None:
    """Convert a volume; voxels and place stay as they are, and nothing that names the patient is written."""
    from osteokit.base.progress import part
    from osteokit.imaging.inspection import grid_of
    from osteokit.imaging.read import read_volume
    from osteokit.imaging.write import require_writable_suffix, write_volume

    require_writable_suffix(output)
    console = Console(stderr=True)
    with progress_bar() as progress:
        volume = read_volume(source, series, part(progress, 0.0, 0.8), resample=resample)
        progress(0.8, f"Writing {output.name}")
        write_volume(volume, output)
        progress(1.0, "Done")
    for warning in volume.warnings:
        console.print(warning, style="yellow", markup=False, highlight=False)
    grid = grid_of(volume)
    size = " x ".join(map(str, grid.size))
    spacing = " x ".join(f"{value:.3f}" for value in grid.spacing_mm)
    typer.echo(f"{output}: {size} voxels of {spacing} mm, {grid.orientation}, {grid.data_type}")


def register(app: typer.Typer) -> None:
    app.command()(convert)
