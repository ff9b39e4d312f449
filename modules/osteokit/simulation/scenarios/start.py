"""Where a tool is before it begins."""

import numpy as np

from osteokit.simulation.scenario import Target
from osteokit.surface.transform import any_perpendicular, pose_of

START_MM = 40.0


def start_pose(target: Target) -> np.ndarray:
    """Pose (4, 4) of a tool before a target, pointing at it; a blade lies in the plane that it is to cut."""
    entry, end = np.asarray(target.entry, float), np.asarray(target.end, float)
    normal = np.asarray(target.normal, float)
    along = end - entry if target.kind != "patch" and np.linalg.norm(end - entry) > 1e-6 else -normal
    along = along / np.linalg.norm(along)
    across = np.cross(normal, along) if target.kind == "plane" else any_perpendicular(along)
    return pose_of(entry - START_MM * along, across / np.linalg.norm(across), along)
