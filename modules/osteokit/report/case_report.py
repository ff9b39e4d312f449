"""The case report for the radiologist: ``report.pdf`` and its pictures."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from PIL import Image as PngImage

from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.report.blocks import shown_name
from osteokit.report.case_pages import Pictures, story
from osteokit.report.figures import REPORT_VIEWS, Figure, colored, metal_view, slice_sheets, views
from osteokit.report.pdf import build_pdf
from osteokit.report.words import say
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh


def write_case_report(
    volume: Volume,
    segmentation: Segmentation,
    meshes: Mapping[int, Mesh],
    summary: Mapping,
    folder: str | os.PathLike[str],
    language: str = "en",
    progress: Progress = silent,
    written: datetime | None = None,
) -> list[Path]:
    """Write ``report.pdf`` and ``report/*.png`` into ``folder``.

    Parameters
    ----------
    volume, segmentation, meshes
        The case; ``meshes`` by label, RAS mm. A label without a mesh is absent from the 3D pictures only.
    summary : mapping
        As in ``summary.json`` (schema ``osteo.case/1``): what the tables and the identity block say.
    language : str
        ``"en"`` or ``"zh"``.
    written : datetime, optional
        The date on the report; now where None.

    Returns
    -------
    list of Path
        The files written, the PDF first.

    Raises
    ------
    OsteoError
        The folder cannot be written, or the disk is full.
    """
    folder = Path(folder)
    figures = views(colored(segmentation, meshes), REPORT_VIEWS, part(progress, 0.0, 0.6))
    metal = metal_view(segmentation, meshes)
    sheets = slice_sheets(volume, segmentation, part(progress, 0.6, 0.85))
    pictures = [(f"view_{f.kind}.png", f) for f in [*figures, *metal]] + [(f"slices_{f.kind}.png", f) for f in sheets]
    paths = [_write_picture(folder / "report" / name, figure) for name, figure in pictures]
    progress(0.85, "writing report.pdf")
    content = story(summary, Pictures(figures, metal, sheets), language, written or datetime.now())
    patient = summary.get("patient") or {}
    identity = "  ".join(text for text in (shown_name(patient.get("name", "")), patient.get("id", "")) if text)
    with whole_file(folder / "report.pdf") as path:
        build_pdf(
            path, content, say("title", language), f"{identity}   SlicerOsteo {summary.get('version', '')}".strip(),
            say("page", language, page="{page}", pages="{pages}"), say("disclaimer", language),
        )  # fmt: skip
    progress(1.0, "report written")
    return [folder / "report.pdf", *paths]


def _write_picture(path: Path, figure: Figure) -> Path:
    with whole_file(path) as temporary:
        PngImage.fromarray(figure.picture).save(temporary)
    return path
