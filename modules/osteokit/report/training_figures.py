"""Pictures of a training session: the radar chart of its scores, and what happened over time."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from osteokit.base.files import whole_file
from osteokit.report.leg_figure_words import chinese_font, usable_language
from osteokit.report.training_words import group_name, say
from osteokit.simulation.assessment.signals import low_passed, runs, tip_path, tip_speed
from osteokit.simulation.assessment.table import GROUPS
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.values import Recording

DPI = 160
INK, SOFT, MINE, EXPERT, HARM = "#1d2733", "#8a97a5", "#1f6fb2", "#2e8b57", "#c0392b"
HARMS = ("risk_touched", "bleeding", "complication", "breach", "stripped", "overheated", "device_lost")
MOST_SAMPLES = 4000
"""A line of the traces; more cannot be seen at this size."""

MANY = 3
"""Fewer spokes than this make no area."""


def radar_chart(assessment: Assessment, language: str = "en", size_inches: float = 3.6) -> np.ndarray:
    """The scores of the groups as RGB (height, width, 3); bars where there are fewer than three.

    English where no font of this machine has Chinese letters.
    """
    language = usable_language(language)
    spokes = {key: assessment.groups[key] for key in GROUPS if key in assessment.groups}
    with rc_context(_fonts(language)):
        figure = Figure(figsize=(size_inches * 1.25, size_inches), facecolor="white")
        if len(spokes) >= MANY:
            _radar(figure.add_axes((0.2, 0.1, 0.6, 0.78), projection="polar"), spokes, language)
        else:
            _bars(figure.add_axes((0.3, 0.2, 0.6, 0.6)), spokes, language)
        return _pixels(figure)


def write_radar_chart(assessment: Assessment, path: Path, language: str = "en") -> Path:
    """Write :func:`radar_chart` as PNG; OsteoError where the file cannot be written."""
    with whole_file(path) as temporary:
        Image.fromarray(radar_chart(assessment, language)).save(temporary, "PNG")
    return path


def _radar(axes: Axes, spokes: Mapping[str, float], language: str) -> None:
    angles = np.linspace(0, 2 * np.pi, len(spokes), endpoint=False)
    around = np.append(angles, angles[0])
    scores = np.array(list(spokes.values()))
    axes.set_theta_offset(np.pi / 2)  # pyright: ignore[reportAttributeAccessIssue]
    axes.set_theta_direction(-1)  # pyright: ignore[reportAttributeAccessIssue]
    axes.plot(around, np.full(len(around), 80.0), color=EXPERT, lw=1.2, ls=(0, (4, 3)))
    axes.plot(around, np.append(scores, scores[0]), color=MINE, lw=2.0)
    axes.fill(around, np.append(scores, scores[0]), color=MINE, alpha=0.22)
    axes.scatter(angles, scores, s=16, color=[HARM if score < 60 else MINE for score in scores], zorder=5)
    axes.set_ylim(0, 100)
    axes.set_yticks([20, 40, 60, 80, 100], ["", "40", "", "80", ""], fontsize=7, color=SOFT)
    labels = [f"{group_name(key, language)}\n{spokes[key]:.0f}" for key in spokes]
    axes.set_xticks(angles, labels, fontsize=8.5, color=INK)
    axes.tick_params(axis="x", pad=9)
    axes.grid(color="#d7dde3", lw=0.7)
    axes.spines["polar"].set_color("#c6ced6")


def _bars(axes: Axes, spokes: Mapping[str, float], language: str) -> None:
    axes.barh([group_name(key, language) for key in spokes], list(spokes.values()), color=MINE)
    axes.axvline(80.0, color=EXPERT, ls="--", lw=1.2)
    axes.set_xlim(0, 100)


def session_traces(
    recording: Recording, language: str = "en", size_inches: tuple[float, float] = (7.4, 5.2)
) -> np.ndarray:
    """Force, speed of the tip, depth and blood loss over time as RGB (height, width, 3), events as lines."""
    language = usable_language(language)
    with rc_context(_fonts(language)):
        figure = Figure(figsize=size_inches, facecolor="white")
        rows = figure.subplots(4, 1, sharex=True, gridspec_kw={"height_ratios": [1.3, 1.1, 0.9, 0.9], "hspace": 0.12})
        time = np.asarray(recording.time_s)
        force = np.linalg.norm(recording.force_n, axis=1)
        _trace(rows[0], time, [force], say("force_axis", language), [MINE])
        _trace(rows[1], time, [_speed(recording)], say("speed_axis", language), ["#6c5ce7"])
        _trace(rows[2], time, [np.asarray(recording.depth_mm)], say("depth_axis", language), ["#8d6e63"])
        _trace(rows[3], time, [np.asarray(recording.blood_lost_ml)], say("blood_axis", language), [HARM])
        _pulse(rows[3].twinx(), time, np.asarray(recording.pulse_bpm), say("pulse_axis", language))
        for axes in rows:
            _events(axes, recording)
        rows[-1].set_xlabel(say("time_axis", language), fontsize=8, color=INK)
        rows[0].set_xlim(time[0], time[-1])
        figure.align_ylabels(rows)
        figure.subplots_adjust(0.085, 0.085, 0.925, 0.985)
        return _pixels(figure)


def _speed(recording: Recording) -> np.ndarray:
    speed, path = np.zeros(len(recording.time_s)), tip_path(recording)
    for run in runs(recording):
        speed[run] = tip_speed(low_passed(path[run], recording.rate_hz), recording.rate_hz)
    return speed


def _trace(axes: Axes, time: np.ndarray, lines: Sequence[np.ndarray], label: str, colors: Sequence[str]) -> None:
    for line, color in zip(lines, colors, strict=True):
        axes.plot(*_thinned(time, line), color=color, lw=1.0)
    top = max(float(np.max(line)) for line in lines)
    axes.set_ylim(0, 1.08 * top if top > 0 else 1.0)
    axes.set_ylabel(label, fontsize=8, color=INK)
    axes.tick_params(labelsize=7, colors=INK)
    axes.grid(color="#e6eaee", lw=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _pulse(axes: Axes, time: np.ndarray, pulse: np.ndarray, label: str) -> None:
    axes.plot(*_thinned(time, pulse), color=SOFT, lw=1.0, ls=(0, (3, 2)))
    axes.set_ylabel(label, fontsize=8, color=SOFT)
    axes.tick_params(labelsize=7, colors=SOFT)
    axes.set_ylim(min(50.0, float(pulse.min())), max(120.0, 1.05 * float(pulse.max())))
    axes.spines["top"].set_visible(False)


def _thinned(time: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most ``MOST_SAMPLES``: the lowest and the highest of each piece, so that no peak is lost."""
    size = len(line) * 2 // MOST_SAMPLES
    if size < 2:
        return time, line
    count = len(line) // size * size
    pieces = line[:count].reshape(-1, size)
    ends = np.sort(np.column_stack([pieces.argmin(1), pieces.argmax(1)]), axis=1)
    index = (ends + np.arange(len(pieces))[:, None] * size).ravel()
    index = np.append(index, np.arange(count, len(line)))
    return time[index], line[index]


def _events(axes: Axes, recording: Recording) -> None:
    for event in recording.events:
        if event.kind == "step_begun":
            axes.axvline(event.time_s, color=SOFT, lw=0.8, alpha=0.7)
        elif event.kind in HARMS:
            axes.axvline(event.time_s, color=HARM, lw=0.9, alpha=0.8)


def _fonts(language: str) -> dict[str, object]:
    if language == "en":
        return {"font.family": ["DejaVu Sans"]}
    return {"font.family": [str(chinese_font()), "DejaVu Sans"]}


def _pixels(figure: Figure) -> np.ndarray:
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()
