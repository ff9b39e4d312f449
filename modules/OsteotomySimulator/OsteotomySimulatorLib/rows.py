"""What the tables of the panel show: values in, rows of text out."""

from collections.abc import Mapping, Sequence

from slicer.i18n import tr as _

from osteokit.anatomy.deformity import Apex, BoneDeformity
from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks, landmark_terms
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.anatomy.measurement_names import measurement_name, short_name, shown_value
from osteokit.planning.hand_move import HandReport
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.variants import compare_variants
from osteokit.report.leg_figure_views import LEAST_DEG
from osteokit.report.plan_words import value_name, value_text
from osteopanels.row import Row
from osteopanels.scene_bones import bone_name

DOUBTFUL = 0.5
_MARKS = {"stop": "⛔", "warning": "⚠", "note": "ℹ"}


def landmark_rows(landmarks: Mapping[str, BoneLandmarks], language: str) -> list[Row]:
    """Doubtful ones first; the key is ``bone/landmark``."""
    terms = landmark_terms()
    rows = []
    for bone, found in landmarks.items():
        for key, landmark in found.landmarks.items():
            known = terms.get((found.bone, key))
            name = key if known is None else known.chinese if language.startswith("zh") else known.english
            doubtful = landmark.confidence < DOUBTFUL
            sure = _("by hand") if landmark.method == BY_HAND else f"{100 * landmark.confidence:.0f} %"
            definition = "" if known is None else f"{known.definition} ({known.source})\n"
            cells = (f"{bone_name(bone, language)}: {name}", f"± {landmark.spread_mm:.1f} mm", sure)
            amber = (0, 1, 2) if doubtful else ()
            rows.append((not doubtful, Row(f"{bone}/{key}", cells, amber, definition + landmark.method)))
    return [row for _sure, row in sorted(rows, key=lambda pair: pair[0])]


def _tip(key: str, one: Measurement) -> str:
    return "\n".join([short_name(key), one.method, one.source, *one.warnings])


def angle_rows(measured: Measurements, other: Measurements | None, language: str) -> list[Row]:
    """Every measurement; amber outside its normal range; last the other side's, where its bones are there."""
    rows = []
    for key, one in measured.values.items():
        normal = "" if one.normal is None else f"{one.normal[0]:g} - {one.normal[1]:g}"
        cells = [measurement_name(key, language), shown_value(one.value, one.unit, one.error), normal]
        if other is not None:
            cells.append(shown_value(other[key].value, one.unit) if key in other else "")
        rows.append(Row(key, tuple(cells), (0, 1) if one.is_normal is False else (), _tip(key, one)))
    return rows


def comparison(plan: SurgicalPlan, language: str) -> tuple[list[str], list[Row]]:
    """Headers and rows: before, and each variant side by side; below, the numbers of its steps."""
    headers = [_("Measured"), _("Before")]
    headers += [("✓ " if variant.name == plan.chosen else "") + variant.name for variant in plan.variants]
    rows = []
    for line in compare_variants(plan):
        if line.key.startswith("findings_"):
            continue
        measured = line.key in plan.measured.values or any(
            variant.predicted is not None and line.key in variant.predicted.values for variant in plan.variants
        )
        name = measurement_name(line.key, language) if measured else value_name(line.key, language)

        def shown(value: float | None, key: str = line.key, unit: str = line.unit, measured: bool = measured) -> str:
            if value is None:
                return ""
            return shown_value(value, unit) if measured else value_text(key, value)

        cells = (name, shown(line.before), *(shown(value) for value in line.values))
        amber = tuple(n for n, abnormal in enumerate(line.abnormal, 2) if abnormal)
        before = plan.measured.values.get(line.key)
        if before is not None and before.is_normal is False:
            amber = (1, *amber)
        rows.append(Row(line.key, cells, amber, _tip(line.key, before) if before is not None else ""))
    return headers, rows


def finding_lines(plan: SurgicalPlan, names: Sequence[str], language: str) -> list[str]:
    """What the checks say of the plan and of the variants ``names``, one line each, the gravest first."""
    rank = {"stop": 0, "warning": 1, "note": 2}
    found = [("", finding) for finding in plan.checks]
    found += [(name, finding) for name in names for finding in plan.variant(name).findings]
    lines = []
    for name, finding in sorted(found, key=lambda pair: rank[pair[1].severity]):
        message = (finding.message_zh if language.startswith("zh") else "") or finding.message
        lines.append(f"{_MARKS[finding.severity]} {name + ': ' if name else ''}{message}")
    return lines


def hand_lines(report: HandReport, language: str) -> list[str]:
    """Where a fragment in the hand is: angles first, then what is between the fragments."""
    angles = [f"{short_name(key)} {shown_value(value, key.rpartition('_')[2])}" for key, value in report.angles.items()]
    between = {
        "opening_gap_mm": report.between.opening_mm,
        "cortical_contact_mm2": report.between.cortical_contact_mm2,
        "overlap_mm3": report.between.overlap_mm3,
    }
    return [
        ", ".join(angles),
        ", ".join(f"{value_name(key, language)} {value_text(key, value)}" for key, value in between.items()),
    ]


def _told_apices(deformity: BoneDeformity, plane: str) -> list[Apex]:
    """Those of the shaft where it is bent, else that of the joint lines where it is beyond their errors."""
    shaft = [one for one in deformity.shaft if one.plane == plane and one.apices]
    joints = [one for one in deformity.joint_orientation if one.plane == plane and one.is_certain]
    return [apex for one in shaft or joints for apex in one.apices if abs(apex.magnitude_deg) >= LEAST_DEG]


def deformity_lines(found: Mapping[str, BoneDeformity], side: str, language: str) -> list[str]:
    """Where the bones are bent, one line each bone and plane; only what is beyond the landmarks' errors."""
    planes = {"coronal": _("coronal"), "sagittal": _("sagittal")}
    directions = {
        "varus": _("varus"),
        "valgus": _("valgus"),
        "procurvatum": _("procurvatum"),
        "recurvatum": _("recurvatum"),
    }
    lines = []
    for bone, deformity in found.items():
        for plane, name in planes.items():
            for apex in _told_apices(deformity, plane):
                line = _("{bone}, {plane}: CORA {angle:.1f}° {direction} at {level:.0f} % of its length")
                lines.append(
                    line.format(
                        bone=bone_name(f"{bone}_{side}", language),
                        plane=name,
                        angle=abs(apex.magnitude_deg),
                        direction=directions.get(apex.direction, apex.direction),
                        level=100 * apex.level_share,
                    )
                )
    return lines
