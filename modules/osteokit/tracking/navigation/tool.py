"""A tool as navigation sees it: where its tip is in the coordinates of its markers, and which way it points.

The frame of a tool has its origin at the tip, **z** points from the handle to the tip; **y** is the normal of a saw's
blade (as :mod:`osteokit.simulation.values` has it).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.calibration.blade import BladeCalibration, check_square
from osteokit.tracking.calibration.pivot import PivotCalibration
from osteokit.tracking.calibration.spin import SpinCalibration


@dataclass(frozen=True, eq=False)
class NavigatedTool:
    """A calibrated tool.

    Attributes
    ----------
    name : str
        Of its pose as the tracker sends it (``"StylusToTracker"``).
    tip : ndarray (3,)
        In the coordinates of its markers, mm.
    axis : ndarray (3,) or None
        Unit vector along the shaft to the tip, there too; None while the tool was not spun: then it has no angle.
    blade_normal : ndarray (3,) or None
        Of a saw: unit normal of its blade, either way; None while the blade was not calibrated.
    diameter_mm : float
        Of what enters the bone; 0 for a pointer.
    tip_error_mm : float
        Expected error of the tip, from its calibration.
    """

    name: str
    tip: np.ndarray
    axis: np.ndarray | None = None
    blade_normal: np.ndarray | None = None
    diameter_mm: float = 0.0
    tip_error_mm: float = 0.0

    def __post_init__(self) -> None:
        for what, vector in (("tip", self.tip), ("axis", self.axis), ("normal of the blade", self.blade_normal)):
            if vector is not None and (np.shape(vector) != (3,) or not np.isfinite(vector).all()):
                raise OsteoError(
                    f"The {what} of the tool {self.name!r} needs three finite numbers; calibrate it again."
                )
        for what, vector in (("axis", self.axis), ("normal of the blade", self.blade_normal)):
            if vector is not None and abs(np.linalg.norm(vector) - 1) > 1e-6:
                raise OsteoError(f"The {what} of the tool {self.name!r} has not the length 1; calibrate it again.")
        if not (np.isfinite(self.diameter_mm) and self.diameter_mm >= 0):
            raise OsteoError(f"The tool {self.name!r} has a diameter of 0 mm or more, not {self.diameter_mm}.")

    @classmethod
    def calibrated(
        cls,
        name: str,
        pivot: PivotCalibration,
        spin: SpinCalibration | None = None,
        diameter_mm: float = 0.0,
        blade: BladeCalibration | None = None,
    ) -> Self:
        """From a pivot and, where there are any, a spin and a blade calibration.

        Raises
        ------
        OsteoError
            The blade is not about square to the shaft.
        """
        axis = None if spin is None else spin.axis
        normal = None if blade is None else blade.normal
        if axis is not None and normal is not None:
            check_square(normal, axis)
        return cls(name, pivot.tip, axis, normal, diameter_mm, pivot.tip_error_mm)

    def at(self, tool_to_ras: np.ndarray) -> "ToolPlace":
        """Where the tool is, its markers being at ``tool_to_ras`` (4, 4)."""
        turn = tool_to_ras[:3, :3]
        return ToolPlace(
            turn @ self.tip + tool_to_ras[:3, 3],
            None if self.axis is None else turn @ self.axis,
            None if self.blade_normal is None else turn @ self.blade_normal,
            self.diameter_mm,
        )


@dataclass(frozen=True, eq=False)
class ToolPlace:
    """A tool in the plan's RAS mm: ``tip`` (3,), unit ``axis`` (3,) and ``blade_normal`` (3,) where it has them."""

    tip: np.ndarray
    axis: np.ndarray | None = None
    blade_normal: np.ndarray | None = None
    diameter_mm: float = 0.0

    @property
    def radius_mm(self) -> float:
        return self.diameter_mm / 2
