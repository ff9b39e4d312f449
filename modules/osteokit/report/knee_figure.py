"""The figure of a planned knee: each bone from the front and from the side with its cuts and its component."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.planning.arthroplasty.knee import KneeBones, KneeComponent, KneePlan
from osteokit.planning.implants.solid import solid_of
from osteokit.planning.implants.values import Catalogue
from osteokit.report.camera import camera_toward
from osteokit.report.radiograph import path_length_mm, radiograph
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved

SIZE_INCHES = (10.5, 8.2)
DPI = 120
GROUND, INK, FAINT, CUT, PART = "#0b0f14", "#e8edf2", "#93a1b0", "#ffd166", "#37d0e6"
_WINDOW_MM = 120.0
_PIXELS = 480


def write_knee_figure(path: Path, bones: KneeBones, plan: KneePlan, catalogues: Mapping[str, Catalogue]) -> Path:
    """Write :func:`knee_figure` as PNG or PDF, by the ending of ``path``."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("pdf", "png"):
        raise OsteoError(f"{path.name} is neither .pdf nor .png; name the figure with one of these endings.")
    figure = knee_figure(bones, plan, catalogues)
    with whole_file(path) as temporary:
        metadata = {"CreationDate": None} if kind == "pdf" else {}
        figure.savefig(temporary, format=kind, dpi=DPI, facecolor=GROUND, metadata=metadata)
    return path


def knee_figure(bones: KneeBones, plan: KneePlan, catalogues: Mapping[str, Catalogue]) -> Figure:
    """A row for the femur and one for the tibia; a row stays black with the reason where a bone was not planned."""
    figure = Figure(figsize=SIZE_INCHES, facecolor=GROUND)
    figure.text(0.02, 0.97, f"{plan.side.capitalize()} knee", color=INK, fontsize=14, fontweight="bold", va="center")
    rows = (
        (bones.femur, plan.femoral, ("distal", "posterior"), "femoral", 0.49),
        (bones.tibia, plan.tibial, ("tibial",), "tibial", 0.02),
    )
    for mesh, component, cuts, name, bottom in rows:
        views = [_axes(figure, (left, bottom, 0.33, 0.44)) for left in (0.02, 0.36)]
        if mesh is None or component is None:
            reason = plan.not_planned.get(name, "")
            views[0].text(0.05, 0.5, reason, color=CUT, fontsize=8, transform=views[0].transAxes, wrap=True)
            continue
        solid = moved(solid_of(component.implant, catalogues.get(component.implant.reference)), component.pose)
        frame = plan.resections[cuts[0]].frame
        x, y, z = frame[:3, :3].T
        lateral = x if plan.side == "right" else -x
        for axes, toward in zip(views, (y, lateral), strict=True):
            _draw(axes, mesh, solid, plan, cuts, toward, z, frame[:3, 3])
        _numbers(figure, plan, component, cuts, bottom)
    return figure


def _axes(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    axes = figure.add_axes(box)
    axes.set_facecolor("black")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_edgecolor("#2c3845")
    return axes


def _draw(
    axes: Axes,
    mesh: Mesh,
    solid: Mesh,
    plan: KneePlan,
    cuts: tuple[str, ...],
    toward: np.ndarray,
    up: np.ndarray,
    center: np.ndarray,
) -> None:
    camera = camera_toward(toward, up, center, _WINDOW_MM)
    size, half = (_PIXELS, _PIXELS), _WINDOW_MM / 2
    extent = (-half, half, -half, half)
    axes.imshow(radiograph([mesh], camera, size), extent=extent, cmap="gray", vmin=0.0, vmax=1.05, zorder=0)
    inside = (path_length_mm(solid, camera, size) > 0.05).astype(float)
    across = np.linspace(-half, half, _PIXELS)
    axes.contourf(across, -across, inside, levels=[0.5, 1.5], colors=[PART], alpha=0.18, zorder=2)
    axes.contour(across, -across, inside, levels=[0.5], colors=[PART], linewidths=1.2, zorder=3)
    for name in cuts:
        cut = plan.resections[name]
        along = np.cross(cut.normal, toward)
        if np.linalg.norm(along) < 0.5:  # the cut lies in the picture
            continue
        along = along / np.linalg.norm(along)
        ends = np.array([cut.point - 52 * along, cut.point + 52 * along]) - center
        axes.plot(ends @ camera.right, ends @ camera.up, color=CUT, linewidth=1.0, linestyle="--", zorder=4)
    axes.set_xlim(-half, half)
    axes.set_ylim(-half, half)
    for x, ahead, align in ((0.02, -camera.right, "left"), (0.98, camera.right, "right")):
        axes.text(x, 0.03, _letter(ahead, plan), color=INK, ha=align, transform=axes.transAxes, fontsize=10)


def _letter(direction: np.ndarray, plan: KneePlan) -> str:
    """The patient's side toward which a direction points, by the cut's own axes."""
    frame = next(iter(plan.resections.values())).frame
    along = direction @ frame[:3, :3]
    axis = int(np.argmax(np.abs(along)))
    return ("RL", "AP", "SI")[axis][0 if along[axis] > 0 else 1]


def _numbers(figure: Figure, plan: KneePlan, component: KneeComponent, cuts: tuple[str, ...], bottom: float) -> None:
    over = component.overhang
    lines = [component.implant.reference, component.implant.english, ""]
    for name in cuts:
        cut = plan.resections[name]
        lines.append(f"{name} cut: medial {cut.medial_mm:.1f}, lateral {cut.lateral_mm:.1f} mm")
        lines += [f"  {key.replace('_deg', '').replace('_', ' ')} {v:.1f}°" for key, v in _shown(cut.angles_deg)]
    lines += ["", "over (+) or short of (-) the bone, mm"]
    lines.append(f"  medial {over.medial_mm:+.1f}, lateral {over.lateral_mm:+.1f}")
    if cuts == ("tibial",):
        lines.append(f"  anterior {over.anterior_mm:+.1f}, posterior {over.posterior_mm:+.1f}")
        lines.append(f"  {over.covered_percent:.0f} % of the cut covered")
        if plan.insert is not None:
            lines.append(f"insert {plan.insert.reference}")
    figure.text(0.71, bottom + 0.43, "\n".join(lines), color=INK, fontsize=8.2, va="top", linespacing=1.5)


def _shown(angles: Mapping[str, float]) -> list[tuple[str, float]]:
    """Without the sign of a zero."""
    return [(key, round(value, 1) + 0.0) for key, value in angles.items()]
