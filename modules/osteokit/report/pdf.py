"""What every PDF of ours shares: fonts that know Chinese, styles, numbered pages with a footer."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from osteokit.report.words import is_chinese

LATIN, BOLD, CHINESE = "OsteoSans", "OsteoSans-Bold", "STSong-Light"
INK, SOFT, LINE, PAPER = (colors.HexColor(c) for c in ("#1d2733", "#5b6876", "#c6ced6", "#f2f5f8"))
AMBER, AMBER_PAPER = colors.HexColor("#b26a00"), colors.HexColor("#fff6e3")
MARGIN = 16 * mm
CONTENT_WIDTH = A4[0] - 2 * MARGIN

_EAST_ASIAN = re.compile("[⺀-⿟　-鿿豈-﫿︰-﹏＀-￯]+")
_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@cache
def register_fonts() -> None:
    """DejaVu Sans (comes with matplotlib, embedded) for Latin, Greek and Cyrillic; STSong-Light (a font of every PDF
    reader's Asian pack, not embedded) for Chinese."""
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont(LATIN, str(folder / "DejaVuSans.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(folder / "DejaVuSans-Bold.ttf")))
    pdfmetrics.registerFontFamily(LATIN, normal=LATIN, bold=BOLD, italic=LATIN, boldItalic=BOLD)
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def markup(text: str) -> str:
    """Plain text as paragraph markup: escaped, control characters dropped, East Asian runs in a font that has them."""
    clean = escape(_NOT_PRINTABLE.sub(" ", text)).replace("\n", "<br/>")
    return _EAST_ASIAN.sub(lambda run: f'<font name="{CHINESE}">{run.group()}</font>', clean)


def is_east_asian(text: str) -> bool:
    """Whether every character needs the East Asian font."""
    return _EAST_ASIAN.fullmatch(text) is not None


def styles(language: str) -> dict[str, ParagraphStyle]:
    """Paragraph styles by name: title, heading, body, small, cell, number, head, ..."""
    register_fonts()
    wrap: dict[str, Any] = {"wordWrap": "CJK"} if is_chinese(language) else {}
    body = ParagraphStyle("body", fontName=LATIN, fontSize=8.6, leading=12, textColor=INK, **wrap)

    def like(name: str, **changes: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=body, **changes)

    return {
        "body": body,
        "title": like("title", fontName=BOLD, fontSize=17, leading=22),
        "heading": like("heading", fontName=BOLD, fontSize=11, leading=14, spaceBefore=10, spaceAfter=4),
        "small": like("small", fontSize=7, leading=9.4, textColor=SOFT),
        "cell": like("cell", fontSize=7.6, leading=9.8),
        "number": like("number", fontSize=7.6, leading=9.8, alignment=TA_RIGHT),
        "head": like("head", fontName=BOLD, fontSize=7.2, leading=9.4),
        "head_number": like("head_number", fontName=BOLD, fontSize=7.2, leading=9.4, alignment=TA_RIGHT),
        "warning": like("warning", fontSize=8.2, leading=11),
        "caption": like("caption", fontSize=7.6, leading=10, textColor=SOFT),
    }


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Plain text in a style; never read as markup."""
    return Paragraph(markup(text), style)


class _NumberedCanvas(Canvas):
    """Holds pages back until their number is known, then gives each its footer."""

    def __init__(self, *args: Any, footer: Callable[[Canvas, int, int], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._footer = footer
        self._held: list[dict] = []

    def showPage(self) -> None:  # the name that reportlab calls
        self._held.append(dict(self.__dict__))
        self._startPage()  # pyright: ignore[reportAttributeAccessIssue]

    def save(self) -> None:
        pages = self._held
        for number, state in enumerate(pages, 1):
            self.__dict__.update(state)
            self._footer(self, number, len(pages))
            super().showPage()
        super().save()


def draw_line(canvas: Canvas, x: float, y: float, text: str, size: float, right: bool = False) -> None:
    """One line of plain text that may mix Latin and Chinese; ``x`` is its left end, or its right end."""
    runs: list[tuple[str, str]] = []
    last = 0
    for match in _EAST_ASIAN.finditer(text):
        runs += [(LATIN, text[last : match.start()]), (CHINESE, match.group())]
        last = match.end()
    runs.append((LATIN, text[last:]))
    if right:
        x -= sum(pdfmetrics.stringWidth(run, name, size) for name, run in runs)
    for name, run in runs:
        canvas.setFont(name, size)
        canvas.drawString(x, y, run)
        x += pdfmetrics.stringWidth(run, name, size)


def build_pdf(path: Path, story: list, title: str, footer_left: str, page_words: str, disclaimer: str) -> None:
    """Write an A4 PDF of ``story``; every page's foot has ``footer_left``, ``page_words`` ("Page {page} of {pages}")
    and the ``disclaimer``."""

    def footer(canvas: Canvas, page: int, pages: int) -> None:
        canvas.setStrokeColor(LINE)
        canvas.line(MARGIN, 15 * mm, A4[0] - MARGIN, 15 * mm)
        canvas.setFillColor(SOFT)
        draw_line(canvas, MARGIN, 11 * mm, footer_left, 7)
        draw_line(canvas, A4[0] - MARGIN, 11 * mm, page_words.format(page=page, pages=pages), 7, right=True)
        draw_line(canvas, MARGIN, 7.5 * mm, disclaimer, 7)

    document = BaseDocTemplate(str(path), pagesize=A4, title=title, author="SlicerOsteo", creator="SlicerOsteo")
    frame = Frame(MARGIN, 18 * mm, CONTENT_WIDTH, A4[1] - 18 * mm - 14 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(story, canvasmaker=lambda *args, **kwargs: _NumberedCanvas(*args, footer=footer, **kwargs))
