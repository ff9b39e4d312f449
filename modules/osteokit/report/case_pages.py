"""The pages of the case report: a summary and pictures in, reportlab flowables out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from osteokit.report.blocks import ALL, box, facts, padded, picture, shown_date, shown_name, signature
from osteokit.report.figures import Figure
from osteokit.report.pdf import AMBER, AMBER_PAPER, CONTENT_WIDTH, LINE, PAPER, paragraph, styles
from osteokit.report.words import LIMITS, is_chinese, say
from osteokit.segmentation.terminology import term

LEGEND_ENTRIES = 100


@dataclass(frozen=True)
class Pictures:
    """The report's pictures by place; each may be empty."""

    views: Sequence[Figure] = ()
    metal: Sequence[Figure] = ()
    slices: Sequence[Figure] = ()


def story(summary: Mapping, pictures: Pictures, language: str, written: datetime) -> list[Flowable]:
    """The whole report, top to bottom."""
    style = styles(language)
    return [
        *_head(summary, language, style, written),
        *_identity(summary, language, style),
        *_reading(summary, language, style),
        *_views(summary, pictures.views, language, style),
        *_slices(pictures.slices, language, style),
        *_bones(summary, language, style),
        *_metal(summary, pictures.metal, language, style),
        *_method(summary, language, style),
        signature(language, style),
    ]


def _facts(pairs: Sequence[tuple[str, str]], language: str, style: dict) -> Table:
    return facts([(say(key, language), value) for key, value in pairs], say("not_given", language), style)


def _head(summary: Mapping, language: str, style: dict, written: datetime) -> list[Flowable]:
    when = f"{say('written', language)} {written:%Y-%m-%d %H:%M}   SlicerOsteo {summary.get('version', '')}"
    return [
        paragraph(say("title", language), style["title"]),
        paragraph(when, style["small"]),
        Spacer(1, 1.5 * mm),
        box([paragraph(say("disclaimer", language), style["body"])], PAPER, LINE),
    ]


def _identity(summary: Mapping, language: str, style: dict) -> list[Flowable]:
    patient, source = summary.get("patient") or {}, summary.get("input") or {}
    sex = patient.get("sex") or ""
    pairs = [
        ("name", shown_name(patient.get("name") or "")),
        ("id", patient.get("id") or ""),
        ("birth_date", shown_date(patient.get("birth_date") or "")),
        ("sex", say(f"sex_{sex}", language) if sex in ("M", "F", "O") else sex),
        ("study_date", shown_date(source.get("study_date") or "")),
        ("series", source.get("series_description") or ""),
    ]
    return [paragraph(say("patient", language), style["heading"]), _facts(pairs, language, style)]


def _reading(summary: Mapping, language: str, style: dict) -> list[Flowable]:
    source, geometry = summary.get("input") or {}, summary.get("geometry") or {}
    pairs = [
        ("file", source.get("file") or ""),
        ("modality", source.get("modality") or ""),
        ("size", " × ".join(str(n) for n in geometry.get("size") or ())),
        ("spacing", " × ".join(f"{s:.3g}" for s in geometry.get("spacing_mm") or ()) + " mm"),
    ]
    heading = paragraph(say("image", language), style["heading"])
    content: list[Flowable] = [heading, _facts(pairs, language, style), Spacer(1, 2 * mm)]
    warnings = list(summary.get("warnings") or ())
    if not warnings:
        return [*content, paragraph(say("nothing_to_check", language), style["body"])]
    rows = [paragraph(say("to_check", language), style["head"])]
    rows += [paragraph(f"• {warning}", style["warning"]) for warning in warnings]
    return [*content, box(rows, AMBER_PAPER, AMBER)]


def _views(summary: Mapping, figures: Sequence[Figure], language: str, style: dict) -> list[Flowable]:
    if not figures:
        return []
    tall = figures[0].picture.shape[0] > 1.5 * figures[0].picture.shape[1]
    columns = 4 if tall else 2
    width = CONTENT_WIDTH / columns - 3 * mm
    rows = []
    for n in range(0, len(figures), columns):
        chosen = figures[n : n + columns]
        rows.append([picture(figure.picture, width, 67 * mm) for figure in chosen])
        rows.append([paragraph(say(figure.kind, language), style["caption"]) for figure in chosen])
    table = Table(rows, colWidths=[CONTENT_WIDTH / columns] * columns)
    table.setStyle([("LEFTPADDING", *ALL, 0), *padded(1, 1)])
    heading = paragraph(say("figures", language), style["heading"])
    return [CondPageBreak(90 * mm), heading, table, *_legend(summary, language, style)]


