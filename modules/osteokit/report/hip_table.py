"""The numbers of a planned hip as text, and its cup beside Lewinnek's zone."""

import textwrap
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from osteokit.planning.arthroplasty.hip import HipPlan
from osteokit.planning.arthroplasty.hip_geometry import KEYS
from osteokit.planning.arthroplasty.range_of_motion import MOTIONS, Limit
from osteokit.planning.arthroplasty.safe_zone import ANTEVERSION_DEG, INCLINATION_DEG, SafeZone
from osteokit.planning.implants.values import Implant
from osteokit.report.hip_words import word
from osteokit.report.leg_figure_words import usable_language

INK, FAINT, STRONG, WARN = "#e8edf2", "#93a1b0", "#ffd166", "#ffb454"
_ROW = 0.0315


class _Page:
    """Rows from the top down."""

    def __init__(self, axes: Axes) -> None:
        self.axes, self.y = axes, 1.0

    def row(self, cells: list[tuple[float, str, str]], color: str = INK, size: float = 8.4) -> None:
        for x, text, align in cells:
            self.axes.text(x, self.y, text, color=color, fontsize=size, ha=align, va="top")
        self.y -= _ROW

    def gap(self) -> None:
        self.y -= 0.4 * _ROW


def draw_numbers(axes: Axes, plan: HipPlan, limits: Mapping[str, Limit], language: str) -> None:
    page = _Page(axes)
    chinese = usable_language(language) == "zh"
    stem = plan.stem.fit.template.implant if plan.stem is not None else None
    for key, implant in (("cup", plan.cup.implant), ("liner", plan.liner), ("stem", stem), ("head", plan.head)):
        page.row([(0.0, word(key, language), "left"), (0.13, _named(implant, chinese, language), "left")])
    page.gap()
    angles = plan.cup.angles
    page.row([(0.55, word("inclination", language), "right"), (0.8, word("anteversion", language), "right")], FAINT)
    for name in ("radiographic", "anatomic", "operative"):
        inclination = float(getattr(angles, f"{name}_inclination"))
        anteversion = float(getattr(angles, f"{name}_anteversion"))
        cells = [(0.0, word(name, language), "left"), (0.55, f"{inclination:.1f}°", "right")]
        page.row([*cells, (0.8, f"{anteversion:.1f}°", "right")])
    page.row([(0.0, word("coverage", language), "left"), (0.55, f"{plan.cup.coverage_percent:.0f} %", "right")])
    page.gap()
    _lengths(page, plan, language)
    page.gap()
    if limits:
        page.row([(0.0, word("motion", language), "left")], FAINT)
        for motion in MOTIONS:
            if motion.key in limits:
                _motion(page, limits[motion.key], motion.chinese if chinese else motion.english, language)
    page.gap()
    for sentence in (*plan.not_planned.values(), *plan.warnings):
        for line in textwrap.wrap(sentence, 78):
            page.row([(0.0, line, "left")], WARN, 7.4)


def _named(implant: Implant | None, chinese: bool, language: str) -> str:
    if implant is None:
        return word("none", language)
    return f"{implant.reference}   {implant.chinese if chinese else implant.english}"


def _lengths(page: _Page, plan: HipPlan, language: str) -> None:
    heads = word("columns", language).split("|")
    places = (0.0, 0.62, 0.75, 0.87, 1.0)
    page.row([(x, text, "right" if x else "left") for x, text in zip(places, heads, strict=True)], FAINT, 7.6)
    for key in KEYS:
        columns = (plan.before, plan.after, None, plan.other)
        cells = [(0.0, word(key, language), "left")]
        for x, one in zip(places[1:], columns, strict=True):
            value = plan.change.get(key) if one is None and x == places[3] else one.values.get(key) if one else None
            text = "–" if value is None else f"{value:+.1f}" if x == places[3] else f"{value:.1f}"
            cells.append((x, text, "right"))
        page.row(cells, STRONG if key == "leg_length_mm" else INK, 7.8)


def _motion(page: _Page, limit: Limit, name: str, language: str) -> None:
    ends = word(limit.kind or "free", language)
    sign = "" if limit.kind else "> "
    page.row([(0.02, name, "left"), (0.72, f"{sign}{limit.angle_deg:.0f}°", "right"), (0.75, ends, "left")], INK, 7.8)


def draw_zone(axes: Axes, zone: SafeZone, language: str) -> None:
    """Radiographic inclination across, anteversion up; the zone as a frame, the cup as a dot."""
    axes.set_facecolor("#10161d")
    (left, right), (low, high) = INCLINATION_DEG, ANTEVERSION_DEG
    axes.add_patch(Rectangle((left, low), right - left, high - low, fill=False, edgecolor=FAINT, linestyle="--"))
    axes.plot([zone.inclination_deg], [zone.anteversion_deg], marker="o", color="#37d0e6", markersize=6)
    axes.set_xlim(min(15.0, zone.inclination_deg - 5), max(65.0, zone.inclination_deg + 5))
    axes.set_ylim(min(-10.0, zone.anteversion_deg - 5), max(40.0, zone.anteversion_deg + 5))
    axes.set_xlabel(f"{word('inclination', language)} °", color=FAINT, fontsize=7, labelpad=1)
    axes.set_ylabel(f"{word('anteversion', language)} °", color=FAINT, fontsize=7, labelpad=1)
    axes.tick_params(colors=FAINT, labelsize=6.5, length=2)
    for spine in axes.spines.values():
        spine.set_edgecolor("#2c3845")
    axes.set_title(word("zone", language), color=INK, fontsize=7.6, pad=3)
    note = "\n".join(textwrap.wrap(word("zone_note", language), 30 if word("zone_note", language).isascii() else 14))
    axes.text(1.06, 0.98, note, transform=axes.transAxes, color=FAINT, fontsize=6.8, va="top")
