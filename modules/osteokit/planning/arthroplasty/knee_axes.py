"""The axes of the cuts of a knee replacement: the mechanical axes, leaned and turned as the surgeon wants."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from osteokit.anatomy.frames import femur_frame, lateral_sign, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.surface.transform import rotation_about

Rotation = Literal["epicondyles", "posterior condyles"]


@dataclass(frozen=True)
class KneeWish:
    """What the surgeon wants; degrees and mm.

    ``femoral_varus_deg``, ``tibial_varus_deg``: of the cuts against square to the mechanical axis. ``flexion_deg`` of
    the femoral component; ``slope_deg`` of the tibia, down to the back. ``external_rotation_deg`` only counts with the
    posterior condyles. ``tibial_cut_mm`` None takes tray and thinnest insert.
    """

    femoral_varus_deg: float = 0.0
    flexion_deg: float = 0.0
    rotation: Rotation = "epicondyles"
    external_rotation_deg: float = 3.0
    tibial_varus_deg: float = 0.0
    slope_deg: float = 3.0
    tibial_cut_mm: float | None = None


def femoral_axes(landmarks: BoneLandmarks, wish: KneeWish) -> np.ndarray:
    """x right, y front, z proximal (columns) of the femoral component."""
    frame = femur_frame(landmarks, "epicondyles" if wish.rotation == "epicondyles" else "posterior condyles")
    side = lateral_sign(landmarks.side)
    axes = np.stack([frame.x, frame.y, frame.z], axis=1)
    if wish.rotation == "posterior condyles":
        # Outward: the front turns to lateral, on a right knee clockwise from above.
        axes = rotation_about(np.zeros(3), frame.z, -side * wish.external_rotation_deg)[:3, :3] @ axes
    # Varus: the cut is lower laterally, its z leans to lateral; flexion: its z leans to the front.
    axes = rotation_about(np.zeros(3), axes[:, 1], side * wish.femoral_varus_deg)[:3, :3] @ axes
    return rotation_about(np.zeros(3), axes[:, 0], -wish.flexion_deg)[:3, :3] @ axes


def tibial_axes(landmarks: BoneLandmarks, wish: KneeWish) -> np.ndarray:
    """x right, y front, z proximal (columns) of the tibial cut."""
    frame = tibia_frame(landmarks)
    side = lateral_sign(landmarks.side)
    axes = np.stack([frame.x, frame.y, frame.z], axis=1)
    # Varus: the cut is lower medially, its z leans to medial. Slope: lower behind, its z leans to the back.
    axes = rotation_about(np.zeros(3), axes[:, 1], -side * wish.tibial_varus_deg)[:3, :3] @ axes
    return rotation_about(np.zeros(3), axes[:, 0], wish.slope_deg)[:3, :3] @ axes
