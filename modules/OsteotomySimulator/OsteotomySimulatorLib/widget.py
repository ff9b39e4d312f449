"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteokit.anatomy.measurement import Measurements
from osteokit.anatomy.measurement_names import measurement_name
from osteokit.base.errors import OsteoError
from osteokit.jobs.plan_gate import Permission
from osteokit.planning.plan import SurgicalPlan
from osteopanels import finalise
from osteopanels.panel import Panel
from osteopanels.refusals import shown
from osteopanels.row import Row
from osteopanels.scene_bones import bone_name, keep_saved_folder
from osteopanels.table import RowTable
from OsteotomySimulatorLib.bones import bone_rows, wanted_keys
from OsteotomySimulatorLib.correct_panel import CorrectPanel
from OsteotomySimulatorLib.guidance import Situation, next_step
from OsteotomySimulatorLib.hand_panel import HandPanel
from OsteotomySimulatorLib.reduce_panel import ReducePanel
from OsteotomySimulatorLib.rows import (
    DOUBTFUL,
    angle_rows,
    deformity_lines,
    finding_lines,
    landmark_rows,
)


class OsteotomySimulatorPanel(Panel):
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        super().__init__(ui, logic)
        self._landmark_tags: list[tuple[Any, int]] = []
        self._dragging = False
        self.bones_table = RowTable(ui.bonesTable)
        self.landmarks_table = RowTable(ui.landmarksTable, self._jump)
        self.angles_table = RowTable(ui.anglesTable)
        self.correct = CorrectPanel(ui, logic, lambda: self.parameters, self.do, self.language)
        self.hand = HandPanel(ui, logic, self.do, self.correct.variant_name, self.correct.blade, self.language)
        self.reduce = ReducePanel(
            ui, logic, lambda: self.parameters, self.do, self.run_task, self.correct.variant_name, self.language
        )
        self.finaliser = finalise.Finaliser(
            ui,
            self,
            finalise.Words(
                asking=_("Asking the hub whether you may finalise this plan:"),
                telling=_("Recording the emergency:"),
                changed=_("The plan was changed while the hub was asked; save it again."),
            ),
            self._plan_to_write,
            self._write_plan,
        )
        for side in ("left", "right"):
            ui.sideComboBox.addItem(_("Left") if side == "left" else _("Right"))
        self._addable = list(wanted_keys())
        for key in self._addable:
            ui.boneComboBox.addItem(bone_name(key, self.language))
        ui.sideComboBox.connect("currentIndexChanged(int)", self._side_chosen)
        for button, pressed in (
            (ui.takeButton, self.take_bones),
            (ui.addButton, self.add_bone),
            (ui.landmarksButton, self.find_landmarks),
            (ui.figureButton, self.save_figure),
            (ui.undoButton, lambda: self.do(lambda: self.logic.undo(self.language))),
            (ui.redoButton, lambda: self.do(lambda: self.logic.redo(self.language))),
            (ui.saveButton, self.save_plan),
            (ui.openButton, self.open_plan),
        ):
            button.connect("clicked()", pressed)
        ui.axesCheckBox.connect("toggled(bool)", lambda on: self.do(lambda: self.logic.showLines(on)))
        ui.folderEdit.connect("currentPathChanged(QString)", self._folder_changed)
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node; a plan that the scene brings along is taken up."""
        self._connect()
        self.ui.sideComboBox.currentIndex = int(self.parameters.side == "right")
        self.ui.folderEdit.currentPath = self.parameters.folder
        self.correct.show_kind()
        self.do(self.logic.takeUp)
        self._watch()
        self.update()

    def pause(self) -> None:
        """Another module is shown: observe nothing, unless a job runs whose result must be taken in."""
        if not self.runner.busy:
            self._disconnect()

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self.runner.cancel()
        self.reduce.let_go()
        self._disconnect()
        self.logic.forget()

    def _side_chosen(self, index: int) -> None:
        side = "right" if index == 1 else "left"
        if self.parameters is None:
            return
        if self.logic.plan is None:
            self.parameters.side = side
        else:  # the plan first: what is shown follows it
            self.do(lambda: self.logic.changeSide(side))

    def _folder_changed(self, path: str) -> None:
        if self.parameters is not None:
            self.parameters.folder = path

    # --- what is shown

    def _show(self) -> None:
        self._show_side()
        self._fill_tables()
        self._enable()

    def _show_side(self) -> None:
        """The side on screen is always that of the plan, also after an undo."""
        plan = self.logic.plan
        if plan is not None and plan.side and plan.side != self.parameters.side:
            self.parameters.side = plan.side
        index = int(self.parameters.side == "right")
        if self.ui.sideComboBox.currentIndex != index:
            self.ui.sideComboBox.currentIndex = index

    def _fill_tables(self) -> None:
        plan = self.logic.plan
        rows = [
            Row(row.key, (row.name, row.node.GetName(), f"{row.triangles:,}"))
            for row in bone_rows(slicer.mrmlScene, self.language)
        ]
        self.bones_table.fill([_("Bone"), _("Model"), _("Triangles")], rows)
        self.landmarks_table.fill(
            [_("Landmark"), _("Error"), _("Sure")],
            [] if plan is None else landmark_rows(plan.landmarks, self.language),
        )
        self._fill_angles(Measurements("") if plan is None else plan.measured)
        missing = {} if plan is None or not plan.landmarks else plan.measured.not_measurable
        names = [measurement_name(key, self.language) for key in missing]
        text = _("Not measurable with these bones: {names}.").format(names=", ".join(names)) if missing else ""
        self.ui.missingLabel.text, self.ui.missingLabel.visible = text, bool(text)
        self.ui.missingLabel.toolTip = "\n".join(
            f"{measurement_name(key, self.language)}: {shown(why)}" for key, why in missing.items()
        )
        bent = deformity_lines(self.logic.deformities(), plan.side, self.language) if plan is not None else []
        self.ui.deformityLabel.text, self.ui.deformityLabel.visible = "\n".join(bent), bool(bent)
        self.correct.update()
        self.hand.update()
        self.reduce.update()
        lines = [] if plan is None else finding_lines(plan, [plan.chosen] if plan.chosen else [], self.language)
        self.ui.findingsLabel.text, self.ui.findingsLabel.visible = "\n".join(lines), bool(lines)

    def _fill_angles(self, measured: Measurements) -> None:
        other = self.logic.otherSide()
        headers = [_("Measured"), _("Value"), _("Normal"), *([_("Other side")] if other is not None else [])]
        self.angles_table.fill(headers, angle_rows(measured, other, self.language))

    def _enable(self) -> None:
        ui, idle, plan = self.ui, not self.runner.busy, self.logic.plan
        bones = bool(bone_rows(slicer.mrmlScene, self.language))
        history = self.logic.history
        for widget, possible in (
            (ui.takeButton, True),
            (ui.addButton, self.parameters.model is not None),
            (ui.landmarksButton, bones),
            (ui.figureButton, plan is not None and bool(plan.side)),
            (ui.axesCheckBox, plan is not None),
            (ui.undoButton, history is not None and history.can_undo),
            (ui.redoButton, history is not None and history.can_redo),
            (ui.saveButton, plan is not None),
            (ui.openButton, True),
        ):
            widget.enabled = possible and idle
        self.correct.enable(idle)
        self.hand.enable(idle)
        self.reduce.enable(idle)

    def _guidance(self) -> tuple[str, str]:
        plan = self.logic.plan
        chosen = None if plan is None or not plan.chosen else plan.variant(plan.chosen)
        findings = [] if chosen is None else [finding.severity for finding in chosen.findings]
        doubtful = 0
        if plan is not None:
            doubtful = sum(mark.confidence < DOUBTFUL for b in plan.landmarks.values() for mark in b.landmarks.values())
        situation = Situation(
            self._running,
            self._trouble,
            self._news,
            bones=len(bone_rows(slicer.mrmlScene, self.language)),
            fragments=len(self.logic.proposedFragments()),
            measured=0 if plan is None else len(plan.landmarks),
            doubtful=doubtful,
            variants=0 if plan is None else len(plan.variants),
            stale=chosen is not None and chosen.predicted is None,
            stops=findings.count("stop"),
            warnings=findings.count("warning"),
        )
        return next_step(situation)

    def _jump(self, key: str) -> None:
        self.logic.jumpTo(key)

    # --- work

    def take_bones(self) -> None:
        node = self.parameters.segmentation
        if node is None:
            if self.do(self.logic.takeModels):
                self.reduce.propose_template()
            return
        self.run_task(
            _("Making the surfaces:"),
            lambda: self.logic.startSurfaces(node),
            self._surfaces_made,
        )

    def _surfaces_made(self, task: Any) -> str:
        self.logic.finishSurfaces(task, self.language)
        self.reduce.propose_template()
        return ""

    def add_bone(self) -> None:
        key = self._addable[self.ui.boneComboBox.currentIndex]
        self.do(lambda: self.logic.addBone(self.parameters.model, key))

    def find_landmarks(self) -> None:
        side = self.parameters.side
        self.run_task(
            _("Finding the landmarks:"),
            self.logic.startLandmarks,
            lambda task: " ".join(self.logic.finishLandmarks(task, side, self.language)),
        )

    def _watch(self) -> None:
        if self.parameters is None or self._landmark_tags:
            return
        for node in self.logic.landmarkNodes().values():
            for event, called in (
                (node.PointStartInteractionEvent, self._drag_begins),
                (node.PointModifiedEvent, self._landmark_moved),
                (node.PointEndInteractionEvent, self._drag_ends),
            ):
                self._landmark_tags.append((node, node.AddObserver(event, called)))

    def _unwatch(self) -> None:
        for node, tag in self._landmark_tags:
            node.RemoveObserver(tag)
        self._landmark_tags = []

    def _drag_begins(self, caller: Any, event: str) -> None:
        self._dragging = True

    def _landmark_moved(self, caller: Any, event: str) -> None:
        """While the mouse moves, only the numbers follow; one drag is one step that can be undone."""
        if not self._dragging:
            self.do(self.logic.landmarksMoved)
            return
        measured = self.logic.measuredWhileDragging()
        if measured is not None:
            self._fill_angles(measured)

    def _drag_ends(self, caller: Any, event: str) -> None:
        self._dragging = False
        self.do(self.logic.landmarksMoved)

    # --- handing on

    def _folder(self) -> Path:
        if not self.parameters.folder:
            raise OsteoError(_("Choose the folder for the plan first."))
        return Path(self.parameters.folder)

    def _plan_to_write(self) -> SurgicalPlan:
        self._folder()
        return self.logic.planAsWritten()

    def _write_plan(self, permission: Permission | None) -> str:
        self.logic.savePlan(self._folder(), self.language, permission)
        keep_saved_folder(slicer.mrmlScene, self._folder())
        return _("The plan, its bones and the report are in {folder}.").format(folder=self._folder())

    def save_plan(self) -> None:
        self.reduce.keep()
        self.finaliser.finalise()

    def save_figure(self) -> None:
        if self.do(lambda: self.logic.saveFigure(self._folder(), self.language)):
            self.say(news=_("The drawing is in {folder}.").format(folder=self._folder()))

    def open_plan(self) -> None:
        self.do(lambda: self.logic.openPlan(self._folder() / "plan.json", self.language))
