"""What the tables of the panel say."""

from collections.abc import Mapping

from slicer.i18n import tr as _

from osteokit.simulation.assessment.table import METRICS, Metric
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.scenario import Level, PassMark, Scenario
from osteopanels.row import Row

LIVE = (
    "duration_s", "path_mm", "force_peak_n", "plunge_mm", "tip_error_mm", "angle_error_deg", "risks_touched",
    "temperature_peak_c", "blood_ml", "steps_done_percent",
)  # fmt: skip
"""Figures that are shown while a session runs, in this order."""

LOW_SCORE = 60.0


def name_of(metric: Metric, language: str) -> str:
    return metric.chinese if language == "zh" else metric.english


def number(value: float, unit: str) -> str:
    """With its unit, as a person reads it."""
    digits = 0 if abs(value) >= 100 or value == round(value) else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}"
    return f"{text}{'' if unit in ('', '°') else ' '}{unit}"


def live_rows(figures: Mapping[str, float], level: Level, language: str) -> list[Row]:
    """The figures so far; amber where a pass mark is broken already."""
    limits = {mark.metric: mark for mark in level.pass_marks}
    rows = []
    for key in LIVE:
        if key in figures:
            metric, mark = METRICS[key], limits.get(key)
            broken = mark is not None and mark.at_most and figures[key] > mark.limit
            limit = mark_text(mark, metric) if mark else ""
            cells = (name_of(metric, language), number(figures[key], metric.unit), limit)
            rows.append(Row(key, cells, (1,) if broken else ()))
    return rows


def result_rows(assessment: Assessment, language: str) -> list[Row]:
    """Every figure with its score; amber where it is low."""
    rows = []
    for key, figure in assessment.figures.items():
        metric = figure.metric
        score = "" if figure.score is None else f"{figure.score:.0f}"
        low = figure.score is not None and figure.score < LOW_SCORE
        tip = metric.method_chinese if language == "zh" else metric.method
        cells = (name_of(metric, language), number(figure.value, metric.unit), score)
        rows.append(Row(key, cells, (2,) if low else (), tip))
    return rows


def mark_text(mark: PassMark, metric: Metric) -> str:
    return f"{'≤' if mark.at_most else '≥'} {number(mark.limit, metric.unit)}"


def mark_rows(level: Level, language: str) -> list[Row]:
    """Pass marks of a level; one whose figure is not known is shown by its key."""
    rows = []
    for mark in level.pass_marks:
        metric = METRICS.get(mark.metric)
        name = mark.metric if metric is None else name_of(metric, language)
        limit = f"{mark.limit:g}" if metric is None else mark_text(mark, metric)
        rows.append(Row(mark.metric, (name, limit)))
    return rows


def verdict(assessment: Assessment) -> str:
    """The result in one line."""
    parts = [{True: _("Passed"), False: _("Not passed"), None: _("No pass marks")}[assessment.passed]]
    if assessment.score is not None:
        parts.append(_("score {score} of 100").format(score=round(assessment.score)))
    if assessment.grade is not None:
        parts.append(_("Gertzbein-Robbins {grade}").format(grade=assessment.grade))
    return " · ".join(parts)


def advice_text(assessment: Assessment, language: str) -> str:
    """What to repeat."""
    lines = []
    for key in assessment.advice:
        metric = METRICS[key]
        lines.append(
            f"{name_of(metric, language)}: {metric.advice_chinese if language == 'zh' else metric.advice_english}"
        )
    return "\n".join(lines)


def about(scenario: Scenario, language: str) -> str:
    """What the scenario is and what its steps are."""
    text = scenario.about_chinese if language == "zh" else scenario.about_english
    steps = [step.chinese if language == "zh" else step.english for step in scenario.steps]
    return "\n".join([text or scenario.about_english, *(f"{n}. {step}" for n, step in enumerate(steps, 1))])
