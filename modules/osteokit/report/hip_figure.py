"""The figure of a planned hip: templates over the bones from the front, before and after, with the numbers."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.planning.arthroplasty.frames import level_axes
from osteokit.planning.arthroplasty.hip import HipBones, HipPlan
from osteokit.planning.arthroplasty.hip_joint import cut_femur, implant_solids, reamed_hip
from osteokit.planning.arthroplasty.range_of_motion import Limit
from osteokit.report.hip_table import draw_numbers, draw_zone
from osteokit.report.hip_view import AP, draw_bones, draw_implants, draw_levels, view_of
from osteokit.report.hip_words import word
from osteokit.report.leg_figure_words import chinese_font, usable_language
from osteokit.surface.mesh import Mesh

SIZE_INCHES = (13.5, 7.2)
DPI = 130
GROUND, INK = "#0b0f14", "#e8edf2"


def write_hip_figure(
    path: Path,
    bones: HipBones,
    plan: HipPlan,
    limits: Mapping[str, Limit],
    others: Mapping[str, Mesh] | None = None,
    language: str = "en",
) -> Path:
    """Write :func:`hip_figure` as PNG or PDF, by the ending of ``path``.

    Raises
    ------
    OsteoError
        Another ending; the file cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("pdf", "png"):
        raise OsteoError(f"{path.name} is neither .pdf nor .png; name the figure with one of these endings.")
    english = usable_language(language) == "en"
    fonts = ["DejaVu Sans"] if english else [str(chinese_font()), "DejaVu Sans"]
    with rc_context({"font.family": fonts, "pdf.fonttype": 42 if english else 3}):
        figure = hip_figure(bones, plan, limits, others, language)
        with whole_file(path) as temporary:
            metadata = {"CreationDate": None} if kind == "pdf" else {}
            figure.savefig(temporary, format=kind, dpi=DPI, facecolor=GROUND, metadata=metadata)
    return path


def hip_figure(
    bones: HipBones,
    plan: HipPlan,
    limits: Mapping[str, Limit],
    others: Mapping[str, Mesh] | None = None,
    language: str = "en",
) -> Figure:
    """Both views and the numbers.

    Parameters
    ----------
    others
        All bones of the scan by key (``hip_left``, ``femur_right`` ...), RAS mm: the other side is drawn too.
    """
    level = level_axes(bones.pelvis_landmarks, plan.axes)
    shown = dict(others or {}) | {f"hip_{bones.side}": bones.hip, f"femur_{bones.side}": bones.femur}
    view = view_of(list(shown.values()), bones, plan, level)
    figure = Figure(figsize=SIZE_INCHES, facecolor=GROUND)
    figure.text(0.015, 0.966, word(bones.side, language), color=INK, fontsize=15, fontweight="bold", va="center")
    before = _panel(figure, (0.012, 0.03), view, word("before", language))
    draw_bones(before, view, list(shown.values()))
    draw_levels(before, view, bones, plan, level, np.eye(4))
    after = _panel(figure, (0.315, 0.03), view, word("after", language))
    still = [mesh for key, mesh in shown.items() if key not in (f"hip_{bones.side}", f"femur_{bones.side}")]
    femur = bones.femur if plan.stem is None else cut_femur(bones.femur, plan)
    draw_bones(after, view, [*still, reamed_hip(bones.hip, plan), femur])
    draw_implants(after, view, implant_solids(plan))
    draw_levels(after, view, bones, plan, level, np.eye(4) if plan.femur_motion is None else plan.femur_motion)
    draw_numbers(_plain(figure, (0.625, 0.30, 0.365, 0.65)), plan, limits, language)
    draw_zone(figure.add_axes((0.68, 0.085, 0.16, 0.19)), plan.zone, language)
    figure.text(0.625, 0.012, _wrapped(word("note", language), 92), color="#93a1b0", fontsize=6.6, va="bottom")
    return figure


def _panel(figure: Figure, corner: tuple[float, float], view: AP, title: str) -> Axes:
    axes = figure.add_axes((*corner, 0.298, 0.90))
    axes.set_facecolor("black")
    shape = (0.298 * SIZE_INCHES[0]) / (0.90 * SIZE_INCHES[1])
    height = max(view.height_mm, view.width_mm / shape)
    axes.set_xlim(-height * shape / 2, height * shape / 2)
    axes.set_ylim(-height / 2, height / 2)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_edgecolor("#2c3845")
    axes.text(0.012, 0.965, title, transform=axes.transAxes, color=INK, fontsize=10.5, va="top")
    for x, letter, align in ((0.012, view.letters[0], "left"), (0.988, view.letters[1], "right")):
        axes.text(x, 0.03, letter, transform=axes.transAxes, color=INK, fontsize=13, ha=align, fontweight="bold")
    return axes


def _plain(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    axes = figure.add_axes(box)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return axes


def _wrapped(text: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width if text.isascii() else width // 2))
