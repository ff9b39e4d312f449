"""Section 4: the patient is registered to the plan."""

from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

from HapticLinkLib import navigation_nodes
from HapticLinkLib.part import Part
from HapticLinkLib.plan_source import case_of_file, case_of_scene, variant_told
from osteokit.anatomy.landmark import landmark_terms
from osteokit.base.errors import OsteoError
from osteopanels.row import Row
from osteopanels.scene_bones import bone_name
from osteopanels.table import RowTable

SUSPICIOUS_MM = 2.0
"""A landmark that is left farther away than this is shown in amber."""


class RegisterPanel(Part):
    """Plan, landmarks, surface, what is to be expected."""

    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.navigation = logic.navigation
        self._bones: list[str] = []
        self._by_hand: Any = None
        self.table = RowTable(ui.landmarksTable)
        ui.planButton.connect("clicked()", self.take_plan)
        ui.boneComboBox.connect("activated(int)", self._bone_chosen)
        ui.landmarksComboBox.connect("currentNodeChanged(vtkMRMLNode*)", self._list_chosen)
        ui.touchButton.connect("clicked()", self.touch)
        ui.sweepButton.connect("clicked()", self.sweep)
        ui.saveSetupButton.connect("clicked()", self.save)
        ui.loadSetupButton.connect("clicked()", self.load)

    # --- the plan

    def take_plan(self) -> None:
        def take() -> None:
            path, scene = str(self.ui.planEdit.currentPath), slicer.mrmlScene
            self.navigation.openCase(
                case_of_file(scene, Path(path), self.panel.language) if path else case_of_scene(scene)
            )

        if self.panel.do(take):
            left_out = self.navigation.case.planned.left_out
            count = _("Targets: {count}.").format(count=len(self.navigation.case.planned.targets))
            told = [variant_told(self.navigation.case), count, *left_out.values()]
            self.panel.say(news=" ".join(filter(None, told)))

    def _bone_chosen(self, index: int) -> None:
        if 0 <= index < len(self._bones):
            self.panel.do(lambda: self.navigation.chooseBone(self._bones[index]))

    def _list_chosen(self, node: Any) -> None:
        """Points by hand take the place of the plan's landmarks."""
        self._by_hand = node

        def choose() -> None:
            if node is None:
                self.navigation.chooseBone(self.navigation.bone)
            else:
                self.navigation.plannedByHand(navigation_nodes.points_of(node))

        self.panel.do(choose)

    # --- touch and sweep

    def touch(self) -> None:
        """The button begins; it ends by itself, or is pressed again."""
        if self.navigation.collecting == "touch":
            self.panel.do(self.navigation.cancel)
            return

        def begin() -> None:
            if self._by_hand is not None and not self.navigation.touched:
                self.navigation.plannedByHand(navigation_nodes.points_of(self._by_hand))
            self.navigation.beginTouching(self.table.selected() or self.navigation.proposed())

        self.panel.do(begin)

    def sweep(self) -> None:
        if self.navigation.collecting == "sweep":
            self.panel.do(self.navigation.endSweep)
            return

        def begin() -> None:
            if self.navigation.by_landmarks is None:
                raise OsteoError(_("Touch the landmarks before the sweep."))
            self.navigation.begin("sweep")

        self.panel.do(begin)

    # --- saved

    def _setup_file(self) -> Path:
        path = str(self.ui.setupEdit.currentPath)
        if not path:
            raise OsteoError(_("Choose the file for tool and patient first."))
        return Path(path)

    def save(self) -> None:
        if self.panel.do(lambda: self.navigation.save(self._setup_file())):
            self.panel.say(news=_("Tool and patient were saved."))

    def load(self) -> None:
        if self.panel.do(lambda: self.navigation.load(self._setup_file())):
            patient = self.navigation.setup.registration is not None
            told = _("Tool and patient were loaded: touch something that you know.")
            self.panel.say(news=told if patient else _("The tool was loaded; the patient belongs to another plan."))

    # --- what is shown

    def update(self) -> None:
        ui, navigation = self.ui, self.navigation
        state, calibrated, planned = navigation.collecting, navigation.setup is not None, bool(navigation.planned)
        self._fill_bones()
        self._fill_table()
        ui.touchButton.checked, ui.sweepButton.checked = state == "touch", state == "sweep"
        ui.touchButton.enabled = calibrated and planned and state in ("", "touch")
        ui.sweepButton.enabled = navigation.by_landmarks is not None and state in ("", "sweep")
        ui.saveSetupButton.enabled = calibrated
        self._tell()

    def tick(self) -> None:
        if self.navigation.collecting == "touch":
            try:
                taken = self.navigation.look()
            except OsteoError as refusal:
                self.panel.say(trouble=str(refusal))
                self.panel.update()
            else:
                if taken:
                    self.panel.update()
        self._tell()

    def _fill_bones(self) -> None:
        bones = self.navigation.bones()
        if bones != self._bones:
            self._bones = bones
            self.ui.boneComboBox.clear()
            for bone in bones:
                self.ui.boneComboBox.addItem(bone_name(bone, self.panel.language))
        if self.navigation.bone in bones:
            self.ui.boneComboBox.currentIndex = bones.index(self.navigation.bone)

    def _fill_table(self) -> None:
        navigation = self.navigation
        proposed = navigation.proposed()
        fit = navigation.by_landmarks
        rows = []
        for key in [*proposed, *(key for key in navigation.planned if key not in proposed)]:
            left = None if fit is None else fit.residuals_mm.get(key)
            here = "▶" if navigation.waiting[:1] == [key] else "✓" if key in navigation.touched else ""
            cells = (self.landmark_name(key), here, "" if left is None else f"{left:.1f} mm")
            rows.append(Row(key, cells, (2,) if left is not None and left > SUSPICIOUS_MM else ()))
        self.table.fill([_("Landmark"), _("Touched"), _("Left")], rows)

    def landmark_name(self, key: str) -> str:
        """For people; a point by hand has its own name."""
        bone = "" if self.navigation.case is None else self._kind()
        term = landmark_terms().get((bone, key))
        if term is None:
            return key
        return term.chinese if self.panel.language == "zh" else term.english

    def _kind(self) -> str:
        known = self.navigation.case.plan.landmarks.get(self.navigation.bone)
        return "" if known is None else known.bone

    def _tell(self) -> None:
        ui, navigation = self.ui, self.navigation
        ui.registerLabel.text = self._told()
        ui.registerLabel.visible = bool(ui.registerLabel.text)
        away = None if navigation.collecting else navigation.checkDistance(navigation.poses(self.logic.devices))
        ui.checkLabel.text = "" if away is None else _("The tip is {mm:.1f} mm from the bone.").format(mm=away)
        ui.checkLabel.visible = away is not None

    def _told(self) -> str:
        navigation = self.navigation
        if navigation.collecting == "touch" and navigation.waiting:
            name = self.landmark_name(navigation.waiting[0])
            return _("Touch: {name}, and hold still.").format(name=name)
        if navigation.collecting == "sweep":
            count = navigation.swept()
            return _("{count} points. Sweep several sides, then press again.").format(count=count)
        if navigation.setup is None or navigation.setup.registration is None:
            return ""
        return " ".join(self._quality())

    def _quality(self) -> list[str]:
        """Of the registration: what is left, and what is to be expected at the target."""
        navigation, told = self.navigation, []
        if navigation.by_landmarks is not None:
            told.append(_("Landmarks: {mm:.1f} mm left.").format(mm=navigation.by_landmarks.fre_mm))
        if navigation.by_surface is not None:
            told.append(_("Surface: {mm:.1f} mm left.").format(mm=navigation.by_surface.rms_mm))
        target = navigation.target()
        if target is None:
            return told
        error = navigation.setup.expected_error(target)
        if error is None:
            return [*told, _("Three landmarks tell no error: touch a fourth.")]
        words = _("{mm:.1f} mm expected at {target}, hardly more than {most:.1f} mm.")
        return [*told, words.format(mm=error.total_mm, target=target.name, most=error.most_mm)]
