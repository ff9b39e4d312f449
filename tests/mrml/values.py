"""Small values with awkward places in space, for the tests of this folder."""

import numpy as np

from osteokit.imaging.volume import Patient, Volume, VolumeSource
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.surface.mesh import Mesh

OBLIQUE = np.array([[0.0, -0.7, 0.3, 40.0], [0.8, 0.0, 0.0, -25.0], [0.0, 0.3, 1.4 * 0.5, 310.0], [0.0, 0.0, 0.0, 1.0]])
OBLIQUE[:3, 2] = np.cross(OBLIQUE[:3, 0], OBLIQUE[:3, 1]) / 0.8  # orthogonal, left-handed or not as it comes
LPS_LIKE = np.array([[-0.8, 0, 0, 100.0], [0, -0.9, 0, 50.0], [0, 0, 1.5, -200.0], [0, 0, 0, 1.0]])
FLIPPED_K = np.array([[0.8, 0, 0, -10.0], [0, 0.9, 0, 5.0], [0, 0, -1.5, 20.0], [0, 0, 0, 1.0]])


def volume(ijk_to_ras: np.ndarray, dtype: str = "int16") -> Volume:
    voxels = np.random.default_rng(3).integers(-1000, 2000, (9, 12, 15)).astype(dtype)
    patient = Patient("测试^Test", "P-17", "19600101", "F")
    return Volume(voxels, ijk_to_ras, source=VolumeSource(study_uid="1.2.3.4", study_date="20260102", patient=patient))


def segmentation(ijk_to_ras: np.ndarray) -> Segmentation:
    labels = np.zeros((9, 12, 15), dtype=np.uint16)
    labels[1:4, 2:7, 3:9] = 3
    labels[4:8, 5:11, 1:13] = 300
    labels[4:8, 0:3, 1:13] = 7
    labels[8, 0, 0] = 12
    segments = (
        Segment(3, "femur_left", 0.93, warnings=("Cut by the field of view: 10 %; check: redraw",)),
        Segment(300, "bone_4"),
        Segment(7, "hip_right", 1.0, fragment=2, warnings=("one", "two")),
        Segment(12, "metal"),
    )
    return Segmentation(labels, ijk_to_ras, segments)


def tetrahedron(size_mm: float = 10.0) -> Mesh:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1.0]]) * size_mm + [100, -50, 30]
    return Mesh(corners, np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]], dtype=np.int64))
