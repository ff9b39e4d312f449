"""What an assessment is."""

from collections.abc import Mapping
from dataclasses import dataclass

from osteokit.planning.screws.grade import Grade
from osteokit.simulation.assessment.table import Metric, metric


@dataclass(frozen=True)
class Figure:
    """One figure of a session.

    Attributes
    ----------
    key : str
        Of the table of figures.
    score : float, optional
        0 to 100; None where there is no reference.
    reference, reference_chinese : str
        What the score is measured against.
    """

    key: str
    value: float
    score: float | None = None
    reference: str = ""
    reference_chinese: str = ""

    @property
    def metric(self) -> Metric:
        return metric(self.key)


@dataclass(frozen=True)
class MarkResult:
    """A pass mark of the level and what became of it; ``value`` is None where it could not be measured (not passed)."""

    metric: str
    limit: float
    at_most: bool
    value: float | None
    passed: bool


@dataclass(frozen=True)
class Assessment:
    """How well a session was done.

    Attributes
    ----------
    figures : mapping of str to Figure
        In the table's order.
    not_measured : mapping of str to str
        For each other figure one sentence why.
    groups : mapping of str to float
        Scores of the radar chart's spokes: the mean of their figures; for safety the lowest.
    marks : tuple of MarkResult
    score : float, optional
        Mean of the groups, never above safety; None where nothing is scored.
    passed : bool, optional
        All pass marks are kept; None where the level has none.
    grade : str, optional
        Of Gertzbein and Robbins, for the largest breach; None where none was measured.
    advice : tuple of str
        Keys of the figures that are worth repeating, the worst first.
    """

    scenario: str
    level: str
    hand: str
    figures: Mapping[str, Figure]
    not_measured: Mapping[str, str]
    groups: Mapping[str, float]
    marks: tuple[MarkResult, ...]
    score: float | None
    passed: bool | None
    grade: Grade | None
    advice: tuple[str, ...]

    def value(self, key: str) -> float | None:
        """The number of a figure; None where it was not measured."""
        figure = self.figures.get(key)
        return None if figure is None else figure.value
