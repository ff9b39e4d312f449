"""Where the hinge of a wedge goes, in proportion to the bone's own width; a person may drag it from there.

High tibial osteotomy: the hinge a fifth of the plateau's width below the plateau; the saw enters the other cortex a
quarter of the width lower, or level with the hinge for a closing wedge. Distal femur: hinge a quarter of the
epicondylar width above the epicondyles, the saw enters a quarter higher. These are the proportions of the usual drawing
(Lobenhoffer and Agneskirchner 2003: hinge at the height of the fibular head, 5 to 10 mm inside the cortex).

The far cortex is round and the hinge line straight, so the bridge is narrower towards the ends of the line. The hinge
is put where narrowest and middle bridge (as :mod:`osteokit.planning.osteotomy.hinge` judges them) stay as far as this
bone allows from 5 and 10 mm.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.wedge_intent import Approach, WedgeIntent
from osteokit.planning.osteotomy.hinge import THICK_BRIDGE_MM, THIN_BRIDGE_MM
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh

BRIDGE = 0.1
TUBEROSITY_THICKNESS = 0.2
"""Of the plateau's width (16 mm of 80): what stays of the tuberosity before the rising cut of a biplanar osteotomy."""

_MIDDLE = 0.6  # of the hinge line, where the risk of a hinge is judged
_STATIONS = 41
_DEPTHS_MM = np.arange(4.0, 20.0, 0.25)
TIBIA_HINGE_BELOW = 0.2
TIBIA_ENTRY_BELOW_HINGE = 0.25
FEMUR_HINGE_ABOVE = 0.25
FEMUR_ENTRY_ABOVE_HINGE = 0.25


@dataclass(frozen=True, eq=False)
class WedgeSite:
    """Where a wedge is: ``hinge`` and ``entry`` on the cortex (RAS mm), the bone's ``frame``, its ``width_mm``."""

    frame: Frame
    hinge: np.ndarray
    entry: np.ndarray
    width_mm: float


def tibia_site(mesh: Mesh, landmarks: BoneLandmarks, intent: WedgeIntent) -> WedgeSite:
    """Hinge (where a person put it, or the proposal) and entry of a high tibial osteotomy.

    Raises
    ------
    OsteoError
        The plateau is not in view, or the hinge lies outside the bone.
    """
    frame = tibia_frame(landmarks)
    medial, lateral = landmarks.point("plateau_medial_edge"), landmarks.point("plateau_lateral_edge")
    width = float(np.linalg.norm(lateral - medial))
    plateau_up = float(((medial + lateral) / 2 - frame.origin) @ frame.z)
    up = plateau_up - TIBIA_HINGE_BELOW * width
    rise = -TIBIA_ENTRY_BELOW_HINGE * width if intent.motion == "opening" else 0.0
    if intent.cut == "plane":
        return _placed(mesh, frame, up, rise, width, intent)
    behind = landmarks.point("tuberosity") - TUBEROSITY_THICKNESS * width * frame.y
    return _placed(mesh, frame, up, rise, width, intent, float((behind - frame.origin) @ frame.y))


def femur_site(mesh: Mesh, landmarks: BoneLandmarks, intent: WedgeIntent) -> WedgeSite:
    """Hinge and entry of a distal femoral osteotomy; otherwise like :func:`tibia_site`."""
    frame = femur_frame(landmarks)
    medial, lateral = landmarks.point("medial_epicondyle"), landmarks.point("lateral_epicondyle")
    width = float(np.linalg.norm(lateral - medial))
    up = float(((medial + lateral) / 2 - frame.origin) @ frame.z) + FEMUR_HINGE_ABOVE * width
    rise = FEMUR_ENTRY_ABOVE_HINGE * width
    return _placed(mesh, frame, up, rise, width, intent)


