"""Which way a pelvis faces, from its bones alone; the pose of the input is not trusted.

A hip bone alone tells all three directions: its socket opens to lateral, its ilium lies above the socket, and the
pubis, the part below the socket that comes nearest to the midline, lies in front. The last also tells a left hip bone
from a right one. Two hip bones give the transverse axis by the line between their sockets.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.acetabulum import Acetabulum
from osteokit.anatomy.angles import unit
from osteokit.anatomy.bone_axes import BoneSurface
from osteokit.anatomy.frames import Frame, lateral_sign
from osteokit.anatomy.landmark import Side
from osteokit.base.errors import OsteoError

_ILIUM_RADII = 4.0  # from the socket; ischium and pubis end at 3.6 to 3.9
_LEAST_ILIUM_MM2 = 1500.0
_OPENING_FORWARD_DEG = 20.0  # of the socket in the sagittal plane, from straight down (Murray 1993: 15 to 25)


@dataclass(frozen=True, eq=False)
class HipBone:
    """One hip bone: its surface and its socket."""

    side: Side
    surface: BoneSurface
    socket: Acetabulum

    @property
    def ilium(self) -> np.ndarray | None:
        """Unit direction from the socket to the far part of the ilium; None where that is not in view."""
        away = self.surface.points - self.socket.center
        far = np.linalg.norm(away, axis=1) > _ILIUM_RADII * self.socket.radius_mm
        if self.surface.areas[far].sum() < _LEAST_ILIUM_MM2:
            return None
        return unit(np.average(away[far], axis=0, weights=self.surface.areas[far]))

    def coordinates(self, frame: Frame) -> np.ndarray:
        """(lateral, front, up) of every surface point from the socket's centre, mm (n, 3)."""
        axes = np.stack([frame.x * lateral_sign(self.side), frame.y, frame.z])
        return (self.surface.points - self.socket.center) @ axes.T


def one_sided_frame(hip: HipBone) -> Frame | None:
    """A first frame from one hip bone, true to about 15 degrees; None where its ilium is not in view.

    Raises
    ------
    OsteoError
        The bone is of the other side.
    """
    up = hip.ilium
    if up is None:
        return None
    lateral = unit(hip.socket.opening - (hip.socket.opening @ up) * up)
    x = lateral * lateral_sign(hip.side)
    frame = Frame(hip.socket.center, x, np.cross(up, x), up, hip.side, "shape of the hip bone")
    if _pubis_forward(hip, frame) < 0:
        other = "right" if hip.side == "left" else "left"
        raise OsteoError(
            f"The {hip.side} hip bone has the shape of a {other} one; swap the sides, or mirror it back if its "
            "coordinates were mirrored."
        )
    return frame


def _pubis_forward(hip: HipBone, frame: Frame) -> float:
    """How far in front of the socket the most medial place below it lies, mm."""
    local = hip.coordinates(frame)
    below = local[:, 2] < -hip.socket.radius_mm
    if not below.any():
        raise OsteoError(f"The {hip.side} hip bone ends at its socket: pubis and ischium are not in view.")
    medial = local[below, 0]
    return float(np.median(local[below][medial < medial.min() + 5.0, 1]))


def two_sided_frame(left: HipBone, right: HipBone) -> Frame:
    """A first frame from both hip bones: x exact, the turn about it true to about 20 degrees.

    Raises
    ------
    OsteoError
        Left and right are swapped, one of them is of the other side, or they are not of one pelvis.
    """
    for hip in (left, right):
        one_sided_frame(hip)
    between = right.socket.center - left.socket.center
    distance = float(np.linalg.norm(between))
    if not 3.0 < 2 * distance / (left.socket.radius_mm + right.socket.radius_mm) < 14.0:
        raise OsteoError(
            f"The centres of the two acetabula are {distance:.0f} mm apart, so the hip bones are not of one pelvis in "
            "one coordinate system; load bones of one scan."
        )
    x = between / distance
    if right.socket.opening @ x < 0.2 or left.socket.opening @ x > -0.2:
        raise OsteoError(
            "The acetabula do not open away from each other, so left and right hip bone are swapped or not of one "
            "scan; swap them."
        )
    up = _up(left, right, x)
    return Frame((left.socket.center + right.socket.center) / 2, x, np.cross(up, x), up, "", "shape of the hip bones")


def _up(left: HipBone, right: HipBone, x: np.ndarray) -> np.ndarray:
    iliums = [hip.ilium for hip in (left, right)]
    found = [ilium for ilium in iliums if ilium is not None]
    if found:
        rough = np.sum(found, axis=0)
        return unit(rough - (rough @ x) * x)
    down = left.socket.opening + right.socket.opening
    down = unit(down - (down @ x) * x)
    turn = np.radians(_OPENING_FORWARD_DEG)  # sockets open down and forward
    return np.sin(turn) * np.cross(x, down) - np.cos(turn) * down
