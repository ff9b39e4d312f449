"""What a surgeon draws on a leg: axes, joint lines, angles at the joints, the load-bearing line and the CORA."""

from collections.abc import Iterable, Mapping

import numpy as np

from osteokit.anatomy.angles import line_crossing
from osteokit.anatomy.deformity import Apex, BoneDeformity
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg import Leg
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.report.leg_figure_panel import AMBER, AXIS, CORA, INK, JOINT, LOAD, NORMAL, RED, SHAFT, Panel

NEAR_NORMAL = 0.5
"""Amber up to this part of the normal range's width outside it, red beyond."""


LEAST_DEG = 5.0
"""Two joint angles within their normal ranges may add up to so much: no surgeon calls that a deformity."""

MIDDLE = (0.2, 0.85)
"""Part of the bone's length that is away from the numbers of its joints."""

DOTTED = {"linewidth": 1.0, "linestyle": (0, (2, 2))}

WITHIN = (0.05, 0.95)
"""Part of the bone's length in which a CORA is drawn: at a joint it says no more than the joint's own angle."""


def value_color(value: Measurement) -> str:
    """Green within the normal range, amber a little outside, red far outside; ink where no range is agreed."""
    if value.normal is None:
        return INK
    low, high = value.normal
    outside = max(low - value.value, value.value - high)
    if outside <= 0:
        return NORMAL
    return AMBER if outside <= NEAR_NORMAL * (high - low) else RED


def has(bone: BoneLandmarks | None, *keys: str) -> bool:
    """Whether a bone is in view with all of these landmarks."""
    return bone is not None and all(key in bone for key in keys)


def draw_axes(panel: Panel, leg: Leg) -> None:
    """Mechanical axes, and the load-bearing line from hip to ankle."""
    femur, tibia = leg.femur, leg.tibia
    if femur is not None and has(femur, "femoral_head_center", "knee_center"):
        panel.line(femur.point("knee_center"), femur.point("femoral_head_center"), AXIS)
    if tibia is not None and has(tibia, "knee_center", "ankle_center"):
        panel.line(tibia.point("ankle_center"), tibia.point("knee_center"), AXIS)
    for bone, keys in ((femur, ("femoral_head_center", "knee_center")), (tibia, ("knee_center", "ankle_center"))):
        for key in keys:
            if bone is not None and key in bone:
                panel.dot(bone.point(key), AXIS)


def draw_load_line(panel: Panel, leg: Leg) -> None:
    """From hip to ankle, where both are in view."""
    femur, tibia = leg.femur, leg.tibia
    if femur is not None and tibia is not None and "femoral_head_center" in femur and "ankle_center" in tibia:
        style = {"linewidth": 1.1, "linestyle": (0, (7, 3))}
        panel.line(tibia.point("ankle_center"), femur.point("femoral_head_center"), LOAD, 12.0, **style)


def draw_shaft_axes(panel: Panel, leg: Leg, deformities: Mapping[str, BoneDeformity], plane: str) -> None:
    """Mid-diaphyseal axes: those that meet at the apices of a bent shaft, else the one line of the femur's."""
    bent = [one for each in deformities.values() for one in each.shaft if one.plane == plane and one.apices]
    for one in bent:
        for upper, lower in one.axes_ras:
            panel.line(np.array(lower), np.array(upper), SHAFT, 8.0, **DOTTED)
    femur = leg.femur
    if femur is not None and has(femur, "shaft_proximal_center", "shaft_distal_center") and not bent:
        panel.line(femur.point("shaft_distal_center"), femur.point("shaft_proximal_center"), SHAFT, 60.0, **DOTTED)


def draw_coronal(panel: Panel, leg: Leg, measured: Measurements, deformities: Mapping[str, BoneDeformity]) -> None:
    """The whole leg from the front."""
    draw_axes(panel, leg)
    draw_shaft_axes(panel, leg, deformities, "coronal")
    draw_load_line(panel, leg)
    if leg.femur is not None:
        _femur_ends(panel, leg.femur, measured)
    if leg.tibia is not None:
        _tibia_ends(panel, leg.tibia, measured)


