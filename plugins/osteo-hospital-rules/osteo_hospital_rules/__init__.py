"""Rules of a hospital for surgical plans; see README.md."""

import os
from collections.abc import Mapping
from typing import Any

from osteokit.plugins import hookimpl
from osteokit.plugins.plan_checks import PlanFinding

VARIABLE = "OSTEO_HOSPITAL_WEDGE_MM"
DEFAULT_MM = 12.0


def wedge_findings(variant: Mapping[str, Any], limit_mm: float) -> list[PlanFinding]:
    """An opening wedge above the limit in a variant whose note does not speak of a graft."""
    if "graft" in variant["note"].lower() or "植骨" in variant["note"]:
        return []
    found = []
    opening = {step["name"] for step in variant["steps"] if step.get("intent", {}).get("wedge") == "opening"}
    for report in variant["reports"]:
        gap = report["values"].get("opening_gap_mm", 0.0)
        if report["step"] in opening and gap > limit_mm:
            found.append(
                PlanFinding(
                    "hospital-rules.graft",
                    "stop",
                    f"The wedge of {report['step']} opens {gap:.1f} mm; above {limit_mm:g} mm plan a graft here.",
                    f"{report['step']} 楔形张开 {gap:.1f} mm；本院规定超过 {limit_mm:g} mm 须计划植骨。",
                    f"opening_gap_mm {gap:.2f}, hospital limit {limit_mm:g}",
                )
            )
    return found


def patient_findings(plan: Mapping[str, Any]) -> list[PlanFinding]:
    """A plan without a patient number is for teaching."""
    if plan["patient"]["patient_id"]:
        return []
    message = "The plan names no patient number; it may teach, but it does not go to the operating room."
    return [PlanFinding("hospital-rules.patient", "note", message, "计划没有患者编号：可用于教学，不可用于手术。")]


@hookimpl
def osteo_plan_checks(plan: Mapping[str, Any], variant: str) -> list[PlanFinding]:
    limit_mm = float(os.environ.get(VARIABLE, DEFAULT_MM))
    chosen = next(v for v in plan["variants"] if v["name"] == variant)
    return [*wedge_findings(chosen, limit_mm), *patient_findings(plan)]
