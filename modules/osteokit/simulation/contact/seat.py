"""A screw whose head has come down on the bone: it gets on no more, is tightened, and strips."""

import math

import numpy as np

from osteokit.simulation.contact.resistance import Cut, Reaction, Resistance, ThreadResistance
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.voxel_bone.bone import VoxelBone

_RING = 12
_SEATED = 0.5
"""Share of the ring under the head that has to be in bone: a head on a slope first touches with one side."""


def head_is_seated(bone: VoxelBone, pose: np.ndarray, tool: Tool) -> bool:
    """Whether the underside of the screw's head is on or in bone, midway between thread and rim."""
    if not tool.head_mm > tool.diameter_mm:
        return False
    radius = (tool.diameter_mm + tool.head_mm) / 4
    turns = 2 * math.pi * np.arange(_RING) / _RING
    ring = np.stack([radius * np.cos(turns), radius * np.sin(turns), np.full(_RING, -tool.reach_mm)])
    points = (pose[:3, :3] @ ring).T + pose[:3, 3]
    i, j, k = np.rint((points - bone.origin) / bone.spacing_mm).astype(int).T
    nk, nj, ni = bone.distance.shape
    inside = (i >= 0) & (i < ni) & (j >= 0) & (j < nj) & (k >= 0) & (k < nk)
    return int(np.count_nonzero(bone.distance[k[inside], j[inside], i[inside]] <= 0)) >= _SEATED * _RING


class Seat:
    """How far a seated screw has been tightened. For other tools, and models that know no thread, it does nothing.

    ``seated`` is set by whoever looks; ``stripped`` stays true once the thread is torn.
    """

    def __init__(self, resistance: Resistance | None) -> None:
        self._thread = resistance if isinstance(resistance, ThreadResistance) else None
        self.begin()

    def begin(self) -> None:
        """Another screw."""
        self.seated, self.stripped, self._turns = False, False, 0.0

    def led(self, feed_mm_s: float) -> float:
        """How fast the thread leads the screw on: not at all any more once it is seated or torn."""
        return 0.0 if self._thread is not None and (self.seated or self.stripped) else feed_mm_s

    def felt(self, reaction: Reaction, cut: Cut, seconds: float) -> Reaction:
        """What the hand feels, and how much tighter the screw is after ``seconds``."""
        if self._thread is None:
            return reaction
        if self.stripped:
            return self._thread.torn(cut)
        if not self.seated or cut.speed_hz <= 0:
            return reaction
        self._turns += cut.speed_hz * seconds
        share = self._turns / self._thread.strips_after_turns
        if share >= 1.0:
            self.stripped = True
            return self._thread.torn(cut)
        return self._thread.tightened(share, cut)
