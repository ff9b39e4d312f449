"""Corridors of screws in the columns of the acetabulum.

The anterior column: in through the outer side of the ilium above the socket, in front of and above it into the superior
ramus, to the pubic tubercle. The posterior column: in through the ischial tuberosity, behind the socket, up to the
thick bone above the greater sciatic notch. The socket, the notch and the inner side of the pelvis bound them because
they are no bone. All places are shares of the socket's radius, from its centre along the axes of the pelvis.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.frames import Frame, lateral_sign, pelvis_frame
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.screws.bone_field import Bones, bone_field, bones_as_one
from osteokit.planning.screws.corridor import Corridor, Corridors, Gate, widest_corridor
from osteokit.surface.mesh import Mesh

Column = Literal["anterior", "posterior"]
COLUMNS: tuple[Column, Column] = ("anterior", "posterior")

# Shares of the socket's radius; lateral, forward, up.
_ROOF = (-0.2, 0.0, 1.5)  # amid the bone above the socket, through which a screw of the anterior column comes
_ROOF_HALF = (1.3, 1.3)
_TUBERCLE_SHORT = 0.5  # how far before the pubic tubercle the tip lies
_TUBERCLE_HALF = (0.7, 0.7)
_ISCHIUM = (-0.3, -0.9, -1.2)
_ISCHIUM_HALF = (0.9, 1.1)
_BUTTRESS = (-0.4, -0.9, 1.3)
_BUTTRESS_HALF = (1.2, 1.2)
_RUN = 0.7
_BESIDE = 1.0  # what bounds a column lies no farther beside its gates
_BEHIND = 2.6  # how far behind its gate a screw may enter
_NODES = 300_000
_LARGEST_MM = 2.0
_OPEN_COSINE = 0.2


@dataclass(frozen=True, eq=False)
class _Socket:
    """Axes of the pelvis about the centre of a socket."""

    frame: Frame
    radius_mm: float
    lateral: float

    def at(self, shares: tuple[float, float, float]) -> np.ndarray:
        across, forward, up = (self.radius_mm * share for share in shares)
        frame = self.frame
        return frame.origin + self.lateral * across * frame.x + forward * frame.y + up * frame.z


def column_corridors(
    hip: Mesh, landmarks: BoneLandmarks, side: Side, least_mm: float = 0.0, progress: Progress = silent
) -> Corridors:
    """Both, ``"anterior column left"`` and ``"posterior column left"``; narrower ones than ``least_mm`` are missing.

    Parameters
    ----------
    hip
        The hip bone of ``side``, RAS mm.
    landmarks
        :func:`osteokit.anatomy.pelvis.pelvis_landmarks` of the whole pelvis.
    """
    bones = bones_as_one([hip])
    tasks: dict[str, Callable[[Progress], Corridor]] = {}
    for column in COLUMNS:
        tasks[f"{column} column {side}"] = lambda step, column=column: column_corridor(
            bones, landmarks, side, column, step
        )
    return Corridors.of(tasks, least_mm, progress)


def column_corridor(
    bones: Bones, landmarks: BoneLandmarks, side: Side, column: Column, progress: Progress = silent
) -> Corridor:
    """The widest corridor in one column of ``bones``, one hip bone.

    Raises
    ------
    OsteoError
        Landmarks of the pelvis are missing, or no straight line is in bone all the way.
    """
    socket = _socket(landmarks, side)
    if column == "anterior":
        tubercle = landmarks.point(f"pubic_tubercle_{side}")
        start = socket.at(_ROOF)
        along = unit(tubercle - start, "anterior column")
        entry = _gate(socket, start, along, _ROOF_HALF)
        target = _gate(socket, tubercle - _TUBERCLE_SHORT * socket.radius_mm * along, along, _TUBERCLE_HALF)
    else:
        start, end = socket.at(_ISCHIUM), socket.at(_BUTTRESS)
        along = unit(end - start, "posterior column")
        entry = _gate(socket, start, along, _ISCHIUM_HALF)
        target = _gate(socket, end, along, _BUTTRESS_HALF)
    behind = (bones.face_centers - entry.center) @ along < 0.0
    entries = bones.open_to(-along, _OPEN_COSINE) & behind
    corners = _corners(entry, along, -_BEHIND * socket.radius_mm, _BESIDE * socket.radius_mm)
    corners = np.concatenate([corners, _corners(target, along, socket.radius_mm, _BESIDE * socket.radius_mm)])
    spacing = float(np.clip(np.cbrt(_box_mm3(corners, along) / _NODES), 0.8, _LARGEST_MM))
    field = bone_field(bones, entries, corners, along, _RUN * socket.radius_mm, spacing)
    return widest_corridor(field, entry, target, progress=progress)


def _socket(landmarks: BoneLandmarks, side: Side) -> _Socket:
    axes = pelvis_frame(landmarks)
    key = f"acetabulum_center_{side}"
    center = landmarks.point(key)
    if key not in landmarks.radii_mm:
        raise OsteoError(f"The radius of the {side} acetabulum is not known; find the landmarks of the pelvis again.")
    frame = Frame(center, axes.x, axes.y, axes.z, "", "anterior pelvic plane")
    return _Socket(frame, float(landmarks.radii_mm[key]), lateral_sign(side))


def _gate(socket: _Socket, center: np.ndarray, along: np.ndarray, half: tuple[float, float]) -> Gate:
    """Square to ``along``; u lies level."""
    u = unit(np.cross(along, np.cross(socket.lateral * socket.frame.x, along)))
    return Gate(center, u, np.cross(along, u), (half[0] * socket.radius_mm, half[1] * socket.radius_mm))


def _corners(gate: Gate, along: np.ndarray, shift_mm: float, beside_mm: float) -> np.ndarray:
    """Corners (8, 3) of the box from a gate to ``shift_mm`` along, wider by ``beside_mm``."""
    steps = np.array([[i, j] for i in (-1.0, 1.0) for j in (-1.0, 1.0)]) * (np.array(gate.half_mm) + beside_mm)
    flat = gate.at(steps)
    return np.concatenate([flat, flat + shift_mm * along])


def _box_mm3(points: np.ndarray, along: np.ndarray) -> float:
    side = unit(np.cross(along, np.eye(3)[np.abs(along).argmin()]))
    local = points @ np.stack([side, np.cross(along, side), along], axis=1)
    return float(np.prod(np.ptp(local, axis=0)))
