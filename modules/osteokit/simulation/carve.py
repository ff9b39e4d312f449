"""The bone as a recording has left it: what its tools removed, taken out of a fresh bone along the recorded way."""

import numpy as np

from osteokit.simulation.tools.solid import cutting_shape
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Recording
from osteokit.simulation.voxel_bone.bone import VoxelBone
from osteokit.simulation.voxel_bone.remove import remove

_NEAR_MM = 2.0


def carve(bone: VoxelBone, tools: dict[str, Tool], recording: Recording) -> None:
    """Take out of ``bone``, in place, what the tools of ``recording`` removed from it; tools that are not known
    here are left out."""
    shapes = [cutting_shape(tools[key]) if key in tools else None for key in recording.tools]
    cutting = np.flatnonzero(recording.removed_mm3.sum(axis=1) > 0)
    last = -2
    for n in cutting.tolist():
        shape = shapes[recording.tool[n]] if recording.tool[n] >= 0 else None
        if shape is None:
            continue
        pose, travel = recording.tool_to_ras[n], None
        if n - last == 1 and recording.tool[n] == recording.tool[last]:
            travel = pose[:3, 3] - recording.tool_to_ras[last][:3, 3]
            travel = travel if np.linalg.norm(travel) < _NEAR_MM else None
        remove(bone, shape, pose, travel)
        last = n
