"""The bill of materials of a plan's report: every implant with its sizes."""

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from osteokit.planning.bill import BillLine, bill_of_materials
from osteokit.planning.implants.solid import families
from osteokit.planning.plan import SurgicalPlan, Variant
from osteokit.report.blocks import ALL, padded
from osteokit.report.pdf import AMBER_PAPER, CONTENT_WIDTH, LINE, PAPER, paragraph
from osteokit.report.plan_words import say
from osteokit.report.words import is_chinese

COLUMNS = ("bill_number", "bill_quantity", "bill_article", "bill_name", "bill_sizes", "bill_for")
WIDTHS = (10 * mm, 14 * mm, 36 * mm, 42 * mm, 40 * mm)


def bill_pages(plan: SurgicalPlan, language: str, style: dict) -> list[Flowable]:
    """The implants of the variant to be done (of all where none is chosen); nothing where there are none."""
    variants = [plan.variant(plan.chosen)] if plan.chosen else plan.variants
    blocks: list[Flowable] = []
    for variant in variants:
        lines = bill_of_materials(variant)
        if lines:
            blocks += [Spacer(1, 1 * mm), *_title(variant, plan, style), _table(lines, language, style)]
    if not blocks:
        return []
    heading = paragraph(say("bill", language), style["heading"])
    note = paragraph(say("bill_note", language), style["caption"])
    return [CondPageBreak(60 * mm), heading, note, *blocks]


def _title(variant: Variant, plan: SurgicalPlan, style: dict) -> list[Flowable]:
    return [] if plan.chosen else [paragraph(variant.name, style["head"])]


def _table(lines: tuple[BillLine, ...], language: str, style: dict) -> Table:
    rows: list[list] = [[paragraph(say(key, language), style["head"]) for key in COLUMNS]]
    amber = []
    for number, line in enumerate(lines, 1):
        name = (line.chinese if is_chinese(language) else line.english) or "–"
        named = ", ".join(text for text in (name, line.material, line.maker) if text)
        cells = [
            str(number), str(line.quantity), _article(line, language), named,
            sizes_text(line, language), ", ".join(line.steps),
        ]  # fmt: skip
        if not line.available:
            amber.append(("BACKGROUND", (0, len(rows)), (-1, len(rows)), AMBER_PAPER))
        rows.append([paragraph(cell, style["cell"]) for cell in cells])
    table = Table(rows, colWidths=[*WIDTHS, CONTENT_WIDTH - sum(WIDTHS)], repeatRows=1)
    lines_ = [("VALIGN", *ALL, "TOP"), ("LINEBELOW", *ALL, 0.4, LINE), ("BACKGROUND", (0, 0), (-1, 0), PAPER)]
    table.setStyle([*lines_, *amber, ("LEFTPADDING", *ALL, 3), ("RIGHTPADDING", *ALL, 3), *padded(1.5, 2.5)])
    return table


def _article(line: BillLine, language: str) -> str:
    if not line.reference:
        return say("bill_not_chosen", language)
    version = say("bill_version", language, version=line.version) if line.version else ""
    return f"{line.reference} ({line.catalogue}{', ' if version else ''}{version})"


PLAIN = {"length": "长度", "diameter": "直径", "width": "宽度", "height": "高度", "thickness": "厚度", "drill": "钻头"}
"""Sizes that articles with a mesh of their own say most often."""


def _plain(stem: str, language: str) -> str:
    words = stem.replace("_", " ")
    return PLAIN.get(stem, words) if is_chinese(language) else words


def sizes_text(line: BillLine, language: str) -> str:
    """The sizes in words: ``"thread diameter 4.5 mm, length below the head 40 mm"``."""
    family = families().get(line.family)
    named = {} if family is None else {size.name: size.chinese if is_chinese(language) else size.english
                                       for size in family.sizes}  # fmt: skip
    texts = []
    for key, value in line.sizes:
        stem, _, unit = key.rpartition("_")
        sign = {"mm": " mm", "deg": "°"}.get(unit)
        name = named.get(key) or _plain(stem if sign else key, language)
        texts.append(f"{name} {value:g}{sign or ''}")
    return ("，" if is_chinese(language) else ", ").join(texts)
