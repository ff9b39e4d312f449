"""A session in, its assessment out."""

from collections.abc import Callable, Mapping

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.grade import grade_of
from osteokit.simulation.assessment import (
    accuracy,
    blood,
    breach,
    force,
    path,
    plunge,
    procedure,
    smoothness,
    tremor,
    wound,
)
from osteokit.simulation.assessment.scores import Reference, advice, group_scores, judged, scored, total_score
from osteokit.simulation.assessment.signals import check
from osteokit.simulation.assessment.table import metrics
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.values import Recording
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh


def assess(
    recording: Recording,
    scenario: Scenario,
    level: Level,
    bone: Mesh | None = None,
    references: Mapping[str, Reference] | None = None,
) -> Assessment:
    """Measure, score and judge a session.

    Parameters
    ----------
    bone : Mesh, optional
        The bone before it was cut, RAS mm: holes are graded against it. Without it the breaches are those that the
        session told.
    references : mapping of str to Reference, optional
        Of experts (``scores.references_from``); they go before the table's.

    Raises
    ------
    OsteoError
        The recording is broken, or a pass mark names an unknown figure.
    """
    check(recording)
    values, missing = measured(recording, scenario, None if bone is None else SurfaceDistance(bone))
    figures = scored(values, level, references or {})
    groups = group_scores(figures)
    marks = tuple(judged(mark, values) for mark in level.pass_marks)
    return Assessment(
        scenario=scenario.name,
        level=level.name,
        hand=recording.hand,
        figures=figures,
        not_measured=missing,
        groups=groups,
        marks=marks,
        score=total_score(groups),
        passed=all(mark.passed for mark in marks) if marks else None,
        grade=grade_of(values["breach_mm"]) if "breach_mm" in values else None,
        advice=advice(figures, marks),
    )


def measured(
    recording: Recording, scenario: Scenario, bone: SurfaceDistance | None
) -> tuple[dict[str, float], dict[str, str]]:
    """Every figure of the table that the session has, and for each other one sentence why not."""
    values: dict[str, float] = {}
    missing: dict[str, str] = {}
    ways = {**_of_movement(recording), **_of_work(recording, scenario, bone), **_of_patient(recording, scenario)}
    for key in metrics():
        try:
            values[key] = ways[key]()
        except OsteoError as error:
            missing[key] = str(error)
    return values, missing


Way = Callable[[], float]


def _of_movement(recording: Recording) -> dict[str, Way]:
    moves = smoothness.movements(recording)
    return {
        "duration_s": lambda: path.duration_s(recording),
        "cutting_s": lambda: path.cutting_s(recording),
        "path_mm": lambda: path.path_mm(recording),
        "economy_percent": lambda: path.economy_percent(recording),
        "sparc": lambda: smoothness.median_sparc(moves, recording.rate_hz),
        "ldlj": lambda: smoothness.median_ldlj(moves, recording.rate_hz),
        "tremor_mm2_s4": lambda: tremor.session_tremor(recording),
        "force_peak_n": lambda: force.peak_force_n(recording),
        "force_mean_n": lambda: force.mean_force_n(recording),
        "force_rate_n_s": lambda: force.peak_rate_n_s(recording),
        "torque_peak_nmm": lambda: force.peak_torque_nmm(recording),
    }


def _of_work(recording: Recording, scenario: Scenario, bone: SurfaceDistance | None) -> dict[str, Way]:
    def lines() -> list[accuracy.LineError]:
        return accuracy.line_errors(recording, scenario)

    def volumes() -> Mapping[str, float]:
        return accuracy.volume_facts(recording, scenario)

    facts = recording.facts
    return {
        "plunge_mm": lambda: plunge.plunge_mm(recording, scenario),
        "breach_mm": lambda: breach.breach_mm(recording, scenario, bone),
        "risks_touched": lambda: float(len(breach.touched_risks(recording))),
        "clearance_mm": lambda: breach.clearance_mm(recording, scenario),
        "entry_error_mm": lambda: max(one.entry_mm for one in lines()),
        "tip_error_mm": lambda: max(one.tip_mm for one in lines()),
        "depth_error_mm": lambda: max(abs(one.depth_mm) for one in lines()),
        "angle_error_deg": lambda: accuracy.angle_error_deg(recording, scenario),
        "plane_error_mm": lambda: max(one.rms_mm for one in accuracy.plane_errors(recording, scenario)),
        "removed_in_plan_percent": lambda: accuracy.removed_in_plan_percent(volumes()),
        "removed_match_percent": lambda: accuracy.removed_match_percent(volumes()),
        "removed_outside_mm3": lambda: accuracy.removed_outside_mm3(volumes()),
        "incision_error_mm": lambda: wound.incision_error_mm(facts),
        "wound_gap_mm": lambda: wound.gap_mm(facts),
        "bite_error_mm": lambda: wound.bite_error_mm(facts, scenario),
        "stitch_spacing_mm": lambda: wound.spacing_spread_mm(facts),
        "stitches_lost": lambda: wound.stitches_lost(facts),
        "stitch_tension_n": lambda: wound.tension_n(facts),
        "overheated_s": lambda: force.overheated_s(recording),
        "temperature_peak_c": lambda: force.peak_temperature_c(recording),
        "wrong_tool_s": lambda: procedure.wrong_tool_s(recording, scenario),
        "steps_done_percent": lambda: procedure.steps_done_percent(recording, scenario),
        "hints": lambda: procedure.hints_given(recording),
    }


def _of_patient(recording: Recording, scenario: Scenario) -> dict[str, Way]:
    return {
        "blood_ml": lambda: blood.lost_ml(recording),
        "blood_percent": lambda: blood.lost_percent(recording, scenario.patient),
        "pressure_lowest_mmhg": lambda: float(np.asarray(recording.pressure_mmhg).min()),
        "pulse_highest_bpm": lambda: float(np.asarray(recording.pulse_bpm).max()),
        "answer_s": lambda: blood.answer_s(recording),
    }
