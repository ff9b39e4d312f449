"""What the tables of the panel show: values in, rows of text out."""

from collections.abc import Mapping
from typing import Any

from slicer.i18n import tr as _

from osteokit.planning.arthroplasty.range_of_motion import MOTIONS
from osteokit.planning.bill import bill_of_materials
from osteokit.planning.plan import SurgicalPlan, Variant
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.planning.screws.judge import ScrewReport
from osteopanels.row import Row
from osteopanels.scene_bones import bone_name

_MARKS = {"stop": "⛔", "warning": "⚠", "note": "ℹ"}


def implant_rows(implants: Mapping[str, PlacedImplant], grades: Mapping[str, str], language: str) -> list[Row]:
    """Every implant: name, article, bone, and of a screw its grade; amber from grade C on."""
    rows = []
    for name, one in implants.items():
        article = (one.article.chinese if language == "zh" else one.article.english) or one.article.reference
        grade = grades.get(name, "")
        amber = (3,) if grade in ("C", "D", "E") else ()
        cells = (name, article, bone_name(one.step.bone, language), grade)
        rows.append(Row(name, cells, amber, f"{one.step.catalogue}: {one.article.reference}"))
    return rows


def report_lines(report: ScrewReport, language: str) -> list[str]:
    """A screw in words, one line each."""
    path = report.path
    lines = [
        _("{diameter:g} × {length:.0f} mm, Gertzbein-Robbins {grade}").format(
            diameter=path.diameter_mm, length=path.length_mm, grade=report.grade
        )
    ]
    if report.breach is not None:
        text = (
            _("Bone around it: {margin:.1f} mm at its narrowest")
            if report.breach.breach_mm <= 0
            else _("Out of the bone by {out:.1f} mm")
        )
        lines.append(text.format(margin=-report.breach.breach_mm, out=report.breach.breach_mm))
    lines.append(
        _("{inside:.0f} mm in bone, tip {tip:.1f} mm before the cortex").format(
            inside=report.in_bone_mm, tip=report.tip_depth_mm
        )
    )
    if report.density is not None:
        lines.append(
            _("{mean:.0f} HU on average, cortical {share:.0f} %").format(
                mean=report.density.mean_hu, share=100 * report.density.cortical_share
            )
        )
    if report.pull_out is not None:
        hold = report.pull_out
        lines.append(
            _("Pull-out about {force:.0f} N ({low:.0f} to {high:.0f}), estimated").format(
                force=hold.force_n, low=hold.low_n, high=hold.high_n
            )
        )
    if report.tip_apex_mm is not None:
        lines.append(_("Tip-apex distance {distance:.0f} mm").format(distance=report.tip_apex_mm))
    kinds = {"screw": _("screw"), "bone": _("bone"), "joint": _("joint"), "canal": _("canal")}
    for kind, word in kinds.items():
        near = report.nearest(kind)
        if near is not None:
            lines.append(
                _("{distance:.1f} mm to the next {kind}: {name}").format(
                    distance=near.distance_mm, kind=word, name=_clearance_name(near.name, language)
                )
            )
    return lines


def _clearance_name(name: str, language: str) -> str:
    from osteokit.segmentation.terminology import all_terms

    return bone_name(name, language) if name in all_terms() else name


def finding_lines(plan: SurgicalPlan, variant: Variant, language: str) -> list[str]:
    """What the checks object to, the gravest first."""
    rank = {"stop": 0, "warning": 1, "note": 2}
    findings = sorted([*plan.checks, *variant.findings], key=lambda one: rank[one.severity])
    return [f"{_MARKS[one.severity]} {(one.message_zh if language == 'zh' else '') or one.message}" for one in findings]


def bill_rows(variant: Variant, language: str) -> list[Row]:
    """The bill of materials."""
    rows = []
    for number, line in enumerate(bill_of_materials(variant)):
        name = (line.chinese if language == "zh" else line.english) or line.reference
        amber = () if line.available else (0, 1, 2)
        tip = "" if line.available else _("The catalogue here does not have it any more.")
        rows.append(Row(str(number), (name, line.reference, f"{line.quantity}"), amber, tip))
    return rows


