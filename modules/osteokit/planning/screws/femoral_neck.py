"""The corridor of a screw through the femoral neck: from the lateral cortex through the isthmus into the head."""

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.screws.bone_field import bone_field, bones_as_one
from osteokit.planning.screws.corridor import Corridor, Gate, widest_corridor
from osteokit.surface.mesh import Mesh
from osteokit.surface.offset import axes_of

# Shares of the head's radius.
_INTO_HEAD = 0.35  # past the head's centre, where the middle of the round tip lies
_HEAD_HALF = 0.4
_NECK_HALF = 0.6
_LATERAL = 0.9  # how far behind the isthmus the lateral cortex begins
_RUN = 0.9
_BESIDE = 1.3
_BEHIND = 4.2
_OPEN_COSINE = 0.25
_NODES = 300_000


def neck_corridor(femur: Mesh, landmarks: BoneLandmarks, progress: Progress = silent) -> Corridor:
    """The widest corridor along the neck; how far a thinner screw may go on towards the head's surface is told by
    :func:`osteokit.planning.screws.sizes.longest_mm`.

    Raises
    ------
    OsteoError
        The head or the neck's isthmus is not known, or no straight line is in bone all the way.
    """
    head, isthmus = landmarks.point("femoral_head_center"), landmarks.point("neck_isthmus_center")
    if "femoral_head_center" not in landmarks.radii_mm:
        raise OsteoError("The radius of the femoral head is not known; find the landmarks of the femur again.")
    radius = float(landmarks.radii_mm["femoral_head_center"])
    along = unit(head - isthmus, "axis of the femoral neck")
    axes = axes_of(along)
    entry = Gate(isthmus, axes[0], axes[1], (_NECK_HALF * radius, _NECK_HALF * radius))
    end = head + _INTO_HEAD * radius * along
    target = Gate(end, axes[0], axes[1], (_HEAD_HALF * radius, _HEAD_HALF * radius))
    bones = bones_as_one([femur])
    lateral = (bones.face_centers - isthmus) @ along < -_LATERAL * radius
    entries = lateral & bones.open_to(-along, _OPEN_COSINE, lateral)
    start = isthmus - _BEHIND * radius * along
    sides = [(i * axes[0] + j * axes[1]) * _BESIDE * radius for i in (-1.0, 1.0) for j in (-1.0, 1.0)]
    region = np.array([place + side for place in (start, end + radius * along) for side in sides])
    volume = (2.0 * _BESIDE * radius) ** 2 * float(np.linalg.norm(end + radius * along - start))
    spacing = float(np.clip(np.cbrt(volume / _NODES), 0.6, 2.0))
    field = bone_field(bones, entries, region, along, _RUN * radius, spacing)
    return widest_corridor(field, entry, target, progress=progress)
