"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

from ImplantPlannerLib.guidance import Situation, next_step
from ImplantPlannerLib.hip_panel import HipPanel
from ImplantPlannerLib.knee_panel import KneePanel
from ImplantPlannerLib.plate_panel import PlatePanel
from ImplantPlannerLib.rows import bill_rows, finding_lines, implant_rows
from ImplantPlannerLib.screw_panel import ScrewPanel
from osteokit.base.errors import OsteoError
from osteokit.jobs.plan_gate import Permission
from osteokit.planning.plan import SurgicalPlan
from osteopanels import finalise
from osteopanels.panel import Panel
from osteopanels.row import Row
from osteopanels.scene_bones import bone_models, bone_name, keep_saved_folder
from osteopanels.table import RowTable


class ImplantPlannerPanel(Panel):
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        super().__init__(ui, logic)
        self.bones_table = RowTable(ui.bonesTable)
        self.implants_table = RowTable(ui.implantsTable, self._implant_chosen)
        self.bill_table = RowTable(ui.billTable)
        self.screws = ScrewPanel(ui, logic, lambda: self.parameters, self.do, self.run_task, self.chosen, self.language)
        self.plates = PlatePanel(ui, logic, lambda: self.parameters, self.do, self.run_task, self.chosen, self.language)
        self.hip = HipPanel(ui, logic, lambda: self.parameters, self.run_task, self.language)
        self.knee = KneePanel(ui, logic, lambda: self.parameters, self.run_task, self.language)
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
        for button, pressed in (
            (ui.takeButton, self.take_bones),
            (ui.removeButton, self.remove),
            (ui.undoButton, lambda: self.do(self.logic.undo)),
            (ui.redoButton, lambda: self.do(self.logic.redo)),
            (ui.saveButton, self.finaliser.finalise),
        ):
            button.connect("clicked()", pressed)
        ui.folderEdit.connect("currentPathChanged(QString)", self._folder_changed)
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node; a plan that the scene brings along is taken up."""
        self._connect()
        self.ui.folderEdit.currentPath = self.parameters.folder
        self.do(self.logic.takeUp)

    def pause(self) -> None:
        """Another module is shown: observe nothing, unless a job runs whose result must be taken in."""
        self.screws.stop()
        self.plates.let_go()
        if not self.runner.busy:
            self._disconnect()

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self.screws.stop()
        self.plates.let_go()
        self.runner.cancel()
        self._disconnect()
        self.logic.forget()

    def _folder_changed(self, path: str) -> None:
        if self.parameters is not None:
            self.parameters.folder = path

    # --- what is shown

    def chosen(self) -> str:
        """Name of the implant that is chosen in the list; empty where none or several are."""
        names = self.implants_table.selected()
        return names[0] if len(names) == 1 else ""

    def _unwatch(self) -> None:
        self.screws.unwatch()

    def _watch(self) -> None:
        self.screws.judged_anew()
        self.screws.watch()

    def _show(self) -> None:
        self._fill_tables()
        for part in (self.screws, self.plates, self.hip, self.knee):
            part.update()
        self._enable()

    def _fill_tables(self) -> None:
        rows = []
        for key, node in sorted(bone_models(slicer.mrmlScene).items()):
            triangles = node.GetPolyData().GetNumberOfPolys()
            rows.append(Row(key, (bone_name(key, self.language), f"{triangles:,}")))
        self.bones_table.fill([_("Bone"), _("Triangles")], rows)
        implants = implant_rows(self.logic.implants(), self.screws.grades(), self.language)
        self.implants_table.fill([_("Implant"), _("Article"), _("Bone"), _("Grade")], implants)
        self.bill_table.fill([_("To order"), _("Number"), _("Pieces")], bill_rows(self.logic.variant, self.language))
        plan = self.logic.plan
        lines = [] if plan is None else finding_lines(plan, self.logic.variant, self.language)
        self.ui.findingsLabel.text, self.ui.findingsLabel.visible = "\n".join(lines), bool(lines)

    def _enable(self) -> None:
        ui, idle, history = self.ui, not self.runner.busy, self.logic.history
        for widget, possible in (
            (ui.takeButton, True),
            (ui.removeButton, bool(self.implants_table.selected())),
            (ui.undoButton, history is not None and history.can_undo),
            (ui.redoButton, history is not None and history.can_redo),
            (ui.saveButton, bool(self.logic.implants())),
        ):
            widget.enabled = possible and idle
        for part in (self.screws, self.plates, self.hip, self.knee):
            part.enable(idle)

    def _guidance(self) -> tuple[str, str]:
        findings = [finding.severity for finding in self.logic.variant.findings]
        situation = Situation(
            self._running,
            self._trouble,
            self.screws.placing,
            self._news,
            bones=len(bone_models(slicer.mrmlScene)),
            implants=len(self.logic.implants()),
            stops=findings.count("stop"),
            warnings=findings.count("warning"),
        )
        return next_step(situation)

    def _implant_chosen(self, name: str) -> None:
        self.logic.jumpTo(name)
        self.screws.chosen_changed()
        for part in (self.screws, self.plates, self.hip, self.knee):
            part.update()
        self._enable()

    # --- work

    def take_bones(self) -> None:
        node = self.parameters.segmentation
        if node is None:
            self.do(self.logic.takeModels)
            return
        self.run_task(
            _("Making the surfaces:"),
            lambda: self.logic.startSurfaces(node),
            lambda task: _("{count} bones.").format(count=self.logic.finishSurfaces(task, self.language)),
        )

    def remove(self) -> None:
        names = self.implants_table.selected()
        self.do(lambda: self.logic.remove(names))

    def _plan_to_write(self) -> SurgicalPlan:
        self._folder()
        return self.logic.planAsWritten()

    def _folder(self) -> Path:
        if not self.parameters.folder:
            raise OsteoError(_("Choose the folder for the plan first."))
        return Path(self.parameters.folder)

    def _write_plan(self, permission: Permission | None) -> str:
        folder = self._folder()
        self.logic.savePlan(folder, self.language, permission)
        keep_saved_folder(slicer.mrmlScene, folder)
        return _("The plan, the implants and the report are in {folder}.").format(folder=folder)