def fit_lines(values: Mapping[str, Any]) -> list[str]:
    """How a plate fits, one line."""
    if not values:
        return []
    text = _("Gap {mean:.1f} mm on average, 95 % below {most:.1f} mm; {near:.0f} % within 2 mm")
    return [text.format(mean=values["mean_gap_mm"], most=values["p95_gap_mm"], near=values["near_percent"])]


def hip_lines(told: Mapping[str, Any], language: str) -> list[str]:
    """A planned hip in words."""
    if "angles" not in told:
        return []
    angles = told["angles"]
    lines = [
        _("Cup: inclination {ri:.0f}° / {ai:.0f}° / {oi:.0f}°, anteversion {ra:.0f}° / {aa:.0f}° / {oa:.0f}°").format(
            ri=angles["radiographic_inclination"],
            ai=angles["anatomic_inclination"],
            oi=angles["operative_inclination"],
            ra=angles["radiographic_anteversion"],
            aa=angles["anatomic_anteversion"],
            oa=angles["operative_anteversion"],
        ),
        _("(radiographic / anatomic / operative, Murray)"),
        _("Covered by bone: {share:.0f} %").format(share=told["coverage_percent"]),
    ]
    inside = _("inside") if told["zone"]["inside"] else _("outside")
    lines.append(_("{where} Lewinnek's zone, which is not safe for everybody").format(where=inside))
    changes = {
        "leg_length_mm": _("Leg length: {value:+.1f} mm"),
        "hip_offset_mm": _("Hip offset: {value:+.1f} mm"),
        "femoral_offset_mm": _("Femoral offset: {value:+.1f} mm"),
    }
    lines += [text.format(value=told["change"][key]) for key, text in changes.items() if key in told["change"]]
    return lines + _motion_lines(told.get("limits", {}), language)


def knee_lines(told: Mapping[str, Any], language: str) -> list[str]:
    """A planned knee in words."""
    if "resections" not in told:
        return []
    cuts = {"distal": _("distal"), "posterior": _("posterior"), "tibial": _("tibial")}
    lines = [
        _("{cut} cut: medial {medial:.1f} mm, lateral {lateral:.1f} mm").format(
            cut=word, medial=told["resections"][key]["medial_mm"], lateral=told["resections"][key]["lateral_mm"]
        )
        for key, word in cuts.items()
        if key in told["resections"]
    ]
    for part in (told["femoral"], told["tibial"]):
        if part is not None:
            name = part["chinese"] if language == "zh" else part["name"]
            over = part["overhang"]
            lines.append(
                _("{part}: over the bone medially {medial:+.1f} mm, laterally {lateral:+.1f} mm").format(
                    part=name, medial=over["medial_mm"], lateral=over["lateral_mm"]
                )
            )
    if told["insert"] is not None:
        lines.append(told["insert"]["chinese"] if language == "zh" else told["insert"]["name"])
    axis = told["leg_axis_deg"]
    if len(axis) == 2:
        lines.append(_("Hip-knee-ankle angle: {before:.1f}° before, {after:.1f}° after").format(**axis))
    return lines


def _motion_lines(limits: Mapping[str, Any], language: str) -> list[str]:
    """How far the planned hip moves until parts meet."""
    kinds = {
        "implant-implant": _("implants meet"),
        "bone-bone": _("bones meet"),
        "bone-implant": _("bone meets implant"),
        "": _("free"),
    }
    lines = []
    for motion in MOTIONS:
        if motion.key in limits:
            one = limits[motion.key]
            name = motion.chinese if language == "zh" else motion.english
            lines.append(f"{name}: {one['angle_deg']:.0f}°, {kinds[one['kind']]}")
    return lines
