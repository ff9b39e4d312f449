"""Leg length and offset of a hip, measured on its bones as on a radiograph of the pelvis.

- leg length: from the line between the teardrops down to the tip of the lesser trochanter, square to that line;
- hip offset: from the teardrop out to the axis of the femoral shaft at the height of the lesser trochanter, along it;
- femoral offset: from the centre of the head square to the axis of the shaft;
- acetabular offset: from the teardrop out to the centre of rotation.

The first two depend on where the femur lies. Moving it by a vector changes each by exactly the vector's projection.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.arthroplasty.frames import SideAxes


@dataclass(frozen=True, eq=False)
class ShaftLine:
    """The straight axis of a femoral shaft: a ``point`` (3,) on it and its unit direction ``down`` (3,), to distal."""

    point: np.ndarray
    down: np.ndarray

    def at_height_of(self, place: np.ndarray) -> np.ndarray:
        """The point (3,) of the axis that is nearest to ``place``."""
        return self.point + ((place - self.point) @ self.down) * self.down

    def moved(self, matrix: np.ndarray) -> "ShaftLine":
        return ShaftLine(matrix[:3, :3] @ self.point + matrix[:3, 3], matrix[:3, :3] @ self.down)


@dataclass(frozen=True)
class HipGeometry:
    """Numbers of one hip in mm, and one sentence for each that could not be measured."""

    values: Mapping[str, float]
    not_measurable: Mapping[str, str]

    def change(self, before: "HipGeometry") -> dict[str, float]:
        """This minus ``before``, where both are known."""
        return {key: value - before.values[key] for key, value in self.values.items() if key in before.values}


KEYS = ("leg_length_mm", "hip_offset_mm", "femoral_offset_mm", "acetabular_offset_mm")


def hip_geometry(
    pelvis: BoneLandmarks, femur: BoneLandmarks, shaft: ShaftLine | None, center: np.ndarray | None, axes: SideAxes
) -> HipGeometry:
    """Measure one hip.

    Parameters
    ----------
    shaft : ShaftLine or None
        None where the shaft is not in view.
    center : ndarray (3,) or None
        Of rotation; None takes the centre of the femoral head.
    axes : SideAxes
        From :func:`~osteokit.planning.arthroplasty.frames.level_axes`.
    """
    values: dict[str, float] = {}
    missing: dict[str, str] = {}

    def measure(key: str, compute) -> None:
        try:
            values[key] = float(compute())
        except OsteoError as reason:
            missing[key] = str(reason)

    def axis_line() -> ShaftLine:
        if shaft is None:
            raise OsteoError("The femoral shaft is not in view, so it has no axis to measure to.")
        return shaft

    def head() -> np.ndarray:
        return femur.point("femoral_head_center") if center is None else center

    def teardrop() -> np.ndarray:
        return pelvis.point(f"teardrop_{axes.side}")

    def trochanter() -> np.ndarray:
        return femur.point("lesser_trochanter_tip")

    def femoral_offset() -> float:
        return float(np.linalg.norm(head() - axis_line().at_height_of(head())))

    measure("leg_length_mm", lambda: (teardrop() - trochanter()) @ axes.up)
    measure("hip_offset_mm", lambda: (axis_line().at_height_of(trochanter()) - teardrop()) @ axes.lateral)
    measure("femoral_offset_mm", femoral_offset)
    measure("acetabular_offset_mm", lambda: (head() - teardrop()) @ axes.lateral)
    return HipGeometry(values, missing)
