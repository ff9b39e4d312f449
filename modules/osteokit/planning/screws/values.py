"""A screw as planning sees it: a straight line in RAS mm with a diameter."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class ScrewPath:
    """From where it enters the bone to its tip.

    Attributes
    ----------
    entry, tip : Vector
        RAS mm.
    diameter_mm : float
        Outer diameter of the thread.

    Raises
    ------
    OsteoError
        It has no length, no diameter, or a number that is not finite.
    """

    entry: Vector
    tip: Vector
    diameter_mm: float

    def __post_init__(self) -> None:
        ends = np.array([self.entry, self.tip], dtype=np.float64)
        if ends.shape != (2, 3) or not np.isfinite(ends).all():
            raise OsteoError("A screw needs an entry and a tip of three finite coordinates each; place it again.")
        if not (np.isfinite(self.diameter_mm) and self.diameter_mm > 0):
            raise OsteoError(f"A screw needs a diameter above 0 mm, not {self.diameter_mm}; choose one.")
        if np.linalg.norm(ends[1] - ends[0]) < 1e-6:
            raise OsteoError("The entry and the tip of the screw are one point; drag them apart.")

    @property
    def length_mm(self) -> float:
        return float(np.linalg.norm(np.subtract(self.tip, self.entry)))

    @property
    def axis(self) -> np.ndarray:
        """Unit vector (3,) from the entry to the tip."""
        along = np.subtract(self.tip, self.entry)
        return along / np.linalg.norm(along)
