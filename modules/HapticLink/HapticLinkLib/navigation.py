"""Calibrate, register, navigate: the state of the three sections, without a widget and without a scene."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from slicer.i18n import tr as _

from HapticLinkLib.calibrating import Pose
from HapticLinkLib.registering import Registering
from osteokit.base.errors import OsteoError
from osteokit.jobs.navigate import navigator_of
from osteokit.tracking.navigation.navigator import Navigator, Shown
from osteokit.tracking.navigation.setup import Setup, read_setup, write_setup
from osteokit.tracking.navigation.structures import Structure
from osteokit.tracking.registration.landmarks import LandmarkRegistration
from osteokit.tracking.registration.surface import SurfaceRegistration


class Navigation(Registering):
    """What a person has done so far on the way from a tool to a target."""

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
