"""Every figure of the assessment: ``resources/metrics.csv``, one row a figure with its unit, method and reference."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from osteokit.base.errors import OsteoError

Scale = tuple[tuple[float, float], ...]
"""Value and score (0 to 100), by rising value; between two the score is linear, beyond the ends it stays."""

GROUPS: dict[str, tuple[str, str]] = {
    "speed": ("Time", "用时"),
    "economy": ("Economy", "经济性"),
    "steadiness": ("Steadiness", "稳定性"),
    "force": ("Force", "用力"),
    "accuracy": ("Accuracy", "准确性"),
    "safety": ("Safety", "安全性"),
    "tissue": ("Care of bone", "骨质保护"),
    "patient": ("Patient", "患者"),
    "procedure": ("Procedure", "流程"),
}
"""The spokes of the radar chart, in English and Chinese, in the order in which they are drawn."""


@dataclass(frozen=True)
class Metric:
    """One figure.

    Attributes
    ----------
    key : str
        Name with its unit.
    better : str
        Which way is better.
    group : str
        Key of GROUPS.
    method, method_chinese : str
        How it is measured, and after whom.
    scale : Scale
        Empty where there is no reference for it: it is told, but not scored.
    scale_source, scale_source_chinese : str
        Where the scale is from.
    """

    key: str
    english: str
    chinese: str
    unit: str
    better: Literal["low", "high"]
    group: str
    method: str
    method_chinese: str
    scale: Scale
    scale_source: str
    scale_source_chinese: str
    advice_english: str
    advice_chinese: str


@cache
def metrics() -> Mapping[str, Metric]:
    """All figures by key, in the table's order."""
    text = files("osteokit.simulation.assessment").joinpath("resources/metrics.csv").read_text(encoding="utf-8")
    return {row["key"]: _metric(row) for row in csv.DictReader(text.splitlines())}


def metric(key: str) -> Metric:
    """The figure of ``key``.

    Raises
    ------
    OsteoError
        There is none of this name.
    """
    found = metrics().get(key)
    if found is None:
        raise OsteoError(f"The assessment has no figure '{key}'; choose one of: {', '.join(metrics())}.")
    return found


def _metric(row: Mapping[str, str]) -> Metric:
    better: Literal["low", "high"] = "low" if row["better"] == "low" else "high"
    pairs = [pair.split(":") for pair in row["scale"].split(";") if pair]
    scale = tuple((float(value), float(score)) for value, score in pairs)
    words = {key: text for key, text in row.items() if key not in ("better", "scale")}
    return Metric(**words, better=better, scale=scale)


METRICS = metrics()
"""The table, read once."""
