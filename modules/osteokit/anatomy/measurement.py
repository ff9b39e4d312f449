"""Measured angles and lengths: the number, its method, its error, and what is normal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Measurement:
    """One measured number.

    Attributes
    ----------
    key : str
        Name with its unit: ``"mLDFA_deg"``, ``"leg_length_mm"``.
    error : float
        One standard deviation, from the spreads of the landmarks that it is made of.
    method : str
        The named method, in words a surgeon knows.
    normal : tuple of float or None
        Lower and upper end of the normal range; None where none is agreed.
    source : str
        Where definition and range are from.
    landmarks : tuple of str
        ``"bone.key"`` of all that it depends on.
    """

    key: str
    value: float
    unit: Literal["deg", "mm", "percent", ""]
    error: float
    method: str
    normal: tuple[float, float] | None
    source: str
    landmarks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_normal(self) -> bool | None:
        """Whether it lies in the normal range; None where there is none."""
        return None if self.normal is None else self.normal[0] <= self.value <= self.normal[1]


@dataclass(frozen=True)
class Measurements:
    """All that was measured on one side, and one sentence for each that could not be (never invented)."""

    side: str
    values: Mapping[str, Measurement] = field(default_factory=dict)
    not_measurable: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Measurement:
        return self.values[key]

    def __contains__(self, key: str) -> bool:
        return key in self.values
