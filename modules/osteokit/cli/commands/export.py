"""``osteo export``: a finished case, or a label map, as files that other programs take."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from osteokit.base.errors import OsteoError
from osteokit.base.progress import part
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.imaging.volume import Volume
    from osteokit.segmentation.segmentation import Segmentation


class Format(StrEnum):
    """What ``--format`` takes."""

    stl = "stl"
    obj = "obj"
    ply = "ply"
    three_mf = "3mf"
    glb = "glb"
    dicom_seg = "dicom-seg"
    dicom_stl = "dicom-stl"


def labels_file(source: Path) -> Path:
    """The label map of a case folder, or the file itself."""
    if source.is_dir():
        source = source / "labels.seg.nrrd"
        if not source.is_file():
            raise OsteoError(f"{source.parent} is no finished case (it has no {source.name}); run osteo segment first.")
    return source


def series_of_case(source: Path) -> str | None:
    """The CT series that a case says it was made from; None where it does not say."""
    try:
        return json.loads((source / "summary.json").read_text(encoding="utf-8"))["input"]["series_uid"] or None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # then the reader chooses the series, and the writer checks that it fits the labels


def export(
    source: Annotated[
        Path, typer.Argument(metavar="CASE", help="A case folder of osteo segment, or its labels (.seg.nrrd, .nii.gz).")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    format: Annotated[list[Format] | None, typer.Option(help="What to write; repeatable. Default: stl.")] = None,
    ct: Annotated[Path | None, typer.Option(help="DICOM folder of the CT, for the DICOM formats.")] = None,
    series: Annotated[str | None, typer.Option(help="Series of --ct; default: the one that the case names.")] = None,
    language: Annotated[str, typer.Option(help="Names inside the files: en or zh.")] = "en",
) -> None:
    """Write labelled bones as STL (one file a bone), OBJ, PLY, 3MF, GLB, DICOM Segmentation or Encapsulated STL.

    Meshes are in LPS millimetres as 3D Slicer writes them; GLB is in metres with Y up. A DICOM SEG needs --ct;
    DICOM-encapsulated STL joins the study of --ct, and makes a study of its own without.
    """
    from osteokit.imaging.read import read_volume
    from osteokit.imaging.volume import Volume
    from osteokit.imaging.volume_file import is_volume_file
    from osteokit.jobs.export import export_bones
    from osteokit.segmentation.files import read_segmentation

    kinds = [one.value.replace("-", "_") for one in format or [Format.stl]]
    if "dicom_seg" in kinds and ct is None:
        raise OsteoError("A DICOM SEG refers to the slices of its CT; give their folder with --ct.")
    with progress_bar() as progress:
        progress(0.0, "Reading the labels")
        segmentation = read_segmentation(labels_file(source))
        volume = Volume(segmentation.labels, segmentation.ijk_to_ras)  # the grid alone, without a DICOM source
        if ct is not None:
            named = None if is_volume_file(ct) else series_of_case(source)
            volume = read_volume(ct, series or named, part(progress, 0.0, 0.3))
            _require_same_grid(segmentation, volume, ct)
        files = export_bones(volume, segmentation, kinds, out, language, part(progress, 0.3, 1.0))
    console = Console()
    for file in files:
        console.print(str(file), markup=False, highlight=False, soft_wrap=True)


def _require_same_grid(segmentation: "Segmentation", volume: "Volume", ct: Path) -> None:
    """Bones must never be filed under the CT of somebody else."""
    same = segmentation.labels.shape == volume.voxels.shape
    if not same or abs(segmentation.ijk_to_ras - volume.ijk_to_ras).max() > 0.01:
        raise OsteoError(f"The labels were not made on the CT in {ct} (another grid); give that CT, or its --series.")


def register(app: typer.Typer) -> None:
    app.command("export")(export)
