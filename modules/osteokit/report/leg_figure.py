"""The figure of a leg as a surgeon draws it: from the front and the side, the knee at large, and the numbers."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from osteokit.anatomy.deformity import BoneDeformity
from osteokit.anatomy.frames import Frame, femur_frame, leg_frame, tibia_frame
from osteokit.anatomy.leg import Leg
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.anatomy.measurement_names import short_name, shown_value
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.report.camera import camera_toward
from osteokit.report.leg_figure_panel import AXIS, INK, JOINT, LOAD, SHAFT, make_panel, shown_box
from osteokit.report.leg_figure_views import (
    certain_apices,
    draw_apices,
    draw_coronal,
    draw_knee,
    draw_sagittal,
    value_color,
)
from osteokit.report.leg_figure_words import chinese_font, say, usable_language
from osteokit.surface.mesh import Mesh

SIZE_INCHES = (11.0, 11.7)
DPI = 150
SHOWN_BONES = ("femur", "tibia", "fibula", "patella")
SIDE_MARGIN_MM = 95.0
"""Room for the numbers beside the bones."""

KNEE_MM = 75.0
"""Half of the height of the enlarged knee."""

TABLE_ROWS = (
    "HKA_deg",
    "MAD_mm",
    "WBL_percent",
    "mLDFA_deg",
    "MPTA_deg",
    "JLCA_deg",
    "LPFA_deg",
    "LDTA_deg",
    "aLDFA_deg",
    "MPFA_deg",
    "neck_shaft_deg",
    "PPTA_deg",
    "posterior_slope_deg",
    "femoral_torsion_murphy_deg",
    "femoral_torsion_3d_deg",
    "tibial_torsion_deg",
    "tibial_torsion_bimalleolar_deg",
    "femoral_offset_mm",
    "femur_length_mm",
    "tibia_length_mm",
    "leg_length_mm",
)


def write_leg_figure(
    path: Path,
    leg: Leg,
    meshes: Mapping[str, Mesh],
    measured: Measurements,
    deformities: Mapping[str, BoneDeformity] | None = None,
    language: str = "en",
) -> Path:
    """Write :func:`leg_figure` as PDF (vector lines over the pictures) or PNG, by the ending of ``path``.

    Raises
    ------
    OsteoError
        Another ending; nothing to draw; the file cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("pdf", "png"):
        raise OsteoError(f"{path.name} is neither .pdf nor .png; name the figure with one of these endings.")
    with rc_context(_style(language)):
        figure = leg_figure(leg, meshes, measured, deformities, language)
        with whole_file(path) as temporary:
            metadata = {"CreationDate": None} if kind == "pdf" else {}
            figure.savefig(temporary, format=kind, dpi=DPI, facecolor="white", metadata=metadata)
    return path


def leg_figure(
    leg: Leg,
    meshes: Mapping[str, Mesh],
    measured: Measurements,
    deformities: Mapping[str, BoneDeformity] | None = None,
    language: str = "en",
) -> Figure:
    """The figure of a leg of which at least a whole femur or tibia is in view.

    Parameters
    ----------
    meshes
        By bone, RAS mm; the femur, tibia, fibula and patella among them are drawn.
    language : str
        ``"en"`` or ``"zh"``; English where no font of the machine has Chinese letters.

    Raises
    ------
    OsteoError
        Neither femur nor tibia is whole enough for a frame.
    """
    language = usable_language(language)
    frame = drawing_frame(leg)
    shown = {name: meshes[name] for name in SHOWN_BONES if name in meshes}
    if not shown:
        raise OsteoError("There is no mesh of the leg to draw; give the femur or the tibia.")
    found = deformities or {}
    names = {word: say(word, language) for word in ("varus", "valgus", "procurvatum", "recurvatum")}
    figure = Figure(figsize=SIZE_INCHES, facecolor="white")
    figure.text(0.02, 0.972, say(leg.side, language), fontsize=17, fontweight="bold", color=INK, va="center")
    points = np.concatenate([mesh.vertices for mesh in shown.values()])
    height = float(np.ptp(points @ frame.z)) + 60.0
    both = leg.femur is not None and leg.tibia is not None
    views = (("coronal", frame.y, (0.02, 0.375)), ("sagittal", frame.lateral, (0.405, 0.265)))
    for plane, toward, (left, width) in views:
        axes = figure.add_axes((left, 0.075, width, 0.86))
        box = _box(points, frame, toward, height, width / 0.86 * SIZE_INCHES[0] / SIZE_INCHES[1])
        panel = make_panel(axes, shown, frame, toward, box)
        if plane == "coronal":
            draw_coronal(panel, leg, measured, found)
        else:
            draw_sagittal(panel, leg, measured)
        aside = -frame.lateral if plane == "coronal" else frame.y
        draw_apices(panel, certain_apices(found, plane), names, aside)
        axes.set_title(say(plane, language), fontsize=10, color=INK)
    _table(figure.add_axes((0.69, 0.42 if both else 0.3, 0.3, 0.53)), measured, language)
    if both and "JLCA_deg" in measured:
        _knee(figure.add_axes((0.69, 0.075, 0.29, 0.31)), leg, shown, measured, frame, language)
    _legend(figure, language)
    figure.text(0.02, 0.012, say("note", language), fontsize=7.2, color="#5b6876", va="bottom", linespacing=1.35)
    return figure


