"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from collections.abc import Callable
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
from osteopanels.row import Row
from osteopanels.runner import TaskRunner
from osteopanels.scene_bones import bone_models, bone_name
from osteopanels.table import RowTable
from osteopanels.tones import say
from osteopanels.translation import application_language


class ImplantPlannerPanel:
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        self.ui, self.logic = ui, logic
        self.language = application_language()
        self._parameters: Any = None
        self._gui_tag: int | None = None
        self._observer: int | None = None
        self._running = self._trouble = self._news = ""
        self.runner = TaskRunner(ui, self._running_changed, detailed=self.language == "en")
        self.bones_table = RowTable(ui.bonesTable)
        self.implants_table = RowTable(ui.implantsTable, self._implant_chosen)
        self.bill_table = RowTable(ui.billTable)
        self.screws = ScrewPanel(
            ui, logic, lambda: self._parameters, self.do, self.run_task, self.chosen, self.language
        )
        self.plates = PlatePanel(
            ui, logic, lambda: self._parameters, self.do, self.run_task, self.chosen, self.language
        )
        self.hip = HipPanel(ui, logic, lambda: self._parameters, self.run_task, self.language)
        self.knee = KneePanel(ui, logic, lambda: self._parameters, self.run_task, self.language)
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
        self._disconnect()
        self._parameters = self.logic.getParameterNode()
        self._gui_tag = self._parameters.connectGui(self.ui)
        self._observer = self._parameters.AddObserver("ModifiedEvent", lambda caller=None, event=None: self._update())
        self.ui.folderEdit.currentPath = self._parameters.folder
        self.do(self.logic.takeUp)

    def pause(self) -> None:
        """Another module is shown: observe nothing, unless a job runs whose result must be taken in."""
        self.screws.stop()
        self.plates.let_go()
        if not self.runner.busy:
            self._disconnect()

    def _disconnect(self) -> None:
        self.screws.unwatch()
        if self._parameters is not None:
            self._parameters.disconnectGui(self._gui_tag)
            self._parameters.RemoveObserver(self._observer)
            self._parameters = None

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self.screws.stop()
        self.plates.let_go()
        self.runner.cancel()
        self._disconnect()
        self.logic.forget()

    def _folder_changed(self, path: str) -> None:
        if self._parameters is not None:
            self._parameters.folder = path

    # --- what is shown

    def chosen(self) -> str:
        """Name of the implant that is chosen in the list; empty where none or several are."""
        names = self.implants_table.selected()
        return names[0] if len(names) == 1 else ""

    def _update(self) -> None:
        if self._parameters is None:
            return
        self._fill_tables()
        for part in (self.screws, self.plates, self.hip, self.knee):
            part.update()
        self._enable()
        self._guide()

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

    def _guide(self) -> None:
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
        say(self.ui.nextLabel, *next_step(situation))

    def say(self, *, trouble: str = "", news: str = "") -> None:
        self._trouble, self._news = trouble, news
        self._guide()

    def _running_changed(self, sentence: str) -> None:
        self._running = sentence
        if self._parameters is not None:
            self._enable()
            self._guide()

    def _implant_chosen(self, name: str) -> None:
        self.logic.jumpTo(name)
        self.screws.chosen_changed()
        for part in (self.screws, self.plates, self.hip, self.knee):
            part.update()
        self._enable()

    # --- work

    def do(self, work: Callable[[], Any]) -> bool:
        """Do something quick; a refusal is the next sentence on top, and nothing has changed."""
        if self._parameters is None:
            return False
        self.screws.unwatch()
        try:
            work()
        except OsteoError as refusal:
            self._trouble, self._news = str(refusal), ""
            return False
        else:
            self._trouble = self._news = ""
            return True
        finally:
            self.screws.judged_anew()
            self.screws.watch()
            self._update()

    def run_task(self, title: str, start: Callable[[], Any], done: Callable[[Any], str]) -> None:
        """Start a task in the background; its refusal or its news is the next sentence on top."""
        if self.runner.busy:
            return
        self.say()
        try:
            task = start()
        except OsteoError as refusal:
            self.say(trouble=str(refusal))
            return
        self.runner.run(title, task, lambda ended: self._finish(ended, done), lambda why: self.say(trouble=why))

    def _finish(self, task: Any, done: Callable[[Any], str]) -> None:
        news: list[str] = []
        if self.do(lambda: news.append(done(task))):
            self.say(news=news[0])

    def take_bones(self) -> None:
        node = self._parameters.segmentation
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
        if not self._parameters.folder:
            raise OsteoError(_("Choose the folder for the plan first."))
        return Path(self._parameters.folder)

    def _write_plan(self, permission: Permission | None) -> str:
        folder = self._folder()
        self.logic.savePlan(folder, self.language, permission)
        return _("The plan, the implants and the report are in {folder}.").format(folder=folder)
