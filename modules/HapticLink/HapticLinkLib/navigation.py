"""Calibrate, register, navigate: the state of the three sections, without a widget and without a scene."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.navigate import NavigationCase, navigator_of
from osteokit.surface.distance import SurfaceDistance
from osteokit.tracking.calibration.blade import BladeCalibration, blade_calibration
from osteokit.tracking.calibration.pivot import COVERED_DEG, PivotCalibration, pivot_calibration
from osteokit.tracking.calibration.spin import SpinCalibration, spin_calibration
from osteokit.tracking.navigation.collect import HELD_S, PoseCollector, same_tool, spread_out
from osteokit.tracking.navigation.guidance import Target
from osteokit.tracking.navigation.landmark_choice import best_landmarks, touchable
from osteokit.tracking.navigation.navigator import Navigator, Shown
from osteokit.tracking.navigation.setup import Setup, read_setup, write_setup
from osteokit.tracking.navigation.structures import Structure
from osteokit.tracking.navigation.tool import NavigatedTool
from osteokit.tracking.poses import spread_deg
from osteokit.tracking.registration.landmarks import LandmarkRegistration, register_landmarks
from osteokit.tracking.registration.surface import SurfaceRegistration, register_surface

NEXT_MM = 5.0
"""A touch nearer than this to the one before is the same, still held."""
_FEW = 200
"""Poses that tell the coverage while it grows."""

Pose = Callable[[str], np.ndarray | None]
"""Of a tool now, by its name; None where it is not seen."""


def _nothing(name: str) -> None:
    return None


class Navigation:
    """What a person has done so far on the way from a tool to a target.

    Attributes
    ----------
    device : str
        The one that shows the tool; empty before it does.
    collecting : str
        ``"pivot"``, ``"spin"``, ``"blade"``, ``"touch"`` or ``"sweep"`` while poses are kept for it, else empty.
    setup : Setup or None
        The calibrated tool and, after that, the registered patient.
    chosen : str
        Name of the target.
    hold_s : float
        How long the tip rests on a landmark until it is taken.
    waiting : list of str
        Landmarks that are still to be touched, the next one first.
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
        self.case: NavigationCase | None = None
        self.bone = ""
        self.surface: SurfaceDistance | None = None
        self.planned: dict[str, np.ndarray] = {}
        self.touched: dict[str, np.ndarray] = {}
        self.waiting: list[str] = []
        self.chosen = ""
        self.hold_s = HELD_S
        self.by_landmarks: LandmarkRegistration | None = None
        self.by_surface: SurfaceRegistration | None = None
        self._last: np.ndarray | None = None
        self._swept, self._looked_at = 0, 0
        self._newest: list[np.ndarray] = []

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

    # --- calibrate

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
        self._swept, self._looked_at, self._newest = 0, 0, []
        self.collector.begin()

    def cancel(self) -> None:
        self.collecting, self.waiting = "", []
        self.collector.end()

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

    # --- register

    def openCase(self, case: NavigationCase) -> None:
        """Another plan: its bones and landmarks are to be registered."""
        self.case = case
        self.chooseBone(next(iter(self.bones()), ""))

    def variants(self) -> list[str]:
        """Names of the plan's variants, the chosen one first."""
        if self.case is None:
            return []
        plan = self.case.plan
        return sorted((one.name for one in plan.variants), key=lambda name: name != plan.chosen)

    def chooseVariant(self, name: str) -> None:
        """Targets of another variant of the plan; the patient stays registered, as the bones are the same.

        Raises
        ------
        OsteoError
            It cannot be carried out; the former one stays.
        """
        if self.case is not None and name != self.case.variant:
            self.case = self.case.of_variant(name)

    def bones(self) -> list[str]:
        """Bones of the plan that have landmarks to touch, those with targets first."""
        if self.case is None:
            return []
        aimed = [one.bone for one in self.case.planned.targets.values()]
        return list(dict.fromkeys([*aimed, *self.case.plan.landmarks, *self.case.meshes]))

    def chooseBone(self, bone: str) -> None:
        if self.case is None or bone not in self.case.meshes:
            self.bone, self.surface, self.planned = "", None, {}
        elif bone != self.bone or self.surface is None:
            self.bone, self.surface = bone, SurfaceDistance(self.case.meshes[bone])
            known = self.case.plan.landmarks.get(bone)
            points = {} if known is None else {key: known.point(key) for key in known.landmarks}
            self.planned = touchable(points, self.surface)
        self.forgetRegistration()

    def plannedByHand(self, landmarks: dict[str, np.ndarray]) -> None:
        """Landmarks that a person placed take the place of the plan's."""
        self.planned = dict(landmarks)
        self.forgetRegistration()

    def proposed(self) -> list[str]:
        """Landmarks to touch, best first."""
        return best_landmarks(self.planned, self._aim()) if self.planned else []

    def _aim(self) -> np.ndarray:
        target = self.target()
        if target is not None:
            return np.asarray(target.end)
        assert self.case is not None
        return self.case.meshes[self.bone].vertices.mean(axis=0)

    def forgetRegistration(self) -> None:
        self.touched, self.waiting = {}, []
        self.by_landmarks = self.by_surface = None
        if self.setup is not None:
            self.setup = Setup(self.setup.tool, self.setup.reference)

    def beginTouching(self, keys: Sequence[str]) -> None:
        """Landmarks will be touched in this order; each is taken when the tip rests on it for a second."""
        if self.setup is None:
            raise OsteoError(_("Calibrate the tool first."))
        if not keys:
            raise OsteoError(_("The plan has no landmarks of this bone; find or place some first."))
        self.begin("touch")
        self.waiting, self._last = list(keys), None

    def look(self) -> str:
        """Called again and again: the landmark that was just taken, empty for none."""
        if self.collecting != "touch" or self.setup is None:
            return ""
        held = self.collector.held(self.setup.tool.tip, hold_s=self.hold_s)
        if held is None or (self._last is not None and np.linalg.norm(held.position - self._last) < NEXT_MM):
            return ""
        key = self.waiting.pop(0)
        self.touched[key] = self._last = held.position
        self.collector.begin()
        if not self.waiting:
            self.cancel()
            self._registerLandmarks()
        return key

    def _registerLandmarks(self) -> None:
        found = register_landmarks(self.touched, self.planned)
        self.by_landmarks, self.by_surface = found, None
        self._registered(found)

    def _registered(self, found: LandmarkRegistration | SurfaceRegistration) -> None:
        assert self.setup is not None
        self.setup = self.setup.registered(found, self.bone, "" if self.case is None else self.case.plan.id)

    def endSweep(self) -> SurfaceRegistration:
        """Lay what was swept onto the bone.

        Raises
        ------
        OsteoError
            Landmarks were not touched yet, too few points, or points that may slide over the bone.
        """
        self._kept()
        if self.setup is None or self.by_landmarks is None or self.surface is None:
            raise OsteoError(_("Touch the landmarks before the sweep."))
        points = spread_out(self.collector.tips(self.setup.tool.tip))
        self.by_surface = register_surface(points, self.surface, self.by_landmarks.matrix)
        self._registered(self.by_surface)
        return self.by_surface

    def swept(self) -> int:
        """Points of the sweep so far; those that came since the last look are added."""
        if self.setup is None:
            return 0
        tips = self.collector.tips(self.setup.tool.tip)
        fresh, self._looked_at = tips[self._looked_at :], len(tips)
        kept = spread_out(np.array([*self._newest, *fresh]))
        self._swept += len(kept) - len(self._newest)
        self._newest = list(kept[-1:])
        return self._swept

    def checkDistance(self, pose: Pose) -> float | None:
        """How far the tip is from the bone's surface now, for a look whether the registration holds; None where the
        tool is not seen or nothing is registered."""
        if self.setup is None or self.setup.registration is None or self.surface is None:
            return None
        markers = self._markers(pose)
        return None if markers is None else abs(float(self.surface.signed(self.setup.tool.at(markers).tip[None])[0]))

    def _markers(self, pose: Pose) -> np.ndarray | None:
        assert self.setup is not None
        tool = pose(self.setup.tool.name)
        reference = pose(self.setup.reference) if self.setup.reference else None
        if tool is None or (self.setup.reference and reference is None):
            return None
        return self.setup.tool_to_ras(tool, reference)

    # --- kept for later

    def save(self, path: Path) -> Path:
        if self.setup is None:
            raise OsteoError(_("Calibrate the tool first."))
        return write_setup(self.setup, path)

    def load(self, path: Path) -> None:
        """A tool and a patient that were saved; the patient only where plan and bone are the same."""
        setup = read_setup(path)
        self.chooseTool(setup.tool.name, setup.reference)
        self.forgetRegistration()
        same = self.case is not None and setup.plan_id == self.case.plan.id and setup.bone in self.case.meshes
        if setup.registration is not None and same:
            self.chooseBone(setup.bone)
            self.by_landmarks = setup.registration if isinstance(setup.registration, LandmarkRegistration) else None
            self.by_surface = setup.registration if isinstance(setup.registration, SurfaceRegistration) else None
            self.setup = setup
        else:
            self.setup = Setup(setup.tool, setup.reference)
        self.diameter_mm = setup.tool.diameter_mm

    # --- navigate

    def targets(self) -> dict[str, Target]:
        """Those in the bone that was chosen."""
        if self.case is None:
            return {}
        return {name: one for name, one in self.case.planned.targets.items() if one.bone == self.bone}

    def target(self) -> Target | None:
        """The one that was chosen, else the first."""
        targets = self.targets()
        return targets.get(self.chosen) or next(iter(targets.values()), None)

    def navigator(self, structures: Sequence[Structure] = ()) -> Navigator:
        """To the chosen target.

        Raises
        ------
        OsteoError
            Nothing is calibrated or registered, or there is no such target.
        """
        if self.setup is None:
            raise OsteoError(_("Calibrate the tool first."))
        if self.setup.registration is None or self.case is None:
            raise OsteoError(_("Register the patient first."))
        target = self.target()
        if target is None:
            raise OsteoError(_("The plan has nothing to navigate to in this bone."))
        checked = navigator_of(self.setup, self.case, target)
        return Navigator(checked.setup, target, self.surface, structures)

    @staticmethod
    def shown(navigator: Navigator, pose: Pose) -> Shown | None:
        """What the surgeon sees now; None where the tool or its reference is not seen."""
        setup: Any = navigator.setup
        tool = pose(setup.tool.name)
        reference = pose(setup.reference) if setup.reference else None
        if tool is None or (setup.reference and reference is None):
            return None
        return navigator.at(tool, reference)
