"""The figure of a screw: along it in two turns, three slices, the probe's eye, the HU along it, and its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from osteokit.base.files import whole_file
from osteokit.imaging.straightened import ObliquePlane, across, along
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.density import CORTICAL_HU, LOOSENING_HU, ShaftDensity
from osteokit.planning.screws.judge import ScrewReport
from osteokit.planning.screws.values import ScrewPath
from osteokit.report.leg_figure_words import chinese_font, usable_language
from osteokit.report.screw_views import OTHER_SCREW, draw_slice
from osteokit.report.screw_words import say
from osteokit.report.slices import PLANES
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh

GRADE_COLORS = {"A": "#35c46a", "B": "#e8c62c", "C": "#f08c28", "D": "#e5402f", "E": "#e5402f"}
SIZE_INCHES = (14.0, 10.5)
DPI = 110
INK = "#2d3746"
HALF_MM = 42.0
PIXEL_MM = 0.35


@dataclass(frozen=True)
class ScrewScene:
    """What is shown around a screw: bones by key, the CT where there is one, and the other screws by name."""

    bones: Mapping[str, Mesh]
    volume: Volume | None = None
    others: Mapping[str, ScrewPath] = field(default_factory=dict)


def write_screw_figure(path: Path, name: str, report: ScrewReport, scene: ScrewScene, language: str = "en") -> Path:
    """Write :func:`screw_figure` as PNG.

    Raises
    ------
    OsteoError
        The file cannot be written.
    """
    used = usable_language(language)
    family = [chinese_font()] if used == "zh" else ["DejaVu Sans"]
    with rc_context({"font.family": family, "axes.unicode_minus": False}):
        figure = screw_figure(name, report, scene, used)
        with whole_file(path) as temporary:
            figure.savefig(temporary, format="png", dpi=DPI, facecolor="white")
    return path


def screw_figure(name: str, report: ScrewReport, scene: ScrewScene, language: str = "en") -> Figure:
    """The figure of one screw; without a CT the slices show the bones' outlines alone."""
    path, color = report.path, GRADE_COLORS[report.grade]
    screws = {other: (line, OTHER_SCREW) for other, line in scene.others.items()} | {name: (path, color)}
    figure = Figure(figsize=SIZE_INCHES, facecolor="white")
    figure.text(0.02, 0.965, name, fontsize=17, fontweight="bold", color=INK, va="center")
    figure.text(0.98, 0.965, f"{say('grade', language)} {report.grade}", fontsize=15, fontweight="bold", color=color,
                va="center", ha="right")  # fmt: skip
    figure.text(0.02, 0.012, say("note", language), fontsize=8, color=INK)
    grid = GridSpec(3, 12, figure, left=0.02, right=0.98, top=0.92, bottom=0.05, hspace=0.16, wspace=0.25,
                    height_ratios=(1.2, 1.2, 0.85))  # fmt: skip
    entry, tip = np.array(path.entry), np.array(path.tip)
    half = float(np.clip(0.32 * path.length_mm, 22.0, 32.0))
    for column, turn, word in ((0, 0.0, "along"), (6, 90.0, "turned")):
        axes = figure.add_subplot(grid[0, column : column + 6])
        draw_slice(axes, along(entry, tip, turn, half, pixel_mm=PIXEL_MM), scene.volume, scene.bones, screws)
        axes.set_title(say(word, language), fontsize=9, color=INK)
    place = np.array(report.breach.axis_point) if report.breach else (entry + tip) / 2
    for number, plane in enumerate(PLANES):
        axes = figure.add_subplot(grid[1, 3 * number : 3 * number + 3])
        draw_slice(axes, _anatomical(plane, place, path), scene.volume, scene.bones, screws)
        axes.set_title(say(plane, language), fontsize=9, color=INK)
    depth = report.breach.at_mm if report.breach else path.length_mm / 2
    axes = figure.add_subplot(grid[1, 9:])
    draw_slice(axes, across(entry, tip, depth, half, PIXEL_MM), scene.volume, scene.bones, screws)
    where = say("at", language).format(mm=f"{depth:.0f}")
    axes.set_title(f"{say('probe', language)}, {where}", fontsize=9, color=INK)
    profile = figure.add_axes((0.06, 0.085, 0.5, 0.2))
    if report.density is None:
        profile.text(0.5, 0.5, say("no_ct", language), ha="center", va="center", color=INK)
        profile.set_axis_off()
    else:
        _draw_profile(profile, report, report.density, language)
    _draw_numbers(figure.add_subplot(grid[2, 7:]), figure_rows(report, language), color)
    return figure


def _anatomical(name: str, place: np.ndarray, path: ScrewPath) -> ObliquePlane:
    """An anatomical plane through a place of the screw, in radiological convention, that shows the screw's middle in
    its own."""
    axis, right, down = PLANES[name]
    right, down = np.array(right, float), np.array(down, float)
    middle = (np.array(path.entry) + np.array(path.tip)) / 2
    middle[axis] = place[axis]
    pixels = 2 * round(max(HALF_MM, 0.5 * path.length_mm + 8.0) / PIXEL_MM) + 1
    origin = middle - (pixels - 1) / 2 * PIXEL_MM * (right + down)
    return ObliquePlane(origin, right, down, PIXEL_MM, (pixels, pixels))


