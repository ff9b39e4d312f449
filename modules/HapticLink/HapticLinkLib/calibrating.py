"""A tool is calibrated: pivot, spin, blade. No widget, no scene."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.tracking.calibration.blade import BladeCalibration, blade_calibration
from osteokit.tracking.calibration.pivot import COVERED_DEG, PivotCalibration, pivot_calibration
from osteokit.tracking.calibration.spin import SpinCalibration, spin_calibration
from osteokit.tracking.navigation.collect import PoseCollector, same_tool
from osteokit.tracking.navigation.setup import Setup
from osteokit.tracking.navigation.tool import NavigatedTool
from osteokit.tracking.poses import spread_deg

_FEW = 200
"""Poses that tell the coverage while it grows."""

Pose = Callable[[str], np.ndarray | None]
"""Of a tool now, by its name; None where it is not seen."""


def _nothing(name: str) -> None:
    return None


class Calibrating:
    """What a person has done so far to tell where a tool's tip, shaft and blade are.

    Attributes
    ----------
    device : str
        The one that shows the tool; empty before it does.
    collecting : str
        ``"pivot"``, ``"spin"``, ``"blade"``, ``"touch"`` or ``"sweep"`` while poses are kept for it, else empty.
    setup : Setup or None
        The calibrated tool and, after that, the registered patient.
    """

    def __init__(self) -> None:
        self.collector = PoseCollector("")
        self.device = ""
        self.collecting = ""
        self.diameter_mm = 0.0
        self.pivot: PivotCalibration | None = None
        self.spin: SpinCalibration | None = None
        self.blade: BladeCalibration | None = None
        self.setup: Setup | None = None

    def take(self, device: str, tool: str, matrix: np.ndarray, arrived_s: float) -> None:
        """A good pose of any device, in its thread.

        Poses of two trackers are never mixed: the first that shows the tool is the one that counts.
        """
        if not self.device and same_tool(tool, self.collector.tool):
            self.device = device
        if device == self.device:
            self.collector.take(tool, matrix, arrived_s)

    def poses(self, devices: Mapping[str, Any]) -> Pose:
        """What shows the tool now; a device that was let go gives way to another one."""
        if self.device and self.device not in devices:
            self.device = ""
        device = devices.get(self.device)
        return _nothing if device is None else device.pose

    def chooseTool(self, tool: str, reference: str) -> None:
        """Another tool or reference begins anew."""
        if (tool, reference) == (self.collector.tool, self.collector.reference):
            return
        self.collector = PoseCollector(tool, reference)
        self.device = self.collecting = ""
        self.pivot = self.spin = self.blade = self.setup = None
        self.forgetRegistration()

    def begin(self, what: str) -> None:
        """Keep poses for a pivot, a spin, a blade or a sweep from now on."""
        if not self.collector.tool:
            raise OsteoError(_("Choose the tool first; connect its device above."))
        self.collecting = what
        self.collector.begin()

    def cancel(self) -> None:
        self.collecting = ""
        self.collector.end()

    def forgetRegistration(self) -> None:
        if self.setup is not None:
            self.setup = Setup(self.setup.tool, self.setup.reference)

    def coverage(self) -> float:
        """How far the tilts of the pivot reach, 0 to 1; at 1 it is enough."""
        poses = self.collector.poses()
        if len(poses) < 2:
            return 0.0
        some = poses[:: max(1, len(poses) // _FEW)]
        return min(1.0, float(spread_deg(some[:, :3, :3])[1]) / COVERED_DEG)

    def endPivot(self) -> PivotCalibration:
        """The tip from what was kept; what was registered with the former tip is forgotten.

        Raises
        ------
        OsteoError
            The tool was not seen, held still, or turned about one axis alone.
        """
        pivot = pivot_calibration(self._kept())
        self._calibrated(pivot, None, None)
        return pivot

    def endSpin(self) -> SpinCalibration:
        """The shaft from what was kept.

        Raises
        ------
        OsteoError
            There is no tip yet, the tool was not turned about its shaft, or that does not fit its blade.
        """
        poses = self._kept()
        if self.pivot is None:
            raise OsteoError(_("Pivot the tool first: the shaft is told from its tip."))
        spin = spin_calibration(poses, self.pivot.tip)
        self._calibrated(self.pivot, spin, self.blade)
        return spin

    def endBlade(self) -> BladeCalibration:
        """Which way a saw's blade faces from what was kept.

        Raises
        ------
        OsteoError
            There is no tip yet, the blade was not turned flat on a table, or is not square to the shaft.
        """
        poses = self._kept()
        if self.pivot is None:
            raise OsteoError(_("Pivot the tool first, then turn its blade."))
        blade = blade_calibration(poses)
        self._calibrated(self.pivot, self.spin, blade)
        return blade

    def setDiameter(self, diameter_mm: float) -> None:
        """Of what enters the bone."""
        self.diameter_mm = diameter_mm
        if self.pivot is not None:
            self._calibrated(self.pivot, self.spin, self.blade)

    def _calibrated(
        self, pivot: PivotCalibration, spin: SpinCalibration | None, blade: BladeCalibration | None
    ) -> None:
        """What does not fit together is refused, and the former calibration stays."""
        tool = NavigatedTool.calibrated(self.collector.tool, pivot, spin, self.diameter_mm, blade)
        self.pivot, self.spin, self.blade = pivot, spin, blade
        former = self.setup
        self.setup = Setup(tool, self.collector.reference)
        if former is not None and former.registration is not None and np.array_equal(former.tool.tip, tool.tip):
            self.setup = self.setup.registered(former.registration, former.bone, former.plan_id)
        else:
            self.forgetRegistration()

    def _kept(self) -> np.ndarray:
        self.collecting = ""
        self.collector.end()
        poses = self.collector.poses()
        if not len(poses):
            wanted = " + ".join(name for name in (self.collector.tool, self.collector.reference) if name)
            raise OsteoError(_("{tools} were not seen together; look at the devices.").format(tools=wanted))
        return poses
