"""Does a bone lie in the scanner as a person does? What LPS taken for RAS, or a turned scan, looks like."""

import numpy as np

from osteokit.anatomy.angles import dot
from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg import Leg
from osteokit.base.errors import OsteoError

CLEAR = 0.5
"""Cosine of 60 degrees: no lying patient turns a leg further than that against the scanner."""

FAR_APART_MM = 80.0
"""Between the knee centres of femur and tibia of one knee."""


def placement_warnings(leg: Leg) -> tuple[str, ...]:
    """One sentence for each bone that faces backward or stands on its head in RAS, and for bones that do not meet.

    Angles do not depend on this, so it is no error: a lone bone may come from anywhere. A plan on the CT does.
    """
    warnings = []
    for name, bone in leg.bones.items():
        frame = _frame(bone)
        if frame is not None:
            warnings += _facing(name, frame)
    warnings += _apart(leg)
    return tuple(warnings)


def _frame(bone: BoneLandmarks) -> Frame | None:
    try:
        if bone.bone == "femur":
            return femur_frame(bone)
        return tibia_frame(bone) if bone.bone == "tibia" else None
    except OsteoError:
        return None


def _facing(name: str, frame: Frame) -> list[str]:
    front, up = float(frame.y[1]), float(frame.z[2])
    if front < -CLEAR and up > CLEAR:
        return [
            f"The front of the {name} faces the patient's back: its coordinates are probably not what --coordinates "
            "says (LPS for RAS, or RAS for LPS); the angles hold, but it does not lie on the CT."
        ]
    if abs(up) < CLEAR or up < 0 or front < CLEAR:
        return [
            f"The {name} does not lie along the scanner as in a CT of a person (its long axis or its front points "
            "elsewhere); the angles hold, but check the file before you plan on the CT."
        ]
    return []


def _apart(leg: Leg) -> list[str]:
    try:
        points = leg.geometry().points
        femur, tibia = points("femur.knee_center"), points("tibia.knee_center")
    except OsteoError:
        return []
    gap = float(np.sqrt(dot(femur - tibia, femur - tibia)))
    if gap <= FAR_APART_MM:
        return []
    return [
        f"Femur and tibia are {gap:.0f} mm apart at the knee: they are of different scans or coordinates; HKA, MAD and "
        "JLCA mean nothing then."
    ]
