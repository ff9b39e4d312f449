"""The frame of a pelvis in which a hip is planned, and directions for one side of it."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from osteokit.anatomy.frames import lateral_sign, pelvis_frame
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError
from osteokit.surface.transform import direction_of

Reference = Literal["anterior pelvic plane", "image"]
"""``image``: the patient's axes in the scanner, as on a supine radiograph."""


@dataclass(frozen=True, eq=False)
class SideAxes:
    """Unit directions (3,) in RAS of one side of a pelvis."""

    side: Side
    lateral: np.ndarray
    front: np.ndarray
    up: np.ndarray
    reference: str

    def vector(self, lateral_front_down: np.ndarray) -> np.ndarray:
        """RAS of (lateral, front, down)."""
        lateral, front, down = lateral_front_down
        return lateral * self.lateral + front * self.front - down * self.up

    def local(self, vector: np.ndarray) -> np.ndarray:
        """(lateral, front, down) of a RAS vector."""
        return np.array([vector @ self.lateral, vector @ self.front, -(vector @ self.up)])


def side_axes(pelvis: BoneLandmarks, side: Side, reference: Reference = "anterior pelvic plane") -> SideAxes:
    """Lateral, front and up for one side.

    Raises
    ------
    OsteoError
        The anterior pelvic plane is asked for and a landmark of it is missing; another reference.
    """
    sign = lateral_sign(side)
    if reference not in get_args(Reference):
        raise OsteoError(f"There is no {reference!r} to refer a cup to; choose from {', '.join(get_args(Reference))}.")
    if reference == "image":
        return SideAxes(
            side, np.array([sign, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0]), reference
        )
    frame = pelvis_frame(pelvis)
    return SideAxes(side, sign * frame.x, frame.y, frame.z, reference)


def level_axes(pelvis: BoneLandmarks, axes: SideAxes) -> SideAxes:
    """The same turned in the coronal plane until the line between both teardrops is level: what a leg length is
    measured against on a radiograph. Unchanged where only one teardrop is known."""
    if "teardrop_left" not in pelvis or "teardrop_right" not in pelvis:
        return axes
    line = pelvis.point("teardrop_right") - pelvis.point("teardrop_left")
    across = direction_of(line - (line @ axes.front) * axes.front, "line between the teardrops")
    lateral = lateral_sign(axes.side) * across
    up = np.cross(across, axes.front)
    return SideAxes(axes.side, lateral, axes.front, up, "line between the teardrops")
