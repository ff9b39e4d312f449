"""When a step is done, and how far the tool is off it."""

from dataclasses import dataclass

import numpy as np

from osteokit.simulation.scenario import Step
from osteokit.simulation.values import TISSUES, Touch
from osteokit.simulation.voxel_bone.bone import VoxelBone
from osteokit.simulation.watch.geometry import along_and_beside, direction, length_mm, plane_axes, planned_points

NEAR_END_MM = 1.5
"""A hole that ends this much before its plan is done."""

ON = 0.05
"""Power below which a trigger is let go."""

NEAR_LINE_MM, NEAR_LINE_SLOPE = 5.0, 0.1
"""Farther from its line, and from a cone about it, the tool works on something else."""

OUT_MM = 2.0
"""A tip that is this far before the bone has come out."""

CUT_SHARE, BURRED_SHARE = 0.9, 0.85
"""Of a plane or a region that must be gone."""

_COUNT_EVERY = 10
"""Samples between two counts of what is gone, which takes longer than the rest."""

_HARD = (TISSUES.index("cortical"), TISSUES.index("cancellous"))


@dataclass(frozen=True)
class Deviation:
    """How far the working tool is off the target: ``off_mm`` beside it, ``off_deg`` in direction."""

    off_mm: float
    off_deg: float


class StepWatch:
    """Watches one step: feed it what happens with :meth:`see`; ``share`` (0 to 1) and ``done`` tell how far it is."""

    def __init__(self, step: Step, bone: VoxelBone | None) -> None:
        self.step = step
        self.share = 0.0
        self.done = False
        self.deviation: Deviation | None = None
        self._seen = 0
        self._bone = bone
        self._points = np.empty((0, 3))
        if bone is not None and step.target.kind in ("plane", "region"):
            points = planned_points(step.target)
            self._points = points[np.isin(bone.tissue_at(points), _HARD)]

    def move_to(self, bone: VoxelBone) -> None:
        """The same bone lies elsewhere from now on."""
        self._bone = bone

    def see(self, touch: Touch, power: float) -> None:
        """What came of the last sample, with the trigger pressed to ``power``."""
        self._seen += 1
        pose = touch.tool_to_ras
        works = touch.removed_mm3.any() or (self.step.task == "insert" and touch.depth_mm > 0)
        self.deviation = self._deviation(pose) if works else None
        if self.step.target.kind == "path":
            self._see_path(pose, touch, power)
        elif self._seen % _COUNT_EVERY == 0 and self.step.target.kind in ("plane", "region"):
            self._see_removal(pose, power)

    def count(self, stitches: int, wanted: int) -> None:
        """How many stitches of a wound hold."""
        self.share = min(1.0, stitches / max(wanted, 1))
        self.done = stitches >= wanted

    def open(self, share: float) -> None:
        """So much of the planned incision is open."""
        self.share = share
        self.done = share >= CUT_SHARE

    def _deviation(self, pose: np.ndarray) -> Deviation | None:
        target = self.step.target
        if target.kind == "path":
            _, beside = along_and_beside(target, pose[:3, 3])
            turned = np.degrees(np.arccos(np.clip(pose[:3, 2] @ direction(target), -1.0, 1.0)))
            return Deviation(float(beside), float(turned))
        if target.kind == "plane":
            _, normal, _ = plane_axes(target)
            off = abs(float((pose[:3, 3] - np.array(target.entry)) @ normal))
            turned = np.degrees(np.arccos(np.clip(abs(pose[:3, 1] @ normal), 0.0, 1.0)))
            return Deviation(off, float(turned))
        if target.kind == "region":
            beyond = float(np.linalg.norm(pose[:3, 3] - np.array(target.entry))) - target.diameter_mm / 2
            return Deviation(max(beyond, 0.0), 0.0)
        return None

    def _see_path(self, pose: np.ndarray, touch: Touch, power: float) -> None:
        target = self.step.target
        along, beside = along_and_beside(target, pose[:3, 3])
        length = length_mm(target)
        if beside <= NEAR_LINE_MM + NEAR_LINE_SLOPE * max(float(along), 0.0):
            self.share = max(self.share, float(np.clip(along / length, 0.0, 1.0)))
        reached = self.share * length >= length - NEAR_END_MM
        # a screw stays and is let go of, a drill and a probe come out again
        left = power < ON if self.step.task == "insert" else touch.depth_mm <= 0 and along < -OUT_MM
        self.done = self.done or (reached and left)

    def _see_removal(self, pose: np.ndarray, power: float) -> None:
        if self._bone is None or not len(self._points):
            return
        gone = ~np.isin(self._bone.tissue_at(self._points), _HARD)
        self.share = float(gone.mean())
        wanted = CUT_SHARE if self.step.target.kind == "plane" else BURRED_SHARE
        self.done = self.done or (self.share >= wanted and (power < ON or self._is_out(pose[:3, 3])))

    def _is_out(self, tip: np.ndarray) -> bool:
        target = self.step.target
        if target.kind == "plane":
            return float((tip - np.array(target.entry)) @ direction(target)) < -OUT_MM
        return float(np.linalg.norm(tip - np.array(target.entry))) > target.diameter_mm / 2 + OUT_MM