def _femur_ends(panel: Panel, femur: BoneLandmarks, measured: Measurements) -> None:
    if "LPFA_deg" in measured:
        head, tip, knee = (femur.point(key) for key in ("femoral_head_center", "greater_trochanter_tip", "knee_center"))
        panel.line(head, tip, JOINT, 12.0)
        _angle(panel, measured, "LPFA_deg", head, (knee - head, tip - head), 55.0)
    if "neck_shaft_deg" in measured:
        head, isthmus = femur.point("femoral_head_center"), femur.point("neck_isthmus_center")
        panel.line(head, isthmus + 1.2 * (isthmus - head), SHAFT, linewidth=1.0)
        value = measured["neck_shaft_deg"]
        medial = np.sign((panel.flat(head) - panel.flat(isthmus))[0])
        place = panel.flat(head) + np.array([30.0 * medial, 22.0])
        panel.label(place, f"NSA {value.value:.0f}°", value_color(value), "left" if medial > 0 else "right")
    if "mLDFA_deg" in measured:
        knee, head = femur.point("knee_center"), femur.point("femoral_head_center")
        draw_femoral_joint_line(panel, femur, 22.0)
        lateral = femur.point("lateral_condyle_distal") - femur.point("medial_condyle_distal")
        corner = _crossing(panel, (knee, head - knee), (femur.point("medial_condyle_distal"), lateral))
        _angle(panel, measured, "mLDFA_deg", corner, (lateral, head - knee), 52.0)


def _tibia_ends(panel: Panel, tibia: BoneLandmarks, measured: Measurements) -> None:
    if "MPTA_deg" in measured:
        knee, ankle = tibia.point("knee_center"), tibia.point("ankle_center")
        draw_plateau_line(panel, tibia, 22.0)
        medial = tibia.point("plateau_medial_center") - tibia.point("plateau_lateral_center")
        corner = _crossing(panel, (knee, ankle - knee), (tibia.point("plateau_lateral_center"), medial))
        _angle(panel, measured, "MPTA_deg", corner, (medial, ankle - knee), 52.0)
    if "LDTA_deg" in measured:
        knee, ankle = tibia.point("knee_center"), tibia.point("ankle_center")
        inner, outer = tibia.point("plafond_medial"), tibia.point("plafond_lateral")
        panel.line(inner, outer, JOINT, 16.0)
        corner = _crossing(panel, (ankle, knee - ankle), (inner, outer - inner))
        _angle(panel, measured, "LDTA_deg", corner, (outer - inner, knee - ankle), 40.0)


def draw_femoral_joint_line(panel: Panel, femur: BoneLandmarks, beyond_mm: float) -> None:
    panel.line(femur.point("medial_condyle_distal"), femur.point("lateral_condyle_distal"), JOINT, beyond_mm)


def draw_plateau_line(panel: Panel, tibia: BoneLandmarks, beyond_mm: float) -> None:
    panel.line(tibia.point("plateau_medial_center"), tibia.point("plateau_lateral_center"), JOINT, beyond_mm)


def _angle(
    panel: Panel,
    measured: Measurements,
    key: str,
    corner: np.ndarray,
    arms: tuple[np.ndarray, np.ndarray],
    radius_mm: float,
) -> None:
    value = measured[key]
    panel.angle(corner, arms, radius_mm, f"{key.removesuffix('_deg')} {value.value:.1f}°", value_color(value))


