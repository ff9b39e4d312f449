"""``osteo segment``: a CT in, labelled bones out."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from osteokit.base.errors import OsteoError
from osteokit.cli.case_table import print_case
from osteokit.cli.progress_bar import progress_bar


def choose_method(seeds: Path | None, labels: Path | None, names: str | None, segmenter: str | None):
    """The one method that the options name; automatic where they name none."""
    from osteokit.jobs.methods import Automatic, FromLabels, FromSeeds, FromSegmenter

    if labels is not None and (seeds is not None or segmenter is not None):
        raise OsteoError("--labels excludes --seeds and --segmenter; name one way to label the bones.")
    for path in (seeds, labels):
        if path is not None and not path.exists():
            raise OsteoError(f"{path} does not exist; check the path.")
    if segmenter is not None:
        return FromSegmenter(segmenter, seeds)
    if seeds is not None:
        return FromSeeds(seeds)
    if labels is not None:
        return FromLabels(labels, names)
    return Automatic()


def segment(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="DICOM folder or zip, NIfTI, NRRD or MHA.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")],
    series: Annotated[str | None, typer.Option(help="Series to take: its UID or its number in `osteo info`.")] = None,
    resample: Annotated[bool, typer.Option("--resample", help="Resample a tilted or unevenly spaced series.")] = False,
    seeds: Annotated[
        Path | None, typer.Option(help="One click per bone: Slicer markups (.mrk.json), label = name.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Coarse labels (.nii.gz, .seg.nrrd) to refine to the edge.")
    ] = None,
    names: Annotated[
        str | None, typer.Option(help="What the values of --labels mean: a scheme or a JSON/CSV file.")
    ] = None,
    segmenter: Annotated[str | None, typer.Option(help="An installed AI segmenter; see `osteo plugins`.")] = None,
    also: Annotated[
        list[str] | None, typer.Option(help="Also write: print, scene, report, volume. Repeatable.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the report and the names: en or zh.")] = "en",
) -> None:
    """Find, separate and name every bone of a CT."""
    from osteokit.jobs.segment import segment_case

    method = choose_method(seeds, labels, names, segmenter)
    products = ("labels", "bones", *sorted(set(also or ()) - {"labels", "bones"}))
    with progress_bar() as progress:
        summary = segment_case(
            source,
            out,
            method,
            series=series,
            resample=resample,
            products=products,
            language=language,
            progress=progress,
        )
    print_case(summary, out, Console())


def register(app: typer.Typer) -> None:
    app.command("segment")(segment)
