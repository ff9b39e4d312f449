"""Simple solids about the landmarks of a generated leg: a tibia, a femur and a fibula to cut."""

import manifold3d
import numpy as np

from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.leg import Leg
from osteokit.surface.boolean import cylinder, union
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of


def ring(frame: Frame, lateral: float, front: float, up: float, half_width: float, half_depth: float) -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    across = (lateral + half_width * np.cos(turn))[:, None] * frame.lateral
    return frame.origin + across + (front + half_depth * np.sin(turn))[:, None] * frame.y + up * frame.z


def hull(*rings: np.ndarray) -> Mesh:
    return mesh_of(manifold3d.Manifold.hull_points(np.concatenate(rings)))


def tibia_solid(leg: Leg) -> Mesh:
    """A head of 80 x 50 mm that narrows to a shaft of 13 mm radius, down to the ankle."""
    frame = tibia_frame(leg.tibia)
    length = float(np.linalg.norm(leg.tibia.point("ankle_center") - frame.origin))
    head = hull(
        ring(frame, 0, 0, 2, 37, 22), ring(frame, 0, 0, -20, 37, 25), ring(frame, 2, 8, -40, 22, 24),
        ring(frame, 0, 0, -90, 13, 13),
    )  # fmt: skip
    shaft = cylinder(frame.origin - 80 * frame.z, frame.origin - (length - 25) * frame.z, 13.0)
    ankle = hull(ring(frame, 0, 0, 30 - length, 13, 13), ring(frame, 0, 0, -length, 24, 17))
    return union([head, shaft, ankle])


def femur_solid(leg: Leg) -> Mesh:
    """Condyles of 80 x 60 mm, a shaft along its landmarks, and a head."""
    frame = femur_frame(leg.femur)
    center = leg.femur.point("shaft_distal_center")
    inside = frame.origin + 70 * frame.z + ((center - frame.origin) @ frame.lateral) * 0.8 * frame.lateral
    condyles = hull(
        ring(frame, 0, -5, -8, 36, 30), ring(frame, 0, -5, 20, 39, 28), ring(frame, 2, 0, 75, 18, 16),
        ring(frame, 3, 0, 110, 15, 15),
    )  # fmt: skip
    top = leg.femur.point("shaft_proximal_center") + 40 * frame.z
    shaft = cylinder(inside, top, 15.0)
    head = leg.femur.point("femoral_head_center")
    neck = cylinder(top - 10 * frame.z, head, 13.0)
    return union([condyles, shaft, neck, hull(head + 24 * unit_sphere())])


def fibula_solid(leg: Leg) -> Mesh:
    return cylinder(leg.fibula.point("head_tip"), leg.fibula.point("lateral_malleolus_tip"), 5.0, 24)


def unit_sphere() -> np.ndarray:
    n = np.arange(300) + 0.5
    z, turn = 1 - 2 * n / 300, np.pi * (1 + 5**0.5) * n
    return np.stack([np.sqrt(1 - z**2) * np.cos(turn), np.sqrt(1 - z**2) * np.sin(turn), z], axis=1)