def _crossing(panel: Panel, a: tuple[np.ndarray, np.ndarray], b: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Where two lines (a RAS point and a direction each) cross on the picture, as a RAS point in its plane."""
    flat = [(panel.flat(point), panel.flat(panel.camera.center + along)) for point, along in (a, b)]
    crossing = line_crossing(*flat[0], *flat[1])[0]
    return panel.camera.center + crossing[0] * panel.camera.right + crossing[1] * panel.camera.up


def draw_knee(panel: Panel, leg: Leg, measured: Measurements, frame: Frame) -> None:
    """The joint at large: both joint lines, JLCA, where the load passes, and by how much beside the knee centre."""
    femur, tibia = leg.femur, leg.tibia
    assert femur is not None and tibia is not None
    draw_axes(panel, leg)
    draw_load_line(panel, leg)
    draw_femoral_joint_line(panel, femur, 14.0)
    draw_plateau_line(panel, tibia, 14.0)
    low, high = panel.axes.get_ylim()
    sign = 1.0 if float(frame.lateral @ panel.camera.right) > 0 else -1.0
    edge = sign * 0.97 * abs(panel.axes.get_xlim()[1])
    if "JLCA_deg" in measured:
        value = measured["JLCA_deg"]
        level = float(panel.flat(tibia.point("plateau_lateral_center"))[1])
        text = f"JLCA {value.value:.1f}°"
        panel.label(np.array([edge, level + 20.0]), text, value_color(value), "right" if sign > 0 else "left")
    if "WBL_percent" in measured:
        _load_on_plateau(panel, leg, measured, low)
    if "MAD_mm" in measured:
        value = measured["MAD_mm"]
        knee = tibia.point("knee_center")
        panel.line(knee, knee - value.value * frame.lateral, LOAD, linewidth=2.4)
        text = f"MAD {value.value:.1f} mm"
        panel.label(np.array([0.0, high - 0.06 * (high - low)]), text, value_color(value))


def _load_on_plateau(panel: Panel, leg: Leg, measured: Measurements, bottom: float) -> None:
    """Marks at 0, 50 and 100 % of the plateau, at Fujisawa's 62.5 %, and where the load passes."""
    femur, tibia = leg.femur, leg.tibia
    assert femur is not None and tibia is not None
    medial, lateral = (panel.flat(tibia.point(f"plateau_{side}_edge")) for side in ("medial", "lateral"))
    scale_up = np.array([0.0, min(medial[1], lateral[1]) - 22.0])
    start, end = (np.array([edge[0], 0.0]) + scale_up for edge in (medial, lateral))
    panel.axes.plot(*np.stack([start, end]).T, color=INK, linewidth=1.0)
    for share in (0.0, 0.5, 1.0):
        at = start + share * (end - start)
        panel.axes.plot([at[0]] * 2, [at[1] - 2, at[1] + 2], color=INK, linewidth=1.0)
        panel.label(at - (0, 6.0), f"{100 * share:.0f}", INK)
    fujisawa = start + 0.625 * (end - start)
    panel.axes.plot(*fujisawa, marker="v", color=JOINT, markersize=5)
    load = start + measured["WBL_percent"].value / 100 * (end - start)
    panel.axes.plot(*load, marker="^", color=LOAD, markersize=6)
    below = np.array([load[0], bottom + 0.06 * abs(bottom) * 2])
    panel.label(below, f"WBL {measured['WBL_percent'].value:.1f} %", LOAD)


def draw_sagittal(panel: Panel, leg: Leg, measured: Measurements) -> None:
    """The whole leg from its outer side: mechanical axes, shaft of the tibia, slope."""
    draw_axes(panel, leg)
    tibia = leg.tibia
    if tibia is None or "PPTA_deg" not in measured:
        return
    low, high = tibia.point("shaft_distal_center"), tibia.point("shaft_proximal_center")
    panel.line(low, high, SHAFT, 70.0, **DOTTED)
    front, back = tibia.point("plateau_medial_anterior"), tibia.point("plateau_medial_posterior")
    panel.line(front, back, JOINT, 18.0)
    corner = _crossing(panel, (low, high - low), (front, back - front))
    _angle(panel, measured, "PPTA_deg", corner, (back - front, low - high), 48.0)


def certain_apices(deformities: Mapping[str, BoneDeformity], plane: str) -> Iterable[Apex]:
    """Apices within the bone whose angle is beyond the landmarks' errors; those of the shaft where it shows any."""
    for deformity in deformities.values():
        shaft = [one for one in deformity.shaft if one.plane == plane and one.apices]
        joints = [one for one in deformity.joint_orientation if one.plane == plane and one.is_certain]
        for one in shaft or joints:
            for apex in one.apices:
                if WITHIN[0] <= apex.level_share <= WITHIN[1] and abs(apex.magnitude_deg) >= LEAST_DEG:
                    yield apex


def draw_apices(panel: Panel, apices: Iterable[Apex], names: Mapping[str, str], aside: np.ndarray) -> None:
    """A diamond at each CORA with its angle and direction, in the reader's words (``names``): near a joint on the
    side ``aside`` (RAS direction), where no joint angle is written, else on the other, away from the load's line."""
    for apex in apices:
        point = np.array(apex.position_ras)
        panel.dot(point, CORA, "D", 6.0)
        beside = -aside if MIDDLE[0] <= apex.level_share <= MIDDLE[1] else aside
        right = float(beside @ panel.camera.right) > 0
        place = panel.flat(point) + np.array([28.0 if right else -28.0, 0.0])
        text = f"CORA {abs(apex.magnitude_deg):.1f}° {names[apex.direction]}"
        panel.label(place, text, CORA, "left" if right else "right")