def _draw_profile(axes: Axes, report: ScrewReport, density: ShaftDensity, language: str) -> None:
    at, hu = density.at_mm, density.profile_hu
    axes.fill_between(at, 0, np.where(density.in_bone, hu, np.nan), color="#b9cbe2", linewidth=0)
    axes.plot(at, hu, color=INK, linewidth=1.4)
    axes.axhline(CORTICAL_HU, color="#8a6d3b", linewidth=0.9, linestyle="--")
    axes.text(at[-1], CORTICAL_HU, say("cortical", language), fontsize=7, color="#8a6d3b", ha="right", va="bottom")
    axes.axhline(density.mean_hu, color="#2b6cb0", linewidth=0.9)
    axes.text(1.005, density.mean_hu, f"{say('mean', language)}\n{density.mean_hu:.0f} HU", fontsize=7, color="#2b6cb0",
              va="center", transform=axes.get_yaxis_transform())  # fmt: skip
    if _is_spinal(report):
        axes.axhline(LOOSENING_HU, color="#c0392b", linewidth=0.9, linestyle=":")
        axes.text(
            at[-1], LOOSENING_HU, say("loosening", language), fontsize=7, color="#c0392b", ha="right", va="bottom"
        )
    if report.breach is not None:
        axes.axvline(report.breach.at_mm, color=GRADE_COLORS[report.grade], linewidth=1.2)
        axes.text(report.breach.at_mm, 0.99, f" {say('narrowest', language)}", fontsize=7, va="top",
                  color=INK, transform=axes.get_xaxis_transform())  # fmt: skip
    axes.set_xlim(0.0, float(at[-1]))
    axes.set_ylim(min(float(hu.min()), 0.0) - 20.0, max(float(hu.max()), CORTICAL_HU) + 130.0)
    axes.set_xlabel(say("behind", language), fontsize=8, color=INK)
    axes.set_ylabel("HU", fontsize=8, color=INK)
    axes.tick_params(labelsize=7, colors=INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _is_spinal(report: ScrewReport) -> bool:
    return any(key.startswith("vertebrae") for key in report.holds)


def figure_rows(report: ScrewReport, language: str = "en") -> list[tuple[str, str]]:
    """Every number of a screw: what it is called, and its value with its unit."""
    rows = [(say("size", language), f"{report.path.diameter_mm:g} x {report.path.length_mm:.1f} mm")]
    rows.append((say("holds", language), ", ".join(_bone_name(key, language) for key in report.holds) or "-"))
    if report.breach is not None:
        out = report.breach.breach_mm
        rows.append((say("breach" if out > 0 else "left", language), f"{abs(out):.1f} mm"))
    rows.append((say("in_bone", language), f"{report.in_bone_mm:.1f} mm"))
    if np.isfinite(report.tip_depth_mm):
        rows.append((say("tip", language), f"{report.tip_depth_mm:.1f} mm"))
    if report.density is not None:
        rows.append((say("density", language), f"{report.density.mean_hu:.0f} ± {report.density.sd_hu:.0f} HU"))
        rows.append((say("share", language), f"{100 * report.density.cortical_share:.0f} %"))
    if report.pull_out is not None:
        force = report.pull_out
        rows.append((say("pull_out", language), f"{force.force_n:.0f} ({force.low_n:.0f} .. {force.high_n:.0f}) N"))
    for kind in ("screw", "bone", "joint", "canal"):
        near = report.nearest(kind)
        if near is not None:
            whose = near.name if kind == "screw" else _bone_name(near.name, language)
            rows.append((say(kind, language), f"{near.distance_mm:.1f} mm ({whose})"))
    if report.tip_apex_mm is not None:
        rows.append((say("tip_apex", language), f"{report.tip_apex_mm:.1f} mm"))
    return rows


def _bone_name(key: str, language: str) -> str:
    try:
        return term(key).chinese if language == "zh" else term(key).english
    except KeyError:
        return key


def _draw_numbers(axes: Axes, rows: list[tuple[str, str]], color: str) -> None:
    axes.set_axis_off()
    step = 1.0 / max(len(rows), 10)
    for number, (label, value) in enumerate(rows):
        y = 1.0 - (number + 0.5) * step
        axes.text(0.06, y, label, fontsize=9, color=INK, va="center", transform=axes.transAxes)
        size = 9 if len(value) < 34 else 7
        axes.text(0.5, y, value, fontsize=size, color=INK, va="center", fontweight="bold", transform=axes.transAxes)
    axes.plot([0.02, 0.02], [0.0, 1.0], color=color, linewidth=3, transform=axes.transAxes)
