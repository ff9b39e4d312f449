"""Landmarks of a hip socket: centre, axis, rim, roof and teardrop."""

from collections.abc import Callable, Sequence

from osteokit.anatomy.acetabulum_rim import SocketAxis, axial_rims, lateral_rim, medial_roof_end, socket_axis, teardrop
from osteokit.anatomy.find_extremes import Found, landmark
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.landmark import Landmark
from osteokit.anatomy.pelvis_cuts import Cut, is_cut
from osteokit.anatomy.pelvis_doubt import doubt_of, in_doubt
from osteokit.anatomy.pelvis_frame import HipBone

AXIS_MM = 100.0
"""How far out of the centre the landmark of a socket's axis lies."""

_LEAST_RIM_SPREAD_MM = 1.0  # rounding of the edge and osteophytes, which a surface cannot tell
_NOT_SEEN = {
    "sourcil_medial": "the roof shows no end at the fossa in the coronal plane through the centre",
    "acetabulum_axis": "less than half of the rim is in view",
}

Finder = Callable[[HipBone, Frame], Found | None]

FINDERS: dict[str, tuple[Finder, str]] = {
    "acetabulum_rim_lateral": (lateral_rim, "edge of the roof in the coronal plane through the centre"),
    "acetabulum_rim_anterior": (lambda h, f: axial_rims(h, f)[0], "edge in the axial plane through the centre"),
    "acetabulum_rim_posterior": (lambda h, f: axial_rims(h, f)[1], "edge in the axial plane through the centre"),
    "sourcil_medial": (medial_roof_end, "end of the roof at the fossa in the coronal plane through the centre"),
    "teardrop": (teardrop, "lowest place of the medial wall beside the fossa"),
}


def socket_landmarks(hip: HipBone, frame: Frame, cuts: Sequence[Cut]) -> tuple[dict[str, Landmark], dict[str, str]]:
    """All landmarks of one socket in a frame of the pelvis, and why each of the others is missing."""
    center = f"acetabulum_center_{hip.side}"
    found, missing = {center: center_landmark(center, hip)}, {}
    for name, (find, method) in FINDERS.items():
        key = f"{name}_{hip.side}"
        place = find(hip, frame)
        if place is None or is_cut(place.point, cuts):
            missing[key] = _NOT_SEEN.get(name, f"the field of view cuts the {hip.side} hip bone there")
            continue
        place = in_doubt(place, lambda turned, find=find: find(hip, turned), frame)
        place = Found(place.point, max(place.spread_mm, _LEAST_RIM_SPREAD_MM))
        found[key] = landmark(key, place, method, doubt_of(frame).confidence)
    key = f"acetabulum_axis_{hip.side}"
    axis = socket_axis(hip, frame)
    if axis is None:
        missing[key] = _NOT_SEEN["acetabulum_axis"]
    else:
        found[key] = _axis_landmark(key, hip, axis)
    return found, missing


def center_landmark(key: str, hip: HipBone) -> Landmark:
    """The lunate surface is a third of a sphere: its centre is known to about three times the surface's residual."""
    spread = max(0.5, 3.0 * hip.socket.residual_mm)
    return landmark(key, Found(hip.socket.center, spread), "sphere of the lunate surface")


def _axis_landmark(key: str, hip: HipBone, axis: SocketAxis) -> Landmark:
    """It does not depend on the frame, only on the rim."""
    place = Found(hip.socket.center + AXIS_MM * axis.direction, AXIS_MM * axis.spread)
    return landmark(key, place, "normal of the plane of the rim without the notch")
