"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _

from BoneSegmentationLib.bone_table import BoneTable
from BoneSegmentationLib.clicks import ClicksFor
from BoneSegmentationLib.export_panel import ExportPanel
from BoneSegmentationLib.facts import DOUBTFUL, EVEN, VolumeFacts
from BoneSegmentationLib.find_panel import FindPanel
from BoneSegmentationLib.guidance import Situation, next_step
from BoneSegmentationLib.pacs_panel import PacsPanel
from osteopanels.panel import Panel

_NOT_LOOKED_AT = object()
_FACT_STYLES = {EVEN: "color: #1c6b2f;", DOUBTFUL: "color: #a3140c; font-weight: bold;"}


class BoneSegmentationPanel(Panel):
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        super().__init__(ui, logic)
        self._volume: Any = None
        self._segmentation: Any = None
        self._facts: VolumeFacts | None = None
        self._bones = self._doubtful = 0
        self._clicking = ""
        self.table = BoneTable(ui.bonesTable, self.rename, self.show_bone, self.update_buttons)
        self.split = ClicksFor(ui.splitButton, logic, 2, self._split_waits, self.split_at)
        self.missed = ClicksFor(ui.missedButton, logic, 1, self._missed_waits, self.add_missed)
        ui.placeSeedsButton.connect("toggled(bool)", self._placing_seeds)  # before the find section begins to place
        self.find = FindPanel(ui, logic, lambda: self.parameters, self.run_task, self.say)
        self.export = ExportPanel(ui, logic, lambda: self.parameters, self.run_task, self.table, self.language)
        self.pacs = PacsPanel(ui, logic, lambda: self.parameters, self.run_task)
        ui.findButton.connect("clicked()", self.find_bones)
        ui.mergeButton.connect("clicked()", self.merge)
        ui.deleteButton.connect("clicked()", self.delete)
        ui.flipButton.connect("clicked()", self.flip)
        ui.editorButton.connect("clicked()", self.open_segment_editor)
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node; a single CT in the scene is chosen at once."""
        self._volume = self._segmentation = _NOT_LOOKED_AT
        self._facts = None
        self._connect()
        if self.parameters.volume is None:
            self.parameters.volume = slicer.mrmlScene.GetFirstNodeByClass("vtkMRMLScalarVolumeNode")
        self.find.show_method()
        self.export.show()
        self.update()

    def pause(self) -> None:
        """Another module is shown: observe nothing, unless a job runs whose result must be taken in."""
        self._stop_clicks()
        if not self.runner.busy:
            self._disconnect()

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self._stop_clicks()
        self.runner.cancel()
        self.logic.hidePreview()
        self._disconnect()

    def _show(self) -> None:
        parameters = self.parameters
        if parameters.volume is not self._volume:
            self._volume = parameters.volume
            self._facts = self.logic.facts(self._volume) if self._volume is not None else None
            self._trouble = self._news = ""
            self._show_facts()
        if parameters.segmentation is not self._segmentation:
            self._segmentation = parameters.segmentation
            self._fill_table()
        self.find.update()
        self.update_buttons()

    def _enable(self) -> None:
        self.update_buttons()

    # --- what is shown

    def _show_facts(self) -> None:
        facts = self._facts or VolumeFacts()
        lines = ((self.ui.identityLabel, facts.identity), (self.ui.slicesLabel, facts.slices))
        for label, text in (*lines, (self.ui.sidesLabel, facts.sides)):
            label.text, label.visible = text, bool(text)
        self.ui.identityLabel.styleSheet = "font-weight: bold;"
        self.ui.slicesLabel.styleSheet = _FACT_STYLES.get(facts.slices_state, "")

    def _fill_table(self) -> None:
        rows = self.logic.bones(self.parameters)
        self.table.fill(rows)
        self._doubtful = sum(row.doubtful for row in rows)
        self._bones = len(rows)
        self.update_buttons()

    def update_buttons(self) -> None:
        if self.parameters is None:
            return
        ui, idle, rows = self.ui, not self.runner.busy, self.table.selected_rows()
        usable = self._facts is not None and not self._facts.refusal
        for button, possible in (
            (ui.findButton, usable),
            (ui.mergeButton, len(rows) > 1),
            (ui.splitButton, self._bones > 0),
            (ui.flipButton, len(rows) == 1 and bool(rows[0].side)),
            (ui.deleteButton, bool(rows)),
            (ui.missedButton, usable),
            (ui.editorButton, self._segmentation is not None),
        ):
            button.enabled = possible and idle
        self.export.update()
        self.pacs.update()
        ui.exportButton.enabled = ui.exportButton.enabled and idle
        for button in (ui.storeButton, ui.retrieveButton):
            button.enabled = button.enabled and idle
        ui.queryButton.enabled = idle
        warnings = [f"{row.name}: {text}" for row in rows for text in row.segment.warnings]
        ui.doubtLabel.text, ui.doubtLabel.visible = "\n".join(warnings), bool(warnings)
        ui.doubtLabel.styleSheet = "color: #7a5200;"
        if len(rows) == 1:
            self.logic.jumpTo(self.parameters, rows[0].identifier)

    def _guidance(self) -> tuple[str, str]:
        situation = Situation(
            facts=self._facts,
            running=self._running,
            trouble=self._trouble,
            news=self._news,
            clicking=self._clicking,
            bones=self._bones if self._segmentation is not None else 0,
            doubtful=self._doubtful if self._segmentation is not None else 0,
        )
        return next_step(situation)

    def say(self, *, trouble: str = "", news: str = "", clicking: str = "") -> None:
        """The next sentence on top; ``clicking`` while clicks are waited for."""
        self._clicking = clicking
        super().say(trouble=trouble, news=news)

    # --- work

    def find_bones(self) -> None:
        self._stop_clicks()
        self.run_task(_("Finding the bones:"), lambda: self.logic.startSegmentation(self.parameters), self._found)

    def _found(self, task: Any) -> str:
        self.parameters.showPreview = False
        self.logic.finishSegmentation(task, self.parameters, self.language)
        self._fill_table()
        return ""

    def _edit(self, change: Callable[[], None]) -> None:
        self.say()
        self.do(change)
        self._fill_table()
        self._guide()

    def rename(self, identifier: str, name: str) -> None:
        self._edit(lambda: self.logic.rename(self.parameters, identifier, name, self.language))

    def show_bone(self, identifier: str, visible: bool) -> None:
        self.logic.setVisible(self.parameters, identifier, visible)

    def merge(self) -> None:
        self._edit(lambda: self.logic.merge(self.parameters, self.table.selected(), self.language))

    def delete(self) -> None:
        self._edit(lambda: self.logic.delete(self.parameters, self.table.selected(), self.language))

    def flip(self) -> None:
        self._edit(lambda: self.logic.flipSide(self.parameters, self.table.selected()[0], self.language))

    def _split_waits(self, begin: bool) -> None:
        self._waits(
            begin, self.missed, _("Click once in each of the two parts: the bone is split at the second click.")
        )

    def _missed_waits(self, begin: bool) -> None:
        self._waits(begin, self.split, _("Click once on the bone that was missed: it is then found and added."))

    def _waits(self, begin: bool, other: ClicksFor, sentence: str) -> None:
        """Only one thing at a time waits for clicks."""
        if begin:
            other.stop()
            self.find.stop()
        self.say(clicking=sentence if begin else "")

    def _placing_seeds(self, begin: bool) -> None:
        if begin:
            self.split.stop()
            self.missed.stop()

    def _stop_clicks(self) -> None:
        for waiting in (self.split, self.missed, self.find):
            waiting.stop()

    def split_at(self, points: Any) -> None:
        self._edit(lambda: self.logic.splitAt(self.parameters, points, self.language))

    def add_missed(self, points: Any) -> None:
        before = {row.identifier for row in self.logic.bones(self.parameters)}

        def added(task: Any) -> str:
            self._found(task)
            new = [row.name for row in self.logic.bones(self.parameters) if row.identifier not in before]
            if not new:
                return _("Nothing was added: the image shows no free bone there.")
            return _("Added: {name}. Double-click its name in the table to change it.").format(name=", ".join(new))

        self.run_task(
            _("Adding the bone:"), lambda: self.logic.startMissed(self.parameters, points[0], self.language), added
        )

    def open_segment_editor(self) -> None:
        """Slicer's own editor, with these nodes chosen."""
        segmentation, volume = self._segmentation, self._volume
        slicer.util.selectModule("SegmentEditor")
        editor = slicer.modules.segmenteditor.widgetRepresentation().self().editor
        editor.setSegmentationNode(segmentation)
        editor.setSourceVolumeNode(volume)
