"""Where the joint surfaces of a bone are, as points that screws keep away from."""

import numpy as np

from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.surface.mesh import Mesh
from osteokit.surface.normals import vertex_normals

DEEP_MM = 6.0
"""A joint surface reaches so far below the middle of its plateau, or above that of the ankle."""
HEAD = 1.06
"""Of the radius of the head: what lies within is cartilage, or its rim."""
CONDYLE_MM = 28.0
"""The condyles' joint surface reaches so far above their distal points, behind and in front."""


def joint_points(mesh: Mesh, landmarks: BoneLandmarks) -> np.ndarray:
    """Points (n, 3) of the joint surfaces of a femur or tibia, as far as its landmarks tell where they are; none of
    other bones."""
    if landmarks.bone == "tibia":
        return _tibia(mesh, landmarks)
    if landmarks.bone == "femur":
        return _femur(mesh, landmarks)
    return np.zeros((0, 3))


def _tibia(mesh: Mesh, landmarks: BoneLandmarks) -> np.ndarray:
    frame = tibia_frame(landmarks)
    height, upright = mesh.vertices @ frame.z, vertex_normals(mesh) @ frame.z
    plateaus = [key for key in ("plateau_medial_center", "plateau_lateral_center") if key in landmarks]
    top = min(float(landmarks.point(key) @ frame.z) for key in plateaus) - DEEP_MM if plateaus else np.inf
    bottom = float(landmarks.point("ankle_center") @ frame.z) + DEEP_MM
    joint = ((height > top) & (upright > 0.5)) | ((height < bottom) & (upright < -0.5))
    return mesh.vertices[joint]


def _femur(mesh: Mesh, landmarks: BoneLandmarks) -> np.ndarray:
    frame = femur_frame(landmarks)
    height, normals = mesh.vertices @ frame.z, vertex_normals(mesh)
    joint = np.zeros(len(height), bool)
    condyles = [key for key in ("medial_condyle_distal", "lateral_condyle_distal") if key in landmarks]
    if condyles:
        low = min(float(landmarks.point(key) @ frame.z) for key in condyles)
        joint |= (height < low + CONDYLE_MM) & (np.abs(normals @ frame.x) < 0.7)
    radius = landmarks.radii_mm.get("femoral_head_center")
    if radius and "femoral_head_center" in landmarks:
        away = np.linalg.norm(mesh.vertices - landmarks.point("femoral_head_center"), axis=1)
        joint |= away < HEAD * radius
    return mesh.vertices[joint]
