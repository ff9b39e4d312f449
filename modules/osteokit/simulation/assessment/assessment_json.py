"""An assessment as JSON (``osteo.assessment/1``), for programs and the hub."""

import json
from collections.abc import Mapping
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.simulation.assessment.table import METRICS
from osteokit.simulation.assessment.values import Assessment, Figure, MarkResult

SCHEMA = "osteo.assessment/1"


def assessment_json(assessment: Assessment) -> dict[str, object]:
    """The whole assessment as JSON values; every figure with its name in both languages and its unit."""
    return {
        "schema": SCHEMA,
        "scenario": assessment.scenario,
        "level": assessment.level,
        "hand": assessment.hand,
        "score": assessment.score,
        "passed": assessment.passed,
        "grade": assessment.grade,
        "groups": dict(assessment.groups),
        "figures": [_figure(figure) for figure in assessment.figures.values()],
        "not_measured": dict(assessment.not_measured),
        "marks": [vars(mark) for mark in assessment.marks],
        "advice": list(assessment.advice),
    }


def _figure(figure: Figure) -> dict[str, object]:
    one = figure.metric
    names = {"english": one.english, "chinese": one.chinese, "unit": one.unit}
    return {**vars(figure), **names}


def write_assessment(assessment: Assessment, path: Path) -> Path:
    """Write :func:`assessment_json`; OsteoError where the file cannot be written."""
    with whole_file(path) as temporary:
        temporary.write_text(json.dumps(assessment_json(assessment), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def read_assessment(path: Path) -> Assessment:
    """Read what :func:`write_assessment` wrote.

    Raises
    ------
    OsteoError
        It cannot be read, or is not an assessment.
    """
    try:
        return _assessment(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); choose an assessment file.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OsteoError(f"{path} is no assessment ({SCHEMA}); choose a file that 'osteo train' wrote.") from error


def _assessment(told: Mapping) -> Assessment:
    if told["schema"] != SCHEMA:
        raise ValueError(told["schema"])
    keys = ("key", "value", "score", "reference", "reference_chinese")
    figures = {one["key"]: Figure(**{key: one[key] for key in keys}) for one in told["figures"]}
    if not set(figures) <= set(METRICS):
        raise ValueError("unknown figure")
    return Assessment(
        scenario=told["scenario"],
        level=told["level"],
        hand=told["hand"],
        figures=figures,
        not_measured=dict(told["not_measured"]),
        groups=dict(told["groups"]),
        marks=tuple(MarkResult(**mark) for mark in told["marks"]),
        score=told["score"],
        passed=told["passed"],
        grade=told["grade"],
        advice=tuple(told["advice"]),
    )
