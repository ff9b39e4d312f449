"""The patient is registered: landmarks are touched, then the surface is swept. No widget, no scene."""

from collections.abc import Sequence

import numpy as np
from slicer.i18n import tr as _

from HapticLinkLib.calibrating import Calibrating, Pose
from osteokit.base.errors import OsteoError
from osteokit.jobs.navigate import NavigationCase
from osteokit.surface.distance import SurfaceDistance
from osteokit.tracking.navigation.collect import HELD_S, spread_out
from osteokit.tracking.navigation.guidance import Target
from osteokit.tracking.navigation.landmark_choice import best_landmarks, touchable
from osteokit.tracking.registration.landmarks import LandmarkRegistration, register_landmarks
from osteokit.tracking.registration.surface import SurfaceRegistration, register_surface

NEXT_MM = 5.0
"""A touch nearer than this to the one before is the same, still held."""


class Registering(Calibrating):
    """What a person has done so far to lay the plan onto the patient.

    Attributes
    ----------
    chosen : str
        Name of the target.
    hold_s : float
        How long the tip rests on a landmark until it is taken.
    waiting : list of str
        Landmarks that are still to be touched, the next one first.
    """

    def __init__(self) -> None:
        super().__init__()
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

    def begin(self, what: str) -> None:
        super().begin(what)
        self._swept, self._looked_at, self._newest = 0, 0, []

    def cancel(self) -> None:
        super().cancel()
        self.waiting = []

    # --- what is registered

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

    def targets(self) -> dict[str, Target]:
        """Those in the bone that was chosen."""
        if self.case is None:
            return {}
        return {name: one for name, one in self.case.planned.targets.items() if one.bone == self.bone}

    def target(self) -> Target | None:
        """The one that was chosen, else the first."""
        targets = self.targets()
        return targets.get(self.chosen) or next(iter(targets.values()), None)

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
        super().forgetRegistration()

    # --- touched and swept

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
