"""A voxel bone that one process cuts while another draws it."""

from dataclasses import dataclass, replace

import numpy as np

from osteokit.simulation.haptic.shared_arrays import Handle, SharedArrays, attached, shared
from osteokit.simulation.voxel_bone.bone import VoxelBone

_ARRAYS = ("distance", "density", "tissue", "removed", "dirty", "version")


@dataclass(frozen=True)
class BoneHandle:
    """What another process needs to see the bone; it can be pickled."""

    arrays: Handle
    origin: tuple[float, float, float]
    spacing_mm: float


class SharedBone:
    """A bone whose arrays lie in shared memory: ``bone`` is a :class:`VoxelBone` like any other."""

    def __init__(self, memory: SharedArrays, bone: VoxelBone) -> None:
        self._memory = memory
        x, y, z = (float(value) for value in bone.origin)
        self.bone: VoxelBone | None = bone
        self.handle = BoneHandle(memory.handle, (x, y, z), bone.spacing_mm)

    def close(self) -> None:
        """Let go; copy the bone first (:meth:`VoxelBone.copy`) where it is still needed."""
        self.bone = None
        self._memory.close()

    def __enter__(self) -> "SharedBone":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def shared_bone(bone: VoxelBone) -> SharedBone:
    """A copy of a bone in shared memory; OsteoError where there is not enough of it."""
    memory = shared({name: getattr(bone, name) for name in _ARRAYS})
    return SharedBone(memory, replace(bone, **memory.arrays))


def attached_bone(handle: BoneHandle) -> SharedBone:
    """The bone of another process; OsteoError where it is gone."""
    memory = attached(handle.arrays)
    return SharedBone(memory, VoxelBone(**memory.arrays, origin=np.array(handle.origin), spacing_mm=handle.spacing_mm))