def _placed(
    mesh: Mesh, frame: Frame, up: float, rise: float, width: float, intent: WedgeIntent, front: float = np.inf
) -> WedgeSite:
    """The site at the hinge that a person put, or at the proposal: a bridge before the far cortex, along the saw.

    The cut ends ``front`` mm before the frame's origin, if it does not go on to the front of the bone.
    """
    if intent.hinge_ras is not None:
        return _site(mesh, frame, np.array(intent.hinge_ras, dtype=np.float64), rise, width, intent.approach)
    first = _site(mesh, frame, _proposed(mesh, frame, up, width, intent.approach), rise, width, intent.approach)
    onward = (first.hinge - first.entry) / np.linalg.norm(first.hinge - first.entry)
    surface = SurfaceDistance(mesh)
    left = float(surface.first_hit(first.hinge[None], onward)[0][0])
    if not np.isfinite(left):
        raise OsteoError("The proposed hinge lies outside the bone; put it 5 to 10 mm inside the far cortex.")
    line = hinge_line(frame, intent.hinge_turn_deg)
    ahead = front - float((first.hinge - frame.origin) @ frame.y)
    deep = _DEPTHS_MM[_DEPTHS_MM < left + np.linalg.norm(first.hinge - first.entry) / 2]
    hinges = first.hinge + (left - deep)[:, None] * onward
    bridges = np.array([_bridge(surface, hinge, onward, line, ahead) for hinge in hinges])
    room = np.minimum(bridges[:, 0] - THIN_BRIDGE_MM, THICK_BRIDGE_MM - bridges[:, 1])
    return WedgeSite(frame, hinges[int(np.argmax(np.nan_to_num(room, nan=-np.inf)))], first.entry, width)


def hinge_line(frame: Frame, turn_deg: float) -> np.ndarray:
    """Unit direction of a hinge line, to the front: straight ahead in the bone's frame, turned to lateral."""
    turn = np.radians(turn_deg)
    return np.cos(turn) * frame.y + np.sin(turn) * frame.lateral


def _bridge(
    surface: SurfaceDistance, hinge: np.ndarray, onward: np.ndarray, line: np.ndarray, ahead_mm: float
) -> tuple[float, float]:
    """Narrowest and median way, mm along the saw, from the middle part of the hinge line to the far cortex; the line
    goes on for at most ``ahead_mm`` to the front."""
    back, fore = (float(surface.first_hit(hinge[None], way)[0][0]) for way in (-line, line))
    low, high = -back, min(fore, ahead_mm)
    margin = (1 - _MIDDLE) / 2 * (high - low)
    across = onward - (onward @ line) * line
    places = hinge + np.linspace(low + margin, high - margin, _STATIONS)[:, None] * line
    left, _ = surface.first_hit(places, across / np.linalg.norm(across))
    return float(left.min()), float(np.median(left))


def _proposed(mesh: Mesh, frame: Frame, up: float, width: float, approach: Approach) -> np.ndarray:
    """Inside the cortex opposite to the approach, in the middle between front and back of the bone there."""
    outline = _outline(mesh, frame, up)
    sign = 1.0 if approach == "medial" else -1.0
    across = (outline - frame.origin) @ frame.lateral * sign
    front = (outline - frame.origin) @ frame.y
    middle = float(front.min() + front.max()) / 2
    return (
        frame.origin + frame.lateral * sign * (float(across.max()) - BRIDGE * width) + frame.y * middle + frame.z * up
    )


def _site(mesh: Mesh, frame: Frame, hinge: np.ndarray, rise: float, width: float, approach: Approach) -> WedgeSite:
    """The entry: on the cortex of the approach, ``rise`` mm above the hinge, as far forward as the hinge."""
    across, front, up = (float((hinge - frame.origin) @ axis) for axis in (frame.lateral, frame.y, frame.z))
    sign = -1.0 if approach == "medial" else 1.0
    _refuse_outside(mesh, frame, across, front, up)
    outline = _outline(mesh, frame, up + rise)
    reach = float(((outline - frame.origin) @ frame.lateral * sign).max())
    if reach - sign * across < BRIDGE * width:
        raise OsteoError("The hinge lies at the cortex where the saw enters; move it to the other side of the bone.")
    entry = frame.origin + frame.lateral * sign * reach + frame.y * front + frame.z * (up + rise)
    return WedgeSite(frame, hinge, entry, width)


def _refuse_outside(mesh: Mesh, frame: Frame, across: float, front: float, up: float) -> None:
    outline = _outline(mesh, frame, up)
    low = [float(((outline - frame.origin) @ axis).min()) for axis in (frame.lateral, frame.y)]
    high = [float(((outline - frame.origin) @ axis).max()) for axis in (frame.lateral, frame.y)]
    if not (low[0] <= across <= high[0] and low[1] <= front <= high[1]):
        raise OsteoError("The hinge lies outside the bone; drag it to 5 to 10 mm inside the far cortex.")


def _outline(mesh: Mesh, frame: Frame, up: float) -> np.ndarray:
    """Points (n, 3) of the bone's largest contour at height ``up`` of its frame."""
    contours = section(mesh, frame.origin + frame.z * up, frame.z)
    if not contours:
        raise OsteoError("There is no bone at the height of the hinge; check the hinge and the landmarks of the bone.")
    return contours[0].points
