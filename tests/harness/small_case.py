"""A small generated CT with known bones, for tests of panels and of their logic."""

import numpy as np

from osteokit.imaging.volume import Patient, Volume, VolumeSource
from osteokit.segmentation.segmentation import Segment, Segmentation


def small_ct() -> tuple[Volume, Segmentation]:
    """Two femurs, a sacrum and a bone of no known name as blocks in soft tissue."""
    labels = np.zeros((40, 30, 60), np.uint16)
    labels[5:30, 8:22, 6:18] = 1
    labels[5:30, 8:22, 42:54] = 2
    labels[20:38, 8:22, 24:36] = 3
    labels[2:8, 2:6, 26:30] = 4
    noise = np.random.default_rng(1).normal(0, 15, labels.shape)
    voxels = (np.where(labels > 0, 700.0, 40.0) + noise).astype(np.int16)
    ijk_to_ras = np.diag([2.0, 2.0, 2.0, 1.0])
    ijk_to_ras[:3, 3] = (-59.0, -29.0, -39.0)
    segments = (
        Segment(1, "femur_left", 0.95),
        Segment(2, "femur_right", 0.93),
        Segment(3, "sacrum", 0.6, warnings=("Cut by the field of view.",)),
        Segment(4, "bone_1"),
    )
    patient = Patient("李^雷", "P-1001", "19580412", "M")
    volume = Volume(voxels, ijk_to_ras, source=VolumeSource(study_date="20260103", patient=patient))
    return volume, Segmentation(labels, ijk_to_ras, segments)
