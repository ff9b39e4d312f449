"""The pages of a surgical plan: the plan and pictures in, reportlab flowables out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from osteokit.anatomy.landmark import BY_HAND, landmark_terms
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.anatomy.measurement_names import measurement_name, short_name, shown_value
from osteokit.planning.plan import Step, StepReport, SurgicalPlan, Variant
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.report.blocks import ALL, box, facts, padded, picture, shown_date, shown_name, signature
from osteokit.report.figures import Figure
from osteokit.report.pdf import AMBER, AMBER_PAPER, CONTENT_WIDTH, LINE, PAPER, paragraph, styles
from osteokit.report.plan_bill import bill_pages
from osteokit.report.plan_words import say, value_name, value_text
from osteokit.report.words import is_chinese
from osteokit.segmentation.chinese import told_in_chinese
from osteokit.segmentation.terminology import term

DOUBTFUL = 0.5
"""Below this confidence a landmark is listed for checking."""

MOST_VARIANTS_A_TABLE = 3
BEFORE = 2
"""The column of the numbers before."""


def story(plan: SurgicalPlan, figures: Sequence[Figure], language: str, written: datetime) -> list[Flowable]:
    """The whole report; each figure's ``kind`` is its caption."""
    style = styles(language)
    return [
        *_head(plan, language, style, written),
        *_findings(plan, language, style),
        *_figures(figures, language, style),
        *_angles(plan, language, style),
        *_steps(plan, language, style),
        *bill_pages(plan, language, style),
        *_landmarks(plan, language, style),
        *_inputs(plan, language, style),
        *_methods(plan, language, style),
        signature(language, style),
    ]


def _head(plan: SurgicalPlan, language: str, style: dict, written: datetime) -> list[Flowable]:
    side = say(plan.side, language)
    patient = plan.patient
    pairs = [
        (say("name", language), shown_name(patient.name)),
        (say("id", language), patient.patient_id),
        (say("birth_date", language), shown_date(patient.birth_date)),
        (say("sex", language), say(f"sex_{patient.sex}", language) if patient.sex in ("M", "F", "O") else patient.sex),
        (say("side", language), side),
        (say("chosen", language), plan.chosen or say("none_chosen", language)),
    ]
    when = f"{say('written', language)} {written:%Y-%m-%d %H:%M}   {plan.software}   {say('plan', language)} {plan.id}"
    return [
        paragraph(f"{say('title', language)}: {plan.title}  ({side})", style["title"]),
        paragraph(when, style["small"]),
        Spacer(1, 1.5 * mm),
        box([paragraph(say("disclaimer", language), style["body"])], PAPER, LINE),
        Spacer(1, 2 * mm),
        facts(pairs, say("not_given", language), style),
    ]


def _all_findings(plan: SurgicalPlan) -> list[tuple[str, PlanFinding]]:
    """The plan's own findings and those of the variant to be done (of all where none is chosen)."""
    variants = [plan.variant(plan.chosen)] if plan.chosen else plan.variants
    found = [("", finding) for finding in plan.checks]
    return found + [(variant.name, finding) for variant in variants for finding in variant.findings]


def _findings(plan: SurgicalPlan, language: str, style: dict) -> list[Flowable]:
    heading = paragraph(say("findings", language), style["heading"])
    rank = {"stop": 0, "warning": 1, "note": 2}
    found = sorted(_all_findings(plan), key=lambda item: rank[item[1].severity])
    if not found:
        return [heading, paragraph(say("no_findings", language), style["body"])]
    rows = []
    for variant, finding in found:
        message = (finding.message_zh if is_chinese(language) else "") or finding.message
        where = f"{variant}: " if variant else ""
        evidence = f"  [{finding.evidence}]" if finding.evidence else ""
        rows.append(
            paragraph(f"{say(finding.severity, language)}  {where}{message}{evidence}".strip(), style["warning"])
        )
    return [heading, box(rows, AMBER_PAPER, AMBER)]


