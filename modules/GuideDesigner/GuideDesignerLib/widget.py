"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

from GuideDesignerLib import guide_nodes, marks
from GuideDesignerLib.check_words import check_rows, faults, measured, places_of, remedy_on_button, title_and_advice
from GuideDesignerLib.export_panel import ExportPanel
from GuideDesignerLib.guidance import Situation, next_step
from GuideDesignerLib.guide_nodes import CUTTING, REPOSITIONING
from GuideDesignerLib.logic import moves_fragments
from GuideDesignerLib.placed_nodes import CUT
from GuideDesignerLib.placed_panel import PlacedPanel
from osteokit.planning.osteotomy.blades import blade_catalogue
from osteopanels.panel import Panel
from osteopanels.table import RowTable


class GuideDesignerPanel(Panel):
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        super().__init__(ui, logic)
        self._blades = list(blade_catalogue().values())
        self.checks_table = RowTable(ui.checksTable, self._look)
        self.placed = PlacedPanel(ui, logic, lambda: self.parameters, self.do, self.update)
        self.export = ExportPanel(ui, logic, lambda: self.parameters, self)
        for blade in self._blades:
            ui.sawComboBox.addItem(blade.chinese if self.language == "zh" else blade.english)
        ui.sawComboBox.connect("currentIndexChanged(int)", self._saw_chosen)
        for button, pressed in (
            (ui.undoButton, lambda: self.do(self.logic.undo)),
            (ui.redoButton, lambda: self.do(self.logic.redo)),
            (ui.designButton, self.design),
            (ui.widenButton, self.widen),
            (ui.repositionButton, self.design_repositioning),
            (ui.loadButton, self.load_sizes),
            (ui.saveButton, self.save_sizes),
            (ui.planButton, self.add_to_plan),
        ):
            button.connect("clicked()", pressed)
        ui.fileEdit.connect("currentPathChanged(QString)", lambda path: self._path_changed("file", path))
        ui.folderEdit.connect("currentPathChanged(QString)", lambda path: self._path_changed("folder", path))
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node; guides that the scene brings along are taken up."""
        self._connect()
        names = [blade.key for blade in self._blades]
        if self.parameters.saw not in names:
            self.parameters.saw = names[0]
        self.ui.sawComboBox.currentIndex = names.index(self.parameters.saw)
        self.ui.fileEdit.currentPath = self.parameters.file
        self.ui.folderEdit.currentPath = self.parameters.folder
        if not self.logic.guides:
            self.do(self.logic.restore)
        self.update()

    def pause(self) -> None:
        """Another module is shown: observe nothing, unless a job runs whose result must be taken in."""
        self.placed.stop()
        if not self.runner.busy:
            self._disconnect()

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self.placed.stop()
        self.runner.cancel()
        self._disconnect()
        self.logic.forget()

    def _saw_chosen(self, index: int) -> None:
        if self.parameters is not None:
            self.parameters.saw = self._blades[index].key

    def _path_changed(self, name: str, path: str) -> None:
        if self.parameters is not None:
            setattr(self.parameters, name, path)

    # --- what is shown

    def _unwatch(self) -> None:
        self.placed.unwatch()

    def _show(self) -> None:
        self.placed.update()
        self.placed.watch()
        self._fill_checks()
        guide_nodes.show_extras(slicer.mrmlScene, self.parameters.showParts, self.parameters.showArrow)
        self._enable()

    def _fill_checks(self) -> None:
        rows = []
        for kind in (CUTTING, REPOSITIONING):
            if kind in self.logic.guides:
                prefix = "" if kind == CUTTING else _("Repositioning:") + " "
                rows += check_rows(self.logic.guides[kind].designed.guide.checks, prefix)
        self.checks_table.fill([_("Check"), _("Measured"), _("Limit")], rows)
        marks.show_marks(slicer.mrmlScene, places_of(self._checks()))
        wanted = self.logic.remedy()
        failed = [one for one in self._checks() if not one.passed and one.remedy == wanted]
        self.ui.widenButton.visible = wanted is not None and bool(failed)
        if wanted is not None and failed:
            self.ui.widenButton.text = remedy_on_button(failed[0])

    def _checks(self) -> list[Any]:
        """Of all guides that are shown."""
        return [check for one in self.logic.guides.values() for check in one.designed.guide.checks]

    def _look(self, key: str) -> None:
        """Move the views to what a check found."""
        code = key.rpartition(" ")[2]
        for check in self._checks():
            if check.code == code and not check.passed and check.place is not None:
                marks.jump(check.place)

    def _enable(self) -> None:
        ui, idle, guides = self.ui, not self.runner.busy, self.logic.guides
        chosen = self.logic.osteotomy(self.parameters)
        for widget, possible in (
            (ui.designButton, self.parameters.bone is not None),
            (ui.widenButton, CUTTING in guides),
            (ui.repositionButton, CUTTING in guides and moves_fragments(chosen)),
            (ui.undoButton, self.logic.history.can_undo),
            (ui.redoButton, self.logic.history.can_redo),
            (ui.loadButton, bool(self.parameters.file)),
            (ui.saveButton, bool(self.parameters.file)),
            (ui.planButton, CUTTING in guides and self.logic.plan() is not None),
            (ui.directionCheckBox, CUTTING in guides),
            (ui.partsCheckBox, bool(guides)),
            (ui.arrowCheckBox, bool(guides)),
        ):
            widget.enabled = possible and idle
        self._show_saw(chosen)
        self.placed.enable(idle)
        self.export.enable(idle)

    def _show_saw(self, chosen: Any) -> None:
        """The plan's own blade, the one for placed cuts, or both."""
        cuts = [one for one in self.logic.guided() if one.kind == CUT]
        self.ui.sawComboBox.visible = chosen is None or bool(cuts)
        self.ui.sawFactLabel.visible = chosen is not None
        blade = None if chosen is None else self.logic.bladeOfPlan(chosen)
        if blade is not None:
            text = _("of the plan: {length:g} × {width:g} × {kerf:g} mm")
            self.ui.sawFactLabel.text = text.format(length=blade.length_mm, width=blade.width_mm, kerf=blade.kerf_mm)

    def _guidance(self) -> tuple[str, str]:
        parameters, guides = self.parameters, self.logic.guides
        failed = [check for check in self._checks() if not check.passed]
        grave = faults(failed)
        chosen = self.logic.osteotomy(parameters) is not None
        situation = Situation(
            self._running,
            self._trouble,
            self.placed.placing,
            self._news,
            bone=parameters.bone is not None,
            guided=chosen + len(self.logic.guided()),
            designed=bool(guides),
            stale=self.logic.isStale(parameters),
            fault=_told(grave[0]) if grave else "",
            doubt=_told(failed[0]) if failed else "",
            doubts=len(failed),
        )
        return next_step(situation)

    # --- work

    def run_task(self, title: str, start: Callable[[], Any], done: Callable[[Any], str]) -> None:
        """As in every panel; nothing is placed meanwhile."""
        if self.idle:
            self.placed.stop()
        super().run_task(title, start, done)

    def design(self) -> None:
        asked, bone = self.logic.asked(self.parameters), self.parameters.bone

        def done(task: Any) -> str:
            self.logic.finishDesign(task, asked, bone)
            return ""

        self.run_task(_("Designing the guide:"), lambda: self.logic.startDesign(self.parameters), done)

    def widen(self) -> None:
        """Set the size that the thin wall needs, and design the guide again."""
        if self.do(lambda: self.logic.takeRemedy(self.parameters)):
            self.design()

    def design_repositioning(self) -> None:
        from osteokit.jobs.guide_tasks import step_to_json

        asked, bone = self.logic.asked(self.parameters), self.parameters.bone
        step = step_to_json(self.logic.osteotomy(self.parameters).step)

        def done(task: Any) -> str:
            self.logic.finishRepositioning(task, asked, step, bone)
            return ""

        self.run_task(
            _("Designing the guide for the moved fragments:"),
            lambda: self.logic.startRepositioning(self.parameters),
            done,
        )

    def load_sizes(self) -> None:
        if self.do(lambda: self.logic.loadSizes(Path(self.parameters.file), self.parameters)):
            self.say(news=_("The sizes are those of {file}.").format(file=Path(self.parameters.file).name))

    def save_sizes(self) -> None:
        if self.do(lambda: self.logic.saveSizes(Path(self.parameters.file), self.parameters)):
            self.say(news=_("The sizes are in {file}.").format(file=Path(self.parameters.file).name))

    def add_to_plan(self) -> None:
        names: list[str] = []
        if self.do(lambda: names.append(self.logic.addToPlan(self.parameters))):
            self.say(news=_("Variant {name} of the plan makes this guide again.").format(name=names[0]))


def _told(check: Any) -> str:
    """A failed check and what to do, in one line."""
    title, advice = title_and_advice(check)
    return _("{title}: {measured}. {advice}").format(title=title, measured=measured(check), advice=advice)