def drawing_frame(leg: Leg) -> Frame:
    """The leg's frame, or that of the one bone that is whole."""
    frames = []
    if leg.femur is not None and leg.tibia is not None:
        frames.append(lambda: leg_frame(leg.femur, leg.tibia, leg.patella))  # pyright: ignore[reportArgumentType]
    if leg.femur is not None:
        frames.append(lambda: femur_frame(leg.femur))  # pyright: ignore[reportArgumentType]
    if leg.tibia is not None:
        frames.append(lambda: tibia_frame(leg.tibia))  # pyright: ignore[reportArgumentType]
    reason = "neither femur nor tibia was given"
    for make in frames:
        try:
            return make()
        except OsteoError as error:
            reason = str(error).rstrip(".")
    raise OsteoError(f"The figure needs a whole femur or tibia: {reason}.")


def _style(language: str) -> dict:
    if usable_language(language) == "en":
        return {"font.family": ["DejaVu Sans"], "pdf.fonttype": 42}
    # Type 3, as outlines: Chinese fonts are mostly CFF, which matplotlib embeds as Type 42 under a wrong name.
    return {"font.family": [str(chinese_font()), "DejaVu Sans"], "pdf.fonttype": 3}


def _box(
    points: np.ndarray, frame: Frame, toward: np.ndarray, height: float, aspect: float
) -> tuple[float, float, float, float]:
    """All points in the middle of a picture of a height, mm, and of a width of ``aspect`` times it."""
    camera = camera_toward(toward, frame.z, np.zeros(3), 1.0)
    left, right, bottom, top = shown_box(camera, points, (0.0, 0.0, 0.0, 0.0))
    across, up = (left + right) / 2, (bottom + top) / 2
    width = height * aspect
    return across - width / 2, across + width / 2, up - height / 2, up + height / 2


def _knee(axes: Axes, leg: Leg, shown: Mapping[str, Mesh], measured: Measurements, frame: Frame, language: str) -> None:
    assert leg.tibia is not None
    camera = camera_toward(frame.y, frame.z, np.zeros(3), 1.0)
    center = leg.tibia.point("knee_center")
    box = shown_box(camera, center[None], (KNEE_MM * 1.0, KNEE_MM * 1.0, KNEE_MM, KNEE_MM))
    without_patella = {name: mesh for name, mesh in shown.items() if name != "patella"}
    panel = make_panel(axes, without_patella, frame, frame.y, box)
    draw_knee(panel, leg, measured, frame)
    axes.set_title(say("knee", language), fontsize=10, color=INK)


def _table(axes: Axes, measured: Measurements, language: str) -> None:
    """Names, values with errors, and normal ranges; values in their colour."""
    axes.axis("off")
    axes.set_xlim(0, 1)
    rows: list[Measurement] = [measured[key] for key in TABLE_ROWS if key in measured]
    axes.set_ylim(-23.0, 0.5)
    for x, key, side in ((0.0, "measure", "left"), (0.74, "value", "right"), (1.0, "normal", "right")):
        axes.text(x, 0, say(key, language), ha=side, va="center", fontsize=8, fontweight="bold", color="#5b6876")
    for n, value in enumerate(rows, 1):
        axes.text(0.0, -n, _row_name(value.key, language), va="center", fontsize=8.2, color=INK)
        number = shown_value(value.value, value.unit, value.error)
        axes.text(0.74, -n, number, ha="right", va="center", fontsize=8.2, color=value_color(value))
        if value.normal is not None:
            span = f"{value.normal[0]:.0f} – {value.normal[1]:.0f}"
            axes.text(1.0, -n, span, ha="right", va="center", fontsize=8.2, color="#5b6876")


def _row_name(key: str, language: str) -> str:
    """Abbreviations stay; what has none is named in the reader's language, briefly."""
    short = {
        "neck_shaft_deg": ("NSA", "颈干角"),
        "posterior_slope_deg": ("slope (medial)", "后倾角（内侧）"),
        "femoral_torsion_murphy_deg": ("fem. torsion, Murphy", "股骨扭转 Murphy"),
        "femoral_torsion_3d_deg": ("fem. torsion, 3D", "股骨扭转 三维"),
        "tibial_torsion_deg": ("tib. torsion, Jend", "胫骨扭转 Jend"),
        "tibial_torsion_bimalleolar_deg": ("tib. torsion, bimall.", "胫骨扭转 双踝"),
        "femoral_offset_mm": ("offset", "偏心距"),
        "femur_length_mm": ("femur", "股骨长"),
        "tibia_length_mm": ("tibia", "胫骨长"),
        "leg_length_mm": ("leg", "下肢长"),
        "WBL_percent": ("WBL", "WBL"),
    }
    names = short.get(key)
    return short_name(key) if names is None else names[1 if language == "zh" else 0]


def _legend(figure: Figure, language: str) -> None:
    lines = [
        Line2D([], [], color=AXIS, linewidth=1.3, label=say("legend_axis", language)),
        Line2D([], [], color=LOAD, linewidth=1.1, linestyle=(0, (7, 3)), label=say("legend_load", language)),
        Line2D([], [], color=JOINT, linewidth=1.3, label=say("legend_joint", language)),
        Line2D([], [], color=SHAFT, linewidth=1.0, linestyle=(0, (2, 2)), label=say("legend_shaft", language)),
    ]
    figure.legend(handles=lines, loc="lower right", bbox_to_anchor=(0.985, 0.008), ncol=2, fontsize=7.2, frameon=False)