def _figures(figures: Sequence[Figure], language: str, style: dict) -> list[Flowable]:
    if not figures:
        return []
    blocks: list[Flowable] = [CondPageBreak(110 * mm), paragraph(say("figures", language), style["heading"])]
    for figure in figures:
        drawn = picture(figure.picture, CONTENT_WIDTH, 150 * mm)
        blocks.append(KeepTogether([drawn, paragraph(figure.kind, style["caption"]), Spacer(1, 2 * mm)]))
    return blocks


def _angles(plan: SurgicalPlan, language: str, style: dict) -> list[Flowable]:
    predicted = [variant for variant in plan.variants if variant.predicted is not None]
    if not plan.measured.values and not any(one.predicted and one.predicted.values for one in predicted):
        if not plan.landmarks:
            return []
        return [CondPageBreak(30 * mm), paragraph(say("angles", language), style["heading"]),
                *_not_measurable(plan.measured, language, style)]  # fmt: skip
    blocks: list[Flowable] = [
        CondPageBreak(70 * mm),
        paragraph(say("angles", language), style["heading"]),
        paragraph(say("angles_note", language), style["caption"]),
    ]
    groups = [predicted[n : n + MOST_VARIANTS_A_TABLE] for n in range(0, len(predicted), MOST_VARIANTS_A_TABLE)] or [[]]
    for group in groups:
        blocks += [Spacer(1, 1 * mm), _angle_table(plan.measured, group, plan.chosen, language, style)]
    return [*blocks, *_not_measurable(plan.measured, language, style)]


def _not_measurable(measured: Measurements, language: str, style: dict) -> list[Flowable]:
    missing = measured.not_measurable
    if not missing:
        return []
    names = "; ".join(f"{short_name(key)} ({_told(reason, language).rstrip('.。')})" for key, reason in missing.items())
    return [paragraph(f"{say('not_measurable', language)}: {names}.", style["small"])]


def _angle_table(before: Measurements, variants: Sequence[Variant], chosen: str, language: str, style: dict) -> Table:
    head = [paragraph(say("measurement", language), style["head"]), paragraph(say("normal", language), style["head"])]
    head.append(paragraph(say("before", language), style["head_number"]))
    head += [paragraph(("✓ " if v.name == chosen else "") + v.name, style["head_number"]) for v in variants]
    rows: list[list] = [head]
    amber = []
    predicted: list[Mapping[str, Measurement]] = [v.predicted.values if v.predicted else {} for v in variants]
    keys = list(dict.fromkeys([*before.values, *(key for values in predicted for key in values)]))
    for key in keys:
        columns = [before.values.get(key), *(values.get(key) for values in predicted)]
        known = next(one for one in columns if one is not None)
        normal = "–" if known.normal is None else f"{known.normal[0]:g} – {known.normal[1]:g}"
        row = [paragraph(measurement_name(key, language), style["cell"]), paragraph(normal, style["cell"])]
        for column, one in enumerate(columns, BEFORE):
            error = one.error if one is not None and column == BEFORE else None  # the same landmarks, the same error
            text = "–" if one is None else shown_value(one.value, one.unit, error)
            row.append(paragraph(text, style["number"]))
            if one is not None and one.is_normal is False:
                amber.append(("BACKGROUND", (column, len(rows)), (column, len(rows)), AMBER_PAPER))
        rows.append(row)
    number_width = min(34 * mm, (CONTENT_WIDTH - 82 * mm) / (1 + len(variants)))
    widths = [CONTENT_WIDTH - 22 * mm - number_width * (1 + len(variants)), 22 * mm]
    table = Table(rows, colWidths=[*widths, *[number_width] * (1 + len(variants))], repeatRows=1)
    lines = [("VALIGN", *ALL, "TOP"), ("LINEBELOW", *ALL, 0.4, LINE), ("BACKGROUND", (0, 0), (-1, 0), PAPER)]
    table.setStyle([*lines, *amber, ("LEFTPADDING", *ALL, 3), ("RIGHTPADDING", *ALL, 3), *padded(1.5, 2.5)])
    return table


