"""Pictures that follow the tool: two planes along it, and the probe's-eye view square to it ahead of its tip."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.straightened import ObliquePlane, across, along
from osteokit.tracking.navigation.guidance import PlaneTarget, Target
from osteokit.tracking.navigation.tool import ToolPlace

AHEAD_MM = 40.0
"""How far a plane along the tool looks ahead of the tip."""
ALONG = 0.2
"""Sine of the angle to the picture below which a line or cut runs along it."""


@dataclass(frozen=True, eq=False)
class ToolPlanes:
    """Planes of a tool: two that hold its axis, square to each other, with the tip towards the left and the way ahead
    to the right; and ``eye``, which looks along it with the head (or the front) up."""

    first: ObliquePlane
    second: ObliquePlane
    eye: ObliquePlane


def tool_planes(
    place: ToolPlace, ahead_mm: float = 0.0, half_width_mm: float = 25.0, pixel_mm: float = 0.4
) -> ToolPlanes:
    """The planes of a tool; the probe's eye looks at what lies ``ahead_mm`` before the tip.

    Raises
    ------
    OsteoError
        The tool was not spun, so that it has no axis.
    """
    if place.axis is None:
        raise OsteoError("The tool has no direction yet; do its spin calibration for pictures that follow it.")
    tip, far = place.tip, place.tip + AHEAD_MM * place.axis
    return ToolPlanes(
        along(tip, far, 0.0, half_width_mm, pixel_mm=pixel_mm),
        along(tip, far, 90.0, half_width_mm, pixel_mm=pixel_mm),
        across(tip, far, ahead_mm, half_width_mm, pixel_mm),
    )


def slice_to_ras(plane: ObliquePlane) -> np.ndarray:
    """The matrix (4, 4) of a slice view that shows a plane: x to the right, y up, in its middle the origin."""
    width, height = plane.size
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1] = plane.right, -plane.down
    matrix[:3, 2] = np.cross(matrix[:3, 0], matrix[:3, 1])
    matrix[:3, 3] = plane.origin + plane.pixel_mm / 2 * ((width - 1) * plane.right + (height - 1) * plane.down)
    return matrix


@dataclass(frozen=True, eq=False)
class Crosshair:
    """What is drawn into the probe's-eye view: mm from its middle, which is the tool's axis, to the right and up.

    Attributes
    ----------
    planned : ndarray (2,) or None
        Where the planned line meets the plane of the picture, or the place of a planned cut that is nearest to the
        tool; None where line or cut run along the picture.
    end : ndarray (2,)
        The planned end, seen along the tool.
    trace : ndarray (2,) or None
        Of a cut, the unit direction of its line in the picture.
    """

    planned: np.ndarray | None
    end: np.ndarray
    trace: np.ndarray | None = None


def crosshair(plane: ObliquePlane, target: Target) -> Crosshair:
    """The plan in the probe's-eye view ``plane``."""
    matrix = slice_to_ras(plane)
    middle, frame = matrix[:3, 3], matrix[:3, :3]
    entry = frame.T @ (np.asarray(target.entry, np.float64) - middle)
    end = frame.T @ (np.asarray(target.end, np.float64) - middle)
    if isinstance(target, PlaneTarget):
        normal = frame.T @ target.unit_normal
        size = float(np.linalg.norm(normal[:2]))
        if size < ALONG:
            return Crosshair(None, end[:2])
        return Crosshair(
            float(normal @ entry) / size**2 * normal[:2], end[:2], np.array([-normal[1], normal[0]]) / size
        )
    way = end - entry
    steep = abs(way[2]) > ALONG * np.linalg.norm(way)
    planned = entry[:2] - entry[2] / way[2] * way[:2] if steep else None
    return Crosshair(planned, end[:2])
