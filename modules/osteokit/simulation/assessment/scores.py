"""From a figure to a score of 0 to 100: by the table's scales, or by recordings of experts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.table import GROUPS, Scale, metric
from osteokit.simulation.assessment.values import Assessment, Figure, MarkResult
from osteokit.simulation.scenario import Level, PassMark

TIME_SCALE: Scale = ((0.5, 100.0), (1.0, 80.0), (1.5, 40.0), (2.0, 0.0))
"""Shares of the level's time."""

GOOD = 80.0
"""The score of an expert's mean; what is scored below it is worth repeating."""

MOST_ADVICE = 3
LEAST_SPREAD = 0.05
"""Of the mean: experts who all do the same are not a scale without width."""


@dataclass(frozen=True)
class Reference:
    """A scale and where it is from."""

    scale: Scale
    source: str
    source_chinese: str


def score_of(value: float, scale: Scale) -> float:
    """0 to 100: linear between the scale's values, level beyond its ends."""
    values, scores = zip(*scale, strict=True)
    return float(np.interp(value, values, scores))


def reference_of(key: str, level: Level) -> Reference | None:
    """The table's reference for a figure; time is measured against what the level allows."""
    if key == "duration_s":
        if level.time_s <= 0:
            return None
        scale = tuple((share * level.time_s, score) for share, score in TIME_SCALE)
        return Reference(scale, f"The level's time of {level.time_s:g} s", f"本级别规定时间 {level.time_s:g} s")
    found = metric(key)
    return Reference(found.scale, found.scale_source, found.scale_source_chinese) if found.scale else None


def references_from(experts: Sequence[Assessment]) -> dict[str, Reference]:
    """References from experts' own sessions: their mean scores 80, two standard deviations better 100, two worse 40
    and four worse 0 (proficiency set at the experts' mean: Gallagher et al., Ann Surg 2005;241:364-372).

    Raises
    ------
    OsteoError
        Fewer than two sessions, or of different scenarios.
    """
    if len(experts) < 2:
        raise OsteoError("A reference needs two or more sessions of experts; record more of them.")
    if len({one.scenario for one in experts}) > 1:
        raise OsteoError("The experts' sessions are of different scenarios; choose those of one.")
    keys = [key for key in experts[0].figures if all(key in one.figures for one in experts)]
    return {key: _from_values(key, [one.figures[key].value for one in experts]) for key in keys}


def _from_values(key: str, values: Sequence[float]) -> Reference:
    mean = float(np.mean(values))
    spread = max(float(np.std(values, ddof=1)), LEAST_SPREAD * abs(mean), 1e-6)
    worse = spread if metric(key).better == "low" else -spread
    points = [(mean - 2 * worse, 100.0), (mean, GOOD), (mean + 2 * worse, 40.0), (mean + 4 * worse, 0.0)]
    return Reference(tuple(sorted(points)), f"{len(values)} sessions of experts", f"{len(values)} 次专家操作")


def scored(values: Mapping[str, float], level: Level, references: Mapping[str, Reference]) -> dict[str, Figure]:
    """Each value with its score; ``references`` go before the table's."""
    figures = {}
    for key, value in values.items():
        reference = references.get(key) or reference_of(key, level)
        if reference is None:
            figures[key] = Figure(key, value)
        else:
            score = score_of(value, reference.scale)
            figures[key] = Figure(key, value, score, reference.source, reference.source_chinese)
    return figures


def group_scores(figures: Mapping[str, Figure]) -> dict[str, float]:
    """Of each spoke that has a scored figure: their mean; for safety the lowest, one harm is not averaged away."""
    found = {}
    for group in GROUPS:
        scores = [one.score for one in figures.values() if one.score is not None and one.metric.group == group]
        if scores:
            found[group] = min(scores) if group == "safety" else float(np.mean(scores))
    return found


def total_score(groups: Mapping[str, float]) -> float | None:
    """Mean of the groups, but never above safety: a session is no better than it was safe. None where there is none."""
    if not groups:
        return None
    return min(float(np.mean(list(groups.values()))), groups.get("safety", 100.0))


def judged(mark: PassMark, values: Mapping[str, float]) -> MarkResult:
    """Whether a pass mark is kept; what could not be measured is not.

    Raises
    ------
    OsteoError
        There is no such figure.
    """
    metric(mark.metric)
    value = values.get(mark.metric)
    if value is None:
        return MarkResult(mark.metric, mark.limit, mark.at_most, None, False)
    kept = value <= mark.limit if mark.at_most else value >= mark.limit
    return MarkResult(mark.metric, mark.limit, mark.at_most, value, kept)


def advice(figures: Mapping[str, Figure], marks: Sequence[MarkResult]) -> tuple[str, ...]:
    """What to repeat: figures of failed marks first, then the lowest scores below 80; at most three."""
    failed = [mark.metric for mark in marks if not mark.passed]
    low = sorted(
        ((one.score, one.key) for one in figures.values() if one.score is not None and one.score < GOOD),
    )
    keys = dict.fromkeys([*failed, *(key for _, key in low)])
    return tuple(key for key in keys if metric(key).advice_english)[:MOST_ADVICE]