def _steps(plan: SurgicalPlan, language: str, style: dict) -> list[Flowable]:
    heading: list[Flowable] = [paragraph(say("steps", language), style["heading"])]
    if not any(variant.steps for variant in plan.variants):
        return [CondPageBreak(50 * mm), *heading, paragraph(say("no_steps", language), style["body"])]
    blocks: list[Flowable] = []
    for variant in sorted(plan.variants, key=lambda one: one.name != plan.chosen):
        mark = "✓ " if variant.name == plan.chosen else ""
        block: list[Flowable] = [*([] if blocks else heading), paragraph(mark + variant.name, style["head"])]
        if variant.note:
            block.append(paragraph(variant.note, style["body"]))
        reports = {report.step: report for report in variant.reports}
        for number, step in enumerate(variant.steps, 1):
            block += _step(number, step, reports.get(step.name), language, style)
        blocks.append(KeepTogether([*block, Spacer(1, 2 * mm)]))
    return blocks


def _bone_name(key: str, language: str) -> str:
    named = term(key)
    return named.chinese if is_chinese(language) else named.english


def _step(number: int, step: Step, report: StepReport | None, language: str, style: dict) -> list[Flowable]:
    bones = [step.bone] if step.kind != "reduction" else list(step.poses)
    where = ", ".join(_bone_name(bone, language) for bone in bones)
    lines: list[Flowable] = [paragraph(f"{number}. {say(step.kind, language)}: {step.name} ({where})", style["body"])]
    intent = getattr(step, "intent", {})
    if intent:
        asked = ", ".join(f"{key.replace('_', ' ')} {_plain(value)}" for key, value in intent.items())
        lines.append(paragraph(f"{say('intent', language)}: {asked}", style["small"]))
    if report is not None:
        pairs = [(value_name(key, language), value_text(key, value)) for key, value in report.values.items()]
        if pairs:
            lines.append(facts(pairs, "–", style))
        lines += [paragraph(f"• {_told(warning, language)}", style["warning"]) for warning in report.warnings]
    return lines


def _told(sentence: str, language: str) -> str:
    return told_in_chinese(sentence) if is_chinese(language) else sentence


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _landmarks(plan: SurgicalPlan, language: str, style: dict) -> list[Flowable]:
    terms = landmark_terms()
    lines = []
    for bone, found in plan.landmarks.items():
        for key, landmark in found.landmarks.items():
            if landmark.method == BY_HAND:
                how = say("by_hand", language)
            elif landmark.confidence < DOUBTFUL:
                how = say("doubtful", language, confidence=100 * landmark.confidence)
            else:
                continue
            named = terms.get((found.bone, key))
            name = key if named is None else named.chinese if is_chinese(language) else named.english
            lines.append(paragraph(f"• {_bone_name(bone, language)}: {name}, {how}", style["body"]))
    if not lines:
        return []
    note = paragraph(say("landmarks_note", language), style["caption"])
    return [CondPageBreak(30 * mm), paragraph(say("landmarks", language), style["heading"]), note, *lines]


def _inputs(plan: SurgicalPlan, language: str, style: dict) -> list[Flowable]:
    rows = [[paragraph(say(key, language), style["head"]) for key in ("bone", "file", "volume", "hash")]]
    for one in plan.inputs:
        cells = [_bone_name(one.bone, language), f"{one.file} ({one.coordinates})", f"{one.volume_mm3 / 1000:.1f}"]
        rows.append([*(paragraph(cell, style["cell"]) for cell in cells), paragraph(one.sha256, style["small"])])
    table = Table(rows, colWidths=[32 * mm, 52 * mm, 20 * mm, CONTENT_WIDTH - 104 * mm], repeatRows=1)
    table.setStyle([("LINEBELOW", *ALL, 0.4, LINE), ("VALIGN", *ALL, "TOP"), *padded(1.5, 2.5)])
    return [CondPageBreak(30 * mm), paragraph(say("inputs", language), style["heading"]), table]


def _methods(plan: SurgicalPlan, language: str, style: dict) -> list[Flowable]:
    if not plan.measured.values:
        return []
    lines = [
        paragraph(f"{short_name(key)}: {one.method} ({one.source})", style["small"])
        for key, one in plan.measured.values.items()
    ]
    return [CondPageBreak(40 * mm), paragraph(say("methods", language), style["heading"]), *lines]
