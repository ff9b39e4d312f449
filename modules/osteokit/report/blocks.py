"""What the pages of every report of ours are built from: boxes, facts, pictures, the place for a signature."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image as PngImage
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, KeepTogether, Spacer, Table

from osteokit.report.pdf import CONTENT_WIDTH, LINE, is_east_asian, paragraph
from osteokit.report.words import say

ALL = ((0, 0), (-1, -1))
"""Every cell of a table."""


def padded(top: float, bottom: float) -> list[tuple]:
    return [("TOPPADDING", *ALL, top), ("BOTTOMPADDING", *ALL, bottom)]


def shown_name(name: str) -> str:
    """A DICOM person name (``Family^Given=ideographic=phonetic``) as people write it."""
    groups = []
    for group in name.split("="):
        parts = [part.strip() for part in group.split("^") if part.strip()]
        groups.append(("" if all(is_east_asian(part) for part in parts) else " ").join(parts))
    return ", ".join(group for group in groups if group)


def shown_date(date: str) -> str:
    """A DICOM date ``YYYYMMDD`` with hyphens; anything else as it is."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdigit() else date


def box(rows: Sequence[Flowable], paper: colors.Color, line: colors.Color) -> Table:
    """Paragraphs in a tinted box with a strong left edge; it may break over pages between them."""
    table = Table([[row] for row in rows], colWidths=[CONTENT_WIDTH], splitInRow=1)
    table.setStyle(
        [("BACKGROUND", *ALL, paper), ("LINEBEFORE", *ALL, 2.5, line), ("LEFTPADDING", *ALL, 8), *padded(2, 2)]
    )
    return table


def facts(pairs: Sequence[tuple[str, str]], not_given: str, style: dict) -> Table:
    """Name and value as they are shown, two pairs a line; ``not_given`` stands for an empty value."""
    cells: list[Flowable] = []
    for key, value in pairs:
        cells += [
            paragraph(key, style["small"]),
            paragraph(value or not_given, style["cell"]),
        ]
    if len(pairs) % 2:
        cells += [paragraph("", style["small"]), paragraph("", style["cell"])]
    rows = [cells[n : n + 4] for n in range(0, len(cells), 4)]
    table = Table(rows, colWidths=[24 * mm, CONTENT_WIDTH / 2 - 24 * mm] * 2, splitInRow=1)
    table.setStyle([("VALIGN", *ALL, "TOP"), ("LINEBELOW", *ALL, 0.4, LINE), ("LEFTPADDING", *ALL, 0), *padded(2, 2.5)])
    return table


def picture(array: np.ndarray, width: float, height: float) -> Image:
    """A picture at the largest size within ``width`` x ``height`` points."""
    stream = io.BytesIO()
    PngImage.fromarray(array).save(stream, "JPEG", quality=92, subsampling=0)
    stream.seek(0)
    scale = min(width / array.shape[1], height / array.shape[0])
    return Image(stream, array.shape[1] * scale, array.shape[0] * scale)


def signature(language: str, style: dict) -> Flowable:
    """Three lines to fill in by hand, never apart."""
    labels = [paragraph(say(key, language), style["small"]) for key in ("signed_name", "signed_date", "signed")]
    rows = [["", "", "", "", ""], [labels[0], "", labels[1], "", labels[2]]]
    widths = [60 * mm, 6 * mm, 36 * mm, 6 * mm, CONTENT_WIDTH - 108 * mm]
    table = Table(rows, colWidths=widths, rowHeights=[12 * mm, None])
    lines = [("LINEBELOW", (n, 0), (n, 0), 0.8, colors.black) for n in (0, 2, 4)]
    table.setStyle([*lines, ("LEFTPADDING", *ALL, 0)])
    return KeepTogether([Spacer(1, 6 * mm), paragraph(say("signature", language), style["head"]), table])