def _legend(summary: Mapping, language: str, style: dict) -> list[Flowable]:
    """A swatch and a name for what is in the pictures, four columns; of very many only the largest."""
    everything = [*(summary.get("bones") or ()), *(summary.get("metal") or ())]
    largest = sorted(everything, key=lambda entry: -entry["volume_mm3"])[:LEGEND_ENTRIES]
    entries = [entry for entry in everything if entry in largest]
    columns = 4
    lines = -(-len(entries) // columns)
    rows: list[list] = [[""] * (2 * columns) for _ in range(lines)]
    for n, entry in enumerate(entries):
        row, column = n % lines, 2 * (n // lines)
        rows[row][column] = _Swatch(term(entry["key"]).color)
        rows[row][column + 1] = paragraph(_name(entry, language), style["cell"])
    table = Table(rows, colWidths=[6 * mm, CONTENT_WIDTH / columns - 6 * mm] * columns)
    table.setStyle([("VALIGN", *ALL, "MIDDLE"), *padded(1, 1)])
    content = [Spacer(1, 2 * mm), paragraph(say("legend", language), style["head"]), table]
    left_out = len(everything) - len(entries)
    if left_out:
        content.append(paragraph(say("more", language, count=left_out), style["caption"]))
    return content


class _Swatch(Flowable):
    """A small filled square in a bone's colour."""

    def __init__(self, color: tuple[int, int, int], side: float = 3.2 * mm) -> None:
        super().__init__()
        self.width = self.height = side
        self._color = colors.Color(*(c / 255 for c in color))

    def draw(self) -> None:
        self.canv.setFillColor(self._color)
        self.canv.setStrokeColor(LINE)
        self.canv.rect(0, 0, self.width, self.height, fill=1, stroke=1)


def _name(entry: Mapping, language: str) -> str:
    return str((entry.get("name_zh") if is_chinese(language) else None) or entry.get("name") or entry["key"])


def _slices(sheets: Sequence[Figure], language: str, style: dict) -> list[Flowable]:
    if not sheets:
        return []
    heading = [
        CondPageBreak(120 * mm),
        paragraph(say("slices", language), style["heading"]),
        paragraph(say("slices_note", language), style["caption"]),
    ]
    blocks = []
    for sheet in sheets:
        drawn = picture(sheet.picture, CONTENT_WIDTH, 105 * mm)
        caption = paragraph(say(sheet.kind, language), style["caption"])
        blocks.append(KeepTogether([Spacer(1, 2 * mm), drawn, caption]))
    return [*heading, *blocks]


def _bones(summary: Mapping, language: str, style: dict) -> list[Flowable]:
    bones = list(summary.get("bones") or ())
    content: list[Flowable] = [CondPageBreak(60 * mm), paragraph(say("bones", language), style["heading"])]
    if bones:
        return [*content, _table(bones, language, style)]
    return [*content, paragraph(say("no_bones", language), style["body"])]


def _metal(summary: Mapping, figures: Sequence[Figure], language: str, style: dict) -> list[Flowable]:
    metal = list(summary.get("metal") or ())
    if not metal:
        return []
    content: list[Flowable] = [
        CondPageBreak((115 if figures else 30) * mm),
        paragraph(say("metal", language), style["heading"]),
        paragraph(say("metal_note", language), style["caption"]),
        Spacer(1, 1 * mm),
        _table(metal, language, style),
    ]
    for figure in figures:
        drawn = picture(figure.picture, CONTENT_WIDTH, 71 * mm)
        drawn.hAlign = "LEFT"
        caption = paragraph(say("metal_view", language), style["caption"])
        content.append(KeepTogether([Spacer(1, 2 * mm), drawn, caption]))
    return content


def _table(entries: Sequence[Mapping], language: str, style: dict) -> Table:
    """One line a bone; the head is repeated on every page."""
    keys = ("name", "side", "snomed", "volume", "confidence", "remarks")
    numbers = ("volume", "confidence")
    head = [paragraph(say(key, language), style["head_number" if key in numbers else "head"]) for key in keys]
    rows: list[list] = [["", *head]]
    rows += [_row(entry, language, style) for entry in entries]
    widths = [6 * mm, 40 * mm, 13 * mm, 40 * mm, 18 * mm, 17 * mm]
    table = Table(rows, colWidths=[*widths, CONTENT_WIDTH - sum(widths)], repeatRows=1, splitInRow=1)
    table.setStyle(
        [
            ("VALIGN", *ALL, "TOP"),
            ("LINEBELOW", *ALL, 0.4, LINE),
            ("BACKGROUND", (0, 0), (-1, 0), PAPER),
            ("LEFTPADDING", *ALL, 3),
            ("RIGHTPADDING", *ALL, 3),
            ("RIGHTPADDING", (4, 0), (5, -1), 7),
            *padded(2, 3),
        ]
    )
    return table


def _row(entry: Mapping, language: str, style: dict) -> list:
    what = term(entry["key"])
    side = entry.get("side")
    confidence = entry.get("confidence")
    remarks: list[str] = list(entry.get("warnings") or ())
    if not what.is_named:
        remarks.insert(0, say("unnamed", language))
    code = f"{entry.get('snomed_code') or ''} {entry.get('snomed_meaning') or ''}".strip()
    return [
        _Swatch(what.color),
        paragraph(_name(entry, language), style["cell"]),
        paragraph(say(f"side_{side}", language) if side else "–", style["cell"]),
        paragraph(code, style["cell"]),
        paragraph(f"{entry['volume_mm3'] / 1000:.1f}", style["number"]),
        paragraph("–" if confidence is None or not what.is_named else f"{100 * confidence:.0f} %", style["number"]),
        paragraph("\n".join(remarks), style["cell"]),
    ]


def _method(summary: Mapping, language: str, style: dict) -> list[Flowable]:
    content: list[Flowable] = [
        CondPageBreak(40 * mm),
        paragraph(say("method", language), style["heading"]),
        paragraph(str(summary.get("method") or ""), style["body"]),
        Spacer(1, 1 * mm),
    ]
    for limit in LIMITS:
        content.append(paragraph(f"• {limit[is_chinese(language)]}", style["body"]))
    digest = (summary.get("input") or {}).get("sha256")
    if digest:
        content += [Spacer(1, 1 * mm), paragraph(f"{say('hash', language)} {digest}", style["small"])]
    return content
